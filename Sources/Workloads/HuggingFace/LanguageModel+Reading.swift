import Documents

extension LanguageModel {
  /// Reads a `config.json`; nil where findings say what is wrong.
  public static func load(path: String, findings: Findings) -> LanguageModel? {
    DocumentLoader().load(path: path, findings: findings).flatMap { decode($0, findings: findings) }
  }

  /// The model of a configuration; nil when `findings` has errors.
  public static func decode(_ node: Node, findings: Findings) -> LanguageModel? {
    guard let reader = MappingReader(node, context: "the configuration", findings: findings),
      let architecture = reader.enumeration("model_type", as: Architecture.self)
    else { return nil }
    let configuration = ConfigurationReader(reader: reader)
    let model =
      switch architecture {
      case .bert: bert(configuration)
      case .gpt2: gpt2(configuration)
      case .opt: opt(configuration)
      case .llama, .mistral, .qwen2, .qwen3: rotary(configuration, architecture)
      }
    return findings.hasErrors ? nil : model
  }

  /// LLaMA and what is built like it: rotary positions, gated feed-forward parts, keys and values in fewer heads.
  private static func rotary(_ configuration: ConfigurationReader, _ architecture: Architecture)
    -> LanguageModel?
  {
    let isQwen2 = architecture == .qwen2
    let hidden = configuration.size("hidden_size")
    let heads = configuration.size("num_attention_heads")
    let groups = configuration.size("num_key_value_heads", otherwise: heads)
    let layers = configuration.size("num_hidden_layers")
    let width = headWidth(configuration, hidden, heads)
    divides(configuration, "num_key_value_heads", groups, "'num_attention_heads'", heads)
    let window = window(configuration, architecture, layers)
    // Qwen2's queries, keys and values have biases, which no key says.
    let attentionBias = isQwen2 || configuration.flag("attention_bias", otherwise: false)
    let outputBias = !isQwen2 && attentionBias
    let mlpBias = configuration.flag("mlp_bias", otherwise: false)
    let activation = configuration.activation("hidden_act", otherwise: .silu)
    let sharesEmbedding = configuration.flag("tie_word_embeddings", otherwise: false)
    let vocabulary = configuration.size("vocab_size")
    let inner = configuration.size("intermediate_size")
    let positions = configuration.size("max_position_embeddings")
    guard let hidden, let heads, let groups, let layers, let width, let vocabulary, let inner, let positions
    else { return nil }
    return LanguageModel(
      architecture: architecture, vocabulary: vocabulary, hidden: hidden, inner: inner, layers: layers,
      heads: heads, keyValueHeads: groups, headWidth: width, positions: positions,
      normalizesHeads: architecture == .qwen3, hasAttentionBias: attentionBias, hasOutputBias: outputBias,
      hasFeedForwardBias: mlpBias, activation: activation, window: window, sharesEmbedding: sharesEmbedding)
  }

  private static func gpt2(_ configuration: ConfigurationReader) -> LanguageModel? {
    let hidden = configuration.size("n_embd")
    let heads = configuration.size("n_head")
    let layers = configuration.size("n_layer")
    let vocabulary = configuration.size("vocab_size")
    let positions = configuration.size("n_positions")
    let width = headWidth(configuration, hidden, heads)
    let inner = configuration.size("n_inner", otherwise: hidden.map { 4 * $0 })
    if configuration.flag("add_cross_attention", otherwise: false) {
      configuration.refuse("add_cross_attention", "attention to a second sequence")
    }
    let activation = configuration.activation("activation_function", otherwise: .geluNew)
    let sharesEmbedding = configuration.flag("tie_word_embeddings", otherwise: true)
    guard let hidden, let heads, let layers, let vocabulary, let positions, let width, let inner else {
      return nil
    }
    return LanguageModel(
      architecture: .gpt2, vocabulary: vocabulary, hidden: hidden, inner: inner, layers: layers, heads: heads,
      keyValueHeads: heads, headWidth: width, positions: positions, positionRows: positions,
      normalization: "layer_norm", hasAttentionBias: true, hasOutputBias: true, hasFeedForwardBias: true,
      isGated: false, activation: activation, sharesEmbedding: sharesEmbedding)
  }

