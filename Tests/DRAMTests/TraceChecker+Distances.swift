import Hardware
import ReferenceMachine

extension TraceChecker {
  /// Holds every pair of commands of a pseudo-channel that could be too near to each other against the table.
  mutating func checkDistances(_ commands: [Command]) {
    let horizon = self.horizon
    /// When the row of a bank may be closed, after its activate and its writes.
    var closable = Array(repeating: 0, count: system.organization.ranks * system.organization.banksPerRank)
    var refreshes: [Int] = []
    /// When the precharge of a command that closes its row starts.
    var ends = Array(repeating: 0, count: commands.count)
    for (index, command) in commands.enumerated() {
      let place =
        (command.rank * system.organization.bankGroups + command.bankGroup) * system.organization.banks
        + command.bank
      if command.kind == .activate { closable[place] = counted(command) + system.timing.activateToPrecharge }
      if closesItself(command) {
        let ready =
          isRead(command)
          ? system.timing.additiveLatency + system.timing.readToPrecharge
          : write + burst + system.timing.writeRecovery
        ends[index] = max(command.cycle + ready, closable[place])
      } else if isWrite(command) {
        closable[place] = max(closable[place], command.cycle + write + burst + system.timing.writeRecovery)
      }
      for earlier in commands[..<index].indices.reversed() {
        if command.cycle - commands[earlier].cycle > horizon { break }
        check(command, after: commands[earlier], itsEnd: ends[earlier])
      }
      // Refreshes last longer than all else.
      refreshes.removeAll { command.cycle - commands[$0].cycle > horizon + refreshLasts }
      for earlier in refreshes where command.cycle - commands[earlier].cycle > horizon {
        check(command, after: commands[earlier], itsEnd: 0)
      }
      if command.kind == .refresh || command.kind == .refreshBank { refreshes.append(index) }
    }
  }

  private mutating func check(_ command: Command, after before: Command, itsEnd: Int) {
    var isLegal = true
    if let distance = distance(before, command) {
      isLegal = counted(command) - counted(before) >= max(1, distance)
    }
    if let distance = distanceFromOwnPrecharge(before, command), counted(command) - itsEnd < distance {
      isLegal = false
    }
    if !isLegal { complain("\(Self.name(command)) comes too soon after \(Self.name(before))") }
  }

  private var refreshLasts: Int { max(system.timing.refresh, system.timing.bankRefresh) }

  /// At least as long as any distance but those after refreshes.
  private var horizon: Int {
    let timing = system.timing
    let activate = max(timing.activateToActivate, timing.activateToPrecharge + timing.precharge)
    let column = max(
      timing.writeToReadSame, timing.writeToReadOther, timing.readToWriteGap, timing.rankSwitch,
      timing.writeRecovery + timing.precharge, timing.readToPrecharge + timing.precharge)
    let others = [
      timing.bankRefreshToOther, timing.columnSame, timing.writeSame, timing.columnOther, timing.activateSame,
      timing.activateOther,
      timing.activateToRead, timing.activateToWrite, timing.prechargeToPrecharge,
    ]
    return max(activate, max(read, write) + burst + column, others.max() ?? 0) + timing.activateClocks
  }

  /// What a row needs after the start of the precharge that came with a column command.
  private func distanceFromOwnPrecharge(_ before: Command, _ next: Command) -> Int? {
    guard closesItself(before), before.rank == next.rank else { return nil }
    switch next.kind {
    case .refresh: return max(1, system.timing.precharge)
    case .activate, .refreshBank: return isSameBank(before, next) ? max(1, system.timing.precharge) : nil
    default: return nil
    }
  }

  /// The table of docs/dram.md, 2, by the command that comes.
  private func distance(_ before: Command, _ next: Command) -> Int? {
    switch next.kind {
    case .activate, .refreshBank: beforeActivate(before, next)
    case .precharge: beforePrecharge(before, next)
    case .refresh: beforeRefresh(before, next)
    case .read, .readPrecharge: beforeRead(before, next)
    case .write, .writePrecharge: beforeWrite(before, next)
    case .synchronise: nil
    }
  }

  private func beforeActivate(_ before: Command, _ next: Command) -> Int? {
    guard before.rank == next.rank else { return nil }
    let timing = system.timing
    let isSame = isSameBank(before, next)
    let isNear = before.bankGroup == next.bankGroup && system.organization.bankGroups > 1
    switch before.kind {
    case .activate:
      return isSame ? timing.activateToActivate : isNear ? timing.activateSame : timing.activateOther
    case .precharge: return isSame ? timing.precharge : nil
    case .refresh: return next.kind == .activate ? timing.refresh : nil
    case .refreshBank: return isSame ? timing.bankRefresh : timing.bankRefreshToOther
    default: return nil
    }
  }

  private func beforePrecharge(_ before: Command, _ next: Command) -> Int? {
    guard before.rank == next.rank else { return nil }
    let timing = system.timing
    if before.kind == .precharge { return isSameBank(before, next) ? nil : timing.prechargeToPrecharge }
    guard isSameBank(before, next) else { return nil }
    switch before.kind {
    case .activate: return timing.activateToPrecharge
    case .read: return timing.additiveLatency + timing.readToPrecharge
    case .write: return write + burst + timing.writeRecovery
    default: return nil
    }
  }

  private func beforeRefresh(_ before: Command, _ next: Command) -> Int? {
    guard before.rank == next.rank else { return nil }
    switch before.kind {
    case .activate: return system.timing.activateToActivate
    case .precharge: return system.timing.precharge
    case .refresh: return system.timing.refresh
    default: return nil
    }
  }

  /// tCCD_S or another one in a bank group, or a change of rank.
  private func betweenColumns(_ before: Command, _ next: Command, inGroup distance: Int) -> Int {
    if before.rank != next.rank { return burst + system.timing.rankSwitch }
    let isNear = before.bankGroup == next.bankGroup && system.organization.bankGroups > 1
    return max(burst, isNear ? distance : system.timing.columnOther)
  }

  private func beforeRead(_ before: Command, _ next: Command) -> Int? {
    let timing = system.timing
    if isRead(before) { return betweenColumns(before, next, inGroup: timing.columnSame) }
    if isWrite(before) {
      if before.rank != next.rank { return write + burst + timing.rankSwitch - read }
      let isNear = before.bankGroup == next.bankGroup && system.organization.bankGroups > 1
      return write + burst + (isNear ? timing.writeToReadSame : timing.writeToReadOther)
    }
    return before.kind == .activate && isSameBank(before, next) ? timing.activateToRead : nil
  }

  private func beforeWrite(_ before: Command, _ next: Command) -> Int? {
    let timing = system.timing
    if isWrite(before) {
      return betweenColumns(
        before, next, inGroup: timing.writeSame == 0 ? timing.columnSame : timing.writeSame)
    }
    if isRead(before) {
      return read + burst + (before.rank == next.rank ? timing.readToWriteGap : timing.rankSwitch) - write
    }
    return before.kind == .activate && isSameBank(before, next) ? timing.activateToWrite : nil
  }
}
