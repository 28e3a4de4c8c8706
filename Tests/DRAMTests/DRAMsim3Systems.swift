import Hardware

/// The ten systems whose results with DRAMsim3 are published, as its files and its defaults have them.
enum DRAMsim3Systems {
  static let all: [String: DRAMSystem] = [
    "ddr4_2400_1r": ddr4At2400(), "ddr4_2400_2r": ddr4At2400(ranks: 2),
    "ddr4_2400_1r_close": ddr4At2400(rowPolicy: .closed), "ddr4_3200_1r": ddr4At3200(isGroupLow: false),
    "ddr4_3200_1r_bglow": ddr4At3200(isGroupLow: true), "lpddr4_2400_2r": lpddr4(), "gddr6_1ch": gddr6(),
    "hbm1_1ch": hbm1(), "hbm2_1ch": hbm2(channels: 1), "hbm2_8ch": hbm2(channels: 8),
  ]

  /// Clocks that a request takes of the data buses of all channels.
  static func clocks(of system: DRAMSystem) -> Double {
    Double(system.organization.burstClocks) / Double(system.organization.channels)
  }

  static func system(
    _ name: String, _ organization: DRAMOrganization, _ timing: DRAMTiming,
    order: [DRAMAddressMap.Field], rowPolicy: DRAMController.RowPolicy = .open, currents: DRAMCurrents
  ) -> DRAMSystem {
    DRAMSystem(
      name: name, organization: organization, timing: timing,
      addresses: DRAMAddressMap(order: order.map { DRAMAddressMap.Part($0) }),
      controller: DRAMController(policy: .dramsim3, rowPolicy: rowPolicy), energy: .currents(currents),
      sources: [])
  }

  private static let rowFirst: [DRAMAddressMap.Field] = [.row, .channel, .rank, .bank, .bankGroup, .column]

  private static func ddr4At2400(ranks: Int = 1, rowPolicy: DRAMController.RowPolicy = .open) -> DRAMSystem {
    system(
      "DDR4-2400",
      DRAMOrganization(
        channels: 1, ranks: ranks, bankGroups: 4, banks: 4, rows: 65536, bursts: 128, busWidth: 64,
        deviceWidth: 8, burstLength: 8, burstClocks: 4),
      DRAMTiming(
        clockPicoseconds: 830, readLatency: 17, writeLatency: 12, activateToRead: 17, activateToWrite: 17,
        precharge: 17, activateToPrecharge: 39, activateToActivate: 56, readToPrecharge: 9, writeRecovery: 18,
        writeToReadOther: 3, writeToReadSame: 9, readToWriteGap: 1, columnOther: 4, columnSame: 6,
        activateOther: 4, activateSame: 6, fourActivates: 26, rankSwitch: 1, refresh: 420,
        refreshInterval: 9360),
      order: rowFirst, rowPolicy: rowPolicy,
      currents: DRAMCurrents(
        voltage: 1.2, activatePrecharge: 48, prechargedStandby: 34, activeStandby: 43, read: 135, write: 123,
        refresh: 250, bankRefresh: 5, ioPerBit: 0))
  }

  private static func ddr4At3200(isGroupLow: Bool) -> DRAMSystem {
    system(
      "DDR4-3200",
      DRAMOrganization(
        channels: 1, ranks: 1, bankGroups: 4, banks: 4, rows: 65536, bursts: 128, busWidth: 64, deviceWidth: 8,
        burstLength: 8, burstClocks: 4),
      DRAMTiming(
        clockPicoseconds: 630, readLatency: 22, writeLatency: 16, activateToRead: 22, activateToWrite: 22,
        precharge: 22, activateToPrecharge: 52, activateToActivate: 74, readToPrecharge: 12, writeRecovery: 24,
        writeToReadOther: 4, writeToReadSame: 12, readToWriteGap: 1, columnOther: 4, columnSame: 8,
        activateOther: 4, activateSame: 8, fourActivates: 34, rankSwitch: 1, refresh: 560,
        refreshInterval: 12480),
      order: isGroupLow ? [.row, .channel, .rank, .bank, .column, .bankGroup] : rowFirst,
      currents: DRAMCurrents(
        voltage: 1.2, activatePrecharge: 57, prechargedStandby: 37, activeStandby: 52, read: 168, write: 150,
        refresh: 250, bankRefresh: 5, ioPerBit: 0))
  }

