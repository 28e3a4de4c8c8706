import Documents

/// Writes the operators of a language model, step by step, with the names of the traces that ship.
struct LanguageModelBuilder {
  let model: LanguageModel
  let batch: Int
  private(set) var operators: [Node] = []

  // Of the step that is written.
  var tokens = 0
  var context = 0
  /// Rows of all products with parameters.
  var rows = 0
  private var prefix = ""
  /// What the names of the parameters begin with; nil where the step has its own.
  private var owner: String?
  private var phase: String?
  /// Operators of the group that is open; nil where none is.
  private var group: [Node]?

  /// The zeros of the layers' weights, and the blocks of scores that are needed.
  private let sparsity: Node?
  private let blocks: Node?
  /// The layers in the order in which they run, those that are alike together; at least one.
  let parts: [LayerPart]
  /// Those that are written; nil outside the layers.
  private var part: LayerPart?
  /// Full names of tensors that layers read of what comes before them, or what comes behind them of theirs.
  private var outside: [String: String] = [:]

  init(_ model: LanguageModel, _ run: LanguageModelRun, _ formats: LanguageModelFormats) {
    self.model = model
    sparsity = formats.sparsity
    blocks = formats.blocks.map { Self.blocks($0, of: model) }
    parts = LayerPart.all(of: model, formats)
    batch = run.batch
  }

  /// The blocks that are needed of the scores of the step that is written; nil where all are.
  var neededBlocks: Node? { tokens > 1 ? blocks : nil }

  /// Blocks with what follows from the model: how many heads are rows of one product, and no causal mask of an encoder, whose
  /// tokens attend to those behind them, too, unless they say so themselves.
  private static func blocks(_ blocks: Node, of model: LanguageModel) -> Node {
    guard case .mapping(var entries) = blocks.content else { return blocks }
    if model.isEncoder, blocks["causal"] == nil, blocks["mask"] == nil {
      entries.append(Node.Entry(key: "causal", value: .boolean(false)))
    }
    let heads = model.heads / model.keyValueHeads
    if heads > 1 { entries.append(Node.Entry(key: "heads", value: .integer(heads))) }
    return Node(.mapping(entries), position: blocks.position)
  }

  mutating func begin(_ step: LanguageModelRun.Step, sharing first: LanguageModelRun.Step?) {
    tokens = step.tokens
    context = min(step.context, model.cacheTokens(step))
    rows = batch * tokens
    prefix = step.name.map { "\($0)." } ?? ""
    owner = first.map { $0.name.map { "\($0)." } ?? "" }
    phase = step.phase
    outside = [:]
    position = step.tokens > 1 ? step.context - step.tokens : (step.context - 1) % model.cacheTokens(step)
  }

  /// The place in the caches of the step's first token.
  private(set) var position = 0

  // MARK: - Operators

  mutating func add(_ name: String, _ kind: String, _ keys: KeyValuePairs<String, Node>) {
    add(name, kind, entries: keys.map { Node.Entry(key: $0.key, value: $0.value) })
  }

  mutating func add(_ name: String, _ kind: String, entries keys: [Node.Entry]) {
    var entries = [Node.Entry(key: "name", value: tensor(name)), Node.Entry(key: "op", value: .text(kind))]
    entries += keys
    if let phase { entries.append(Node.Entry(key: "phase", value: .text(phase))) }
    append(.mapping(entries))
  }

  private mutating func append(_ node: Node) {
    if group == nil { operators.append(node) } else { group?.append(node) }
  }

  /// The name that a tensor of this step has.
  func tensor(_ name: String) -> Node { .text(fullName(name)) }

  private func fullName(_ name: String) -> String {
    outside[name] ?? prefix + (part?.prefix ?? "") + name
  }

  func ordered(_ name: String, _ order: String) -> Node {
    .mapping(["tensor": tensor(name), "order": .text(order)])
  }

  func cache(_ name: String, _ order: String) -> Node {
    .mapping(["tensor": cacheName(name), "order": .text(order)])
  }

  /// Layers that are alike share a cache's name.
  func cacheName(_ name: String) -> Node { .text((part?.prefix ?? "") + name) }

