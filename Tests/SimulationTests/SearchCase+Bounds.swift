import Hardware
import Mapping
import Simulation
import Testing
import Workloads

extension SearchCase {
  /// Demands of the `first` mappings of the space, and of about `count` of all, that none takes fewer cycles or moves fewer bytes
  /// than its bounds say; what was simulated.
  @discardableResult
  func checkBounds(
    first: Int = 0, of count: Int, seed: UInt64
  ) throws -> [(mapping: WorkMapping, record: OperatorRecord)] {
    let space = self.space
    let candidates = space.candidates(within: Int.max)
    let some = Set(
      Array(0..<min(first, candidates.count))
        + stride(from: 0, to: candidates.count, by: candidates.count / count + 1))
    return try some.sorted().map { index in
      let candidate = candidates[index]
      let record = try simulate(candidate.mapping)
      #expect(candidate.bound <= record.cycles, "seed \(seed), \(candidate.mapping)")
      #expect(candidate.bytes <= record.movedBytes, "seed \(seed), \(candidate.mapping)")
      let refined = space.refinedBound(candidate, limit: Int.max)
      #expect(refined <= record.cycles, "seed \(seed), \(candidate.mapping)")
      return (candidate.mapping, record)
    }
  }

  /// The space, with the pairs that every mapping multiplies.
  private var space: MappingSpace {
    var effectual = 0
    if case .product = work.body, let first = try? Mapper.map(work, on: design, directives: directives) {
      effectual = (try? simulate(first))?.products.effective ?? 0
    }
    return MappingSpace(work, on: design, directives: directives, effectual: effectual)
  }

  /// The mappings of the space of which no bound says that they take more cycles.
  func mappings(within cycles: Int) -> [WorkMapping] { space.candidates(within: cycles).map(\.mapping) }

  /// Demands that no buffer held more than it can.
  func checkRoom(_ mapping: WorkMapping, _ record: OperatorRecord, seed: UInt64) {
    for (operand, counts) in zip(Operand.allCases, record.buffers) {
      guard let capacity = design.buffers[operand].capacity else { continue }
      #expect(counts.peakBytes <= capacity.count, "seed \(seed), \(mapping)")
    }
  }
}
