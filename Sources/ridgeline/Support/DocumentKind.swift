import Documents
import Hardware

/// What a document is, told by its keys before anybody reads it.
enum DocumentKind {
  case design, trace, mapping, memory, sweep
  /// A board with an FPGA.
  case board
  /// A machine of which only a roofline is declared.
  case declared
  /// A `result.json`.
  case result
  /// Another document that this program writes, by its schema.
  case other(String)

  /// Nil where nothing tells.
  init?(_ node: Node) {
    if node["sweep"] != nil {
      self = .sweep
      return
    }
    func count(_ keys: [String]) -> Int { keys.count { node[$0] != nil } }
    if let schema = node["schema"]?.text {
      switch schema.split(separator: "/").first {
      case "ridgeline-result": self = .result
      case "ridgeline-comparison", "ridgeline-difference": self = .other(schema)
      // Whatever else it says, only a mapping has to have a schema.
      default: self = .mapping
      }
      return
    }
    if DeclaredMachine.isDeclared(node) {
      self = .declared
      return
    }
    if BoardDecoder.isBoard(node) {
      self = .board
      return
    }
    let trace = count(["network", "operators", "formats", "inputs", "caches"])
    let design = count(["clock", "array", "buffers", "memories", "placement", "vector_unit", "boundary"])
    let memory = count(["clock_period", "organization", "timing", "controller", "hash"])
    if trace == 0, design == 0, memory == 0 { return nil }
    self = memory > max(trace, design) ? .memory : trace > design ? .trace : .design
  }

  /// As a finding says it.
  var text: String {
    switch self {
    case .design: "a design"
    case .trace: "a trace"
    case .mapping: "a saved mapping"
    case .memory: "a memory of DRAM devices"
    case .board: "a board"
    case .declared: "a machine of which only a roofline is declared"
    case .sweep: "a sweep"
    case .result: "the result of a run"
    case .other(let schema): "a document of schema '\(schema.prefix(60))'"
    }
  }

  /// What such a document has, and where it comes from.
  private var hint: String {
    switch self {
    case .design: "a design has 'array' and 'memories'"
    case .trace: "a trace has 'network' and 'operators'"
    case .memory: "a memory has 'organization' and 'timing'"
    case .board: "a board has 'part' and 'resources'"
    case .declared: "a declared machine has 'roofline'"
    case .sweep: "a sweep has 'sweep' and 'axes'"
    case .mapping: "a saved mapping is the mapping.yaml that 'ridgeline run -o DIR' writes"
    case .result, .other: "a result is the result.json that 'ridgeline run -o DIR' writes"
    }
  }

  private var name: String {
    switch self {
    case .design: "design"
    case .trace: "trace"
    case .mapping: "mapping"
    case .memory: "memory"
    case .board: "board"
    case .declared: "declared"
    case .sweep: "sweep"
    case .result: "result"
    case .other(let schema): schema
    }
  }

  /// Whether a document is of the kind that is wanted; where it is known to be another, the only finding says so.
  ///
  /// - Parameter ofTrace: What to do where it is a trace, besides what is wanted.
  func admits(_ node: Node, _ findings: Findings, ofTrace: String? = nil) -> Bool {
    guard let found = DocumentKind(node), found.name != name else { return true }
    let more = if case .trace = found { ofTrace.map { "; \($0)" } ?? "" } else { "" }
    findings.add(.otherDocument(found, wanted: self, more), at: node.position)
    return false
  }

  /// What to give instead: a run's folder has all its documents.
  fileprivate func remedy(_ found: DocumentKind) -> String {
    if case .result = found, case .mapping = self {
      return "name the mapping.yaml of the same folder, which says what every operator was mapped to"
    }
    return hint
  }
}

extension Finding.Message {
  fileprivate static func otherDocument(_ found: DocumentKind, wanted: DocumentKind, _ more: String) -> Self {
    Self(
      .wrongType, "this is \(found.text), and \(wanted.text) is wanted here; \(wanted.remedy(found))\(more)")
  }

  static func notShown(_ found: DocumentKind) -> Self {
    Self(
      .wrongType,
      "this is \(found.text), which 'ridgeline diff' reads where it is a result; give a design, a trace, a saved mapping or a memory"
    )
  }
}
