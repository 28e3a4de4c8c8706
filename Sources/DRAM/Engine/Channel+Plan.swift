/// Which command comes next, and when, if nothing new comes.
///
/// The distances only change where a command is issued, so the next command of the queues is known from one look at
/// each queue that is not empty: the earliest, and among equals the first in the order of visits.
extension Channel {
  /// Plans the next command of the banks' queues, in a cycle or later, without looking at refreshes.
  @inline(__always)
  mutating func planQueues(from cycle: Int) {
    if rules.isInOrder {
      planInOrder(from: cycle)
      return
    }
    var best = Plan()
    let start = lastQueue &+ 1 == rules.banks ? 0 : lastQueue &+ 1
    if waitingWords == 1 {
      planFewQueues(from: cycle, start: start, best: &best)
    } else {
      planManyQueues(from: cycle, start: start, best: &best)
    }
    plan = best
  }

  /// The same for at most 64 banks.
  @inline(__always)
  private mutating func planFewQueues(from cycle: Int, start: Int, best: inout Plan) {
    if rules.isDRAMsim3 {
      planFewQueuesAsDRAMsim3(from: cycle, start: start, best: &best)
    } else {
      planColumns(from: cycle, start: start, best: &best)
      planRows(from: cycle, start: start, best: &best)
    }
  }

  /// Looks at the queues that may need another row, and at the others only as long as one can come before these.
  private mutating func planFewQueuesAsDRAMsim3(from cycle: Int, start: Int, best: inout Plan) {
    let rows = waiting[0] & missing
    if rows != 0 { visit(rows, start: start, from: cycle, until: cycle, best: &best) }
    var column = Plan()
    let least = leastColumnCycle(from: cycle)
    guard best.cycle >= least else { return }
    visit(waiting[0] & ~missing, start: start, from: cycle, until: least, best: &column)
    replace(&best, by: column)
  }

  /// Takes the command that comes first, and of two in one cycle that of the queue that is visited first.
  @inline(__always)
  mutating func replace(_ best: inout Plan, by other: Plan) {
    if other.cycle < best.cycle || (other.cycle == best.cycle && visits(other.bank, before: best.bank)) {
      best = other
    }
  }

  /// Looks at the queues of some of at most 64 banks, in their order, until one can issue by a cycle before which none
  /// can.
  @inline(__always)
  private mutating func visit(
    _ set: UInt64, start: Int, from cycle: Int, until least: Int, best: inout Plan
  ) {
    // Bit 0 is the first bank that is visited.
    var rest = set &>> UInt64(start) | set &<< UInt64((64 &- start) & 63)
    while rest != 0 {
      let bank = (rest.trailingZeroBitCount &+ start) & 63
      rest &= rest &- 1
      if bank >= closingLow && bank < closingHigh { continue }
      let candidate = candidate(ofBank: bank, from: cycle)
      if candidate.cycle < best.cycle {
        best = candidate
        if best.cycle <= least { return }
      }
    }
  }

  /// A cycle before which no queue that has only column commands has one.
  private mutating func leastColumnCycle(from cycle: Int) -> Int {
    guard rules.ranks <= 4 else { return cycle }
    // A rank holds them all back alike.
    var least = Rules.never
    for number in 0..<rules.ranks {
      let rank = ranks + number
      let read = max(rank.pointee.columns.readAfterReads, rank.pointee.columns.readAfterTurns)
      let write = max(rank.pointee.columns.writeAfterWrites, rank.pointee.columns.writeAfterTurns)
      least = min(least, min(read, write))
    }
    return max(cycle, columnBusFrom, least)
  }

  private mutating func planManyQueues(from cycle: Int, start: Int, best: inout Plan) {
    let first = start &>> 6
    let ahead: UInt64 = ~0 &<< UInt64(start & 63)
    visit(waiting[first] & ahead, base: first &<< 6, from: cycle, best: &best)
    var word = first
    for _ in 1..<waitingWords {
      if best.cycle <= cycle { return }
      word = word &+ 1 == waitingWords ? 0 : word &+ 1
      visit(waiting[word], base: word &<< 6, from: cycle, best: &best)
    }
    if best.cycle > cycle {
      visit(waiting[first] & ~ahead, base: first &<< 6, from: cycle, best: &best)
    }
  }

