import Documents
import Hardware
import Reports
import Sweeps
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
    // A room stops at the first error of its collector, so each file has its own.
    let findings = [Findings(), Findings(), Findings()]
    let nodes = [designPath, tracePath].enumerated().map { place, path in
      DocumentLoader().loadResolvingBase(path: path, findings: findings[place])
    }
    try refuseSwapped(nodes[0], designPath, nodes[1], tracePath)
    let design = nodes[0].flatMap { Self.design($0, settings: settings, findings: findings[0]) }
    let trace = nodes[1].flatMap { Self.trace($0, seed: seed, findings: findings[1]) }
    let mapping = mappingPath.flatMap { Self.mapping($0, findings: findings[2]) }
    let lines = findings.flatMap(\.lines)
    guard let design, let trace, !findings.contains(where: \.hasErrors) else {
      throw Failure.findings(lines)
    }
    Terminal.report(lines)
    return Loaded(
      design: design, trace: trace, mapping: mapping, files: findings.flatMap(\.readFiles))
  }

  /// Says so in one line when the two files have changed places.
  private static func refuseSwapped(
    _ design: Node?, _ designPath: String, _ trace: Node?, _ tracePath: String
  ) throws {
    guard case .trace = design.flatMap(DocumentKind.init), case .design = trace.flatMap(DocumentKind.init)
    else { return }
    throw Failure.findings([
      "\(designPath):1:1: error: this is a trace, and '\(tracePath)' is a design; the design comes first"
    ])
  }

  /// The design in a file and the files it is based on, with settings; nil where findings say what is wrong.
  static func design(_ path: String, settings: [String], findings: Findings) -> Design? {
    DocumentLoader().loadResolvingBase(path: path, findings: findings).flatMap {
      design($0, settings: settings, findings: findings)
    }
  }

  private static func design(
    _ node: Node, settings: [String], findings: Findings, ofTrace: String? = nil
  ) -> Design? {
    guard DocumentKind.design.admits(node, findings, ofTrace: ofTrace) else { return nil }
    return DesignDecoder.decode(
      settings.reduce(node) { $0.setting($1, findings: findings) }, findings: findings)
  }

  /// What stands beside others: a design, or a machine of which only a roofline is declared.
  enum Machine {
    case design(Design)
    case declared(DeclaredMachine)
  }

  /// The machine in a file; settings change designs alone. Nil where findings say what is wrong.
  static func machine(_ path: String, settings: [String], findings: Findings) -> Machine? {
    guard let node = DocumentLoader().loadResolvingBase(path: path, findings: findings) else { return nil }
    if DeclaredMachine.isDeclared(node) {
      return DeclaredMachine.decode(node, findings: findings).map(Machine.declared)
    }
    return design(
      node, settings: settings, findings: findings, ofTrace: "each trace needs a '--trace' of its own"
    ).map(Machine.design)
  }

  /// The trace in a file; nil where findings say what is wrong.
  static func trace(_ path: String, seed: UInt64, findings: Findings) -> Trace? {
    DocumentLoader().loadResolvingBase(path: path, findings: findings).flatMap {
      trace($0, seed: seed, findings: findings)
    }
  }

  private static func trace(_ node: Node, seed: UInt64, findings: Findings) -> Trace? {
    guard DocumentKind.trace.admits(node, findings) else { return nil }
    return TraceDecoder.decode(node, seed: seed, findings: findings)
  }

  /// The saved mapping in a file; nil where findings say what is wrong.
  static func mapping(_ path: String, findings: Findings) -> SavedMapping? {
    guard let node = DocumentLoader().load(path: path, findings: findings),
      DocumentKind.mapping.admits(node, findings)
    else { return nil }
    return SavedMapping.decode(node, findings: findings)
  }

  /// What a file describes, told by its keys.
  enum Described {
    case design(Design)
    case trace(Trace)
    case mapping(SavedMapping)
    case memory(DRAMSystem)
    case board(Board)
    case declared(DeclaredMachine)
    case sweep(Sweep)
  }

  /// Reads a design, a trace, a saved mapping, a memory, a board, a declared machine or a sweep; nil where findings say what is
  /// wrong.
  static func describe(
    _ path: String, settings: [String] = [], seed: UInt64 = 0, findings: Findings
  ) -> Described? {
    guard let read = DocumentLoader().loadResolvingBase(path: path, findings: findings) else { return nil }
    let node = settings.reduce(read) { $0.setting($1, findings: findings) }
    switch DocumentKind(node) {
    case .design: return DesignDecoder.decode(node, findings: findings).map(Described.design)
    case .trace: return TraceDecoder.decode(node, seed: seed, findings: findings).map(Described.trace)
    case .mapping: return SavedMapping.decode(node, findings: findings).map(Described.mapping)
    case .memory: return DRAMDecoder.decode(node, findings: findings).map(Described.memory)
    case .board: return BoardDecoder.decode(node, findings: findings).map(Described.board)
    case .declared: return DeclaredMachine.decode(node, findings: findings).map(Described.declared)
    case .sweep:
      return SweepDecoder.decode(node, root: SweepLoading.root, figures: .total, findings: findings).map(
        Described.sweep)
    case .result?, .other?:
      DocumentKind(node).map { findings.add(.notShown($0), at: node.position) }
      return nil
    case nil:
      findings.add(.neitherDesignNorTrace, at: node.position)
      return nil
    }
  }
}

extension Finding.Message {
  static let neitherDesignNorTrace = Self(
    .missingKey,
    "this is neither a design nor a trace; a design has 'array' and 'memories', a trace has 'network' and "
      + "'operators', a saved mapping has 'schema' too, a memory of DRAM devices has 'organization' and 'timing', and a "
      + "sweep has 'sweep' and 'axes'"
  )
}
