import Hardware
import ReferenceMachine
import Testing

/// Runs of `standard`, held against what devices need and requesters expect.
@Suite struct StandardTraceTests {
  @Test(arguments: [GoldenSystem.ddr4_2400_2r])
  func `The reference breaks no rule of the devices and serves everything once`(golden: GoldenSystem) throws {
    let system = golden.system(DRAMController())
    for stream in [GoldenStream.rmw, .rowmiss, .rw_samebank] {
      let requests = stream.requests(
        bytes: system.organization.requestBytes, clocks: golden.clocksPerRequest, pace: .sat)
      let record = try SteppedDRAM.run(requests, on: system)
      #expect(TraceChecker.check(record, requests, on: system).isEmpty)
    }
  }

  @Test func `The reference breaks none of random systems`() throws {
    for seed in UInt64(0)..<300 {
      let one = RandomMemory(seed: seed, policies: [.standard])
      let record = try SteppedDRAM.run(one.requests, on: one.system, watchdog: one.watchdog)
      let violations = TraceChecker.check(record, one.requests, on: one.system)
      #expect(violations.isEmpty, "seed \(seed)")
    }
  }
}

/// Whether the checker sees what it looks for.
@Suite struct TraceCheckerTests {
  private static let distances: [(name: String, path: WritableKeyPath<DRAMTiming, Int> & Sendable)] = [
    ("CL", \.readLatency), ("CWL", \.writeLatency), ("tRCD of reads", \.activateToRead),
    ("tRCD of writes", \.activateToWrite), ("tRP", \.precharge), ("tRAS", \.activateToPrecharge),
    ("tRC", \.activateToActivate), ("tRTP", \.readToPrecharge), ("tWR", \.writeRecovery),
    ("tWTR_S", \.writeToReadOther), ("tWTR_L", \.writeToReadSame), ("gap", \.readToWriteGap),
    ("tCCD_S", \.columnOther), ("tCCD_L", \.columnSame), ("tRRD_S", \.activateOther), ("tRRD_L", \.activateSame),
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
      let isOptional = path == \.fourActivates || path == \.thirtyTwoActivates || path == \.clockSync
      if isOptional, timing[keyPath: path] == 0 { continue }
      let record = try SteppedDRAM.run(one.requests, on: one.system, watchdog: one.watchdog)
      one.system.timing[keyPath: path] += 1
      if !TraceChecker.check(record, one.requests, on: one.system).isEmpty { return }
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
          if !TraceChecker.check(changed, one.requests, on: one.system).isEmpty { noticed += 1 }
        }
      }
    }
    #expect(noticed == checked && checked > 200)
  }
}

extension TraceChecker {
  static func check(
    _ record: SteppedDRAM.Record, _ requests: [SteppedDRAM.Request], on system: DRAMSystem
  ) -> [String] {
    check(
      record.commands, requests, accepted: record.accepted, completed: record.completed, cycles: record.cycles,
      on: system)
  }
}