  /// Looks at the queues of some banks, in their order, until one can issue at once.
  private mutating func visit(_ set: UInt64, base: Int, from cycle: Int, best: inout Plan) {
    var rest = set
    while rest != 0 {
      let bank = base &+ rest.trailingZeroBitCount
      rest &= rest &- 1
      if bank >= closingLow && bank < closingHigh { continue }
      let candidate = candidate(ofBank: bank, from: cycle)
      if candidate.cycle < best.cycle {
        best = candidate
        if best.cycle <= cycle { return }
      }
    }
  }

  /// Notes whether a bank's queue has requests and needs another row for them, or may.
  @inline(__always)
  mutating func noteMissing(_ bank: Int) {
    let state = banks + bank
    let hits = state.pointee.hitMask
    let isHit = hits & 1 != 0 || (hits != 0 && state.pointee.hits < rules.missCap)
    let bit: UInt64 = 1 &<< UInt64(bank & 63)
    if isHit || state.pointee.count == 0 { missing &= ~bit } else { missing |= bit }
  }

  /// The earliest command of a bank's queue that has requests.
  @inline(__always)
  mutating func candidate(ofBank bank: Int, from cycle: Int) -> Plan {
    let state = banks + bank
    if state.pointee.openRow < 0 {
      return Plan(cycle: activateCycle(ofBank: bank, from: cycle), bank: bank, place: 0, kind: .activate)
    }
    let hits = state.pointee.hitMask
    var best = Plan()
    if hits & 1 == 0 && (hits == 0 || state.pointee.hits >= rules.missCap) {
      best = Plan(cycle: prechargeCycle(ofBank: bank, from: cycle), bank: bank, place: 0, kind: .precharge)
    }
    var eligible = hits
    if state.pointee.hits >= rules.hitCap { eligible &= 1 }
    if eligible != 0 {
      let writes = eligible & state.pointee.writeMask
      let reads = eligible & ~writes
      if reads != 0 {
        consider(reads.trailingZeroBitCount, isWrite: false, ofBank: bank, from: cycle, best: &best)
      }
      if writes != 0 { considerWrites(writes, ofBank: bank, from: cycle, best: &best) }
    }
    return best
  }

  @inline(__always)
  private mutating func considerWrites(_ writes: UInt64, ofBank bank: Int, from cycle: Int, best: inout Plan)
  {
    guard rules.isDRAMsim3, ~(banks + bank).pointee.writeMask & (writes & (~writes &+ 1)) &- 1 != 0 else {
      consider(writes.trailingZeroBitCount, isWrite: true, ofBank: bank, from: cycle, best: &best)
      return
    }
    var rest = writes
    while rest != 0 {
      let place = rest.trailingZeroBitCount
      rest &= rest &- 1
      if !waitsForRead(place, ofBank: bank) {
        consider(place, isWrite: true, ofBank: bank, from: cycle, best: &best)
        return
      }
    }
  }

  /// Whether an older request of the queue reads the line that a write writes.
  private mutating func waitsForRead(_ place: Int, ofBank bank: Int) -> Bool {
    let queue = queues + bank &* rules.bankQueue
    let write = slots[Int(queue[place])]
    for earlier in 0..<place {
      let other = slots[Int(queue[earlier])]
      if !other.isWrite && other.row == write.row && other.column == write.column { return true }
    }
    return false
  }

