import Hardware
import ReferenceMachine
import Testing
import Workloads

/// What an engine says of a stream of operators, in the reference machine's terms.
typealias StreamEngine = (Design, [SequencedWork]) throws -> [ReferenceRecord]

/// Where an engine and the reference machine differ; nil where they agree.
func difference(_ one: StreamCase, engine: StreamEngine) -> String? {
  let expected: [ReferenceRecord]
  do {
    expected = try ReferenceMachine.run(design: one.design, stream: one.stream)
  } catch {
    return differenceInFailure(error) { _ = try engine(one.design, one.stream) }
  }
  do {
    let found = try engine(one.design, one.stream)
    guard found.count == expected.count else { return "the engine has \(found.count) records" }
    let number = found.indices.first { found[$0] != expected[$0] }
    return number.map {
      "operator \($0): the engine says\n\(found[$0])\nthe reference machine\n\(expected[$0])"
    }
  } catch { return "the engine fails: \(error)" }
}

/// Holds an engine against the reference machine; a stream that fails is shrunk before it is reported.
func checkAgreement(_ one: StreamCase, engine: StreamEngine) {
  guard difference(one, engine: engine) != nil else { return }
  let smallest = shrunk(one) { difference($0, engine: engine) != nil }
  Issue.record("\(difference(smallest, engine: engine) ?? "")\n\(smallest)")
}
