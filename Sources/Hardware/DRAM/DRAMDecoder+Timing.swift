import Documents
import Quantities

extension DRAMDecoder {
  static func decodeTiming(
    _ reader: MappingReader, clock: TimeSpan?, organization: DRAMOrganization?
  ) -> DRAMTiming? {
    let keys = TimingReader(reader, clock: clock)
    let hasGroups = (organization?.bankGroups ?? 2) > 1
    let additive = keys.clocks("AL", default: 0)
    let (read, write) = (keys.clocks("CL"), keys.clocks("CWL"))
    let activation = keys.pair("tRCD", "tRCDRD", "tRCDWR")
    let precharge = keys.clocks("tRP", from: 1)
    let open = keys.clocks("tRAS", from: 1)
    let cycle = keys.clocks("tRC", from: 1, default: (precharge ?? 0) + (open ?? 0))
    let readToPrecharge = keys.clocks("tRTP")
    let recovery = keys.clocks("tWR")
    let turn = keys.groups("tWTR", hasGroups)
    let gap = keys.clocks("read_to_write_gap")
    let column = keys.groups("tCCD", hasGroups)
    let writes = keys.clocks("tCCD_L_WR", default: 0)
    let activates = keys.groups("tRRD", hasGroups)
    let four = keys.clocks("tFAW")
    let thirtyTwo = keys.clocks("t32AW", default: 0)
    let ranks = keys.clocks("tRTRS", default: (organization?.ranks ?? 1) > 1 ? nil : 0)
    let precharges = keys.clocks("tPPD", default: 0)
    let refresh = keys.long("tRFC", from: 1)
    let bankRefresh = keys.long("tRFCpb", default: 0)
    let bankRefreshes = keys.clocks("tRREFD", default: 0)
    let interval = keys.long("tREFI", from: 1)
    let activateClocks = reader.integer("activate_clocks", in: 1...16, default: 1)
    let sync = keys.clocks("clock_sync", default: 0)
    let syncLasts = keys.clocks("clock_sync_lasts", default: sync.map { $0 > 0 } == true ? nil : 0)
    reader.finish()
    guard let clock, let additive, let read, let write, let activation, let precharge, let open, let cycle,
      let readToPrecharge, let recovery, let turn, let gap, let column, let writes, let activates,
      let four,
      let thirtyTwo, let ranks, let precharges, let refresh, let bankRefresh, let bankRefreshes, let interval,
      let sync, let syncLasts
    else { return nil }
    // Both round up, so their sum may exceed what rounds up once by one.
    if cycle < open + precharge - 1 {
      reader.findings.add(
        .rowCycleTooShort(cycle, open, precharge), at: reader.position(of: "tRC"), severity: .warning)
    }
    guard cycle >= activates.1 else {
      reader.report(.rowCycleBelowActivates(cycle, activates.1), at: "tRC")
      return nil
    }
    guard !reader.has("tCCD_L_WR") || (hasGroups && writes >= column.1) else {
      reader.report(.writesOfGroup(writes, hasGroups ? column.1 : nil), at: "tCCD_L_WR")
      return nil
    }
    guard bankRefresh == 0 || bankRefreshes <= bankRefresh else {
      reader.report(.bankRefreshBelowOthers(bankRefresh, bankRefreshes), at: "tRREFD")
      return nil
    }
    return DRAMTiming(
      clockPicoseconds: clock.picoseconds, additiveLatency: additive, readLatency: read, writeLatency: write,
      activateToRead: activation.0, activateToWrite: activation.1, precharge: precharge,
      activateToPrecharge: open, activateToActivate: cycle, readToPrecharge: readToPrecharge,
      writeRecovery: recovery, writeToReadOther: turn.0, writeToReadSame: turn.1, readToWriteGap: gap,
      columnOther: column.0, columnSame: column.1, writeSame: writes,
      activateOther: activates.0, activateSame: activates.1,
      fourActivates: four, thirtyTwoActivates: thirtyTwo, rankSwitch: ranks, prechargeToPrecharge: precharges,
      refresh: refresh, bankRefresh: bankRefresh, bankRefreshToOther: bankRefreshes,
      refreshInterval: interval,
      activateClocks: activateClocks, clockSync: sync, clockSyncLasts: syncLasts)
  }

