import ReferenceMachine
import Testing
import Workloads

/// The reference machine alone, on random cases: it checks its values, steps and stacks itself.
@Suite struct ReferenceMachineTests {
  @Test func `The reference machine computes what the mathematics says, on any machine`() {
    var coverage = CoverageTable()
    for seed in 0..<UInt64(caseCount) {
      let one = RandomCase(seed: seed)
      do {
        let (record, observations) = try ReferenceMachine.observe(
          design: one.design, work: one.work, mapping: one.mapping)
        if let complaint = complaint(one, record) { Issue.record("\(complaint)\n\(one)") }
        coverage.add(one, record, observations)
      } catch let failure as ReferenceFailure where failure.isOfControllers {
        continue
      } catch {
        let smallest = shrunk(one) { failure($0) != nil }
        Issue.record("\(failure(smallest) ?? "\(error)")\n\(smallest)")
        return
      }
    }
    #expect(coverage.rare(below: 1).isEmpty, "\(coverage.description)")
    if isCoveragePrinted { print(coverage.description) }
  }

  private func failure(_ one: RandomCase) -> String? {
    do {
      _ = try ReferenceMachine.run(design: one.design, work: one.work, mapping: one.mapping)
      return nil
    } catch { return "\(error)" }
  }

  /// What of the laws that hold of any machine a record breaks.
  private func complaint(_ one: RandomCase, _ record: ReferenceRecord) -> String? {
    guard record.stackedCycles == record.cycles else { return "the cycle stack does not sum" }
    let slots = record.slots.values.reduce(0, +)
    guard slots == one.design.array.elements * one.design.array.slotMultiple * record.cycles else {
      return "the slot stack does not sum"
    }
    let written = record.memories.reduce(0) { $0 + $1.writeBytes[2] }
    guard !one.work.hasRanks else { return nil }
    let sizes = one.work.storedBytes(accumulator: one.design.array.accumulatorFormat)
    // Packed or progressive elements have other bits than their format; the layout that the machine walks is theirs.
    guard written >= sizes[3] || one.work.encoded.output != nil else {
      return "fewer bytes were stored than the output has"
    }
    let weights = record.memories.reduce(0) { $0 + $1.readBytes[1] }
    guard weights >= sizes[1] + sizes[2] || one.work.encoded.weight != nil else {
      return "fewer bytes were loaded than the weight has"
    }
    guard record.memories.allSatisfy({ $0.busyCycles <= record.cycles }) else { return "a bus was too busy" }
    return nil
  }
}

private let caseCount = 1600
/// For whoever changes the generator: prints the table of what the cases covered.
private let isCoveragePrinted = false
