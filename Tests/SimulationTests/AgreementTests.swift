import Glibc
import Hardware
import ReferenceMachine
import Simulation
import Testing
import Workloads

/// Blocks of 100 cases; RIDGELINE_CASE_BLOCKS asks for more than a CI run has time for.
private let caseBlocks = environment("RIDGELINE_CASE_BLOCKS").flatMap(Int.init) ?? 20

private func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

/// The fast engine against the reference machine, on random machines, operators and mappings.
@Suite struct AgreementTests {
  /// Seeds in twenty blocks, so that they run side by side: 2,000 cases in all.
  @Test(arguments: 0..<caseBlocks)
  func `Cycles, stacks and counts equal those of the stepped machine`(block: Int) {
    for seed in UInt64(block * 100)..<UInt64(block * 100 + 100) {
      checkAgreement(RandomCase(seed: seed), engine: fastEngine)
    }
  }
}

/// The fast engine, its record in the reference machine's terms.
func fastEngine(design: Design, work: Work, mapping: WorkMapping) throws -> ReferenceRecord {
  let record = try PreparedOperator(design: design, work: work, mapping: mapping).run(design)
  var same = ReferenceRecord()
  same.cycles = record.cycles
  same.working = record.cycleStack.working
  same.bufferBandwidth = record.cycleStack.bufferBandwidth
  same.dramBandwidth = record.cycleStack.dramBandwidth
  same.dramLatency = record.cycleStack.dramLatency
  same.vectorUnit = record.cycleStack.vectorUnit
  same.slots = Dictionary(uniqueKeysWithValues: record.slots.named.map { ($0.name, $0.count) })
  same.passes = record.passes
  same.folds = record.folds
  same.foldElements = record.foldElements
  same.buffers = record.buffers.map {
    .init(reads: $0.reads, writes: $0.writes, accesses: $0.accesses, peakBytes: $0.peakBytes)
  }
  same.memories = record.memories.map {
    .init(
      readBytes: $0.readBytes, writeBytes: $0.writeBytes, requests: $0.requests,
      busyCycles: $0.busyCycles)
  }
  return same
}
