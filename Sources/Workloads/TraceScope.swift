import Documents

/// The groups around an operator while a trace is read.
struct TraceScope {
  var groups: [Operator.Group] = []
  /// The product of the groups' repeats.
  var executions = 1
  var phase: String?
}

/// An operator while it is read: what its parts need to know of it.
struct OperatorSite {
  let reader: MappingReader
  let name: String
  /// Its own repeat times those of the groups around it: the copies of its parameters.
  let executions: Int
  /// The repeats of the groups around it alone: the copies of its output.
  let groupExecutions: Int
  /// A second operator of this name: that its tensors have the names of the first's was said already.
  let isDuplicate: Bool

  var position: SourcePosition { reader.position }
  /// What findings call it.
  var context: String { reader.context }
}

/// What an operator's own keys come to; nil where they are wrong.
struct OperatorParts {
  var body: Work.Body?
  var input: Int?
  var weight: Int?
  var parameters: Int?
  var output: Int?
  var outputOffset = 0
}
