/// The least distances between commands of a DRAM system, in clocks (docs/dram.md, 2), and the clock itself.
public struct DRAMTiming: Hashable, Sendable {
  /// tCK, in picoseconds.
  public var clockPicoseconds: Int
  /// AL: what a posted column command waits in the device.
  public var additiveLatency: Int
  /// CL: from a read command, after AL, to its first data.
  public var readLatency: Int
  /// CWL: from a write command, after AL, to its first data.
  public var writeLatency: Int
  /// tRCD of reads and of writes.
  public var activateToRead: Int
  public var activateToWrite: Int
  /// tRP.
  public var precharge: Int
  /// tRAS.
  public var activateToPrecharge: Int
  /// tRC.
  public var activateToActivate: Int
  /// tRTP.
  public var readToPrecharge: Int
  /// tWR.
  public var writeRecovery: Int
  /// tWTR_S and tWTR_L.
  public var writeToReadOther: Int
  public var writeToReadSame: Int
  /// Idle data clocks of a turn from reads to writes, of a rank or between ranks (2 in many controllers).
  public var readToWriteGap: Int
  /// tCCD_S and tCCD_L: between column commands of different bank groups, and of the same.
  public var columnOther: Int
  public var columnSame: Int
  /// tCCD_L_WR: between writes of a bank group, at least tCCD_L (DDR5); 0 where it is that.
  public var writeSame: Int
  /// tRRD_S and tRRD_L.
  public var activateOther: Int
  public var activateSame: Int
  /// tFAW: a window with at most four activates of a rank; 0 where there is none.
  public var fourActivates: Int
  /// t32AW of GDDR devices; 0 where there is none.
  public var thirtyTwoActivates: Int
  /// tRTRS: idle data clocks between bursts of different ranks.
  public var rankSwitch: Int
  /// tPPD: between precharges of a rank.
  public var prechargeToPrecharge: Int
  /// tRFC, of all banks of a rank.
  public var refresh: Int
  /// tRFCpb, of one bank; 0 where the device cannot.
  public var bankRefresh: Int
  /// tRREFD (tPBR2PBR): from the refresh of a bank to that of another, or to another's activate.
  public var bankRefreshToOther: Int
  /// tREFI, in which each rank is refreshed once.
  public var refreshInterval: Int
  /// Clocks of the command bus that an activate takes (2 where it is two commands); its timing counts from the last.
  public var activateClocks: Int
  /// LPDDR5: from the clock-synchronising command to the first column command of a rank; 0 where there is no such clock.
  public var clockSync: Int
  /// LPDDR5: clocks after a burst's end at which the data clock stops.
  public var clockSyncLasts: Int

  public init(
    clockPicoseconds: Int, additiveLatency: Int = 0, readLatency: Int, writeLatency: Int, activateToRead: Int,
    activateToWrite: Int, precharge: Int, activateToPrecharge: Int, activateToActivate: Int,
    readToPrecharge: Int,
    writeRecovery: Int, writeToReadOther: Int, writeToReadSame: Int, readToWriteGap: Int, columnOther: Int,
    columnSame: Int, writeSame: Int = 0, activateOther: Int, activateSame: Int, fourActivates: Int,
    thirtyTwoActivates: Int = 0,
    rankSwitch: Int, prechargeToPrecharge: Int = 0, refresh: Int, bankRefresh: Int = 0,
    bankRefreshToOther: Int = 0,
    refreshInterval: Int, activateClocks: Int = 1, clockSync: Int = 0, clockSyncLasts: Int = 0
  ) {
    self.clockPicoseconds = clockPicoseconds
    self.additiveLatency = additiveLatency
    self.readLatency = readLatency
    self.writeLatency = writeLatency
    self.activateToRead = activateToRead
    self.activateToWrite = activateToWrite
    self.precharge = precharge
    self.activateToPrecharge = activateToPrecharge
    self.activateToActivate = activateToActivate
    self.readToPrecharge = readToPrecharge
    self.writeRecovery = writeRecovery
    self.writeToReadOther = writeToReadOther
    self.writeToReadSame = writeToReadSame
    self.readToWriteGap = readToWriteGap
    self.columnOther = columnOther
    self.columnSame = columnSame
    self.writeSame = writeSame
    self.activateOther = activateOther
    self.activateSame = activateSame
    self.fourActivates = fourActivates
    self.thirtyTwoActivates = thirtyTwoActivates
    self.rankSwitch = rankSwitch
    self.prechargeToPrecharge = prechargeToPrecharge
    self.refresh = refresh
    self.bankRefresh = bankRefresh
    self.bankRefreshToOther = bankRefreshToOther
    self.refreshInterval = refreshInterval
    self.activateClocks = activateClocks
    self.clockSync = clockSync
    self.clockSyncLasts = clockSyncLasts
  }
}
