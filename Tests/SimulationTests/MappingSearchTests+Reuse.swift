import Hardware
import Mapping
import Simulation
import Testing
import Workloads

extension MappingSearchTests {
  @Test(arguments: 0..<8)
  func `Neither passes that are known from other mappings nor a limit change what a simulation finds`(
    block: UInt64
  ) throws {
    var compared = 0
    for seed in block * 6..<(block + 1) * 6 {
      let one = SearchCase(seed: 40_000 + seed)
      let candidates = MappingSpace(one.work, on: one.design, directives: one.directives).candidates(
        within: Int.max)
      // Some of the first, which often have the same tiles, and some of all.
      let some = Set(
        Array(0..<min(8, candidates.count))
          + stride(from: 0, to: candidates.count, by: candidates.count / 8 + 1))
      var profiles = PassProfiles()
      for index in some.sorted() {
        let mapping = candidates[index].mapping
        guard let alone = try? one.simulate(mapping) else { continue }
        let prepared = try PreparedOperator(
          design: one.design, work: one.work, mapping: mapping, reusing: &profiles)
        let within = try prepared.run(one.design, within: alone.cycles)
        #expect(within == alone, "seed \(seed), \(mapping)")
        if one.design.cores.count == 1 {
          let without = try prepared.run(one.design, within: alone.cycles - 1)
          #expect(without == nil, "seed \(seed), \(mapping)")
        }
        compared += 1
      }
    }
    #expect(compared >= 20)
  }
}
