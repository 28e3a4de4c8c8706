import Hardware
import Testing

/// The six systems that Ramulator 2.1 was run on (docs/dram-ramulator.md, 5).
enum RamulatorSystems {
  static let ddr4 = system(
    "r2_ddr4_2400", ddr4Organization, ddr4Timing(),
    order: [
      part(.row), part(.bank), part(.bankGroup), part(.rank),
      part(.column),
    ])
  static let ddr4ByBank = system(
    "r2_ddr4_2400_chrabaroco", ddr4Organization, ddr4Timing(),
    order: [part(.rank), part(.bankGroup), part(.bank), part(.row), part(.column)])
  static let ddr4Hashed = hashed(
    "r2_ddr4_3200_mop", ddr4Organization, ddr4Timing3200(), order: [.rank, .bankGroup, .bank])
  static let hbm2 = hashed(
    "r2_hbm2_2000", hbm2Organization, hbm2Timing, order: [.pseudoChannel, .bankGroup, .bank])
  static let hbm3 = hashed(
    "r2_hbm3_6400", hbm3Organization, hbm3Timing, order: [.pseudoChannel, .rank, .bankGroup, .bank])
  static let lpddr5 = hashed(
    "r2_lpddr5_6400", lpddr5Organization, lpddr5Timing, order: [.rank, .bankGroup, .bank])

  static let all = [ddr4, ddr4ByBank, ddr4Hashed, hbm2, hbm3, lpddr5]

