import Hardware

/// The systems that DRAMsim3 has, with the numbers of its files.
enum Systems {
  static let all: [(name: String, system: DRAMSystem)] = [
    ("ddr4_2400_1r", ddr4At2400), ("ddr4_3200_1r_bglow", ddr4At3200), ("hbm2_1ch", hbm2(channels: 1)),
    ("hbm2_8ch", hbm2(channels: 8)), ("lpddr4_2400_2r", lpddr4),
  ]

  private static func system(
    _ organization: DRAMOrganization, _ timing: DRAMTiming, _ order: [DRAMAddressMap.Field]
  ) -> DRAMSystem {
    DRAMSystem(
      name: "", organization: organization, timing: timing,
      addresses: DRAMAddressMap(order: order.map { DRAMAddressMap.Part($0) }),
      controller: DRAMController(policy: .dramsim3), energy: nil, sources: [])
  }

  private static let ddr4At2400 = system(
    DRAMOrganization(
      channels: 1, ranks: 1, bankGroups: 4, banks: 4, rows: 65536, bursts: 128, busWidth: 64, deviceWidth: 8,
      burstLength: 8, burstClocks: 4),
    DRAMTiming(
      clockPicoseconds: 830, readLatency: 17, writeLatency: 12, activateToRead: 17, activateToWrite: 17,
      precharge: 17, activateToPrecharge: 39, activateToActivate: 56, readToPrecharge: 9, writeRecovery: 18,
      writeToReadOther: 3, writeToReadSame: 9, readToWriteGap: 1, columnOther: 4, columnSame: 6,
      activateOther: 4, activateSame: 6, fourActivates: 26, rankSwitch: 1, refresh: 420, refreshInterval: 9360
    ),
    [.row, .channel, .rank, .bank, .bankGroup, .column])

  private static let ddr4At3200 = system(
    DRAMOrganization(
      channels: 1, ranks: 1, bankGroups: 4, banks: 4, rows: 65536, bursts: 128, busWidth: 64, deviceWidth: 8,
      burstLength: 8, burstClocks: 4),
    DRAMTiming(
      clockPicoseconds: 630, readLatency: 22, writeLatency: 16, activateToRead: 22, activateToWrite: 22,
      precharge: 22, activateToPrecharge: 52, activateToActivate: 74, readToPrecharge: 12, writeRecovery: 24,
      writeToReadOther: 4, writeToReadSame: 12, readToWriteGap: 1, columnOther: 4, columnSame: 8,
      activateOther: 4, activateSame: 8, fourActivates: 34, rankSwitch: 1, refresh: 560,
      refreshInterval: 12480),
    [.row, .channel, .rank, .bank, .column, .bankGroup])

  private static let lpddr4 = system(
    DRAMOrganization(
      channels: 1, ranks: 2, bankGroups: 2, banks: 4, rows: 65536, bursts: 64, busWidth: 64, deviceWidth: 16,
      burstLength: 16, burstClocks: 8),
    DRAMTiming(
      clockPicoseconds: 830, readLatency: 17, writeLatency: 14, activateToRead: 15, activateToWrite: 15,
      precharge: 15, activateToPrecharge: 32, activateToActivate: 47, readToPrecharge: 12, writeRecovery: 30,
      writeToReadOther: 8, writeToReadSame: 16, readToWriteGap: 1, columnOther: 4, columnSame: 6,
      activateOther: 8, activateSame: 8, fourActivates: 32, rankSwitch: 1, prechargeToPrecharge: 2,
      refresh: 392, refreshInterval: 8660),
    [.row, .channel, .rank, .bank, .bankGroup, .column])

  static func hbm2(channels: Int) -> DRAMSystem {
    system(
      DRAMOrganization(
        channels: channels, ranks: 1, bankGroups: 4, banks: 4, rows: 32768, bursts: 32, busWidth: 128,
        deviceWidth: 128, burstLength: 4, burstClocks: 2, hasDualCommandBus: true),
      DRAMTiming(
        clockPicoseconds: 1000, readLatency: 14, writeLatency: 4, activateToRead: 14, activateToWrite: 14,
        precharge: 14, activateToPrecharge: 34, activateToActivate: 48, readToPrecharge: 5, writeRecovery: 16,
        writeToReadOther: 6, writeToReadSame: 8, readToWriteGap: 2, columnOther: 1, columnSame: 2,
        activateOther: 4, activateSame: 6, fourActivates: 30, rankSwitch: 2, refresh: 260,
        refreshInterval: 3900),
      [.row, .rank, .bankGroup, .bank, .channel, .column])
  }
}
