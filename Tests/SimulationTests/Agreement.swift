import Hardware
import Mapping
import ReferenceMachine
import Testing
import Workloads

/// What an engine says of a case, in the reference machine's terms.
typealias Engine = (Design, Work, WorkMapping) throws -> ReferenceRecord

/// Where an engine and the reference machine differ; nil where they agree.
func difference(_ one: RandomCase, engine: Engine) -> String? {
  let expected: ReferenceRecord
  do {
    expected = try ReferenceMachine.run(design: one.design, work: one.work, mapping: one.mapping)
  } catch {
    return differenceInFailure(error) { _ = try engine(one.design, one.work, one.mapping) }
  }
  do {
    let found = try engine(one.design, one.work, one.mapping)
    return found == expected ? nil : "the engine says\n\(found)\nthe reference machine\n\(expected)"
  } catch { return "the engine fails: \(error)" }
}

/// Holds an engine against the reference machine; a case that fails is shrunk before it is reported.
func checkAgreement(_ one: RandomCase, engine: Engine) {
  guard difference(one, engine: engine) != nil else { return }
  let smallest = shrunk(one) { difference($0, engine: engine) != nil }
  Issue.record("\(difference(smallest, engine: engine) ?? "")\n\(smallest)")
}

/// Whether an engine fails, too, where the reference machine does: only when a memory's controllers are stuck that is right.
func differenceInFailure(_ error: any Error, engine run: () throws -> Void) -> String? {
  guard let failure = error as? ReferenceFailure, failure.isOfControllers else {
    return "the reference machine fails: \(error)"
  }
  do { try run() } catch PlanError.memory { return nil } catch {
    return "the engine fails otherwise: \(error)"
  }
  return "the reference machine's memory is stuck, and the engine's is not"
}
