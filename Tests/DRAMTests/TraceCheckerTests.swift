import Hardware
import ReferenceMachine
import Testing

/// Whether the checker sees what it looks for.
@Suite struct TraceCheckerTests {
  private static let distances: [(name: String, path: WritableKeyPath<DRAMTiming, Int> & Sendable)] = [
    ("CL", \.readLatency), ("CWL", \.writeLatency), ("tRCD of reads", \.activateToRead),
    ("tRCD of writes", \.activateToWrite), ("tRP", \.precharge), ("tRAS", \.activateToPrecharge),
    ("tRC", \.activateToActivate), ("tRTP", \.readToPrecharge), ("tWR", \.writeRecovery),
    ("tWTR_S", \.writeToReadOther), ("tWTR_L", \.writeToReadSame), ("gap", \.readToWriteGap),
    ("tCCD_S", \.columnOther), ("tCCD_L", \.columnSame), ("tCCD_L_WR", \.writeSame),
    ("tRRD_S", \.activateOther),
    ("tRRD_L", \.activateSame),
    ("tFAW", \.fourActivates), ("t32AW", \.thirtyTwoActivates), ("tRTRS", \.rankSwitch),
    ("tPPD", \.prechargeToPrecharge), ("tRFC", \.refresh), ("tRFCpb", \.bankRefresh),
    ("tRREFD", \.bankRefreshToOther), ("clock_sync", \.clockSync), ("activate_clocks", \.activateClocks),
  ]

  @Test(arguments: distances.indices)
  func `A distance of one clock more is noticed in every table entry`(index: Int) throws {
    let (name, path) = Self.distances[index]
    for seed in UInt64(0)..<400 {
      var one = RandomMemory(seed: seed, policies: [.standard])
      let timing = one.system.timing
      let isOptional =
        path == \.fourActivates || path == \.thirtyTwoActivates || path == \.clockSync || path == \.writeSame
      if isOptional, timing[keyPath: path] == 0 { continue }
      let record = try SteppedDRAM.run(one.requests, on: one.system, watchdog: one.watchdog)
      one.system.timing[keyPath: path] += 1
      if !MemoryOutcome(record).violations(of: one.requests, on: one.system).isEmpty { return }
    }
    Issue.record("\(name) is looked at nowhere")
  }

  @Test func `A run is noticed in which a request is served twice, or not at all`() throws {
    var noticed = 0
    var checked = 0
    for seed in UInt64(0)..<60 {
      let one = RandomMemory(seed: seed, policies: [.standard])
      let record = try SteppedDRAM.run(one.requests, on: one.system, watchdog: one.watchdog)
      let firstRead = record.commands.firstIndex { $0.kind == .read || $0.kind == .readPrecharge }
      let lastWrite = record.commands.lastIndex { $0.kind == .write || $0.kind == .writePrecharge }
      for index in [firstRead, lastWrite].compactMap({ $0 }) {
        var missing = record
        missing.commands.remove(at: index)
        var doubled = record
        doubled.commands.insert(record.commands[index], at: index)
        var moved = record
        moved.commands[index].column ^= 1
        for changed in [missing, doubled, moved] {
          checked += 1
          if !MemoryOutcome(changed).violations(of: one.requests, on: one.system).isEmpty { noticed += 1 }
        }
      }
    }
    #expect(noticed == checked && checked > 200)
  }
}
