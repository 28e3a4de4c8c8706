import Documents
import Hardware
import Workloads

/// Reading designs and traces for commands.
enum Loading {
  /// What a replay begins with, and the files that it was read from.
  struct Loaded {
    var design: Design
    var trace: Trace
    var mapping: SavedMapping?
    var files: [String]
  }

  /// A design, a trace, and a saved mapping where there is one; what is wrong with any is said at once.
  static func replay(
    design designPath: String, settings: [String], trace tracePath: String, seed: UInt64,
    mapping mappingPath: String?
  ) throws -> Loaded {
    try refuseSwapped(design: designPath, trace: tracePath)
    // A room stops at the first error of its collector, so each file has its own.
    let findings = [Findings(), Findings(), Findings()]
    let design = Design.load(path: designPath, settings: settings, findings: findings[0])
    let trace = Trace.load(path: tracePath, seed: seed, findings: findings[1])
    let mapping = mappingPath.flatMap { SavedMapping.load(path: $0, findings: findings[2]) }
    let lines = findings.flatMap(\.lines)
    guard let design, let trace, !findings.contains(where: \.hasErrors) else {
      throw Failure.findings(lines)
    }
    Terminal.report(lines)
    return Loaded(
      design: design, trace: trace, mapping: mapping, files: findings.flatMap(\.readFiles))
  }

  /// Says so in one line when the two files have changed places.
  private static func refuseSwapped(design: String, trace: String) throws {
    func kindOfFile(_ path: String) -> Kind? {
      DocumentLoader().load(path: path, findings: Findings()).flatMap { kind(of: $0) }
    }
    guard kindOfFile(design) == .trace, kindOfFile(trace) == .design else { return }
    throw Failure.findings([
      "\(design):1:1: error: this is a trace, and '\(trace)' is a design; the design comes first"
    ])
  }

  /// What a file describes, told by its keys.
  enum Described {
    case design(Design)
    case trace(Trace)
    case mapping(SavedMapping)
  }

  /// Reads a design, a trace or a saved mapping; nil where findings say what is wrong.
  static func describe(_ path: String, seed: UInt64 = 0, findings: Findings) -> Described? {
    guard let node = DocumentLoader().loadResolvingBase(path: path, findings: findings) else { return nil }
    switch kind(of: node) {
    case .design: return DesignDecoder.decode(node, findings: findings).map(Described.design)
    case .trace: return TraceDecoder.decode(node, seed: seed, findings: findings).map(Described.trace)
    case .mapping: return SavedMapping.decode(node, findings: findings).map(Described.mapping)
    case nil:
      findings.add(.neitherDesignNorTrace, at: node.position)
      return nil
    }
  }

  private enum Kind { case design, trace, mapping }

  private static func kind(of node: Node) -> Kind? {
    func count(_ keys: [String]) -> Int { keys.count { node[$0] != nil } }
    if node["schema"] != nil { return .mapping }
    let trace = count(["network", "operators", "formats", "inputs", "caches"])
    let design = count(["clock", "array", "buffers", "memories", "placement", "vector_unit", "boundary"])
    if trace == 0, design == 0 { return nil }
    return trace > design ? .trace : .design
  }
}

extension Finding.Message {
  static let neitherDesignNorTrace = Self(
    .missingKey,
    "this is neither a design nor a trace; a design has 'array' and 'memories', a trace has 'network' and "
      + "'operators', and a saved mapping has 'schema' too")
}
