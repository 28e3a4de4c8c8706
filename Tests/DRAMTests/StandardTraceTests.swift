import DRAM
import Hardware
import ReferenceMachine
import Testing

/// Runs of `standard`, held against what devices need and requesters expect.
@Suite struct StandardTraceTests {
  @Test(arguments: GoldenSystem.allCases)
  func `Every stream ends, breaks no rule of the devices, and is served once`(golden: GoldenSystem) throws {
    let system = golden.system(DRAMController())
    for stream in GoldenStream.allCases where stream != .seqrd_16M || TestOptions.takesLong {
      for pace in GoldenStream.Pace.allCases where pace == .sat || TestOptions.takesLong {
        let requests = stream.requests(
          bytes: system.organization.requestBytes, clocks: golden.clocksPerRequest, pace: pace)
        let record = try DRAMReplay(system, recordsCommands: true).run(requests.map { DRAMRequest($0) })
        let outcome = MemoryOutcome(record)
        #expect(outcome.violations(of: requests, on: system).isEmpty, "\(golden) \(stream).\(pace)")
        if TestOptions.takesLong, requests.count <= 50_000 {
          let stepped = MemoryOutcome(try SteppedDRAM.run(requests, on: system))
          #expect(outcome.differences(from: stepped).isEmpty, "\(golden) \(stream).\(pace)")
        }
        let counts = record.counts
        #expect(
          counts.reads + counts.writes + counts.forwardedReads + counts.mergedReads + counts.mergedWrites
            == requests.count)
      }
    }
  }

  @Test func `The fast controllers break none of random systems`() throws {
    for seed in UInt64(1000)..<1300 {
      let one = RandomMemory(seed: seed, policies: [.standard])
      let outcome = try MemoryOutcome.fast(one.requests, on: one.system, watchdog: one.watchdog).get()
      #expect(outcome.violations(of: one.requests, on: one.system).isEmpty, "seed \(seed)")
    }
  }

  @Test func `The reference breaks none of random systems`() throws {
    for seed in UInt64(0)..<300 {
      let one = RandomMemory(seed: seed, policies: [.standard])
      let record = try SteppedDRAM.run(one.requests, on: one.system, watchdog: one.watchdog)
      let violations = MemoryOutcome(record).violations(of: one.requests, on: one.system)
      #expect(violations.isEmpty, "seed \(seed)")
    }
  }
}

extension MemoryOutcome {
  /// What is wrong with a run of `standard`.
  func violations(of requests: [SteppedDRAM.Request], on system: DRAMSystem) -> [String] {
    TraceChecker.check(
      commands, requests, accepted: accepted, completed: completed, cycles: cycles, on: system)
  }
}