  private static func lpddr4() -> DRAMSystem {
    system(
      "LPDDR4-2400",
      DRAMOrganization(
        channels: 1, ranks: 2, bankGroups: 2, banks: 4, rows: 65536, bursts: 64, busWidth: 64, deviceWidth: 16,
        burstLength: 16, burstClocks: 8),
      DRAMTiming(
        clockPicoseconds: 830, readLatency: 17, writeLatency: 14, activateToRead: 15, activateToWrite: 15,
        precharge: 15, activateToPrecharge: 32, activateToActivate: 47, readToPrecharge: 12, writeRecovery: 30,
        writeToReadOther: 8, writeToReadSame: 16, readToWriteGap: 1, columnOther: 4, columnSame: 6,
        activateOther: 8, activateSame: 8, fourActivates: 32, rankSwitch: 1, prechargeToPrecharge: 2,
        refresh: 392, refreshInterval: 8660),
      order: rowFirst,
      currents: DRAMCurrents(
        voltage: 1.2, activatePrecharge: 80, prechargedStandby: 34, activeStandby: 47, read: 243, write: 228,
        refresh: 280, bankRefresh: 5, ioPerBit: 0))
  }

  private static func gddr6() -> DRAMSystem {
    system(
      "GDDR6",
      DRAMOrganization(
        channels: 1, ranks: 1, bankGroups: 1, banks: 16, rows: 16384, bursts: 128, busWidth: 128,
        deviceWidth: 16, burstLength: 16, burstClocks: 1),
      DRAMTiming(
        clockPicoseconds: 660, readLatency: 24, writeLatency: 16, activateToRead: 24, activateToWrite: 20,
        precharge: 24, activateToPrecharge: 54, activateToActivate: 78, readToPrecharge: 5, writeRecovery: 16,
        writeToReadOther: 7, writeToReadSame: 7, readToWriteGap: 1, columnOther: 3, columnSame: 4,
        activateOther: 9, activateSame: 9, fourActivates: 32, thirtyTwoActivates: 420, rankSwitch: 1,
        prechargeToPrecharge: 2, refresh: 126, refreshInterval: 11862),
      order: rowFirst,
      currents: DRAMCurrents(
        voltage: 1.35, activatePrecharge: 71, prechargedStandby: 60, activeStandby: 61, read: 248, write: 231,
        refresh: 286, bankRefresh: 45, ioPerBit: 0))
  }

  private static let hbmOrder: [DRAMAddressMap.Field] = [.row, .rank, .bankGroup, .bank, .channel, .column]

  private static func hbm1() -> DRAMSystem {
    system(
      "HBM",
      DRAMOrganization(
        channels: 1, ranks: 1, bankGroups: 4, banks: 4, rows: 16384, bursts: 32, busWidth: 128,
        deviceWidth: 128, burstLength: 4, burstClocks: 2, hasDualCommandBus: true),
      DRAMTiming(
        clockPicoseconds: 2000, readLatency: 7, writeLatency: 2, activateToRead: 7, activateToWrite: 7,
        precharge: 7, activateToPrecharge: 17, activateToActivate: 24, readToPrecharge: 5, writeRecovery: 8,
        writeToReadOther: 3, writeToReadSame: 4, readToWriteGap: 2, columnOther: 1, columnSame: 1,
        activateOther: 2, activateSame: 3, fourActivates: 15, rankSwitch: 2, refresh: 130,
        refreshInterval: 1950),
      order: hbmOrder,
      currents: DRAMCurrents(
        voltage: 1.2, activatePrecharge: 65, prechargedStandby: 40, activeStandby: 55, read: 360, write: 440,
        refresh: 250, bankRefresh: 5, ioPerBit: 0))
  }

  private static func hbm2(channels: Int) -> DRAMSystem {
    system(
      "HBM2",
      DRAMOrganization(
        channels: channels, ranks: 1, bankGroups: 4, banks: 4, rows: 32768, bursts: 32, busWidth: 128,
        deviceWidth: 128, burstLength: 4, burstClocks: 2, hasDualCommandBus: true),
      DRAMTiming(
        clockPicoseconds: 1000, readLatency: 14, writeLatency: 4, activateToRead: 14, activateToWrite: 14,
        precharge: 14, activateToPrecharge: 34, activateToActivate: 48, readToPrecharge: 5, writeRecovery: 16,
        writeToReadOther: 6, writeToReadSame: 8, readToWriteGap: 2, columnOther: 1, columnSame: 2,
        activateOther: 4, activateSame: 6, fourActivates: 30, rankSwitch: 2, refresh: 260,
        refreshInterval: 3900),
      order: hbmOrder,
      currents: DRAMCurrents(
        voltage: 1.2, activatePrecharge: 65, prechargedStandby: 40, activeStandby: 55, read: 390, write: 500,
        refresh: 250, bankRefresh: 5, ioPerBit: 0))
  }
}
