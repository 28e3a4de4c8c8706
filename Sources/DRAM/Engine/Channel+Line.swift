extension Channel {
  @inline(__always)
  mutating func send(_ burst: SentBurst) {
    let wasEmpty = line.isEmpty
    line.append(burst)
    // Nothing was offered in the present tick yet.
    if wasEmpty && burst.from <= cycle && line.lastOffer < cycle { offerFirst() }
  }

  /// Makes all ticks up to a cycle, and the line's offers in them.
  mutating func advanceWithLine(to target: Int) {
    if rules.isPlain {
      advancePlain(to: target)
      return
    }
    while !line.isEmpty {
      let tick = max(nextOffer, cycle)
      if tick > target { break }
      advance(to: tick)
      offerFirst()
    }
    advance(to: target)
  }

  /// The tick in which the line's first request is offered next with a chance.
  @inline(__always)
  private var nextOffer: Int {
    line.isRefused ? max(wake, line.lastOffer &+ 1) : line.nextFrom
  }

  mutating func offerFirst() {
    let burst = line.first
    // What was refused has no line in common with what waits, and needs room.
    let isFull = burst.pointee.isWrite ? writes.count >= rules.writeQueue : reads.count >= rules.readQueue
    if line.isRefused && isFull {
      line.lastOffer = cycle
      return
    }
    let isAccepted = accept(
      burst.pointee.tag, place: burst.pointee.place(inChannel: number), key: burst.pointee.key,
      isWrite: burst.pointee.isWrite)
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
