import Hardware

/// The systems of DRAMsim3's that golden results are of; numbers as in the files of that name in its repository.
enum GoldenSystem: String, CaseIterable {
  case ddr4_2400_1r, ddr4_2400_1r_close, ddr4_2400_2r, ddr4_3200_1r, ddr4_3200_1r_bglow, gddr6_1ch, hbm1_1ch
  case hbm2_1ch, hbm2_8ch, lpddr4_2400_2r

  /// Cycles of the data buses that a request takes, over the channels.
  var clocksPerRequest: Double { Double(organization.burstClocks) / Double(organization.channels) }

  func system(_ controller: DRAMController) -> DRAMSystem {
    var controller = controller
    if self == .ddr4_2400_1r_close { controller.rowPolicy = .closed }
    return DRAMSystem(
      name: rawValue, organization: organization, timing: timing, addresses: DRAMAddressMap(order: order),
      controller: controller, energy: nil, sources: [])
  }

  /// As DRAMsim3 runs it.
  var dramsim3: DRAMSystem {
    system(DRAMController(policy: .dramsim3, readQueue: 32, writeQueue: 32, bankQueue: 8))
  }

  private var organization: DRAMOrganization {
    switch self {
    case .ddr4_2400_1r, .ddr4_2400_1r_close, .ddr4_2400_2r, .ddr4_3200_1r, .ddr4_3200_1r_bglow:
      DRAMOrganization(
        channels: 1, ranks: self == .ddr4_2400_2r ? 2 : 1, bankGroups: 4, banks: 4, rows: 65536, bursts: 128,
        busWidth: 64, deviceWidth: 8, burstLength: 8, burstClocks: 4)
    case .gddr6_1ch:
      DRAMOrganization(
        channels: 1, ranks: 1, bankGroups: 1, banks: 16, rows: 16384, bursts: 128, busWidth: 128,
        deviceWidth: 16,
        burstLength: 16, burstClocks: 1)
    case .hbm1_1ch, .hbm2_1ch, .hbm2_8ch:
      DRAMOrganization(
        channels: self == .hbm2_8ch ? 8 : 1, ranks: 1, bankGroups: 4, banks: 4,
        rows: self == .hbm1_1ch ? 16384 : 32768, bursts: 32, busWidth: 128, deviceWidth: 128, burstLength: 4,
        burstClocks: 2, hasDualCommandBus: true)
    case .lpddr4_2400_2r:
      DRAMOrganization(
        channels: 1, ranks: 2, bankGroups: 2, banks: 4, rows: 65536, bursts: 64, busWidth: 64,
        deviceWidth: 16,
        burstLength: 16, burstClocks: 8)
    }
  }

  private var order: [DRAMAddressMap.Part] {
    let fields: [DRAMAddressMap.Field]
    switch self {
    case .ddr4_3200_1r_bglow: fields = [.row, .channel, .rank, .bank, .column, .bankGroup]
    case .hbm1_1ch, .hbm2_1ch, .hbm2_8ch: fields = [.row, .rank, .bankGroup, .bank, .channel, .column]
    default: fields = [.row, .channel, .rank, .bank, .bankGroup, .column]
    }
    return fields.map { DRAMAddressMap.Part($0) }
  }

  private var timing: DRAMTiming {
    switch self {
    case .ddr4_2400_1r, .ddr4_2400_1r_close, .ddr4_2400_2r:
      DRAMTiming(
        clockPicoseconds: 830, readLatency: 17, writeLatency: 12, activateToRead: 17, activateToWrite: 17,
        precharge: 17,
        activateToPrecharge: 39, activateToActivate: 56, readToPrecharge: 9, writeRecovery: 18,
        writeToReadOther: 3,
        writeToReadSame: 9, readToWriteGap: 1, columnOther: 4, columnSame: 6, activateOther: 4,
        activateSame: 6,
        fourActivates: 26, rankSwitch: 1, refresh: 420, refreshInterval: 9360)
    case .ddr4_3200_1r, .ddr4_3200_1r_bglow:
      DRAMTiming(
        clockPicoseconds: 630, readLatency: 22, writeLatency: 16, activateToRead: 22, activateToWrite: 22,
        precharge: 22,
        activateToPrecharge: 52, activateToActivate: 74, readToPrecharge: 12, writeRecovery: 24,
        writeToReadOther: 4,
        writeToReadSame: 12, readToWriteGap: 1, columnOther: 4, columnSame: 8, activateOther: 4,
        activateSame: 8,
        fourActivates: 34, rankSwitch: 1, refresh: 560, refreshInterval: 12480)
    case .gddr6_1ch:
      DRAMTiming(
        clockPicoseconds: 660, readLatency: 24, writeLatency: 16, activateToRead: 24, activateToWrite: 20,
        precharge: 24,
        activateToPrecharge: 54, activateToActivate: 78, readToPrecharge: 5, writeRecovery: 16,
        writeToReadOther: 7,
        writeToReadSame: 7, readToWriteGap: 1, columnOther: 3, columnSame: 4, activateOther: 9,
        activateSame: 9,
        fourActivates: 32, thirtyTwoActivates: 420, rankSwitch: 1, prechargeToPrecharge: 2, refresh: 126,
        refreshInterval: 11862)
    case .hbm1_1ch:
      DRAMTiming(
        clockPicoseconds: 2000, readLatency: 7, writeLatency: 2, activateToRead: 7, activateToWrite: 7,
        precharge: 7,
        activateToPrecharge: 17, activateToActivate: 24, readToPrecharge: 5, writeRecovery: 8,
        writeToReadOther: 3,
        writeToReadSame: 4, readToWriteGap: 2, columnOther: 1, columnSame: 1, activateOther: 2,
        activateSame: 3,
        fourActivates: 15, rankSwitch: 2, refresh: 130, refreshInterval: 1950)
    case .hbm2_1ch, .hbm2_8ch:
      DRAMTiming(
        clockPicoseconds: 1000, readLatency: 14, writeLatency: 4, activateToRead: 14, activateToWrite: 14,
        precharge: 14,
        activateToPrecharge: 34, activateToActivate: 48, readToPrecharge: 5, writeRecovery: 16,
        writeToReadOther: 6,
        writeToReadSame: 8, readToWriteGap: 2, columnOther: 1, columnSame: 2, activateOther: 4,
        activateSame: 6,
        fourActivates: 30, rankSwitch: 2, refresh: 260, refreshInterval: 3900)
    case .lpddr4_2400_2r:
      DRAMTiming(
        clockPicoseconds: 830, readLatency: 17, writeLatency: 14, activateToRead: 15, activateToWrite: 15,
        precharge: 15,
        activateToPrecharge: 32, activateToActivate: 47, readToPrecharge: 12, writeRecovery: 30,
        writeToReadOther: 8,
        writeToReadSame: 16, readToWriteGap: 1, columnOther: 4, columnSame: 6, activateOther: 8,
        activateSame: 8,
        fourActivates: 32, rankSwitch: 1, prechargeToPrecharge: 2, refresh: 392, refreshInterval: 8660)
    }
  }
}
