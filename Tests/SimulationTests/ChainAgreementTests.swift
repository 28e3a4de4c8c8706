import Glibc
import Hardware
import ReferenceMachine
import Testing

/// The fast engine against the reference machine on DSP chains (docs/model.md, 3.5 and 10.4), on random machines and products.
@Suite struct ChainAgreementTests {
  @Test func `Cycles, stacks and counts of DSP chains equal those of the stepped machine`() async {
    let blocks = getenv("RIDGELINE_CASE_BLOCKS").flatMap { Int(String(cString: $0)) } ?? 20
    let coverage = await withTaskGroup(of: CoverageTable.self) { group in
      for block in 0..<blocks { group.addTask { Self.check(block) } }
      var coverage = CoverageTable()
      for await part in group { coverage.add(part) }
      return coverage
    }
    print("\(coverage.cases) random cases on DSP chains:\n\(coverage.description)")
    #expect(coverage.cases * 1000 >= blocks * 100 * 990 && coverage.cases > 0)
    // These four are in fewer than one case in a hundred, the last one in hardly any.
    let seldom: Set = [
      "adjusts: as a lane needs them", "mode: vector, that has fewer chains", "products at once: inputs",
      "products at once: not of these formats",
    ]
    #expect(coverage.rare(below: 1).allSatisfy(seldom.contains))
  }

  /// Checks the cases of one block.
  private static func check(_ block: Int) -> CoverageTable {
    var coverage = CoverageTable()
    for number in UInt64(block * 100)..<UInt64(block * 100 + 100) {
      let one = RandomCase.onChains(number)
      guard
        let (record, observations) = try? ReferenceMachine.observe(
          design: one.design, work: one.work, mapping: one.mapping),
        let found = try? fastEngine(design: one.design, work: one.work, mapping: one.mapping), found == record
      else {
        checkAgreement(one, engine: fastEngine)
        continue
      }
      coverage.addChains(one, record, observations)
    }
    return coverage
  }
}
