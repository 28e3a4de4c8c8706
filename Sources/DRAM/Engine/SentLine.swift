/// A request on its way to a controller.
struct SentBurst {
  var key: UInt64
  var tag: Int
  /// The first tick in which it may be offered.
  var from: Int
  private var row: Int32
  private var column: Int32
  private var bank: Int32
  var isWrite: Bool

  init(place: AddressDecoder.Place, key: UInt64, tag: Int, from: Int, isWrite: Bool) {
    self.key = key
    self.tag = tag
    self.from = from
    row = Int32(truncatingIfNeeded: place.row)
    column = Int32(truncatingIfNeeded: place.column)
    bank = Int32(truncatingIfNeeded: place.bank)
    self.isWrite = isWrite
  }

  @inline(__always)
  var bankNumber: Int { Int(bank) }

  /// Where it goes in a channel.
  @inline(__always)
  func place(inChannel channel: Int) -> AddressDecoder.Place {
    AddressDecoder.Place(channel: channel, bank: Int(bank), row: Int(row), column: Int(column))
  }
}

/// Requests in a line before a controller, of which the first is offered once in each tick.
struct SentLine {
  private var bursts: [SentBurst] = []
  private var head = 0
  /// The last tick with an offer, and whether it was refused.
  var lastOffer = -1
  var isRefused = false

  @inline(__always)
  var isEmpty: Bool { head == bursts.count }
  @inline(__always)
  var first: SentBurst { bursts[head] }

  @inline(__always)
  mutating func append(_ burst: SentBurst) { bursts.append(burst) }

  @inline(__always)
  mutating func removeFirst() {
    head += 1
    if head == bursts.count {
      bursts.removeAll(keepingCapacity: true)
      head = 0
    } else if head >= 1024 && head * 2 >= bursts.count {
      bursts.removeFirst(head)
      head = 0
    }
  }
}

/// The same in memory that its owner allocates.
struct SentRing {
  /// Bursts by the last bits of their numbers, of which there are a power of two.
  private var bursts: UnsafeMutablePointer<SentBurst>
  private var room = 64
  /// The numbers of the first, and of the next that is sent.
  private var head = 0
  private var end = 0
  /// The last tick with an offer, and whether it was refused.
  var lastOffer = -1
  var isRefused = false

  init() { bursts = .allocate(capacity: room) }

  /// The same bursts, in memory of its own.
  init(copyOf other: SentRing) {
    self = other
    bursts = .allocate(capacity: room)
    for number in head..<end { (bursts + (number & (room - 1))).initialize(to: other[number]) }
  }

  func deallocate() { bursts.deallocate() }

  @inline(__always)
  private subscript(_ number: Int) -> SentBurst { bursts[number & (room &- 1)] }

  @inline(__always)
  var isEmpty: Bool { head == end }
  @inline(__always)
  var first: UnsafeMutablePointer<SentBurst> { bursts + (head & (room &- 1)) }

  /// The first tick in which the first may be offered, if it was not refused.
  @inline(__always)
  var nextFrom: Int { max(first.pointee.from, lastOffer &+ 1) }

  @inline(__always)
  mutating func append(_ burst: SentBurst) {
    if end &- head == room { grow() }
    (bursts + (end & (room &- 1))).initialize(to: burst)
    end &+= 1
  }

  private mutating func grow() {
    let larger = UnsafeMutablePointer<SentBurst>.allocate(capacity: 2 * room)
    for number in head..<end { (larger + (number & (2 * room - 1))).initialize(to: self[number]) }
    bursts.deallocate()
    bursts = larger
    room *= 2
  }

  @inline(__always)
  mutating func removeFirst() { head &+= 1 }
}
