import Documents

extension LanguageModel {
  /// The trace of a run of a model, which `YAMLWriter` makes text; nil where findings say why there is none.
  ///
  /// `node` is the configuration, for the places of findings, and `network` names the trace.
  public func trace(
    of run: LanguageModelRun, formats: LanguageModelFormats, network: String, node: Node, findings: Findings
  ) -> Node? {
    run.check(self, node, findings: findings)
    LayerFormats.check(formats.layers, self, at: node, findings: findings)
    guard !findings.hasErrors else { return nil }
    let built = trace(of: run, formats: formats, network: network)
    // All that a trace may not be is known here, too, so that nothing is written that cannot be read.
    let own = Findings()
    guard TraceDecoder.decode(built, seed: 0, findings: own) != nil else {
      let reason = own.sorted().first { $0.severity == .error }?.message ?? "it cannot be read"
      findings.add(Finding.Message(.tooLarge, "no trace can be made of this: \(reason)"), at: node.position)
      return nil
    }
    return built
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