  private static func opt(_ configuration: ConfigurationReader) -> LanguageModel? {
    let hidden = configuration.size("hidden_size")
    let heads = configuration.size("num_attention_heads")
    let layers = configuration.size("num_hidden_layers")
    let vocabulary = configuration.size("vocab_size")
    let positions = configuration.size("max_position_embeddings")
    let inner = configuration.size("ffn_dim")
    let width = headWidth(configuration, hidden, heads)
    if let projected = configuration.size("word_embed_proj_dim", otherwise: hidden), let hidden,
      projected != hidden
    {
      configuration.refuse("word_embed_proj_dim", "embeddings of another width than the layers'")
    }
    if !configuration.flag("do_layer_norm_before", otherwise: true) {
      configuration.refuse("do_layer_norm_before", "norms behind the parts of a layer")
    }
    if !configuration.flag("layer_norm_elementwise_affine", otherwise: true) {
      configuration.refuse("layer_norm_elementwise_affine", "norms without parameters")
    }
    let hasBias = configuration.flag("enable_bias", otherwise: true)
    let lacksNorm = configuration.flag("_remove_final_layer_norm", otherwise: false)
    let activation = configuration.activation("activation_function", otherwise: .relu)
    let sharesEmbedding = configuration.flag("tie_word_embeddings", otherwise: true)
    guard let hidden, let heads, let layers, let vocabulary, let positions, let inner, let width else {
      return nil
    }
    return LanguageModel(
      architecture: .opt, vocabulary: vocabulary, hidden: hidden, inner: inner, layers: layers, heads: heads,
      keyValueHeads: heads, headWidth: width, positions: positions,
      // Transformers' OPTLearnedPositionalEmbedding has two rows before the first position.
      positionRows: positions + 2, normalization: "layer_norm", hasAttentionBias: hasBias,
      hasOutputBias: hasBias,
      hasFeedForwardBias: hasBias, isGated: false, activation: activation, hasFinalNorm: !lacksNorm,
      sharesEmbedding: sharesEmbedding)
  }

  private static func bert(_ configuration: ConfigurationReader) -> LanguageModel? {
    let hidden = configuration.size("hidden_size")
    let heads = configuration.size("num_attention_heads")
    let layers = configuration.size("num_hidden_layers")
    let vocabulary = configuration.size("vocab_size")
    let positions = configuration.size("max_position_embeddings")
    let inner = configuration.size("intermediate_size")
    let segments = configuration.size("type_vocab_size", otherwise: 2)
    let width = headWidth(configuration, hidden, heads)
    for key in ["is_decoder", "add_cross_attention"] where configuration.flag(key, otherwise: false) {
      configuration.refuse(key, "an encoder that decodes")
    }
    let activation = configuration.activation("hidden_act", otherwise: .gelu)
    guard let hidden, let heads, let layers, let vocabulary, let positions, let inner, let segments, let width
    else { return nil }
    return LanguageModel(
      architecture: .bert, vocabulary: vocabulary, hidden: hidden, inner: inner, layers: layers, heads: heads,
      keyValueHeads: heads, headWidth: width, positions: positions, positionRows: positions,
      segments: segments,
      normalization: "layer_norm", hasAttentionBias: true, hasOutputBias: true, hasFeedForwardBias: true,
      isGated: false, activation: activation, hasFinalNorm: false)
  }

  /// The width of a head: the configuration's own, or the hidden size's share.
  private static func headWidth(_ configuration: ConfigurationReader, _ hidden: Int?, _ heads: Int?) -> Int? {
    if configuration.isThere("head_dim") { return configuration.size("head_dim") }
    guard let hidden, let heads else { return nil }
    guard hidden.isMultiple(of: heads) else {
      let key = configuration.isThere("n_head") ? "n_head" : "num_attention_heads"
      configuration.reader.report(.headsDoNotDivide(key, heads, "a hidden size", hidden), at: key)
      return nil
    }
    return hidden / heads
  }

  private static func divides(
    _ configuration: ConfigurationReader, _ key: String, _ part: Int?, _ whole: String, _ size: Int?
  ) {
    guard let part, let size, !size.isMultiple(of: part) else { return }
    configuration.reader.report(.headsDoNotDivide(key, part, whole, size), at: key)
  }

  /// The window of the attention, where it is one for all layers.
  private static func window(
    _ configuration: ConfigurationReader, _ architecture: Architecture, _ layers: Int?
  ) -> Int? {
    let isSaid = architecture == .mistral || configuration.flag("use_sliding_window", otherwise: false)
    guard architecture != .llama, isSaid, let window = configuration.sizeIfPresent("sliding_window") else {
      return nil
    }
    // Qwen's layers from this one on have the window.
    if architecture != .mistral, let first = configuration.sizeIfPresent("max_window_layers"), let layers {
      if first >= layers { return nil }
      if first > 0 { configuration.refuse("max_window_layers", "a window in some of the layers") }
    }
    return window
  }
}
