import Documents

/// What a language model is run on: one step, or several in a row that share parameters and caches.
public struct LanguageModelRun: Hashable, Sendable {
  /// Tokens of each sequence that go through the model together.
  public struct Step: Hashable, Sendable {
    /// What its operators' names begin with; nil where the run has no other step.
    public var name: String?
    /// The phase of its operators; nil where there is no other.
    public var phase: String?
    /// New tokens of each sequence.
    public var tokens: Int
    /// Tokens that the last of them attends to, itself among them, if no window is shorter.
    public var context: Int

    public init(name: String? = nil, phase: String? = nil, tokens: Int, context: Int) {
      self.name = name
      self.phase = phase
      self.tokens = tokens
      self.context = context
    }
  }

  public var steps: [Step]
  /// Sequences side by side, all of the same length.
  public var batch: Int

  public init(steps: [Step], batch: Int = 1) {
    self.steps = steps
    self.batch = batch
  }

  /// A prefill of some tokens behind those that the caches hold already.
  public static func prefill(_ tokens: Int, behind held: Int = 0, batch: Int = 1) -> LanguageModelRun {
    LanguageModelRun(steps: [Step(tokens: tokens, context: saturated(held, tokens))], batch: batch)
  }

  /// So many steps of one token each; the caches hold some tokens before the first.
  public static func decode(_ tokens: Int, behind held: Int, batch: Int = 1) -> LanguageModelRun {
    guard tokens > 1 else { return prefill(tokens, behind: held, batch: batch) }
    let steps = (1...min(tokens, mostSteps)).map { step in
      let context = saturated(held, step)
      return Step(name: "decode.\(context)", phase: "decode", tokens: 1, context: context)
    }
    return LanguageModelRun(steps: steps, batch: batch)
  }

  /// A prefill of a prompt, and a step for each token that follows.
  public static func generation(prompt: Int, output: Int, batch: Int = 1) -> LanguageModelRun {
    let first = Step(name: "prefill", phase: "prefill", tokens: prompt, context: prompt)
    let rest = decode(output, behind: prompt, batch: batch).steps.map { step in
      Step(name: "decode.\(step.context)", phase: "decode", tokens: 1, context: step.context)
    }
    return LanguageModelRun(steps: [first] + rest, batch: batch)
  }

  /// The most steps of a trace that is written out.
  public static let mostSteps = 1 << 16

  private static func saturated(_ first: Int, _ second: Int) -> Int {
    let (sum, overflows) = first.addingReportingOverflow(second)
    return overflows ? .max : sum
  }
}

extension LanguageModelRun {
  /// Adds what keeps a model from this run to the findings, at the configuration's keys.
  func check(_ model: LanguageModel, _ node: Node, findings: Findings) {
    let longest = steps.map(\.context).max() ?? 0
    if model.isEncoder, steps.count > 1 || steps.first.map({ $0.context != $0.tokens }) ?? false {
      findings.add(
        .encoderOnlyPrefills(model.architecture.rawValue), at: node["model_type"]?.position ?? node.position)
    }
    if longest > model.positions {
      let key = model.architecture == .gpt2 ? "n_positions" : "max_position_embeddings"
      let isTable = model.positionRows != nil
      findings.add(
        .beyondPositions(longest, key: key, positions: model.positions, isTable: isTable),
        at: node[key]?.position ?? node.position, severity: isTable ? .error : .warning)
    }
    if let what = uncountable(model) { findings.add(.modelTooLarge(what), at: node.position) }
  }

  /// What of a run leaves the bounds of a trace; nil where nothing does.
  private func uncountable(_ model: LanguageModel) -> String? {
    let (sides, limit) = (TraceLimits.sizes.upperBound, TraceLimits.elements)
    let widest = max(model.hidden, model.queryWidth)
    let total = steps.reduce(0) { sum, step in
      sum.addingReportingOverflow(step.tokens).overflow ? .max : sum + step.tokens
    }
    let tables = 1 + (model.positionRows == nil ? 0 : 1) + (model.segments == nil ? 0 : 1)
    guard let tokens = TraceLimits.product([total, batch], limit: TraceLimits.tokens / tables) else {
      return "the tokens"
    }
    guard TraceLimits.product([model.heads, model.headWidth], limit: sides) != nil,
      TraceLimits.product([batch, model.keyValueWidth], limit: sides) != nil
    else { return "the heads" }
    let rows = max(model.vocabulary, model.positionRows ?? 0)
    guard TraceLimits.product([rows, widest], limit: limit) != nil else { return "the embedding" }
    let longest = steps.map(\.context).max() ?? 0
    guard TraceLimits.product([longest], limit: sides) != nil,
      TraceLimits.product([longest, batch, model.keyValueWidth], limit: limit) != nil
    else { return "the caches" }
    let across = max(model.vocabulary, model.inner, widest)
    guard TraceLimits.product([tokens, across], limit: limit) != nil else { return "the activations" }
    // A step's scores have a row for each head of each token.
    guard TraceLimits.product([tokens, model.heads], limit: sides) != nil,
      TraceLimits.product([tokens, model.heads, longest], limit: limit) != nil
    else { return "the scores" }
    // What all layers come to is counted as the trace is read.
    return nil
  }
}
