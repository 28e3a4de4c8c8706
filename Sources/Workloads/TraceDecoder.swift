import Documents
import Tensors

/// Reads traces as docs/trace-format.md defines them, and reports everything that is wrong at once.
public struct TraceDecoder {
  let seed: UInt64
  let findings: Findings

  var formats = DefaultFormats()
  var tensors = TensorTable()
  var scope = TraceScope()
  var totals = TraceTotals()
  /// In the order they run.
  var operators: [Operator] = []
  var carries: [Trace.Carry] = []
  /// Where each operator and each group was first named.
  var operatorPositions: [String: SourcePosition] = [:]
  var groupPositions: [String: SourcePosition] = [:]
  /// The tensors read so far, in that order: a group's `carry` asks for those read inside it.
  var reads: [Int] = []
  /// Token ids kept so far.
  var tokens = 0
  /// What convolutions and poolings say of their images.
  var images: Set<Int> = []
  /// Names are only suggested so often: each search goes through all names.
  var suggestionsLeft = 100

  /// Every output of the trace, for references that come too early; made when the first is found.
  lazy var allOutputs = Self.outputs(of: root)
  private let root: Node

  private init(root: Node, seed: UInt64, findings: Findings) {
    self.root = root
    self.seed = seed
    self.findings = findings
  }

  /// The trace of a document; nil when `findings` has errors.
  ///
  /// The seed draws the token ids that the trace leaves open.
  public static func decode(_ node: Node, seed: UInt64, findings: Findings) -> Trace? {
    var decoder = TraceDecoder(root: node, seed: seed, findings: findings)
    return decoder.trace()
  }

  private mutating func trace() -> Trace? {
    guard let reader = MappingReader(root, context: "the trace", findings: findings) else { return nil }
    let network = reader.text("network")
    let samples = reader.integerIfPresent("samples", in: TraceLimits.sizes)
    let sources = texts("source", reader)
    formats = DefaultFormats(reader)
    declareInputs(reader)
    declareCaches(reader)
    if let node = reader.nodeIfPresent("operators"), node.isLeftEmpty || node.items?.isEmpty == true {
      reader.report(.noOperators, at: "operators")
    } else if let items = reader.sequence("operators") {
      for item in items { read(item) }
    }
    reader.finish()
    checkRules()
    tensors.shapeActivations()
    tensors.shapeEncoded()
    checkRecords()
    checkReadersOfBlocks()
    tensors.checkTotals(into: &totals)
    totals.report(to: findings)
    guard let network, !findings.hasErrors else { return nil }
    return Trace(
      network: network, samples: samples ?? (images.count == 1 ? images.first! : 1), sources: sources,
      operators: operators, tensors: tensors.all,
      carries: carries)
  }

  /// A text, or a list of texts.
  private func texts(_ key: String, _ reader: MappingReader) -> [String] {
    guard let node = reader.nodeIfPresent(key) else { return [] }
    guard let items = node.items else { return reader.textIfPresent(key).map { [$0] } ?? [] }
    return items.enumerated().compactMap { place, item in
      ScalarReader(item, named: "\(key)[\(place)]", findings: findings).text()
    }
  }
}

extension Trace {
  /// Reads the trace in a file; nil when `findings` has errors. The seed draws what the trace leaves open.
  public static func load(path: String, seed: UInt64, findings: Findings) -> Trace? {
    guard let node = DocumentLoader().loadResolvingBase(path: path, findings: findings) else { return nil }
    return TraceDecoder.decode(node, seed: seed, findings: findings)
  }
}

/// The formats of tensors that do not say their own.
struct DefaultFormats {
  // What stands here until `formats` is read is never seen: without it there is no trace.
  var input = NumberFormat.integer(bits: 8)
  var weight = NumberFormat.integer(bits: 8)
  var output = NumberFormat.integer(bits: 8)
  var cache: NumberFormat?
  /// Those of operators by name.
  var rules: [FormatRule] = []

  init() {}

  init(_ trace: MappingReader) {
    guard let reader = trace.mapping("formats") else { return }
    input = reader.format("input") ?? input
    weight = reader.format("weight") ?? weight
    output = reader.format("output") ?? output
    cache = reader.formatIfPresent("cache")
    rules = FormatRule.decode(reader)
    reader.finish()
  }
}
