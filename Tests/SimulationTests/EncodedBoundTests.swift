import Hardware
import Mapping
import Quantities
import Simulation
import TestFiles
import Testing
import Workloads

/// Bounds and room of mappings whose operands have scales, tables or packed elements.
@Suite struct EncodedBoundTests {
  @Test(arguments: 0..<10)
  func `No mapping of encoded operands takes less than its bounds say, or more room than there is`(
    block: UInt64
  ) throws {
    for seed in block * 12..<(block + 1) * 12 {
      var random = RandomNumbers(seed: seed &+ 0xE5C0)
      var one = SearchCase(seed: 70_000 + seed)
      for operand in Operand.allCases {
        guard let elements = one.work.encodableElements(operand), random.chance(75) else { continue }
        one.work.encode(random.encoded(one.work, operand, elements: elements), as: operand)
      }
      let space = MappingSpace(one.work, on: one.design, directives: one.directives)
      let candidates = space.candidates(within: Int.max)
      for index in stride(from: 0, to: candidates.count, by: candidates.count / 16 + 1) {
        let candidate = candidates[index]
        let record = try one.simulate(candidate.mapping)
        #expect(candidate.bound <= record.cycles, "seed \(seed), \(candidate.mapping)")
        #expect(candidate.bytes <= record.movedBytes, "seed \(seed), \(candidate.mapping)")
        let refined = space.refinedBound(candidate, limit: Int.max)
        #expect(refined <= record.cycles, "seed \(seed), \(candidate.mapping)")
        for (operand, counts) in zip(Operand.allCases, record.buffers) {
          guard let capacity = one.design.buffers[operand].capacity else { continue }
          #expect(counts.peakBytes <= capacity.count, "seed \(seed), \(candidate.mapping)")
        }
      }
    }
  }
}
