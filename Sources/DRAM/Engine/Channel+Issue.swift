/// Commands take effect.
extension Channel {
  /// Issues the planned command of the queues.
  @inline(__always)
  mutating func issuePlan() {
    isPlanStale = true
    let plan = plan
    lastQueue = plan.bank
    switch plan.kind {
    case .column:
      let isWrite = (banks + plan.bank).pointee.writeMask &>> UInt64(plan.place) & 1 != 0
      issueColumn(ofBank: plan.bank, place: plan.place, isWrite: isWrite)
    case .activate: issueActivate(ofBank: plan.bank, place: plan.place)
    case .precharge:
      counts.demandPrecharges &+= 1
      issuePrecharge(ofBank: plan.bank)
    case .synchronise: issueSynchronise(ofBank: plan.bank, place: plan.place)
    case .none: break
    }
  }

  @inline(__always)
  mutating func issueActivate(ofBank bank: Int, place: Int) {
    let state = banks + bank
    let queue = queues + bank &* rules.bankQueue
    let row = slots[Int(queue[place])].row
    // What counts is the last clock of an activate that takes two.
    let last = cycle &+ rules.activateClocks &- 1
    var hits: UInt64 = 0
    for place in 0..<Int(state.pointee.count) where slots[Int(queue[place])].row == row {
      hits |= 1 &<< UInt64(place)
    }
    state.pointee.openRow = row
    state.pointee.hits = 0
    state.pointee.hitMask = hits
    noteMissing(bank)
    state.pointee.activated = last
    state.pointee.used = last
    let rank = ranks + Int(state.pointee.rank)
    state.pointee.ownActivateFrom = state.pointee.activateFrom
    state.pointee.windowFrom = rank.pointee.windowFrom
    state.pointee.activateFrom = max(state.pointee.activateFrom, last &+ rules.distances.activateToActivate)
    state.pointee.readFrom = last &+ rules.distances.activateToRead
    state.pointee.writeFrom = last &+ rules.distances.activateToWrite
    state.pointee.prechargeFrom = max(
      state.pointee.prechargeFrom, last &+ rules.distances.activateToPrecharge)
    let group = groups + Int(state.pointee.group)
    group.pointee.activateFrom = last &+ rules.distances.activateSameGroup
    rank.pointee.activateFrom = max(rank.pointee.activateFrom, last &+ rules.distances.activateSameRank)
    if rules.distances.activateToRefresh > 0 {
      rank.pointee.refreshFrom = max(rank.pointee.refreshFrom, last &+ rules.distances.activateToRefresh)
    }
    noteWindow(ofRank: Int(state.pointee.rank), activated: last)
    rank.pointee.settle(cycle)
    rank.pointee.openBanks &+= 1
    if rules.activateClocks > 1 { rowBusFrom = last &+ 1 }
    rowCommandIssued = true
    counts.activates &+= 1
    rank.pointee.record.activates &+= 1
    if recordsCommands { record(.activate, bank: bank, row: row) }
  }

  /// Moves the windows of a rank on, in which at most four activates lie, and at most 32.
  @inline(__always)
  private mutating func noteWindow(ofRank number: Int, activated: Int) {
    let rank = ranks + number
    let four = fourWindows + 4 &* number
    let next = rank.pointee.fourNext
    four[next] = activated &+ rules.distances.fourActivates
    rank.pointee.fourNext = (next &+ 1) & 3
    rank.pointee.windowFrom = four[(next &+ 1) & 3]
    if rules.thirtyTwoActivates > 0 {
      let thirtyTwo = thirtyTwoWindows + 32 &* number
      let next = rank.pointee.thirtyTwoNext
      thirtyTwo[next] = activated &+ rules.thirtyTwoActivates
      rank.pointee.thirtyTwoNext = (next &+ 1) & 31
      rank.pointee.windowFrom = max(rank.pointee.windowFrom, thirtyTwo[(next &+ 1) & 31])
    }
  }

  mutating func issuePrecharge(ofBank bank: Int) {
    let state = banks + bank
    let rank = ranks + Int(state.pointee.rank)
    state.pointee.activateFrom = max(state.pointee.activateFrom, cycle &+ rules.distances.precharge)
    rank.pointee.refreshFrom = max(rank.pointee.refreshFrom, cycle &+ rules.distances.precharge)
    rank.pointee.prechargeFrom = max(
      rank.pointee.prechargeFrom, cycle &+ rules.distances.prechargeToPrecharge)
    if recordsCommands { record(.precharge, bank: bank, row: state.pointee.openRow) }
    close(bank)
    rowCommandIssued = true
    isPlanStale = true
    counts.precharges &+= 1
  }

