import Glibc
import Hardware
import ReferenceMachine
import Simulation
import Tensors
import Testing

/// The fast engine against the stepped machine on machines that do something about zeros, each with masks.
@Suite struct SparseAgreementTests {
  @Test func `Cycles, stacks and counts of arrays that skip and gate equal those of the stepped machine`()
    async
  {
    let blocks = getenv("RIDGELINE_CASE_BLOCKS").flatMap { Int(String(cString: $0)) } ?? 20
    let coverage = await withTaskGroup(of: CoverageTable.self) { group in
      for block in 0..<blocks { group.addTask { Self.check(block) } }
      var coverage = CoverageTable()
      for await part in group { coverage.add(part) }
      return coverage
    }
    print("\(coverage.cases) random cases with masks:\n\(coverage.description)")
    #expect(coverage.cases == blocks * 100)
    // One in a hundred cases of whatever there is, of what makes a machine its kind more.
    #expect(coverage.rare(below: 1).isEmpty)
    let kinds = SparseCase.Kind.allCases.map { "kind: \($0.rawValue)" }
    #expect(Set(coverage.rare(below: 8)).isDisjoint(with: kinds + ["independent: full queues"]))
    #expect(Set(coverage.rare(below: 3)).isDisjoint(with: SparsityPattern.families.map { "pattern: \($0)" }))
  }

  /// Checks the cases of one block; the seed of each is its number.
  private static func check(_ block: Int) -> CoverageTable {
    var coverage = CoverageTable()
    for seed in UInt64(block * 100)..<UInt64(block * 100 + 100) {
      let sparse = SparseCase(seed: seed)
      checkAgreement(sparse.one, engine: fastEngine)
      guard
        let (record, observations) = try? ReferenceMachine.observe(
          design: sparse.one.design, work: sparse.one.work, mapping: sparse.one.mapping)
      else { continue }
      coverage.add(sparse, record, observations)
    }
    return coverage
  }
}

extension CoverageTable {
  fileprivate mutating func add(
    _ sparse: SparseCase, _ record: ReferenceRecord, _ observations: Observations
  ) {
    addCase()
    countZeros(sparse.one, record, observations)
    for kind in SparseCase.Kind.allCases { count("kind: \(kind.rawValue)", sparse.kind == kind) }
    for family in SparsityPattern.families { count("pattern: \(family)", sparse.patterns.contains(family)) }
    countUnits(sparse, record, observations)
    countArrays(sparse, record, observations)
    let stored = sparse.one.work.stored
    let formats = [stored.input, stored.weight, stored.output].compactMap { $0?.format.name }
    for format in [
      "bitmask", "run_length", "csr", "csc", "coo", "ell", "nm_indices", "block", "ranks",
    ] { count("stored: \(format)", formats.contains(format)) }
    count("kept: input", observations.keptOperands.contains(.input))
    count("kept: weight", observations.keptOperands.contains(.weight))
  }

  private mutating func countUnits(
    _ sparse: SparseCase, _ record: ReferenceRecord, _ observations: Observations
  ) {
    var units: IndependentArray?
    if case .independent(let array) = sparse.one.design.array { units = array }
    let events = observations.zeroEvents
    for depth in [1, 2, 3, 4, 8, 64] {
      count("queues of \(depth)", units?.queue == depth)
      guard depth < 8 else { continue }
      count("queues of \(depth): full", units?.queue == depth && events.fullQueues > 0)
    }
    count("full queues of one unit alone", events.ownFullQueues > 0)
    count("waits for queues that were full before", events.lateWaits > 0)
    count("one unit has more work", record.work.ofBusiest > record.work.all)
    for distribution in IndependentArray.Distribution.allCases {
      let full = units?.distribution == distribution && events.fullQueues > 0
      count("full queues: \(distribution.rawValue)", full)
    }
    count("units: input skipped alone", units?.sparsity.input == .skip && units?.sparsity.weight != .skip)
    count("units: weight skipped alone", units?.sparsity.input != .skip && units?.sparsity.weight == .skip)
    count("units: several multipliers", (units?.multipliers ?? 1) > 1)
    count("units: slow scan", units.map { $0.scan < $0.window } ?? false)
  }

  private mutating func countArrays(
    _ sparse: SparseCase, _ record: ReferenceRecord, _ observations: Observations
  ) {
    let (array, gated) = (sparse.one.design.array, record.gated > 0)
    let (isGating, events) = (sparse.kind == .gating, observations.zeroEvents)
    switch array {
    case .systolic(let it):
      count("gating: systolic", isGating && gated)
      count("gating: N:M systolic", !isGating && gated)
      count("N:M systolic: interleaved sums", it.interleaves && observations.patternsTaken > 0)
    case .broadcast:
      count("gating: broadcast", isGating && gated)
      count("gating: beside windows", !isGating && gated)
      count("two-sided: the scan is waited for", sparse.kind == .twoSided && events.scanWaits > 0)
      count("two-sided: imbalance", sparse.kind == .twoSided && record.slots["imbalance"]! > 0)
    case .rowStationary: count("gating: row-stationary", gated)
    case .simd: count("gating: SIMD", gated)
    case .independent: count("gating: units", gated)
    case .dspChain: break
    }
  }
}
