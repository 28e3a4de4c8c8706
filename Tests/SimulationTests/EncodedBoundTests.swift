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
      for (mapping, record) in try one.checkBounds(of: 16, seed: seed) {
        one.checkRoom(mapping, record, seed: seed)
      }
    }
  }
}