  @inline(__always)
  private mutating func consider(
    _ place: Int, isWrite: Bool, ofBank bank: Int, from cycle: Int, best: inout Plan
  ) {
    let state = banks + bank
    let group = groups + Int(state.pointee.group)
    let rank = ranks + Int(state.pointee.rank)
    var legal = max(cycle, columnBusFrom)
    if isWrite {
      legal = max(legal, state.pointee.writeFrom)
      legal = max(legal, group.pointee.columns.writeAfterWrites)
      legal = max(legal, rank.pointee.columns.writeAfterWrites)
      legal = max(legal, rank.pointee.columns.writeAfterTurns)
    } else {
      legal = max(legal, state.pointee.readFrom)
      legal = max(legal, max(group.pointee.columns.readAfterReads, group.pointee.columns.readAfterTurns))
      legal = max(legal, max(rank.pointee.columns.readAfterReads, rank.pointee.columns.readAfterTurns))
    }
    var kind = Plan.Kind.column
    if rules.clockSync > 0 {
      legal = max(legal, rank.pointee.clockFrom)
      if legal > rank.pointee.clockUntil {
        legal = max(cycle, columnBusFrom, rank.pointee.clockUntil &+ 1)
        kind = .synchronise
      }
    }
    if legal < best.cycle || (legal == best.cycle && place < best.place) {
      best = Plan(cycle: legal, bank: bank, place: place, kind: kind)
    }
  }

  @inline(__always)
  mutating func activateCycle(ofBank bank: Int, from cycle: Int) -> Int {
    let state = banks + bank
    let own = max(state.pointee.activateFrom, state.pointee.refreshedFrom)
    let rank = ranks + Int(state.pointee.rank)
    let others = max(
      (groups + Int(state.pointee.group)).pointee.activateFrom,
      max(rank.pointee.activateFrom, rank.pointee.windowFrom))
    return max(cycle, max(own, others) &- (rules.activateClocks &- 1), rowBusFrom)
  }

  @inline(__always)
  mutating func prechargeCycle(ofBank bank: Int, from cycle: Int) -> Int {
    let state = banks + bank
    return max(
      cycle, rowBusFrom,
      max(state.pointee.prechargeFrom, (ranks + Int(state.pointee.rank)).pointee.prechargeFrom))
  }

  /// Only the oldest request of all queues may issue, as if its queue held nothing else.
  private mutating func planInOrder(from cycle: Int) {
    plan = Plan()
    guard let (bank, place) = oldestQueued() else { return }
    guard bank < closingLow || bank >= closingHigh else { return }
    let slot = slots[Int(queues[bank * rules.bankQueue + place])]
    let row = banks[bank].openRow
    if row < 0 {
      plan = Plan(cycle: activateCycle(ofBank: bank, from: cycle), bank: bank, place: place, kind: .activate)
    } else if row == slot.row {
      var best = Plan()
      consider(place, isWrite: slot.isWrite, ofBank: bank, from: cycle, best: &best)
      plan = best
    } else {
      plan = Plan(
        cycle: prechargeCycle(ofBank: bank, from: cycle), bank: bank, place: place, kind: .precharge)
    }
  }

  private mutating func oldestQueued() -> (bank: Int, place: Int)? {
    var oldest: (bank: Int, place: Int)?
    var least = Int.max
    for bank in 0..<rules.banks {
      for place in 0..<Int(banks[bank].count) {
        let sequence = slots[Int(queues[bank * rules.bankQueue + place])].sequence
        if sequence < least {
          least = sequence
          oldest = (bank, place)
        }
      }
    }
    return oldest
  }

  /// Takes up a request that has come into a bank's queue, where the plan was made before.
  @inline(__always)
  mutating func planArrival(inBank bank: Int, from cycle: Int) {
    if isPlanStale { return }
    if rules.isInOrder || (plan.kind == .precharge && plan.bank == bank) {
      isPlanStale = true
      return
    }
    if bank >= closingLow && bank < closingHigh { return }
    let candidate = candidate(ofBank: bank, from: cycle)
    if candidate.cycle < plan.cycle || (candidate.cycle == plan.cycle && visits(bank, before: plan.bank)) {
      plan = candidate
    }
  }

  /// Whether a queue is visited before another.
  @inline(__always)
  private mutating func visits(_ bank: Int, before other: Int) -> Bool {
    let one = bank > lastQueue ? bank : bank &+ rules.banks
    let two = other > lastQueue ? other : other &+ rules.banks
    return one < two
  }
}
