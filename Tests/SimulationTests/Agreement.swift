import Hardware
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
  } catch { return "the reference machine fails: \(error)" }
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
