/// Requests that wait for their bank's queue, oldest first: a list of all, and one of each bank.
struct WaitingLine {
  /// A request, by its slot in the channel.
  private struct Node {
    /// Its neighbours in the list of all, and the next of its bank; -1 where there is none.
    var next: Int32
    var previous: Int32
    var nextInBank: Int32
    var bank: Int32
    /// How many came before.
    var order: Int
  }

  /// A bank's first and last request.
  private struct Ends {
    var first: Int32 = -1
    var last: Int32 = -1
  }

  private let nodes: UnsafeMutablePointer<Node>
  private let ends: UnsafeMutablePointer<Ends>
  /// Banks that have requests here.
  private let lined: UnsafeMutablePointer<UInt64>
  private let slots: Int
  private let banks: Int
  private let words: Int
  private var oldest: Int32 = -1
  private var newest: Int32 = -1
  private var order = 0
  private(set) var count = 0

  init(slots: Int, banks: Int) {
    self.slots = slots
    self.banks = banks
    words = (banks + 63) / 64
    nodes = .allocate(capacity: slots)
    nodes.initialize(repeating: Node(next: -1, previous: -1, nextInBank: -1, bank: 0, order: 0), count: slots)
    ends = .allocate(capacity: banks)
    ends.initialize(repeating: Ends(), count: banks)
    lined = .allocate(capacity: words)
    lined.initialize(repeating: 0, count: words)
  }

  func deallocate() {
    nodes.deallocate()
    ends.deallocate()
    lined.deallocate()
  }

  /// The same requests, in memory of its own.
  init(copyOf other: WaitingLine) {
    self.init(slots: other.slots, banks: other.banks)
    nodes.update(from: other.nodes, count: slots)
    ends.update(from: other.ends, count: banks)
    lined.update(from: other.lined, count: words)
    (oldest, newest, order, count) = (other.oldest, other.newest, other.order, other.count)
  }

  @inline(__always)
  mutating func append(slot: Int, bank: Int) {
    let number = Int32(truncatingIfNeeded: slot)
    (nodes + slot).pointee = Node(
      next: -1, previous: newest, nextInBank: -1, bank: Int32(truncatingIfNeeded: bank), order: order)
    order &+= 1
    if newest >= 0 { (nodes + Int(newest)).pointee.next = number } else { oldest = number }
    newest = number
    let own = ends + bank
    if own.pointee.last >= 0 {
      (nodes + Int(own.pointee.last)).pointee.nextInBank = number
    } else {
      own.pointee.first = number
      lined[bank &>> 6] |= 1 &<< UInt64(bank & 63)
    }
    own.pointee.last = number
    count &+= 1
  }

  /// Takes a request out, after the one of its bank that comes before it; -1 where none does.
  @inline(__always)
  mutating func remove(_ slot: Int, after before: Int = -1) {
    let node = nodes[slot]
    if node.next >= 0 {
      (nodes + Int(node.next)).pointee.previous = node.previous
    } else {
      newest = node.previous
    }
    if node.previous >= 0 {
      (nodes + Int(node.previous)).pointee.next = node.next
    } else {
      oldest = node.next
    }
    let bank = Int(node.bank)
    let own = ends + bank
    if before >= 0 {
      (nodes + before).pointee.nextInBank = node.nextInBank
    } else {
      own.pointee.first = node.nextInBank
    }
    if node.nextInBank < 0 { own.pointee.last = Int32(truncatingIfNeeded: before) }
    if own.pointee.first < 0 { lined[bank &>> 6] &= ~(1 &<< UInt64(bank & 63)) }
    count &-= 1
  }

  mutating func removeAll() {
    ends.update(repeating: Ends(), count: banks)
    lined.update(repeating: 0, count: words)
    (oldest, newest, order, count) = (-1, -1, 0, 0)
  }

  // MARK: Which come first

  /// The oldest request, and the one after another; -1 where there is none.
  @inline(__always)
  var first: Int { Int(oldest) }
  @inline(__always)
  func next(after slot: Int) -> Int { Int(nodes[slot].next) }

  /// The same of one bank.
  @inline(__always)
  func first(ofBank bank: Int) -> Int { Int(ends[bank].first) }
  @inline(__always)
  func nextInBank(after slot: Int) -> Int { Int(nodes[slot].nextInBank) }

  @inline(__always)
  func bank(of slot: Int) -> Int { Int(nodes[slot].bank) }

  @inline(__always)
  func isOlder(_ slot: Int, than other: Int) -> Bool { nodes[slot].order < nodes[other].order }

  /// Whether a request's bank has room in its queue, with the banks that have none.
  @inline(__always)
  func hasReady(_ full: UnsafeMutablePointer<UInt64>) -> Bool {
    for word in 0..<words where lined[word] & ~full[word] != 0 { return true }
    return false
  }

  /// The oldest request whose bank's queue has room; -1 where there is none.
  @inline(__always)
  func firstReady(_ full: UnsafeMutablePointer<UInt64>) -> Int {
    guard oldest >= 0 else { return -1 }
    let bank = Int(nodes[Int(oldest)].bank)
    if full[bank &>> 6] &>> UInt64(bank & 63) & 1 == 0 { return Int(oldest) }
    var best = -1
    forEachReadyBank(full) { bank in
      let slot = first(ofBank: bank)
      if best < 0 || isOlder(slot, than: best) { best = slot }
    }
    return best
  }

  /// The same of at most 64 banks, of which those that have no room are bits.
  @inline(__always)
  func hasReady(_ full: UInt64) -> Bool { lined.pointee & ~full != 0 }

  /// The same of at most 64 banks, of which those that have no room are bits.
  @inline(__always)
  func firstReady(_ full: UInt64) -> Int {
    var ready = lined.pointee & ~full
    if ready == 0 { return -1 }
    if full &>> UInt64(nodes[Int(oldest)].bank) & 1 == 0 { return Int(oldest) }
    var best = first(ofBank: ready.trailingZeroBitCount)
    ready &= ready &- 1
    while ready != 0 {
      let slot = first(ofBank: ready.trailingZeroBitCount)
      if isOlder(slot, than: best) { best = slot }
      ready &= ready &- 1
    }
    return best
  }

  /// Goes through the banks that have requests here and room in their queues.
  @inline(__always)
  func forEachReadyBank(_ full: UnsafeMutablePointer<UInt64>, _ body: (Int) -> Void) {
    for word in 0..<words {
      var rest = lined[word] & ~full[word]
      while rest != 0 {
        body(word &<< 6 &+ rest.trailingZeroBitCount)
        rest &= rest &- 1
      }
    }
  }
}