  @inline(__always)
  private mutating func close(_ bank: Int) {
    let state = banks + bank
    state.pointee.openRow = -1
    state.pointee.hits = 0
    state.pointee.hitMask = 0
    noteMissing(bank)
    let rank = ranks + Int(state.pointee.rank)
    rank.pointee.settle(cycle)
    rank.pointee.openBanks &-= 1
  }

  @inline(__always)
  mutating func issueColumn(ofBank bank: Int, place: Int, isWrite: Bool) {
    let state = banks + bank
    let number = Int((queues + bank &* rules.bankQueue)[place])
    let slot = slots + number
    noteBurst(ofBank: bank, isWrite: isWrite, accepted: slot.pointee.accepted)
    if recordsCommands { recordColumn(slot.pointee, bank: bank) }
    removeFromQueue(place, ofBank: bank)
    pushColumn(ofBank: bank, isWrite: isWrite)

    let ownPrecharge = cycle &+ (isWrite ? rules.distances.writeToPrecharge : rules.distances.readToPrecharge)
    if closesRow(ofBank: bank) {
      closeAfterColumn(bank, isWrite: isWrite)
    } else {
      state.pointee.prechargeFrom = max(state.pointee.prechargeFrom, ownPrecharge)
      if state.pointee.hits > 0 {
        if isWrite { counts.writeRowHits &+= 1 } else { counts.readRowHits &+= 1 }
      }
      state.pointee.hits &+= 1
      state.pointee.used = cycle
      noteMissing(bank)
    }
    if rules.clockSync > 0 {
      let latency = isWrite ? rules.writeLatency : rules.readLatency
      ranks[Int(state.pointee.rank)].clockUntil = cycle + latency + rules.burst + rules.clockSyncLasts
    }
    let rank = ranks + Int(state.pointee.rank)
    if isWrite {
      counts.writes &+= 1
      rank.pointee.record.writes &+= 1
      lastWrite = cycle
      openWrites &-= 1
      writeKeys[Channel.hash(slot.pointee.key)] &-= 1
    } else {
      counts.reads &+= 1
      rank.pointee.record.reads &+= 1
      lastRead = cycle
      openReads &-= 1
      readKeys[Channel.hash(slot.pointee.key)] &-= 1
      let done = cycle &+ rules.readLatency &+ rules.burst
      lastCompletion = max(lastCompletion, done)
      complete(slot.pointee.request, in: done)
      if slot.pointee.merged >= 0 { completeMerged(with: number, in: done) }
    }
    freeSlots[freeCount] = Int32(truncatingIfNeeded: number)
    freeCount &+= 1
    // Room in the bank's queue, or an empty one, may let a request move.
    if reads.count &+ writes.count > 0 { transferAt = cycle }
  }

  /// Whether a column command, already out of its queue, closes the row.
  @inline(__always)
  private mutating func closesRow(ofBank bank: Int) -> Bool {
    rules.closesRows && (rules.isDRAMsim3 || banks[bank].hitMask == 0)
  }

  private mutating func closeAfterColumn(_ bank: Int, isWrite: Bool) {
    let state = banks + bank
    let rank = ranks + Int(state.pointee.rank)
    if rules.isDRAMsim3 {
      let toActivate =
        isWrite ? rules.distances.writePrechargeToActivate : rules.distances.readPrechargeToActivate
      let toRefresh =
        isWrite ? rules.distances.writePrechargeToRefresh : rules.distances.readPrechargeToRefresh
      state.pointee.activateFrom = max(state.pointee.activateFrom, cycle &+ toActivate)
      rank.pointee.refreshFrom = max(rank.pointee.refreshFrom, cycle &+ toRefresh)
    } else {
      if state.pointee.hits > 0 {
        if isWrite { counts.writeRowHits &+= 1 } else { counts.readRowHits &+= 1 }
      }
      let precharge = max(
        cycle &+ (isWrite ? rules.distances.writeToPrecharge : rules.distances.readToPrecharge),
        state.pointee.prechargeFrom)
      state.pointee.activateFrom = max(state.pointee.activateFrom, precharge &+ rules.distances.precharge)
      rank.pointee.refreshFrom = max(rank.pointee.refreshFrom, precharge &+ rules.distances.precharge)
    }
    close(bank)
  }

