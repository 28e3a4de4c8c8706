/// The next command of at most 64 banks under `standard`, rank by rank.
///
/// A rank's distances give a cycle before which none of its banks has a command of a kind. Where another command comes before that
/// cycle they are not looked at; and where the first in the order of visits can go in it, the others are not.
extension Channel {
  /// The banks of a rank, of those that are not closing for a refresh.
  @inline(__always)
  private mutating func banksOf(rank: Int) -> UInt64 {
    let closing = closingHigh == 0 ? 0 : Channel.bits(closingHigh &- closingLow) &<< UInt64(closingLow)
    if rules.ranks == 1 { return ~closing }
    return Channel.bits(rules.banksPerRank) &<< UInt64(rank &* rules.banksPerRank) & ~closing
  }

  /// So many bits from the lowest on, at least one and at most 64.
  @inline(__always)
  private static func bits(_ count: Int) -> UInt64 { ~0 &>> UInt64(64 &- count) }

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
    let all = waiting[0] & ~missing
    if all == 0 { return }
    for number in 0..<rules.ranks {
      let set = all & banksOf(rank: number)
      if set != 0 { planColumns(set, ofRank: number, from: cycle, start: start, best: &best) }
    }
  }

  @inline(__always)
  private mutating func planColumns(
    _ set: UInt64, ofRank number: Int, from cycle: Int, start: Int, best: inout Plan
  ) {
    let rank = ranks + number
    let bus = max(cycle, columnBusFrom)
    var readFrom = max(bus, max(rank.pointee.columns.readAfterReads, rank.pointee.columns.readAfterTurns))
    var writeFrom = max(bus, max(rank.pointee.columns.writeAfterWrites, rank.pointee.columns.writeAfterTurns))
    // The data clock's last cycle, and the one from which on it would have to be started anew.
    var (until, restart) = (Rules.never, Rules.never)
    if rules.clockSync > 0 {
      readFrom = max(readFrom, rank.pointee.clockFrom)
      writeFrom = max(writeFrom, rank.pointee.clockFrom)
      until = rank.pointee.clockUntil
      restart = max(bus, until &+ 1)
    }
    var least = min(readFrom, writeFrom)
    if least > until { least = restart }
    if least > best.cycle { return }
    var found = Plan()
    var rest = Channel.turned(set, start)
    while rest != 0 {
      let bank = (rest.trailingZeroBitCount &+ start) & 63
      rest &= rest &- 1
      let state = banks + bank
      let group = groups + Int(state.pointee.group)
      let eligible = state.pointee.hits >= rules.hitCap ? state.pointee.hitMask & 1 : state.pointee.hitMask
      let writes = eligible & state.pointee.writeMask
      let reads = eligible & ~writes
      var (legal, place, isRestart) = (Rules.never, 0, false)
      if reads != 0 {
        let after = max(group.pointee.columns.readAfterReads, group.pointee.columns.readAfterTurns)
        legal = max(readFrom, max(state.pointee.readFrom, after))
        isRestart = legal > until
        if isRestart { legal = restart }
        place = reads.trailingZeroBitCount
      }
      if writes != 0 {
        var write = max(writeFrom, max(state.pointee.writeFrom, group.pointee.columns.writeAfterWrites))
        let isOwnRestart = write > until
        if isOwnRestart { write = restart }
        let first = writes.trailingZeroBitCount
        if write < legal || (write == legal && first < place) {
          (legal, place, isRestart) = (write, first, isOwnRestart)
        }
      }
      if legal < found.cycle {
        found = Plan(cycle: legal, bank: bank, place: place, kind: isRestart ? .synchronise : .column)
        if legal <= least { break }
      }
    }
    replace(&best, by: found)
  }

  // MARK: Other rows

  /// Takes the first activate or precharge of the queues that need another row, if it comes before the best so far.
  @inline(__always)
  mutating func planRows(from cycle: Int, start: Int, best: inout Plan) {
    let all = waiting[0] & missing
    if all != 0 { planRows(all, from: cycle, start: start, best: &best) }
  }

  @inline(never)
  private mutating func planRows(_ all: UInt64, from cycle: Int, start: Int, best: inout Plan) {
    let bus = max(cycle, rowBusFrom)
    for number in 0..<rules.ranks {
      let set = all & banksOf(rank: number)
      if set == 0 { continue }
      let rank = ranks + number
      let activateFrom =
        max(rank.pointee.activateFrom, rank.pointee.windowFrom) &- (rules.activateClocks &- 1)
      plan(
        activates: true, set & ~open, least: max(bus, activateFrom), from: cycle, start: start, best: &best)
      plan(
        activates: false, set & open, least: max(bus, rank.pointee.prechargeFrom), from: cycle, start: start,
        best: &best)
    }
  }

  /// Takes the first of a set of banks whose activate or precharge comes before the best so far; none can before `least`.
  @inline(__always)
  private mutating func plan(
    activates: Bool, _ set: UInt64, least: Int, from cycle: Int, start: Int, best: inout Plan
  ) {
    if set == 0 || least > best.cycle { return }
    var found = Plan()
    var rest = Channel.turned(set, start)
    while rest != 0 {
      let bank = (rest.trailingZeroBitCount &+ start) & 63
      rest &= rest &- 1
      let legal =
        activates ? activateCycle(ofBank: bank, from: cycle) : prechargeCycle(ofBank: bank, from: cycle)
      if legal < found.cycle {
        found = Plan(cycle: legal, bank: bank, place: 0, kind: activates ? .activate : .precharge)
        if legal <= least { break }
      }
    }
    replace(&best, by: found)
  }
}
