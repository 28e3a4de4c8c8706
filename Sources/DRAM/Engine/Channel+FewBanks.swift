/// The next command of at most 64 banks under `standard`.
///
/// Banks are looked at in the order of visits, until one has a command in a cycle before which none can have one. Of those that can be
/// told to have none by then, since their bank group had the last column command, none is looked at before the others.
extension Channel {
  /// Some banks without those that are closing for a refresh.
  @inline(__always)
  private mutating func staying(_ set: UInt64) -> UInt64 {
    if closingHigh == 0 { return set }
    return set & ~((~0 &>> UInt64(64 &- (closingHigh &- closingLow))) &<< UInt64(closingLow))
  }

  /// Banks in the order in which they are visited from one on: bit 0 is the first.
  @inline(__always)
  private static func turned(_ set: UInt64, _ start: Int) -> UInt64 {
    set &>> UInt64(start) | set &<< UInt64((64 &- start) & 63)
  }

  // MARK: Data of open rows

  /// Takes the first column command, or clock synchronisation, of the queues that have nothing else to do, if it comes
  /// before the best so far.
  @inline(__always)
  mutating func planColumns(from cycle: Int, start: Int, best: inout Plan) {
    let set = staying(waiting[0] & ~missing)
    if set == 0 { return }
    let bus = max(cycle, columnBusFrom)
    if rules.ranks > 1 {
      planColumns(set, bus: bus, least: bus, start: start, best: &best)
    } else {
      planColumnsOfOneRank(set, bus: bus, start: start, best: &best)
    }
  }

  @inline(__always)
  private mutating func planColumnsOfOneRank(_ set: UInt64, bus: Int, start: Int, best: inout Plan) {
    let (columns, last) = (ranks.pointee.columns, banks + lastQueue)
    var readFrom = max(bus, max(columns.readAfterReads, columns.readAfterTurns))
    var writeFrom = max(bus, max(columns.writeAfterWrites, columns.writeAfterTurns))
    if rules.clockSync > 0 {
      readFrom = max(readFrom, ranks.pointee.clockFrom)
      writeFrom = max(writeFrom, ranks.pointee.clockFrom)
    }
    var least = min(readFrom, writeFrom)
    let group = groups + Int(last.pointee.group)
    var isHeldBack =
      max(readFrom, group.pointee.columns.readAfterReads) > least
      && max(writeFrom, group.pointee.columns.writeAfterWrites) > least
    if rules.clockSync > 0 && least > ranks.pointee.clockUntil {
      least = max(bus, ranks.pointee.clockUntil &+ 1)
      isHeldBack = false
    }
    if least > best.cycle { return }
    let others = isHeldBack ? set & ~last.pointee.groupBanks : set
    if others != 0 {
      let bank = (Channel.turned(others, start).trailingZeroBitCount &+ start) & 63
      let first = columnPlan(ofBank: bank, bus: bus)
      if first.cycle <= least {
        replace(&best, by: first)
        return
      }
    }
    planColumns(set, bus: bus, least: least, start: start, best: &best)
  }

  @inline(__always)
  private mutating func planColumns(_ set: UInt64, bus: Int, least: Int, start: Int, best: inout Plan) {
    if least > best.cycle { return }
    var found = (cycle: Rules.never, bank: 0)
    var rest = Channel.turned(set, start)
    while rest != 0 {
      let bank = (rest.trailingZeroBitCount &+ start) & 63
      rest &= rest &- 1
      let cycle = columnCycle(ofBank: bank, bus: bus)
      if cycle < found.cycle {
        found = (cycle, bank)
        if cycle <= least { break }
      }
    }
    if found.cycle < Rules.never && found.cycle <= best.cycle {
      replace(&best, by: columnPlan(ofBank: found.bank, bus: bus))
    }
  }

  /// Plans the next command where all that wait in the banks' queues are reads of open rows, and no bank is closing.
  @inline(__always)
  mutating func planReads(from cycle: Int) {
    let start = lastQueue &+ 1 == rules.banks ? 0 : lastQueue &+ 1
    let bus = max(cycle, columnBusFrom)
    var best =
      rules.ranks > 1
      ? firstRead(of: waiting.pointee, bus: bus, least: bus, start: start)
      : firstReadOfOneRank(bus: bus, start: start)
    if best.kind != .none {
      let state = banks + best.bank
      let eligible = state.pointee.hits >= rules.hitCap ? state.pointee.hitMask & 1 : state.pointee.hitMask
      best.place = eligible.trailingZeroBitCount
    }
    plan = best
    isPlanStale = false
  }

  @inline(__always)
  private mutating func firstReadOfOneRank(bus: Int, start: Int) -> Plan {
    let columns = ranks.pointee.columns
    var least = max(bus, max(columns.readAfterReads, columns.readAfterTurns))
    if rules.clockSync > 0 { least = max(least, ranks.pointee.clockFrom) }
    let last = banks + lastQueue
    var isHeldBack = (groups + Int(last.pointee.group)).pointee.columns.readAfterReads > least
    if rules.clockSync > 0 && least > ranks.pointee.clockUntil {
      least = max(bus, ranks.pointee.clockUntil &+ 1)
      isHeldBack = false
    }
    let set = waiting.pointee
    if isHeldBack {
      let others = firstRead(of: set & ~last.pointee.groupBanks, bus: bus, least: least, start: start)
      if others.cycle <= least { return others }
    }
    return firstRead(of: set, bus: bus, least: least, start: start)
  }

