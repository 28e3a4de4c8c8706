import ReferenceMachine
import Testing
import Workloads

/// The reference machine alone, on random streams over several cores: it checks values, steps and stacks itself.
@Suite struct ReferenceStreamTests {
  @Test func `Several cores and overlapping operators compute what the mathematics says`() {
    var coverage = CoverageTable()
    for seed in 0..<UInt64(400) {
      let one = StreamCase(seed: seed)
      do {
        let (records, observations) = try ReferenceMachine.observe(design: one.design, stream: one.stream)
        for record in records where record.stackedCycles != one.design.cores.count * record.cycles {
          Issue.record("the cycle stack does not sum\n\(one)")
        }
        coverage.add(one, records, observations)
      } catch {
        let smallest = shrunk(one) { failure($0) != nil }
        Issue.record("\(failure(smallest) ?? "\(error)")\n\(smallest)")
        return
      }
    }
    #expect(coverage.rare(below: 1).isEmpty, "\(coverage.description)")
  }

  private func failure(_ one: StreamCase) -> String? {
    do {
      _ = try ReferenceMachine.run(design: one.design, stream: one.stream)
      return nil
    } catch { return "\(error)" }
  }
}
