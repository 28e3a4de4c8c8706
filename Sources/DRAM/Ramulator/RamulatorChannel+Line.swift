extension RamulatorChannel {
  /// Makes all ticks up to a cycle, that one's included.
  mutating func advance(to target: Int) {
    while wake <= target { wake = tick(wake) }
    cycle = max(cycle, target)
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

  mutating func send(_ burst: SentBurst) {
    let wasEmpty = line.isEmpty
    line.append(burst)
    // Nothing was offered in the present tick yet.
    if wasEmpty && burst.from <= cycle && line.lastOffer < cycle { offerFirst() }
  }

  /// The next cycle in whose tick, or offer after it, something may change.
  var nextChange: Int { line.isEmpty ? wake : min(wake, nextOffer) }

  /// Whether no request is left that a command is still to come of.
  var isDrained: Bool {
    line.isEmpty && reads.count + writes.count + active.count == 0 && activating == nil
  }

  /// The tick in which the line's first request is offered next with a chance.
  private var nextOffer: Int {
    line.isRefused ? max(wake, line.lastOffer + 1) : max(line.first.from, line.lastOffer + 1)
  }

  private mutating func offerFirst() {
    let burst = line.first
    let isAccepted = offer(
      burst.place(inChannel: index), burst.key, isWrite: burst.isWrite, tag: burst.tag)
    line.lastOffer = cycle
    line.isRefused = !isAccepted
    if isAccepted { line.removeFirst() }
  }
}