  /// The first read of some banks, or the clock synchronisation before it, until one comes in a cycle before which none can.
  @inline(__always)
  private mutating func firstRead(of set: UInt64, bus: Int, least: Int, start: Int) -> Plan {
    var best = Plan()
    var rest = Channel.turned(set, start)
    while rest != 0 {
      let bank = (rest.trailingZeroBitCount &+ start) & 63
      rest &= rest &- 1
      let state = banks + bank
      let group = groups + Int(state.pointee.group)
      let rank = ranks + Int(state.pointee.rank)
      let afterReads = max(group.pointee.columns.readAfterReads, rank.pointee.columns.readAfterReads)
      let afterTurns = max(group.pointee.columns.readAfterTurns, rank.pointee.columns.readAfterTurns)
      var read = Plan(
        cycle: max(max(bus, state.pointee.readFrom), max(afterReads, afterTurns)), bank: bank, place: 0,
        kind: .column)
      if rules.clockSync > 0 { synchronise(&read, rank, bus: bus) }
      if read.cycle < best.cycle {
        best = read
        if read.cycle <= least { break }
      }
    }
    return best
  }

  /// When a bank's queue has its column command, or the clock synchronisation before it; `never` where it has none.
  @inline(__always)
  private mutating func columnCycle(ofBank bank: Int, bus: Int) -> Int {
    let state = banks + bank
    let columns = (groups + Int(state.pointee.group)).pointee.columns
    let rank = ranks + Int(state.pointee.rank)
    let eligible = state.pointee.hits >= rules.hitCap ? state.pointee.hitMask & 1 : state.pointee.hitMask
    let writes = eligible & state.pointee.writeMask
    var (read, write) = (Rules.never, Rules.never)
    if eligible & ~writes != 0 {
      let afterReads = max(columns.readAfterReads, rank.pointee.columns.readAfterReads)
      let afterTurns = max(columns.readAfterTurns, rank.pointee.columns.readAfterTurns)
      read = max(max(bus, state.pointee.readFrom), max(afterReads, afterTurns))
    }
    if writes != 0 {
      let afterWrites = max(columns.writeAfterWrites, rank.pointee.columns.writeAfterWrites)
      write = max(max(bus, state.pointee.writeFrom), max(afterWrites, rank.pointee.columns.writeAfterTurns))
    }
    let first = min(read, write)
    if rules.clockSync == 0 { return first }
    // Where the data clock will have stopped it is started first.
    let ready = max(first, rank.pointee.clockFrom)
    return ready > rank.pointee.clockUntil && first < Rules.never
      ? max(bus, rank.pointee.clockUntil &+ 1) : ready
  }

  /// The column command of a bank's queue that has one, or the clock synchronisation before it.
  @inline(__always)
  private mutating func columnPlan(ofBank bank: Int, bus: Int) -> Plan {
    let state = banks + bank
    let group = groups + Int(state.pointee.group)
    let rank = ranks + Int(state.pointee.rank)
    let eligible = state.pointee.hits >= rules.hitCap ? state.pointee.hitMask & 1 : state.pointee.hitMask
    let writes = eligible & state.pointee.writeMask
    let reads = eligible & ~writes
    var plan = Plan()
    plan.bank = bank
    if reads != 0 {
      let afterReads = max(group.pointee.columns.readAfterReads, rank.pointee.columns.readAfterReads)
      let afterTurns = max(group.pointee.columns.readAfterTurns, rank.pointee.columns.readAfterTurns)
      plan.cycle = max(max(bus, state.pointee.readFrom), max(afterReads, afterTurns))
      plan.place = reads.trailingZeroBitCount
      plan.kind = .column
      if rules.clockSync > 0 { synchronise(&plan, rank, bus: bus) }
    }
    if writes != 0 {
      let afterWrites = max(group.pointee.columns.writeAfterWrites, rank.pointee.columns.writeAfterWrites)
      var write = Plan(
        cycle: max(max(bus, state.pointee.writeFrom), max(afterWrites, rank.pointee.columns.writeAfterTurns)),
        bank: bank, place: writes.trailingZeroBitCount, kind: .column)
      if rules.clockSync > 0 { synchronise(&write, rank, bus: bus) }
      if write.cycle < plan.cycle || (write.cycle == plan.cycle && write.place < plan.place) { plan = write }
    }
    return plan
  }

  /// Puts a clock synchronisation in the place of a column command that comes when the data clock does not run.
  @inline(__always)
  private mutating func synchronise(_ plan: inout Plan, _ rank: UnsafeMutablePointer<RankState>, bus: Int) {
    plan.cycle = max(plan.cycle, rank.pointee.clockFrom)
    if plan.cycle > rank.pointee.clockUntil {
      plan.cycle = max(bus, rank.pointee.clockUntil &+ 1)
      plan.kind = .synchronise
    }
  }

  // MARK: Other rows

  /// Takes the first activate or precharge of the queues that need another row, if it comes before the best so far.
  @inline(__always)
  mutating func planRows(from cycle: Int, start: Int, best: inout Plan) {
    let set = waiting[0] & missing
    if set != 0 { planRows(set, from: cycle, start: start, best: &best) }
  }

  @inline(never)
  private mutating func planRows(_ all: UInt64, from cycle: Int, start: Int, best: inout Plan) {
    let least = max(cycle, rowBusFrom)
    if least > best.cycle { return }
    var found = Plan()
    var rest = Channel.turned(staying(all), start)
    while rest != 0 {
      let bank = (rest.trailingZeroBitCount &+ start) & 63
      rest &= rest &- 1
      let isClosed = (banks + bank).pointee.openRow < 0
      let legal =
        isClosed ? activateCycle(ofBank: bank, from: cycle) : prechargeCycle(ofBank: bank, from: cycle)
      if legal < found.cycle {
        found = Plan(cycle: legal, bank: bank, place: 0, kind: isClosed ? .activate : .precharge)
        if legal <= least { break }
      }
    }
    replace(&best, by: found)
  }
}
