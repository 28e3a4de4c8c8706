/// A transformer's sizes, as a `config.json` of Hugging Face's Transformers states them.
public struct LanguageModel: Hashable, Sendable {
  /// The `model_type` of a configuration.
  public enum Architecture: String, CaseIterable, Hashable, Sendable {
    case bert, gpt2, llama, mistral, opt, qwen2, qwen3
  }

  public var architecture: Architecture
  public var vocabulary: Int
  public var hidden: Int
  public var inner: Int
  public var layers: Int
  /// Heads of the queries.
  public var heads: Int
  /// Heads of the keys and values; each serves `heads / keyValueHeads` heads of the queries.
  public var keyValueHeads: Int
  public var headWidth: Int
  /// The longest sequence that the model knows.
  public var positions: Int
  /// Rows of a learned table of positions; nil where a function of the position takes its place.
  public var positionRows: Int?
  /// Rows of the table of segments; nil where there is none.
  public var segments: Int?
  /// The function of the layers' norms.
  public var normalization = "rms_norm"
  /// Whether each head of the queries and keys has a norm.
  public var normalizesHeads = false
  /// Whether the layers of queries, keys and values have biases.
  public var hasAttentionBias = false
  /// Whether the layer behind the attention has a bias.
  public var hasOutputBias = false
  public var hasFeedForwardBias = false
  /// Whether a gate multiplies the wide layer of the feed-forward part.
  public var isGated = true
  /// The function of the feed-forward part, by the vector unit's name.
  public var activation = "silu"
  /// The tokens that a token attends to at most, itself among them; nil where it attends to all.
  public var window: Int?
  /// Whether there is a norm behind the last layer.
  public var hasFinalNorm = true
  /// Whether the head's parameters are those of the embedding.
  public var sharesEmbedding = false
  /// Whether tokens attend to those behind them, too, and nothing is generated.
  public var isEncoder: Bool { architecture == .bert }
  /// Elements of the keys, or the values, of one token in a layer.
  public var keyValueWidth: Int { keyValueHeads * headWidth }
  /// Elements of the queries of one token in a layer.
  public var queryWidth: Int { heads * headWidth }
}

extension LanguageModel {
  /// Elements that all caches together hold of so many tokens of so many sequences.
  public func cacheElements(tokens: Int, batch: Int) -> Int {
    2 * layers * min(tokens, window ?? tokens) * batch * keyValueWidth
  }
}