  static func named(_ name: String) throws -> DRAMSystem { try #require(all.first { $0.name == name }) }

  private static func part(_ field: DRAMAddressMap.Field) -> DRAMAddressMap.Part {
    DRAMAddressMap.Part(field)
  }

  /// MOP4CLXOR: two bits of the column, then the fields from the outermost on, the rest of the column, the row; each
  /// field, and the row last, is changed by the next bits of the column.
  private static func hashed(
    _ name: String, _ organization: DRAMOrganization, _ timing: DRAMTiming, order: [DRAMAddressMap.Field]
  ) -> DRAMSystem {
    var shift = 0
    var hashes: [DRAMAddressMap.Hash] = []
    for field in order + [.row] {
      let count =
        switch field {
        case .rank: organization.ranks
        case .pseudoChannel: organization.pseudoChannels
        case .bankGroup: organization.bankGroups
        case .bank: organization.banks
        default: organization.rows
        }
      hashes.append(DRAMAddressMap.Hash(field: field, by: .column, shift: shift))
      shift += count.trailingZeroBitCount
    }
    let parts =
      [part(.row), part(.column)] + order.reversed().map(part) + [DRAMAddressMap.Part(.column, bits: 2)]
    return system(name, organization, timing, order: parts, hashes: hashes)
  }

  private static func system(
    _ name: String, _ organization: DRAMOrganization, _ timing: DRAMTiming, order: [DRAMAddressMap.Part],
    hashes: [DRAMAddressMap.Hash] = []
  ) -> DRAMSystem {
    DRAMSystem(
      name: name, organization: organization, timing: timing,
      addresses: DRAMAddressMap(order: order, hashes: hashes),
      controller: DRAMController(
        policy: .ramulator2, scheduler: .firstReady(cap: 4), refresh: .allRanks, drainFrom: 26, drainTo: 6),
      energy: nil, sources: ["Ramulator 2.1"])
  }

  private static let ddr4Organization = DRAMOrganization(
    channels: 1, ranks: 1, bankGroups: 4, banks: 4, rows: 65_536, bursts: 128, busWidth: 64, deviceWidth: 8,
    burstLength: 8, burstClocks: 4)
  private static let hbm2Organization = DRAMOrganization(
    channels: 1, pseudoChannels: 2, ranks: 1, bankGroups: 4, banks: 4, rows: 65_536, bursts: 32, busWidth: 64,
    deviceWidth: 64, burstLength: 4, burstClocks: 2, hasDualCommandBus: true)
  private static let hbm3Organization = DRAMOrganization(
    channels: 1, pseudoChannels: 2, ranks: 2, bankGroups: 4, banks: 4, rows: 16_384, bursts: 32, busWidth: 32,
    deviceWidth: 32, burstLength: 8, burstClocks: 4, hasDualCommandBus: true)
  private static let lpddr5Organization = DRAMOrganization(
    channels: 1, ranks: 1, bankGroups: 4, banks: 4, rows: 32_768, bursts: 64, busWidth: 16, deviceWidth: 16,
    burstLength: 16, burstClocks: 2)

  private static func ddr4Timing() -> DRAMTiming {
    DRAMTiming(
      clockPicoseconds: 833, readLatency: 17, writeLatency: 12, activateToRead: 17, activateToWrite: 17,
      precharge: 17, activateToPrecharge: 39, activateToActivate: 56, readToPrecharge: 9, writeRecovery: 18,
      writeToReadOther: 3, writeToReadSame: 9, readToWriteGap: 2, columnOther: 4, columnSame: 6,
      activateOther: 4, activateSame: 6, fourActivates: 26, rankSwitch: 2, refresh: 433, refreshInterval: 9364
    )
  }

  private static func ddr4Timing3200() -> DRAMTiming {
    DRAMTiming(
      clockPicoseconds: 625, readLatency: 22, writeLatency: 16, activateToRead: 22, activateToWrite: 22,
      precharge: 22, activateToPrecharge: 52, activateToActivate: 74, readToPrecharge: 12, writeRecovery: 24,
      writeToReadOther: 4, writeToReadSame: 12, readToWriteGap: 2, columnOther: 4, columnSame: 8,
      activateOther: 4, activateSame: 8, fourActivates: 34, rankSwitch: 2, refresh: 576,
      refreshInterval: 12_480)
  }

  private static let hbm2Timing = DRAMTiming(
    clockPicoseconds: 1000, readLatency: 14, writeLatency: 5, activateToRead: 14, activateToWrite: 12,
    precharge: 14, activateToPrecharge: 34, activateToActivate: 48, readToPrecharge: 5, writeRecovery: 16,
    writeToReadOther: 6, writeToReadSame: 8, readToWriteGap: 2, columnOther: 2, columnSame: 4,
    activateOther: 4,
    activateSame: 4, fourActivates: 15, rankSwitch: 0, refresh: 350, bankRefresh: 160, bankRefreshToOther: 8,
    refreshInterval: 3900, activateClocks: 2)

  /// In half clocks of the device.
  private static let hbm3Timing = DRAMTiming(
    clockPicoseconds: 312, readLatency: 40, writeLatency: 20, activateToRead: 62, activateToWrite: 30,
    precharge: 52, activateToPrecharge: 90, activateToActivate: 144, readToPrecharge: 18, writeRecovery: 66,
    writeToReadOther: 14, writeToReadSame: 20, readToWriteGap: 16, columnOther: 4, columnSame: 8,
    activateOther: 8, activateSame: 10, fourActivates: 48, rankSwitch: 2, prechargeToPrecharge: 4,
    refresh: 1120,
    bankRefresh: 640, bankRefreshToOther: 16, refreshInterval: 12_480, activateClocks: 3)

  /// tWTR_L counts from the burst's end here: 10 clocks after 2 more of the array (nBL_max - nBL_min).
  private static let lpddr5Timing = DRAMTiming(
    clockPicoseconds: 1250, readLatency: 17, writeLatency: 9, activateToRead: 15, activateToWrite: 15,
    precharge: 15, activateToPrecharge: 34, activateToActivate: 49, readToPrecharge: 8, writeRecovery: 28,
    writeToReadOther: 5, writeToReadSame: 12, readToWriteGap: 2, columnOther: 2, columnSame: 4,
    activateOther: 4,
    activateSame: 4, fourActivates: 16, rankSwitch: 2, prechargeToPrecharge: 2, refresh: 168, bankRefresh: 96,
    bankRefreshToOther: 6, refreshInterval: 3125, activateClocks: 2, clockSync: 1, clockSyncLasts: 1)
}
