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
    /// The order of the first entry; the greatest number where there is none.
    var order = Int.max
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

  /// The order of the oldest entry of a bank's open row; the greatest number where there is none.
  @inline(__always)
  func firstHit(bank: Int) -> Int { chains[2 * bank].order }

  /// The order of the oldest entry of a bank that is closed, or has another row open; the greatest number where there is
  /// none.
  @inline(__always)
  func firstMiss(bank: Int) -> Int { chains[2 * bank + 1].order }

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
    let misses = 2 * bank + 1
    var previous = -1
    var slot = chains[misses].head
    while slot >= 0 {
      let next = entries[slot].next
      if entries[slot].row == row {
        unlink(slot, after: previous, chain: misses)
        append(slot, chain: 2 * bank)
      } else {
        previous = slot
      }
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

  private mutating func append(_ slot: Int, chain: Int) {
    entries[slot].next = -1
    let tail = chains[chain].tail
    if tail >= 0 {
      entries[tail].next = slot
    } else {
      chains[chain].head = slot
      chains[chain].order = entries[slot].order
    }
    chains[chain].tail = slot
  }

  private mutating func unlink(_ slot: Int, after previous: Int, chain: Int) {
    let next = entries[slot].next
    if previous >= 0 {
      entries[previous].next = next
    } else {
      chains[chain].head = next
      chains[chain].order = next < 0 ? .max : entries[next].order
    }
    if next < 0 { chains[chain].tail = previous }
  }

  private mutating func remove(bank: Int, chain: Int) -> Entry {
    let slot = chains[chain].head
    unlink(slot, after: -1, chain: chain)
    free.append(slot)
    count -= 1
    if chains[2 * bank].head < 0 && chains[2 * bank + 1].head < 0 {
      occupied[bank / 64] &= ~(1 << UInt64(bank % 64))
    }
    return entries[slot]
  }
}
