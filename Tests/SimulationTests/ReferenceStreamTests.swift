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
      } catch let failure as ReferenceFailure where failure.isOfControllers {
        continue
      } catch {
        let smallest = shrunk(one) { failure($0) != nil }
        Issue.record("\(failure(smallest) ?? "\(error)")\n\(smallest)")
        return
      }
    }
    // In about seven streams of a thousand.
    let seldom = "digits of what an operator before made"
    #expect(coverage.rare(below: 1).allSatisfy { $0 == seldom }, "\(coverage.description)")
    #expect(coverage.counts[seldom, default: 0] * 250 >= coverage.cases)
  }

  @Test func `A difference in a stream is shrunk to one operator on two cores`() throws {
    let wrong: StreamEngine = { design, stream in
      var records = try ReferenceMachine.run(design: design, stream: stream)
      for number in records.indices where records[number].imbalance > 0 { records[number].cycles += 1 }
      return records
    }
    let failing = try #require(
      (0..<100).lazy.map(StreamCase.init(seed:)).first {
        $0.stream.count > 2 && $0.design.cores.count > 2 && difference($0, engine: wrong) != nil
      })
    let smallest = shrunk(failing) { difference($0, engine: wrong) != nil }
    #expect(smallest.stream.count == 1)
    #expect(smallest.design.cores.count == 2)
    checkAgreement(smallest, engine: ReferenceMachine.run)
  }

  private func failure(_ one: StreamCase) -> String? {
    do {
      _ = try ReferenceMachine.run(design: one.design, stream: one.stream)
      return nil
    } catch { return "\(error)" }
  }
}
