/// What the cycles of a data bus went to (docs/dram.md, 8), by intervals.
extension Channel {
  /// Accounts for the burst of a column command that is issued in the present cycle, and for the gap before it.
  @inline(__always)
  mutating func noteBurst(ofBank bank: Int, isWrite: Bool, accepted: Int) {
    let latency = isWrite ? rules.writeLatency : rules.readLatency
    let start = cycle &+ latency
    let pseudoChannel = Int((banks + bank).pointee.bus)
    let last = busFrom[pseudoChannel]
    busFrom[pseudoChannel] = start &+ rules.burst
    if logsBursts { log(start, bus: pseudoChannel) }
    let stack = stacks + pseudoChannel
    if start > last {
      noteGap(ofBank: bank, isWrite: isWrite, accepted: accepted, from: last, to: start, stack: stack)
    }
    var moved = rules.burst
    if start &+ moved > end { moved = max(0, end &- start) }
    if isWrite { stack.pointee.write &+= moved } else { stack.pointee.read &+= moved }
  }

  /// Notes when data move, as one with what moves just before.
  @inline(__always)
  private mutating func log(_ start: Int, bus: Int) {
    if moving[bus].end != start {
      if moving[bus].end > moving[bus].start { bursts.append(moving[bus]) }
      moving[bus].start = start
    }
    moving[bus].end = start &+ rules.burst
  }

  private mutating func noteGap(
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
    let columnFrom = isWrite ? state.pointee.writeFrom : state.pointee.readFrom
    if rest < max(accepted &+ 1, columnFrom) {
      stack.pointee.noRequest &+= take(accepted &+ 1)
      let activated = state.pointee.activated
      if rest < min(activated, limit) {
        if state.pointee.refreshEnded >= rest {
          let began = min(state.pointee.refreshBegan, activated)
          stack.pointee.rowMiss &+= take(min(state.pointee.ownActivateFrom, began))
          stack.pointee.fourActivate &+= take(min(state.pointee.windowFrom, began))
          stack.pointee.rowMiss &+= take(began)
          stack.pointee.refresh &+= take(min(state.pointee.refreshEnded &+ 1, activated))
        }
        stack.pointee.rowMiss &+= take(min(state.pointee.ownActivateFrom, activated))
        stack.pointee.fourActivate &+= take(min(state.pointee.windowFrom, activated))
      }
      stack.pointee.rowMiss &+= take(columnFrom)
    }
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
  @inline(__always)
  private mutating func columnBounds(ofBank bank: Int, isWrite: Bool) -> (turn: Int, group: Int) {
    let group = (groups + Int((banks + bank).pointee.group)).pointee.columns
    let rank = ranks + Int((banks + bank).pointee.rank)
    let all = rank.pointee.columns
    let clock = rules.clockSync > 0 ? rank.pointee.clockFrom : 0
    return isWrite
      ? (max(clock, all.writeAfterTurns), max(group.writeAfterWrites, all.writeAfterWrites))
      : (
        max(clock, max(group.readAfterTurns, all.readAfterTurns)),
        max(group.readAfterReads, all.readAfterReads)
      )
  }
}
