/// What DRAMsim3 takes from a configuration, its defaults included, before anything is derived.
struct DRAMsim3Configuration {
  var protocolName: DRAMsim3Protocol
  var bankGroups: Int
  var banksPerGroup: Int
  var rows: Int
  var columns: Int
  var deviceWidth: Int
  var burstLength: Int
  var hasDualCommands: Bool
  /// Of one channel, in mebibytes.
  var channelSize: Int
  var channels: Int
  var busWidth: Int
  /// From the most significant field to the least.
  var order: [DRAMAddressMap.Field]
  var closesRows: Bool
  var commandQueue: Int
  var transactionQueue: Int
  var timing: Timing
  var currents: DRAMCurrents

  /// In clocks, as the file has them.
  struct Timing {
    var clockPicoseconds: Int
    var al: Int, cl: Int, cwl: Int
    var tCCDL: Int, tCCDS: Int, tRTRS: Int, tRTP: Int, tWTRL: Int, tWTRS: Int, tWR: Int, tRP: Int
    var tRRDL: Int, tRRDS: Int, tRAS: Int, tRCD: Int, tRFC: Int, tRFCb: Int, tREFI: Int, tFAW: Int
    var tPPD: Int, t32AW: Int, tRCDRD: Int, tRCDWR: Int
  }
}

/// The protocols that become a memory; each has its own burst and its own columns.
enum DRAMsim3Protocol: String, CaseIterable {
  case ddr3 = "DDR3"
  case ddr4 = "DDR4"
  case gddr5 = "GDDR5"
  case gddr5x = "GDDR5X"
  case gddr6 = "GDDR6"
  case lpddr = "LPDDR"
  case lpddr3 = "LPDDR3"
  case lpddr4 = "LPDDR4"
  case hbm = "HBM"
  case hbm2 = "HBM2"

  var isGraphics: Bool { self == .gddr5 || self == .gddr5x || self == .gddr6 }
  var isStacked: Bool { self == .hbm || self == .hbm2 }

  /// Beats in a clock, as `burst_cycle` counts them.
  var beatsPerClock: Int {
    switch self {
    case .gddr5: 4
    case .gddr5x: 8
    case .gddr6: 16
    default: 2
    }
  }

  /// Physical columns of one column of the file.
  func columnFactor(burstLength: Int) -> Int { isGraphics ? burstLength : isStacked ? 2 : 1 }
}

extension DRAMsim3Configuration {
  /// Ranks that fill the channel: one where not even that fits.
  var ranks: Int { max(1, channelSize / max(1, megabytesPerRank)) }

  var physicalColumns: Int { columns * protocolName.columnFactor(burstLength: burstLength) }

  /// In whole mebibytes, each step rounded down, as DRAMsim3 computes it; 0 for devices that are too small.
  var megabytesPerRank: Int {
    let page = physicalColumns * deviceWidth / 8
    let bank = page * (rows / 1_024) / 1_024
    return bank * bankGroups * banksPerGroup * (busWidth / deviceWidth)
  }

  func system(named name: String) -> DRAMSystem {
    let isGraphics = protocolName.isGraphics
    let activation =
      isGraphics || protocolName.isStacked
      ? (timing.tRCDRD, timing.tRCDWR) : (timing.tRCD - timing.al, timing.tRCD - timing.al)
    // With one bank group its `_L` distances are those between groups.
    let isGrouped = bankGroups > 1
    return DRAMSystem(
      name: name,
      organization: DRAMOrganization(
        channels: channels, ranks: ranks, bankGroups: bankGroups, banks: banksPerGroup, rows: rows,
        bursts: physicalColumns / burstLength, busWidth: busWidth, deviceWidth: deviceWidth,
        burstLength: burstLength, burstClocks: burstLength / protocolName.beatsPerClock,
        hasDualCommandBus: hasDualCommands && protocolName.isStacked),
      timing: DRAMTiming(
        clockPicoseconds: timing.clockPicoseconds, additiveLatency: timing.al, readLatency: timing.cl,
        writeLatency: timing.cwl, activateToRead: activation.0, activateToWrite: activation.1,
        precharge: timing.tRP, activateToPrecharge: timing.tRAS, activateToActivate: timing.tRAS + timing.tRP,
        readToPrecharge: timing.tRTP, writeRecovery: timing.tWR, writeToReadOther: timing.tWTRS,
        writeToReadSame: isGrouped ? timing.tWTRL : timing.tWTRS, readToWriteGap: timing.tRTRS,
        columnOther: timing.tCCDS, columnSame: isGrouped ? timing.tCCDL : timing.tCCDS,
        activateOther: timing.tRRDS, activateSame: isGrouped ? timing.tRRDL : timing.tRRDS,
        fourActivates: timing.tFAW, thirtyTwoActivates: isGraphics ? timing.t32AW : 0,
        rankSwitch: timing.tRTRS,
        prechargeToPrecharge: isGraphics || protocolName == .lpddr4 ? timing.tPPD : 0,
        refresh: timing.tRFC, bankRefresh: timing.tRFCb, refreshInterval: timing.tREFI),
      addresses: DRAMAddressMap(order: order.map { DRAMAddressMap.Part($0) }),
      controller: DRAMController(
        policy: .dramsim3, rowPolicy: closesRows ? .closed : .open, readQueue: transactionQueue,
        writeQueue: transactionQueue, bankQueue: commandQueue, drainFrom: transactionQueue,
        drainTo: min(8, transactionQueue - 1)),
      energy: .currents(currents), sources: [])
  }
}
