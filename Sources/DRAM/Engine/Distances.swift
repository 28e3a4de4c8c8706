import Hardware

/// The least distances between commands, in clocks (docs/dram.md, 2 and 6).
struct Distances: Sendable {
  /// Of one kind of column command after another, by where the second goes.
  struct Columns: Sendable {
    let sameGroup: Int
    let sameRank: Int
    let otherRank: Int
  }

  let readToRead: Columns
  let readToWrite: Columns
  let writeToRead: Columns
  let writeToWrite: Columns
  let readToPrecharge: Int
  let writeToPrecharge: Int
  /// After RDA and WRA, where tRAS is not longer.
  let readPrechargeToActivate: Int
  let writePrechargeToActivate: Int
  let readPrechargeToRefresh: Int
  let writePrechargeToRefresh: Int
  let activateToRead: Int
  let activateToWrite: Int
  let activateToPrecharge: Int
  let activateToActivate: Int
  let activateSameGroup: Int
  let activateSameRank: Int
  /// 0 where there is none.
  let activateToRefresh: Int
  let precharge: Int
  let prechargeToPrecharge: Int
  let refresh: Int
  let bankRefresh: Int
  let bankRefreshToOther: Int
  let fourActivates: Int

  init(standard system: DRAMSystem) {
    let timing = system.timing
    let burst = system.organization.burstClocks
    let read = timing.additiveLatency + timing.readLatency
    let write = timing.additiveLatency + timing.writeLatency
    let isGrouped = system.organization.bankGroups > 1
    func least(_ distance: Int) -> Int { max(1, distance) }
    func columns(_ sameGroup: Int) -> Columns {
      Columns(
        sameGroup: least(max(burst, isGrouped ? sameGroup : timing.columnOther)),
        sameRank: least(max(burst, timing.columnOther)), otherRank: least(burst + timing.rankSwitch))
    }
    readToRead = columns(timing.columnSame)
    writeToWrite = columns(max(timing.columnSame, timing.writeSame))
    let turn = least(read + burst + timing.readToWriteGap - write)
    readToWrite = Columns(
      sameGroup: turn, sameRank: turn, otherRank: least(read + burst + timing.rankSwitch - write))
    writeToRead = Columns(
      sameGroup: least(write + burst + (isGrouped ? timing.writeToReadSame : timing.writeToReadOther)),
      sameRank: least(write + burst + timing.writeToReadOther),
      otherRank: least(write + burst + timing.rankSwitch - read))
    readToPrecharge = least(timing.additiveLatency + timing.readToPrecharge)
    writeToPrecharge = least(write + burst + timing.writeRecovery)
    readPrechargeToActivate = readToPrecharge + timing.precharge
    writePrechargeToActivate = writeToPrecharge + timing.precharge
    readPrechargeToRefresh = readPrechargeToActivate
    writePrechargeToRefresh = writePrechargeToActivate
    activateToRead = least(timing.activateToRead)
    activateToWrite = least(timing.activateToWrite)
    activateToPrecharge = least(timing.activateToPrecharge)
    activateToActivate = least(timing.activateToActivate)
    activateSameGroup = least(isGrouped ? timing.activateSame : timing.activateOther)
    activateSameRank = least(timing.activateOther)
    activateToRefresh = least(timing.activateToActivate)
    precharge = least(timing.precharge)
    prechargeToPrecharge = least(timing.prechargeToPrecharge)
    refresh = least(timing.refresh)
    bankRefresh = least(timing.bankRefresh)
    bankRefreshToOther = least(timing.bankRefreshToOther)
    fourActivates = timing.fourActivates
  }

  init(dramsim3 system: DRAMSystem) {
    let timing = system.timing
    let burst = system.organization.burstClocks
    let read = timing.additiveLatency + timing.readLatency
    let write = timing.additiveLatency + timing.writeLatency
    let isGrouped = system.organization.bankGroups > 1
    func least(_ distance: Int) -> Int { max(1, distance) }
    let sameGroup = max(burst, isGrouped ? timing.columnSame : timing.columnOther)
    let sameRank = max(burst, timing.columnOther)
    readToRead = Columns(sameGroup: sameGroup, sameRank: sameRank, otherRank: burst + timing.rankSwitch)
    writeToWrite = Columns(sameGroup: sameGroup, sameRank: sameRank, otherRank: burst)
    let turn = least(read + burst - write + timing.rankSwitch)
    readToWrite = Columns(
      sameGroup: turn, sameRank: turn,
      otherRank: least(read + burst + burst + timing.rankSwitch - (write + burst)))
    writeToRead = Columns(
      sameGroup: least(write + burst + (isGrouped ? timing.writeToReadSame : timing.writeToReadOther)),
      sameRank: least(write + burst + timing.writeToReadOther),
      otherRank: least(write + burst + burst + timing.rankSwitch - (read + burst)))
    readToPrecharge = timing.additiveLatency + timing.readToPrecharge
    writeToPrecharge = write + burst + timing.writeRecovery
    readPrechargeToActivate = timing.additiveLatency + burst + timing.readToPrecharge + timing.precharge
    writePrechargeToActivate = writeToPrecharge + timing.precharge
    readPrechargeToRefresh = readToPrecharge + timing.precharge
    writePrechargeToRefresh = writePrechargeToActivate
    activateToRead = timing.activateToRead
    activateToWrite = timing.activateToWrite
    activateToPrecharge = timing.activateToPrecharge
    activateToActivate = timing.activateToPrecharge + timing.precharge
    activateSameGroup = isGrouped ? timing.activateSame : timing.activateOther
    activateSameRank = timing.activateOther
    activateToRefresh = 0
    precharge = timing.precharge
    prechargeToPrecharge = timing.prechargeToPrecharge
    refresh = timing.refresh
    bankRefresh = timing.bankRefresh
    bankRefreshToOther = timing.bankRefreshToOther
    fourActivates = timing.fourActivates
  }
}
