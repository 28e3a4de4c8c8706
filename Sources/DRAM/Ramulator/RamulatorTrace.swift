import Hardware

/// The commands of a channel, where they are wanted.
struct RamulatorTrace: Sendable {
  private let isOn: Bool
  private let channel: Int
  private let organization: DRAMOrganization
  private(set) var commands: [DRAMCommand] = []

  init(_ system: DRAMSystem, channel: Int, isOn: Bool) {
    self.isOn = isOn
    self.channel = channel
    organization = system.organization
  }

  /// A command for a bank, counted in the channel; those for all banks of a rank or pseudo-channel name its first.
  mutating func record(_ cycle: Int, _ kind: DRAMCommandKind, bank: Int, row: Int = -1, column: Int = -1) {
    guard isOn else { return }
    let rank = bank / organization.banksPerRank
    let isForAll = kind == .refresh || kind == .prechargeAll
    commands.append(
      DRAMCommand(
        cycle: cycle, channel: channel, pseudoChannel: rank / organization.ranks, kind: kind,
        rank: rank % organization.ranks,
        bankGroup: isForAll ? -1 : bank / organization.banks % organization.bankGroups,
        bank: isForAll ? -1 : bank % organization.banks, row: row, column: column))
  }
}
