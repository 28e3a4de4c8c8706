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
        recordsCommands: recordsCommands)
      let kind = "seed \(one.seed), \(one.system.controller.policy), stepping \(isStepping)"
      switch (fast, stepped) {
      case (.success(let fast), .success(let record)):
        var expected = MemoryOutcome(record)
        if !recordsCommands { expected.commands = [] }
        let differences = fast.differences(from: expected)
        if !differences.isEmpty { Issue.record("\(kind): \(differences.joined(separator: "; "))") }
        if !differences.isEmpty { return }
      case (.failure(.livelock(let cycle)), .failure(.livelock(let expected))):
        if cycle != expected { Issue.record("\(kind): stuck in \(cycle), not \(expected)") }
        if one.system.controller.policy == .standard { Issue.record("\(kind): stuck in \(cycle)") }
      case (.failure(let failure), _): Issue.record("\(kind): \(failure)")
      case (_, .failure(let failure)): Issue.record("\(kind): the stepped one fails: \(failure)")
      }
    }
  }
}
