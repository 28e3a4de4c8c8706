import Hardware
import ReferenceMachine
import Testing

/// The fast controllers against the stepped ones, on random systems and streams.
@Suite struct RandomMemoryTests {
  @Test func `Completions, commands, counts and stacks equal those of the stepped controllers`() async {
    let coverage = await withTaskGroup(of: MemoryCoverage.self) { group in
      for block in 0..<TestOptions.caseBlocks { group.addTask { Self.check(block) } }
      var coverage = MemoryCoverage()
      for await part in group { coverage.add(part) }
      return coverage
    }
    print("\(coverage.cases) random memories, seeds 0 to \(coverage.cases - 1):\n\(coverage.description)")
    #expect(coverage.cases == TestOptions.caseBlocks * 100 && coverage.cases > 0)
    #expect(coverage.rare(below: 1).isEmpty)
  }

  /// Checks the cases of one block; the seed of each is its number.
  private static func check(_ block: Int) -> MemoryCoverage {
    var coverage = MemoryCoverage()
    for seed in UInt64(block * 100)..<UInt64(block * 100 + 100) {
      let one = RandomMemory(seed: seed)
      let stepped = Self.stepped(one)
      compare(one, stepped)
      coverage.add(one, try? stepped.get())
    }
    return coverage
  }

  private static func stepped(_ one: RandomMemory) -> Result<SteppedDRAM.Record, SteppedDRAM.Failure> {
    do throws(SteppedDRAM.Failure) {
      return .success(try SteppedDRAM.run(one.requests, on: one.system, watchdog: one.watchdog))
    } catch {
      return .failure(error)
    }
  }

  /// Holds runs with and without a command trace, from event to event and step by step, against the stepped one.
  private static func compare(
    _ one: RandomMemory, _ stepped: Result<SteppedDRAM.Record, SteppedDRAM.Failure>
  ) {
    for (isStepping, recordsCommands) in [(false, true), (false, false), (true, true)] {
      let fast = MemoryOutcome.fast(
        one.requests, on: one.system, watchdog: one.watchdog, isStepping: isStepping,
        recordsCommands: recordsCommands, segment: 4 << Int(one.seed % 4))
      let kind = "seed \(one.seed), \(one.system.controller.policy), stepping \(isStepping)"
      switch (fast, stepped) {
      case (.success(let fast), .success(let record)):
        var expected = MemoryOutcome(record)
        if !recordsCommands { expected.commands = [] }
        let differences = fast.differences(from: expected)
        if !differences.isEmpty { Issue.record("\(kind): \(differences.joined(separator: "; "))") }
        if !differences.isEmpty { return }
        // Equal traces need to be replayed once.
        guard one.system.controller.policy == .standard, recordsCommands, !isStepping else { continue }
        let violations = fast.violations(of: one.requests, on: one.system)
        if !violations.isEmpty { Issue.record("\(kind): \(violations.joined(separator: "; "))") }
      case (.failure(.livelock(let cycle)), .failure(.livelock(let expected))):
        if cycle != expected { Issue.record("\(kind): stuck in \(cycle), not \(expected)") }
        if one.system.controller.policy == .standard { Issue.record("\(kind): stuck in \(cycle)") }
      case (.failure(let failure), _): Issue.record("\(kind): \(failure)")
      case (_, .failure(let failure)): Issue.record("\(kind): the stepped one fails: \(failure)")
      }
    }
  }

  private static let choices: [(name: String, change: @Sendable (inout DRAMSystem) -> Void)] = [
    ("CL", { $0.timing.readLatency += 1 }), ("CWL", { $0.timing.writeLatency += 1 }),
    ("AL", { $0.timing.additiveLatency += 1 }), ("tRCD of reads", { $0.timing.activateToRead += 1 }),
    ("tRCD of writes", { $0.timing.activateToWrite += 1 }), ("tRP", { $0.timing.precharge += 1 }),
    ("tRAS", { $0.timing.activateToPrecharge += 1 }), ("tRC", { $0.timing.activateToActivate += 1 }),
    ("tRTP", { $0.timing.readToPrecharge += 1 }), ("tWR", { $0.timing.writeRecovery += 1 }),
    ("tWTR_S", { $0.timing.writeToReadOther += 1 }), ("tWTR_L", { $0.timing.writeToReadSame += 1 }),
    ("gap", { $0.timing.readToWriteGap += 1 }), ("tCCD_S", { $0.timing.columnOther += 1 }),
    ("tCCD_L", { $0.timing.columnSame += 1 }),
    ("tCCD_L_WR", { $0.timing.writeSame = max($0.timing.columnSame, $0.timing.writeSame) + 1 }),
    ("tRRD_S", { $0.timing.activateOther += 1 }),
    ("tRRD_L", { $0.timing.activateSame += 1 }), ("tFAW", { $0.timing.fourActivates += 20 }),
    ("t32AW", { $0.timing.thirtyTwoActivates += 200 }), ("tRTRS", { $0.timing.rankSwitch += 1 }),
    ("tPPD", { $0.timing.prechargeToPrecharge += 1 }), ("tRFC", { $0.timing.refresh += 1 }),
    ("tRFCpb", { $0.timing.bankRefresh += 1 }), ("tRREFD", { $0.timing.bankRefreshToOther += 1 }),
    ("tREFI", { $0.timing.refreshInterval += 40 }), ("clock_sync", { $0.timing.clockSync += 1 }),
    ("clock_sync_lasts", { $0.timing.clockSyncLasts += 1 }),
    ("activate_clocks", { $0.timing.activateClocks += 1 }),
    ("read queue", { $0.controller.readQueue += 1 }), ("write queue", { $0.controller.writeQueue += 1 }),
    ("bank queue", { $0.controller.bankQueue += 1 }), ("drain_from", { $0.controller.drainFrom += 1 }),
    ("drain_to", { $0.controller.drainTo = max(0, $0.controller.drainTo - 1) }),
    ("row policy", { $0.controller.rowPolicy = .timeout(7) }),
    ("scheduler", { $0.controller.scheduler = .firstReady(cap: 7) }),
  ]

  @Test(arguments: choices.indices)
  func `They differ where one of them has another clock or place`(index: Int) throws {
    for seed in UInt64(0)..<300 {
      let one = RandomMemory(seed: seed, policies: [.standard])
      let stepped = MemoryOutcome(try Self.stepped(one).get())
      var changed = one.system
      Self.choices[index].change(&changed)
      guard case .success(let fast) = MemoryOutcome.fast(one.requests, on: changed, watchdog: one.watchdog)
      else {
        continue
      }
      if !fast.differences(from: stepped).isEmpty { return }
    }
    Issue.record("\(Self.choices[index].name) makes no difference")
  }
}
