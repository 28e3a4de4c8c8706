/// The ticks and offers of a channel whose controller is a plain one (`Rules.isPlain`), one after the other.
///
/// They are those of `tick` and `offerFirst`, without what such a controller never does: what is planned is a command of the banks'
/// queues while no refresh is demanded, and nothing closes a row by itself. A read that finds its bank's queue with room and no
/// request before it goes there in the tick after its offer, so both are made at once.
extension Channel {
  /// Makes all ticks up to a cycle, and the line's offers in them.
  mutating func advancePlain(to target: Int) {
    while true {
      if openWrites == 0 && missing == 0 { runHits(to: target) }
      // In a cycle the tick comes first. What was refused is offered after each tick.
      let offer = line.isEmpty || line.isRefused ? Rules.never : max(line.nextFrom, cycle)
      if wake <= offer {
        if wake > target { break }
        cycle = wake
        tickPlain()
        if line.isRefused { offerAgain() }
      } else {
        if offer > target { break }
        cycle = offer
        offerPlain(until: target)
      }
    }
    cycle = target
  }

  /// Makes the ticks in which something can happen up to a cycle.
  @inline(__always)
  mutating func makePlainTicks(to target: Int) {
    while wake <= target {
      cycle = wake
      tickPlain()
    }
  }

  @inline(__always)
  private mutating func tickPlain() {
    if cycle == refreshDue || demandsServed != demandsRaised || isPlanStale {
      tick()
      return
    }
    if plan.cycle <= cycle { issuePlain() }
    if transferAt <= cycle { transferPlain() }
    planPlain()
    wake = min(plan.cycle, min(transferAt, refreshDue))
  }

  @inline(__always)
  private mutating func issuePlain() {
    if plan.kind == .column {
      isPlanStale = true
      lastQueue = plan.bank
      let isWrite = (banks + plan.bank).pointee.writeMask &>> UInt64(plan.place) & 1 != 0
      issueColumn(ofBank: plan.bank, place: plan.place, isWrite: isWrite)
      // The other bus has nothing to do where no bank needs another row.
      if missing == 0 && rules.isDual { return }
      afterFirst(isColumn: true)
    } else {
      let isColumn = plan.kind == .synchronise
      issuePlan()
      afterFirst(isColumn: isColumn)
    }
  }

  /// Plans anew after a command.
  @inline(__always)
  mutating func planPlain() {
    guard isPlanStale else { return }
    let start = lastQueue &+ 1 == rules.banks ? 0 : lastQueue &+ 1
    var best = Plan()
    planColumns(from: cycle &+ 1, start: start, best: &best)
    planRows(from: cycle &+ 1, start: start, best: &best)
    plan = best
    isPlanStale = false
  }

  // MARK: Offers

  @inline(__always)
  private mutating func offerPlain(until target: Int) {
    let burst = line.first
    let hash = Channel.hash(burst.pointee.key)
    if burst.pointee.isWrite {
      offerWrite(burst, hash: hash, until: target)
      return
    }
    guard writeKeys[hash] == 0, readKeys[hash] == 0, reads.count < rules.readQueue else {
      offerFirst()
      return
    }
    let bank = burst.pointee.bankNumber
    let slot = take(burst, hash: hash)
    if reads.count > 0 || writes.count > 0 {
      reads.append(slot: slot, bank: bank)
      if movesNext { transferNext() }
    } else if fullBanks.pointee &>> UInt64(bank) & 1 != 0 {
      reads.append(slot: slot, bank: bank)
    } else if cycle == target || refreshDue <= cycle &+ 1 || demandsServed != demandsRaised || isPlanStale {
      reads.append(slot: slot, bank: bank)
      transferNext()
    } else {
      moveAtOnce(slot)
    }
  }

  /// The same of a write, which goes to its bank's queue in the next tick if it has room and nothing stands before it.
  private mutating func offerWrite(_ burst: UnsafeMutablePointer<SentBurst>, hash: Int, until target: Int) {
    guard writeKeys[hash] == 0, readKeys[hash] == 0, reads.count &+ writes.count == 0,
      fullBanks.pointee &>> UInt64(burst.pointee.bankNumber) & 1 == 0, cycle < target,
      refreshDue > cycle &+ 1, demandsServed == demandsRaised, !isPlanStale
    else {
      offerFirst()
      return
    }
    writeKeys[hash] &+= 1
    openWrites &+= 1
    let tag = burst.pointee.tag
    let slot = takeSlot(
      tag, place: burst.pointee.place(inChannel: number), key: burst.pointee.key, isWrite: true)
    completeAtOnce(tag)
    line.lastOffer = cycle
    line.removeFirst()
    moveAtOnce(slot)
    // It was a drain, of this write alone.
    drainedAt = cycle
  }

  /// Makes the next tick, in which a request goes to its bank's queue that nothing stands before.
  @inline(__always)
  private mutating func moveAtOnce(_ slot: Int) {
    cycle &+= 1
    if plan.cycle <= cycle { issuePlain() }
    drain = 0
    enqueue(slot)
    transferAt = Rules.never
    planPlain()
    wake = min(plan.cycle, refreshDue)
  }

  /// Takes a read out of the line.
  @inline(__always)
  mutating func take(_ burst: UnsafeMutablePointer<SentBurst>, hash: Int) -> Int {
    readKeys[hash] &+= 1
    openReads &+= 1
    let slot = takeSlot(
      burst.pointee.tag, place: burst.pointee.place(inChannel: number), key: burst.pointee.key, isWrite: false
    )
    line.lastOffer = cycle
    line.removeFirst()
    return slot
  }

  /// Offers what was refused, where there is room.
  @inline(__always)
  mutating func offerAgain() {
    let isFull =
      line.first.pointee.isWrite ? writes.count >= rules.writeQueue : reads.count >= rules.readQueue
    if !isFull { offerFirst() }
  }
}
