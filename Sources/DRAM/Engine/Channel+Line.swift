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

extension Channel {
  mutating func send(_ burst: SentBurst) {
    let wasEmpty = line.isEmpty
    line.append(burst)
    // Nothing was offered in the present tick yet.
    if wasEmpty && burst.from <= cycle && line.lastOffer < cycle { offerFirst() }
  }

  /// Makes all ticks up to a cycle, and the line's offers in them.
  mutating func advanceWithLine(to target: Int) {
    while !line.isEmpty {
      let tick = max(nextOffer, cycle)
      if tick > target { break }
      advance(to: tick)
      offerFirst()
    }
    advance(to: target)
  }

  /// The tick in which the line's first request is offered next with a chance.
  private var nextOffer: Int {
    line.isRefused ? max(wake, line.lastOffer + 1) : max(line.first.from, line.lastOffer + 1)
  }

  private mutating func offerFirst() {
    let burst = line.first
    let isAccepted = accept(
      burst.tag, place: burst.place(inChannel: number), key: burst.key, isWrite: burst.isWrite)
    line.lastOffer = cycle
    line.isRefused = !isAccepted
    if isAccepted { line.removeFirst() }
  }

  /// The next cycle in whose tick, or offer after it, something may change.
  var nextChange: Int {
    line.isEmpty ? wake : min(wake, nextOffer)
  }

  /// Whether no request is left that a command is still to come of.
  var isDrained: Bool {
    guard line.isEmpty && openReads == 0 else { return false }
    // DRAMsim3 keeps a few writes for ever.
    return openWrites == 0 || (rules.isDRAMsim3 && queued == 0 && drain == 0 && transferAt == Rules.never)
  }

  mutating func takeCompletions(into completions: inout [DRAMMachine.Completion]) {
    completions.append(contentsOf: UnsafeBufferPointer(start: done, count: doneCount))
    doneCount = 0
  }

  mutating func takeBursts(into taken: inout [DRAMMachine.Burst]) {
    if !bursts.isEmpty {
      taken += bursts
      bursts.removeAll(keepingCapacity: true)
    }
    for bus in 0..<rules.pseudoChannels where moving[bus].end > moving[bus].start {
      taken.append(moving[bus])
      moving[bus].start = moving[bus].end
    }
  }
}