  /// Takes a request out of a bank's queue.
  @inline(__always)
  private mutating func removeFromQueue(_ place: Int, ofBank bank: Int) {
    let state = banks + bank
    let queue = queues + bank &* rules.bankQueue
    let count = Int(state.pointee.count)
    if place == 0 && rules.bankQueue == 8 {
      // All eight move up at once, the last of the next bank's, which does not count.
      let raw = UnsafeMutableRawPointer(queue)
      raw.storeBytes(
        of: raw.loadUnaligned(fromByteOffset: 4, as: SIMD8<Int32>.self), as: SIMD8<Int32>.self)
    } else {
      var index = place &+ 1
      while index < count {
        queue[index &- 1] = queue[index]
        index &+= 1
      }
    }
    let below: UInt64 = (1 &<< UInt64(place)) &- 1
    let hits = state.pointee.hitMask
    let writing = state.pointee.writeMask
    state.pointee.hitMask = (hits & below) | ((hits &>> 1) & ~below)
    state.pointee.writeMask = (writing & below) | ((writing &>> 1) & ~below)
    state.pointee.count = Int32(truncatingIfNeeded: count &- 1)
    queued &-= 1
    if count == rules.bankQueue { fullBanks[bank &>> 6] &= ~(1 &<< UInt64(bank & 63)) }
    if count == 1 { waiting[bank &>> 6] &= ~(1 &<< UInt64(bank & 63)) }
  }

  /// Holds back the column commands of the pseudo-channel after one.
  ///
  /// Later commands hold back longer than earlier ones of the same kind do, so most bounds are only replaced.
  @inline(__always)
  private mutating func pushColumn(ofBank bank: Int, isWrite: Bool) {
    let number = Int((banks + bank).pointee.rank)
    let group = groups + Int((banks + bank).pointee.group)
    let rank = ranks + number
    let isAlone = rules.ranksPerPseudoChannel == 1
    if isWrite {
      group.pointee.columns.writeAfterWrites = cycle &+ rules.distances.writeToWrite.sameGroup
      group.pointee.columns.readAfterTurns = cycle &+ rules.distances.writeToRead.sameGroup
      rank.pointee.columns.writeAfterWrites = cycle &+ rules.distances.writeToWrite.sameRank
      let turn = cycle &+ rules.distances.writeToRead.sameRank
      rank.pointee.columns.readAfterTurns = isAlone ? turn : max(rank.pointee.columns.readAfterTurns, turn)
    } else {
      group.pointee.columns.readAfterReads = cycle &+ rules.distances.readToRead.sameGroup
      rank.pointee.columns.readAfterReads = cycle &+ rules.distances.readToRead.sameRank
      let turn = cycle &+ rules.distances.readToWrite.sameRank
      rank.pointee.columns.writeAfterTurns = isAlone ? turn : max(rank.pointee.columns.writeAfterTurns, turn)
    }
    if !isAlone { pushToOtherRanks(of: number, isWrite: isWrite) }
  }

  private mutating func pushToOtherRanks(of own: Int, isWrite: Bool) {
    let low = own / rules.ranksPerPseudoChannel &* rules.ranksPerPseudoChannel
    let toRead = isWrite ? rules.distances.writeToRead.otherRank : rules.distances.readToRead.otherRank
    let toWrite = isWrite ? rules.distances.writeToWrite.otherRank : rules.distances.readToWrite.otherRank
    for number in low..<low &+ rules.ranksPerPseudoChannel where number != own {
      let rank = ranks + number
      rank.pointee.columns.readAfterTurns = max(rank.pointee.columns.readAfterTurns, cycle &+ toRead)
      rank.pointee.columns.writeAfterTurns = max(rank.pointee.columns.writeAfterTurns, cycle &+ toWrite)
    }
  }

  private mutating func issueSynchronise(ofBank bank: Int, place: Int) {
    let rank = Int(banks[bank].rank)
    ranks[rank].clockFrom = cycle + rules.clockSync
    // It runs until a column command has said how long.
    ranks[rank].clockUntil = Rules.never
    counts.synchronisations += 1
    if recordsCommands { record(.synchronise, bank: bank) }
  }
}
