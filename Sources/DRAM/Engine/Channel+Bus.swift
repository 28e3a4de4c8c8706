/// What the cycles of a data bus went to (docs/dram.md, 8), by intervals.
extension Channel {
  /// Accounts for the burst of a column command that is issued in the present cycle, and for the gap before it.
  @inline(__always)
  mutating func noteBurst(ofBank bank: Int, isWrite: Bool, accepted: Int) {
    let latency = isWrite ? rules.writeLatency : rules.readLatency
    let start = cycle &+ latency
    let pseudoChannel =
      rules.pseudoChannels == 1 ? 0 : Int((banks + bank).pointee.rank) / rules.ranksPerPseudoChannel
    let last = busFrom[pseudoChannel]
    busFrom[pseudoChannel] = start &+ rules.burst
    if logsBursts { bursts.append(DRAMMachine.Burst(start: start, end: start &+ rules.burst)) }
    let stack = stacks + pseudoChannel
    if start > last {
      noteGap(ofBank: bank, isWrite: isWrite, accepted: accepted, from: last, to: start, stack: stack)
    }
    var moved = rules.burst
    if start &+ moved > end { moved = max(0, end &- start) }
    if isWrite { stack.pointee.write &+= moved } else { stack.pointee.read &+= moved }
  }

  private func noteGap(
    ofBank bank: Int, isWrite: Bool, accepted: Int, from: Int, to start: Int,
    stack: UnsafeMutablePointer<DRAMBusStack>
  ) {
    let state = banks + bank
    // In terms of the cycle in which the command would have had to be issued.
    var rest = from &- (start &- cycle)
    let limit = min(cycle, end &- (start &- cycle))
    func take(_ until: Int) -> Int {
      let until = min(until, limit)
      guard until > rest else { return 0 }
      let taken = until &- rest
      rest = until
      return taken
    }
    stack.pointee.noRequest &+= take(accepted &+ 1)
    let activated = state.pointee.activated
    if rest < min(activated, limit) {
      if state.pointee.refreshEnded >= rest {
        stack.pointee.rowMiss &+= take(min(state.pointee.ownActivateFrom, state.pointee.refreshBegan, activated))
        stack.pointee.fourActivate &+= take(min(state.pointee.windowFrom, state.pointee.refreshBegan, activated))
        stack.pointee.rowMiss &+= take(min(state.pointee.refreshBegan, activated))
        stack.pointee.refresh &+= take(min(state.pointee.refreshEnded &+ 1, activated))
      }
      stack.pointee.rowMiss &+= take(min(state.pointee.ownActivateFrom, activated))
      stack.pointee.fourActivate &+= take(min(state.pointee.windowFrom, activated))
    }
    stack.pointee.rowMiss &+= take(isWrite ? state.pointee.writeFrom : state.pointee.readFrom)
    if rest < limit {
      let (turn, group) = columnBounds(ofBank: bank, isWrite: isWrite)
      if turn >= group {
        stack.pointee.turnaround &+= take(turn)
      } else {
        stack.pointee.bankGroup &+= take(group)
      }
      stack.pointee.controller &+= take(limit)
    }
  }

  /// The cycles from which turns, and from which distances of the same direction in the rank, allowed a column command.
  private func columnBounds(ofBank bank: Int, isWrite: Bool) -> (turn: Int, group: Int) {
    let own = Int((banks + bank).pointee.group)
    let distances = rules.distances
    let same = isWrite ? distances.writeToWrite : distances.readToRead
    let other = isWrite ? distances.readToWrite : distances.writeToRead
    let rank = own / rules.groupsPerRank
    let low = own / rules.groupsPerPseudoChannel * rules.groupsPerPseudoChannel
    var turn = 0
    var bound = 0
    for group in low..<low &+ rules.groupsPerPseudoChannel {
      let state = groups + group
      let lastSame = isWrite ? state.pointee.lastWrite : state.pointee.lastRead
      let lastOther = isWrite ? state.pointee.lastRead : state.pointee.lastWrite
      if group / rules.groupsPerRank != rank {
        turn = max(turn, lastSame &+ same.otherRank, lastOther &+ other.otherRank)
      } else if group == own {
        bound = max(bound, lastSame &+ same.sameGroup)
        turn = max(turn, lastOther &+ other.sameGroup)
      } else {
        bound = max(bound, lastSame &+ same.sameRank)
        turn = max(turn, lastOther &+ other.sameRank)
      }
    }
    if rules.clockSync > 0 { turn = max(turn, ranks[rank].clockFrom) }
    return (turn, bound)
  }
}
