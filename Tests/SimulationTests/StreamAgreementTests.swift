import Glibc
import Hardware
import Mapping
import ReferenceMachine
import Simulation
import Testing
import Workloads

/// The fast engine against the reference machine, on random streams of operators over several cores.
@Suite struct StreamAgreementTests {
  @Test func `Streams over several cores take the cycles and counts of the stepped machine`() async {
    let blocks = getenv("RIDGELINE_CASE_BLOCKS").flatMap { Int(String(cString: $0)) } ?? 20
    await withTaskGroup(of: Void.self) { group in
      for block in 0..<blocks {
        group.addTask {
          for seed in UInt64(block * 100)..<UInt64(block * 100 + 100) {
            checkAgreement(StreamCase(seed: seed), engine: fastStreamEngine)
          }
        }
      }
    }
  }

  @Test func `One operator on one core takes the same in a stream and alone`() throws {
    for seed in UInt64(0)..<500 {
      var one = RandomCase(seed: seed)
      if case .product(var mapping) = one.mapping {
        // A stream's slots are those of all its operators.
        mapping.slots = .all
        one.mapping = .product(mapping)
      }
      var overlapped = one.design
      overlapped.boundary = .overlap
      let alone: ReferenceRecord
      do {
        alone = try fastEngine(design: one.design, work: one.work, mapping: one.mapping)
      } catch PlanError.memory {
        // Controllers that are stuck: the other tests see that they are.
        continue
      }
      let item = SequencedWork(work: one.work, mapping: one.mapping)
      let streamed = try fastStreamEngine(design: overlapped, stream: [item])
      #expect(streamed == [alone], "seed \(seed)")
    }
  }
}

/// The fast engine on a stream, its records in the reference machine's terms.
func fastStreamEngine(design: Design, stream: [SequencedWork]) throws -> [ReferenceRecord] {
  try StreamRun.run(design: design, stream: stream).map(ReferenceRecord.init)
}