  /// Whether the refreshes that fall due can be done at all.
  static func checkRefresh(
    _ refresh: DRAMController.Refresh, _ timing: DRAMTiming, _ organization: DRAMOrganization,
    _ reader: MappingReader, _ controller: MappingReader?
  ) {
    guard let keys = reader.mappingIfPresent("timing") else { return }
    switch refresh {
    case .off: break
    case .staggered, .allRanks:
      // With less, controllers may never come to a column command: the next refresh is due before it.
      if timing.refreshInterval < timing.refresh + 2 * timing.activateToActivate {
        keys.report(.onlyRefreshes(timing), at: "tREFI")
      }
      if refresh == .staggered, timing.refreshInterval < organization.ranks {
        keys.report(.noIntervalForRank(timing.refreshInterval, organization.ranks), at: "tREFI")
      }
    case .perBank:
      guard timing.bankRefresh > 0 else {
        controller?.report(.noBankRefresh, at: "refresh")
        return
      }
      let banks = organization.ranks * organization.banksPerRank
      let interval = timing.refreshInterval / banks
      let busy = timing.bankRefresh + 2 * timing.activateToActivate
      if interval <= max(1, timing.bankRefreshToOther) || timing.refreshInterval < busy {
        keys.report(.onlyBankRefreshes(timing, banks: banks), at: "tREFI")
      }
    }
  }
}

/// Reads distances, which are written as clocks or as times.
private struct TimingReader {
  let reader: MappingReader
  /// Nil where it could not be read; then times cannot become clocks.
  let clock: TimeSpan?

  init(_ reader: MappingReader, clock: TimeSpan?) {
    self.reader = reader
    self.clock = clock
  }

  func clocks(_ key: String, from least: Int = 0, default value: Int? = nil) -> Int? {
    read(key, in: least...DRAMLimits.clocks.upperBound, default: value)
  }

  func long(_ key: String, from least: Int = 0, default value: Int? = nil) -> Int? {
    read(key, in: least...DRAMLimits.longClocks.upperBound, default: value)
  }

  /// One distance for both, or one for each.
  func pair(_ both: String, _ first: String, _ second: String) -> (Int, Int)? {
    guard reader.has(both) || !(reader.has(first) || reader.has(second)) else {
      let values = (clocks(first), clocks(second))
      guard let one = values.0, let other = values.1 else { return nil }
      return (one, other)
    }
    for key in [first, second] where reader.has(key) {
      reader.report(.bothAndEach(both, first, second), at: key)
    }
    return clocks(both).map { ($0, $0) }
  }

  /// The distance between bank groups and within one, `_S` and `_L`; one distance where there are no groups.
  func groups(_ key: String, _ hasGroups: Bool) -> (Int, Int)? {
    let (short, long) = ("\(key)_S", "\(key)_L")
    if !hasGroups, !reader.has(key), reader.has(short), !reader.has(long) {
      return clocks(short).map { ($0, $0) }
    }
    // A device with groups has two distances, and the message should say so.
    if hasGroups, !reader.has(key), !reader.has(short), !reader.has(long) {
      _ = (clocks(short), clocks(long))
      return nil
    }
    guard let pair = pair(key, short, long) else { return nil }
    guard pair.1 >= pair.0 else {
      reader.report(.groupsExchanged(long, pair.1, short, pair.0), at: long)
      return nil
    }
    return pair
  }

  private func read(_ key: String, in range: ClosedRange<Int>, default value: Int?) -> Int? {
    guard let node = reader.nodeIfPresent(key) else {
      if let value { return value }
      reader.findings.add(.noDistance(key), at: reader.position)
      return nil
    }
    guard let text = node.text, text.contains(where: { $0.isLetter || $0 == "." }), !node.isNull else {
      return reader.integer(key, in: range)
    }
    guard let span = reader.quantity(key, as: TimeSpan.self, in: DRAMLimits.span), let clock else {
      return nil
    }
    let clocks = (span.picoseconds + clock.picoseconds - 1) / clock.picoseconds
    guard range.contains(clocks) else {
      reader.report(.distanceOutOfRange(key, span, clocks, range), at: key)
      return nil
    }
    return clocks
  }
}
