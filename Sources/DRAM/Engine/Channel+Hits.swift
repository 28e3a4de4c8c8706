/// Reads of open rows, one after the other, as long as a plain channel has nothing else to do.
extension Channel {
  /// Makes the ticks up to a cycle, and the line's offers in them, as long as all that waits are reads of open rows.
  ///
  /// It ends before a refresh falls due, a write or a read of data that another one waits for is offered, or a row is asked for that
  /// is not open: with all of the tick done in which that comes to its bank's queue.
  mutating func runHits(to target: Int) {
    guard demandsServed == demandsRaised, !isPlanStale, plan.kind != .synchronise else { return }
    let last = min(target, refreshDue &- 1)
    while true {
      let tick = min(plan.cycle, transferAt)
      // What was refused is offered after each tick.
      let offer = line.isEmpty || line.isRefused ? Rules.never : max(line.nextFrom, cycle)
      var arriving = -1
      if offer < tick {
        if offer > last { break }
        arriving = takeRead(in: offer)
        if arriving < 0 {
          if line.isRefused { continue }
          break
        }
        if offer == last || isHeldUp(arriving) {
          reads.append(slot: arriving, bank: Int((slots + arriving).pointee.bank))
          if reads.hasReady(fullBanks.pointee) { transferAt = min(transferAt, cycle &+ 1) }
          continue
        }
        cycle = offer &+ 1
      } else {
        if tick > last { break }
        cycle = tick
      }
      if plan.cycle <= cycle { issueHit() }
      if arriving >= 0 {
        drain = 0
        transferAt = Rules.never
        enqueue(arriving)
      } else if transferAt <= cycle {
        transferPlain()
      }
      if missing != 0 {
        planPlain()
      } else if isPlanStale {
        planReads(from: cycle &+ 1)
      }
      if line.isRefused { offerAgain() }
      if missing != 0 || openWrites != 0 || plan.kind == .synchronise { break }
    }
    wake = min(min(plan.cycle, transferAt), refreshDue)
  }

  /// Takes the line's first request, which is offered in a cycle, if it is a read of data that nothing waits for; its slot, or -1
  /// where it is not, or is refused.
  @inline(__always)
  private mutating func takeRead(in offer: Int) -> Int {
    let burst = line.first
    let hash = Channel.hash(burst.pointee.key)
    if burst.pointee.isWrite || readKeys[hash] != 0 { return -1 }
    cycle = offer
    if reads.count < rules.readQueue { return take(burst, hash: hash) }
    line.lastOffer = offer
    line.isRefused = true
    return -1
  }

  /// Whether a read has to wait behind others, or for room in its bank's queue.
  @inline(__always)
  private mutating func isHeldUp(_ slot: Int) -> Bool {
    reads.count > 0 || fullBanks.pointee &>> UInt64((slots + slot).pointee.bank) & 1 != 0
  }

  @inline(__always)
  private mutating func issueHit() {
    isPlanStale = true
    lastQueue = plan.bank
    issueColumn(ofBank: plan.bank, place: plan.place, isWrite: false)
    // The other bus has nothing to do where no bank needs another row.
    if missing != 0 || !rules.isDual { afterFirst(isColumn: true) }
  }
}
