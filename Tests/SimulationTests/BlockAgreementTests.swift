import Glibc
import Hardware
import ReferenceMachine
import Testing
import Workloads

/// The fast engine against the stepped machine where blocks are needed by nobody (docs/model.md, 10.5).
@Suite struct BlockAgreementTests {
  private static let blocks = getenv("RIDGELINE_CASE_BLOCKS").flatMap { Int(String(cString: $0)) } ?? 20

  @Test func `Machines that leave blocks out take the cycles and counts of the stepped machine`() async {
    let coverage = await withTaskGroup(of: CoverageTable.self) { group in
      for block in 0..<Self.blocks { group.addTask { Self.check(block) } }
      var coverage = CoverageTable()
      for await part in group { coverage.add(part) }
      return coverage
    }
    print("\(coverage.cases) random cases with blocks:\n\(coverage.description)")
    #expect(coverage.cases * 1000 >= Self.blocks * 100 * 990 && coverage.cases > 0)
    // In hardly any case more than three quarters of the passes are left out.
    #expect(coverage.rare(below: 1).allSatisfy { $0 == "nearly all passes are" })
    #expect(Set(coverage.rare(below: 10)).isDisjoint(with: ["DSP chains", "passes are left out"]))
  }

  @Test func `So do streams of operators over several cores, none of which the stepped machine refuses`()
    async
  {
    await withTaskGroup(of: Void.self) { group in
      for block in 0..<Self.blocks {
        group.addTask {
          for number in UInt64(block * 25)..<UInt64(block * 25 + 25) {
            let one = StreamCase.withBlocks(number)
            if let problem = difference(one, engine: fastStreamEngine) {
              Issue.record("stream \(number): \(problem)\n\(one)")
            }
          }
        }
      }
    }
  }

  private static func check(_ block: Int) -> CoverageTable {
    var coverage = CoverageTable()
    for number in UInt64(block * 100)..<UInt64(block * 100 + 100) {
      let one = RandomCase.withBlocks(number)
      if let problem = difference(one, engine: fastEngine) {
        Issue.record("case \(number): \(problem)\n\(one)")
        continue
      }
      guard let record = try? fastEngine(design: one.design, work: one.work, mapping: one.mapping) else {
        continue
      }
      coverage.addBlocks(one, record)
    }
    return coverage
  }
}

extension CoverageTable {
  fileprivate mutating func addBlocks(_ one: RandomCase, _ record: ReferenceRecord) {
    addCase()
    let leaves = one.design.leavesBlocksOut
    guard case .product(let product, let epilogue) = one.work.body, case .product(let mapping) = one.mapping
    else {
      count("vector operators leave elements out", true)
      return
    }
    let (zeros, all) = (one.work.zeros, mapping.passes(of: product))
    count("the machine computes all", !leaves)
    count("passes are left out", record.passes < all)
    count("nearly all passes are", record.passes * 4 < all)
    count("none can be", leaves && record.passes == all)
    count("unneeded outputs", zeros.output != nil)
    count("zero inputs", zeros.inputIsBlocked)
    count("both", zeros.output != nil && zeros.inputIsBlocked)
    let ofInputs = leaves && zeros.output == nil && record.passes < all
    count("passes over zero inputs are left out", ofInputs)
    count("sums come from several passes", ofInputs && mapping.channels < product.channels)
    count("partial sums leave the chip", leaves && record.memories.contains { $0.readBytes[2] > 0 })
    count("what is computed for nobody", record.products.unneeded > 0)
    count(
      "what is computed for nobody beside passes left out",
      record.products.unneeded > 0 && record.passes < all)
    count("gated", record.gated > 0)
    count("an epilogue", !epilogue.isEmpty)
    count("serpentine", mapping.scan == .serpentine)
    switch one.design.array {
    case .dspChain(let array):
      count("DSP chains", true)
      count("DSP chains with a sparse multiplexer", array.sparsity.weight == .skip && zeros.weight != nil)
    case .systolic: count("systolic", true)
    case .broadcast(let array):
      count("broadcast", true)
      count("broadcast that skips zeros", array.sparsity.skips)
    case .simd: count("SIMD", true)
    case .rowStationary: count("row-stationary", true)
    case .independent: count("independent units", true)
    }
  }
}
