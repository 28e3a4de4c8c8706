import Documents
import Tensors

extension LanguageModel {
  /// The trace of a run of a model, which `YAMLWriter` makes text; nil where findings say why there is none.
  ///
  /// `node` is the configuration, for the places of findings, and `network` names the trace.
  public func trace(
    of run: LanguageModelRun, formats: LanguageModelFormats, network: String, node: Node, findings: Findings
  ) -> Node? {
    run.check(self, node, findings: findings)
    LayerFormats.check(formats.layers, self, findings: findings)
    if let heads = formats.blocks?.entries?.first(where: { $0.key == "heads" }) {
      findings.add(.headsOfModel, at: heads.keyPosition)
    }
    guard !findings.hasErrors else { return nil }
    let built = trace(of: run, formats: formats, network: network)
    // All that a trace may not be is known here, too, so that nothing is written that cannot be read.
    let own = Findings()
    guard let trace = TraceDecoder.decode(built, seed: 0, findings: own) else {
      addReasons(own.sorted().filter { $0.severity == .error }, at: node.position, findings)
      return nil
    }
    if let (grid, heads) = trace.blocksThatAreAllNeeded {
      findings.add(.allBlocks(grid, heads), at: formats.blocks?.position ?? node.position, severity: .warning)
    }
    return built
  }

  /// Says why no trace can be read: what an option has wrong at its place there, once for all operators that it is of.
  private func addReasons(_ errors: [Finding], at position: SourcePosition, _ findings: Findings) {
    var said: Set<String> = []
    let placed = errors.filter { $0.position.file != SourcePosition.none.file }
    for error in placed where said.insert("\(error.position) \(error.category)").inserted {
      findings.add(error)
    }
    guard placed.isEmpty else { return }
    let reason = errors.first?.message ?? "it cannot be read"
    findings.add(Finding.Message(.tooLarge, "no trace can be made of this: \(reason)"), at: position)
  }

  /// The trace of a run that was checked.
  func trace(of run: LanguageModelRun, formats: LanguageModelFormats, network: String) -> Node {
    var builder = LanguageModelBuilder(self, run, formats)
    for (place, step) in run.steps.enumerated() {
      builder.begin(step, sharing: place > 0 ? run.steps.first : nil)
      if isEncoder { builder.encoder() } else { builder.decoder() }
    }
    var formatKeys = [
      Node.Entry(key: "input", value: formats.activations), Node.Entry(key: "weight", value: formats.weights),
      Node.Entry(key: "output", value: formats.activations),
    ]
    var entries = [
      Node.Entry(key: "network", value: .text(network)),
      Node.Entry(
        key: "source", value: .sequence(sources(of: run, hasBlocks: formats.blocks != nil).map { .text($0) })),
    ]
    if run.batch > 1 { entries.append(Node.Entry(key: "samples", value: .integer(run.batch))) }
    if !isEncoder { formatKeys.append(Node.Entry(key: "cache", value: formats.cache)) }
    entries.append(Node.Entry(key: "formats", value: .mapping(formatKeys)))
    if !isEncoder {
      let shape = Node.mapping([
        "tokens": .integer(run.steps.map { cacheTokens($0) }.max() ?? 1),
        "columns": .integer(run.batch * keyValueWidth),
      ])
      let names = builder.parts.flatMap { [$0.prefix + "key_cache", $0.prefix + "value_cache"] }
      let caches = names.map { Node.Entry(key: $0, value: shape) }
      entries.append(Node.Entry(key: "caches", value: .mapping(caches)))
    }
    entries.append(Node.Entry(key: "operators", value: .sequence(builder.operators)))
    return .mapping(entries)
  }

  /// Tokens that a step needs room for in the caches: a window's only come one at a time.
  func cacheTokens(_ step: LanguageModelRun.Step) -> Int {
    step.tokens > 1 ? step.context : min(step.context, window ?? step.context)
  }

  /// What has to be said of the trace of a run.
  private func sources(of run: LanguageModelRun, hasBlocks: Bool) -> [String] {
    var sources = ["A config.json of Hugging Face's Transformers, of the type \(architecture.rawValue)."]
    let steps = run.steps.map {
      $0.tokens == 1
        ? "a token that attends to \($0.context)" : "\($0.tokens) tokens that attend to \($0.context)"
    }
    sources.append(
      "Batch \(run.batch). "
        + (steps.count < 4
          ? steps.joined(separator: ", ")
          : "\(steps[0]), and \(steps.count - 1) steps to \(run.steps.last?.context ?? 0)")
        + ".")
    if run.steps.contains(where: { $0.tokens > 1 }), !isEncoder, !hasBlocks {
      sources.append("Scores are computed for all pairs of tokens, also for those that a mask drops.")
    }
    return sources
  }
}

extension Trace {
  /// The blocks of scores that a pattern keeps all, and of how many heads; nil where some are left out, and of a file.
  fileprivate var blocksThatAreAllNeeded: (BlockGrid, heads: Int)? {
    for tensor in tensors {
      guard let sparsity = tensor.sparsity, let blocks = sparsity.blocks,
        case .pattern(let pattern) = blocks.source
      else { continue }
      let (grid, heads) = blocks.grid(of: sparsity.shape)
      if pattern.keepsAll(of: grid, heads: heads) { return (grid, heads) }
    }
    return nil
  }
}

extension Finding.Message {
  fileprivate static let headsOfModel = Self(
    .unknownKey, "how many heads share keys follows from the model; remove 'heads'")

  fileprivate static func allBlocks(_ grid: BlockGrid, _ heads: Int) -> Self {
    Self(
      .inconsistent,
      "these blocks leave out nothing: each of \(counted(heads, "head")) has \(grid.blockRows) x \(grid.blockColumns), and all of them "
        + "are needed; without them results are the same")
  }
}
