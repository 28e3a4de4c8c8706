/// Requests of one direction that wait for their commands: for each bank those of its open row, and the others.
struct RamulatorQueue: Sendable {
  struct Entry: Sendable {
    /// Place in the stream of requests.
    var request: Int
    /// Which of all the channel's requests it is, in the order of acceptance.
    var order: Int
    var accepted: Int
    var address: UInt64
    var row: Int
    var column: Int
    /// Whether the bank that it found is counted: of its row, closed, or of another.
    var isCounted = false
    fileprivate var next = -1

    init(request: Int, order: Int, accepted: Int, address: UInt64, row: Int, column: Int) {
      self.request = request
      self.order = order
      self.accepted = accepted
      self.address = address
      self.row = row
      self.column = column
    }
  }

  private struct Chain: Sendable {
    var head = -1
    var tail = -1
  }

  private(set) var count = 0
  private let capacity: Int
  private var entries: [Entry]
  private var free: [Int]
  /// Two of each bank, in the order of acceptance: hits, and misses.
  private var chains: [Chain]
  /// A bit for each bank that has entries.
  private(set) var occupied: [UInt64]

  init(capacity: Int, banks: Int) {
    self.capacity = capacity
    entries = Array(
      repeating: Entry(request: 0, order: 0, accepted: 0, address: 0, row: 0, column: 0), count: capacity)
    free = Array((0..<capacity).reversed())
    chains = Array(repeating: Chain(), count: 2 * banks)
    occupied = Array(repeating: 0, count: (banks + 63) / 64)
  }

  var hasRoom: Bool { count < capacity }

  /// The order of the oldest entry of a bank's open row; nil where none is.
  func firstHit(bank: Int) -> Int? { first(2 * bank) }

  /// The order of the oldest entry of a bank that needs another row than the open one; nil where none is.
  func firstMiss(bank: Int) -> Int? { first(2 * bank + 1) }

  mutating func append(_ entry: Entry, bank: Int, isHit: Bool) {
    let slot = free.removeLast()
    entries[slot] = entry
    count += 1
    occupied[bank / 64] |= 1 << UInt64(bank % 64)
    append(slot, chain: isHit ? 2 * bank : 2 * bank + 1)
  }

  mutating func removeFirstHit(bank: Int) -> Entry { remove(bank: bank, chain: 2 * bank) }

  mutating func removeFirstMiss(bank: Int) -> Entry { remove(bank: bank, chain: 2 * bank + 1) }

  /// Whether what a bank's first miss found was not counted yet; it is from now on.
  mutating func countFirstMiss(bank: Int) -> Bool {
    let slot = chains[2 * bank + 1].head
    defer { entries[slot].isCounted = true }
    return !entries[slot].isCounted
  }

  func contains(_ address: UInt64, bank: Int) -> Bool {
    for chain in 2 * bank...2 * bank + 1 {
      var slot = chains[chain].head
      while slot >= 0 {
        if entries[slot].address == address { return true }
        slot = entries[slot].next
      }
    }
    return false
  }

  /// The bank now has this row open.
  mutating func open(bank: Int, row: Int) {
    var slot = chains[2 * bank + 1].head
    chains[2 * bank + 1] = Chain()
    while slot >= 0 {
      let next = entries[slot].next
      append(slot, chain: entries[slot].row == row ? 2 * bank : 2 * bank + 1)
      slot = next
    }
  }

  /// The bank now has no row open.
  mutating func close(bank: Int) {
    var left = chains[2 * bank].head
    guard left >= 0 else { return }
    var right = chains[2 * bank + 1].head
    chains[2 * bank] = Chain()
    chains[2 * bank + 1] = Chain()
    while left >= 0 || right >= 0 {
      let takesLeft = right < 0 || (left >= 0 && entries[left].order < entries[right].order)
      let slot = takesLeft ? left : right
      let next = entries[slot].next
      if takesLeft { left = next } else { right = next }
      append(slot, chain: 2 * bank + 1)
    }
  }

  private func first(_ chain: Int) -> Int? {
    let slot = chains[chain].head
    return slot < 0 ? nil : entries[slot].order
  }

  private mutating func append(_ slot: Int, chain: Int) {
    entries[slot].next = -1
    let tail = chains[chain].tail
    if tail >= 0 { entries[tail].next = slot } else { chains[chain].head = slot }
    chains[chain].tail = slot
  }

  private mutating func remove(bank: Int, chain: Int) -> Entry {
    let slot = chains[chain].head
    let entry = entries[slot]
    chains[chain].head = entry.next
    if entry.next < 0 { chains[chain].tail = -1 }
    free.append(slot)
    count -= 1
    if chains[2 * bank].head < 0 && chains[2 * bank + 1].head < 0 {
      occupied[bank / 64] &= ~(1 << UInt64(bank % 64))
    }
    return entry
  }
}
