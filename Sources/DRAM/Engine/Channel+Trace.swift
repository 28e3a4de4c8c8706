/// Commands as others may read them.
extension Channel {
  mutating func record(_ kind: DRAMCommandKind, bank: Int, row: Int32 = -1, column: Int32 = -1) {
    let group = bank / rules.banksPerGroup
    let rank = group / rules.groupsPerRank
    let isOfRank = kind == .refresh
    commands.append(
      DRAMCommand(
        cycle: cycle, channel: number, pseudoChannel: rank / rules.ranksPerPseudoChannel, kind: kind,
        rank: rank % rules.ranksPerPseudoChannel, bankGroup: isOfRank ? -1 : group % rules.groupsPerRank,
        bank: isOfRank ? -1 : bank % rules.banksPerGroup, row: Int(row), column: Int(column)))
  }

  mutating func recordColumn(_ slot: Slot, bank: Int) {
    let closes: Bool
    if rules.isDRAMsim3 {
      closes = rules.closesRows
    } else {
      // The request itself is still in its queue.
      closes = rules.closesRows && banks[bank].hitMask.nonzeroBitCount == 1
    }
    let kind: DRAMCommandKind =
      closes
      ? slot.isWrite ? .writePrecharge : .readPrecharge
      : slot.isWrite ? .write : .read
    record(kind, bank: bank, row: slot.row, column: slot.column)
  }
}