  /// `weight` of an operator whose parameters an earlier step made, or another operator; nothing of one with its own.
  private func shared(_ name: String, with other: String? = nil) -> [Node.Entry] {
    guard owner != nil || other != nil else { return [] }
    let tensor = "\(owner ?? prefix)\(part?.prefix ?? "")\(other ?? name).weight"
    return [Node.Entry(key: "weight", value: .mapping(["tensor": .text(tensor)]))]
  }

  /// A product with parameters.
  mutating func linear(
    _ name: String, _ input: String, _ k: Int, _ n: Int, _ epilogue: [String] = [],
    weightOf other: String? = nil
  ) {
    var entries = [Node.Entry(key: "input", value: tensor(input))]
    entries += shared(name, with: other)
    if owner == nil, other == nil, group != nil {
      var own: [Node.Entry] = []
      if let format = part?.formats?.format(of: name) { own.append(Node.Entry(key: "format", value: format)) }
      if let zeros = part?.formats?.sparsity ?? sparsity {
        own.append(Node.Entry(key: "sparsity", keyPosition: zeros.position, value: zeros))
      }
      if !own.isEmpty { entries.append(Node.Entry(key: "weight", value: .mapping(own))) }
    }
    entries += [("m", rows), ("k", k), ("n", n)].map { Node.Entry(key: $0.0, value: .integer($0.1)) }
    if !epilogue.isEmpty {
      entries.append(Node.Entry(key: "epilogue", value: .sequence(epilogue.map { .text($0) })))
      if let owner, epilogue.contains("bias") {
        entries.append(
          Node.Entry(key: "parameters", value: .text("\(owner)\(part?.prefix ?? "")\(name).parameters")))
      }
    }
    add(name, "matmul", entries: entries)
  }

  mutating func normalization(_ name: String, _ input: String, rows: Int? = nil, columns: Int? = nil) {
    var entries = [
      Node.Entry(key: "function", value: .text(model.normalization)),
      Node.Entry(key: "input", value: tensor(input)),
    ]
    entries += shared(name)
    entries += [("rows", rows ?? self.rows), ("columns", columns ?? model.hidden)].map {
      Node.Entry(key: $0.0, value: .integer($0.1))
    }
    add(name, "normalization", entries: entries)
  }

  mutating func embedding(_ name: String, rows table: Int) {
    var entries = shared(name)
    entries += [("rows", table), ("columns", model.hidden), ("tokens", rows)].map {
      Node.Entry(key: $0.0, value: .integer($0.1))
    }
    add(name, "embedding", entries: entries)
  }

  mutating func addition(_ name: String, _ left: String, _ right: String) {
    elementwise(name, "add", left, right, rows * model.hidden)
  }

  mutating func elementwise(
    _ name: String, _ function: String, _ left: String, _ right: String, _ elements: Int
  ) {
    add(
      name, "elementwise",
      [
        "function": .text(function), "inputs": .sequence([tensor(left), tensor(right)]),
        "elements": .integer(elements),
      ])
  }

  mutating func activation(_ name: String, _ function: String, _ input: String, _ elements: Int) {
    add(
      name, "activation",
      ["function": .text(function), "input": tensor(input), "elements": .integer(elements)])
  }

  // MARK: - Groups

  /// Begins layers that are alike; each reads what the one before has made in the place of `source`.
  mutating func beginLayers(_ next: LayerPart, _ source: String) {
    let before = part == nil && outside["layer_output"] == nil ? fullName(source) : outside["layer_output"]
    outside = [source: before ?? source]
    part = next
    group = []
  }

  mutating func endLayers(_ source: String) {
    let layers = Node.mapping([
      "name": tensor("layer"), "repeat": .integer(part?.layers ?? model.layers),
      "carry": .mapping([Node.Entry(key: fullName("layer_output"), value: tensor(source))]),
      "operators": .sequence(group ?? []),
    ])
    group = nil
    outside = ["layer_output": fullName("layer_output")]
    part = nil
    operators.append(layers)
  }

  /// The phase of the operators to come; nil for the step's own.
  mutating func label(_ phase: String?) { self.phase = phase }
}
