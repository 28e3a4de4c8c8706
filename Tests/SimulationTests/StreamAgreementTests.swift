import Glibc
import Hardware
import ReferenceMachine
import Simulation
import Testing
import Workloads

/// The fast engine against the reference machine, on operators over several cores.
@Suite struct StreamAgreementTests {
  @Test func `Several cores agree with the stepped machine, one operator after the other`() async {
    let coverage = await withTaskGroup(of: CoverageTable.self) { group in
      for block in 0..<caseBlocks { group.addTask { Self.check(block) } }
      var coverage = CoverageTable()
      for await part in group { coverage.add(part) }
      return coverage
    }
    print("\(coverage.cases) random streams, without overlap:\n\(coverage.description)")
    #expect(coverage.cases == caseBlocks * 100 && coverage.cases > 0)
  }

  private static func check(_ block: Int) -> CoverageTable {
    var coverage = CoverageTable()
    for seed in UInt64(block * 100)..<UInt64(block * 100 + 100) {
      var one = StreamCase(seed: seed)
      one.design.boundary = .barrier
      checkAgreement(one, engine: fastStreamEngine)
      guard
        let (records, observations) = try? ReferenceMachine.observe(design: one.design, stream: one.stream)
      else { continue }
      coverage.add(one, records, observations)
    }
    return coverage
  }
}

private let caseBlocks = getenv("RIDGELINE_CASE_BLOCKS").flatMap { Int(String(cString: $0)) } ?? 5

/// Each operator alone.
func fastStreamEngine(design: Design, stream: [SequencedWork]) throws -> [ReferenceRecord] {
  try stream.map { try fastEngine(design: design, work: $0.work, mapping: $0.mapping) }
}
