import Glibc
import Hardware
import ReferenceMachine
import Testing

/// Blocks of 100 cases; RIDGELINE_CASE_BLOCKS asks for more than a CI run has time for.
private let caseBlocks = getenv("RIDGELINE_CASE_BLOCKS").flatMap { Int(String(cString: $0)) } ?? 20

/// The fast controllers against the stepped ones, on random systems and streams.
@Suite struct RandomMemoryTests {
  @Test func `Completions, commands, counts and stacks equal those of the stepped controllers`() async {
    let coverage = await withTaskGroup(of: MemoryCoverage.self) { group in
      for block in 0..<caseBlocks { group.addTask { Self.check(block) } }
      var coverage = MemoryCoverage()
      for await part in group { coverage.add(part) }
      return coverage
    }
    print("\(coverage.cases) random memories, seeds 0 to \(coverage.cases - 1):\n\(coverage.description)")
    #expect(coverage.cases == caseBlocks * 100 && coverage.cases > 0)
    #expect(coverage.rare(below: 1).isEmpty)
  }

  /// Checks the cases of one block; the seed of each is its number.
  private static func check(_ block: Int) -> MemoryCoverage {
    var coverage = MemoryCoverage()
    for seed in UInt64(block * 100)..<UInt64(block * 100 + 100) {
      let one = RandomMemory(seed: seed)
      let record = try? SteppedDRAM.run(one.requests, on: one.system, watchdog: one.watchdog)
      if one.system.controller.policy == .standard, record == nil { Issue.record("seed \(seed) does not end") }
      coverage.add(one, record)
    }
    return coverage
  }
}
