import Documents

extension LanguageModelBuilder {
  /// A model that generates: layers with caches, a norm and the head.
  mutating func decoder() {
    let source = "embedding"
    if let positions = model.positionRows {
      embedding("word", rows: model.vocabulary)
      embedding("position", rows: positions)
      addition(source, "word", "position")
    } else {
      embedding(source, rows: model.vocabulary)
    }
    for part in parts {
      beginLayers(part, source)
      normalization("attention_norm", source)
      projections("attention_norm")
      let (query, key) = cached()
      append("key", key)
      append("value", "value")
      attention(query, cache("key_cache", "n_batch_k"), cache("value_cache", "k_batch_n"))
      linear("attention_output", "context", model.queryWidth, model.hidden, bias(model.hasOutputBias))
      addition("attention_add", "attention_output", source)
      normalization("feed_forward_norm", "attention_add")
      addition("layer_output", feedForward("feed_forward_norm"), "attention_add")
      endLayers(source)
    }
    if model.hasFinalNorm { normalization("norm", "layer_output") }
    linear(
      "lm_head", model.hasFinalNorm ? "norm" : "layer_output", model.hidden, model.vocabulary,
      weightOf: !model.sharesEmbedding ? nil : model.positionRows == nil ? source : "word")
  }

  /// A model whose tokens attend to all others: norms behind the parts of a layer, and no caches.
  mutating func encoder() {
    embedding("word", rows: model.vocabulary)
    embedding("position", rows: model.positionRows ?? model.positions)
    embedding("segment", rows: model.segments ?? 1)
    addition("word_position_add", "word", "position")
    addition("embedding_add", "word_position_add", "segment")
    let source = "embedding_norm"
    normalization(source, "embedding_add")
    for part in parts {
      beginLayers(part, source)
      label("projections")
      projections(source)
      label("attention")
      attention("query", ordered("key", "n_batch_k"), ordered("value", "k_batch_n"))
      label("projections")
      linear("attention_output", "context", model.queryWidth, model.hidden, bias(true))
      addition("attention_add", "attention_output", source)
      normalization("attention_norm", "attention_add")
      label("feed_forward")
      addition("feed_forward_add", feedForward("attention_norm"), "attention_norm")
      normalization("layer_output", "feed_forward_add")
      label(nil)
      endLayers(source)
    }
  }

  private func bias(_ has: Bool) -> [String] { has ? ["bias"] : [] }

  private mutating func projections(_ input: String) {
    let widths = [("query", model.queryWidth), ("key", model.keyValueWidth), ("value", model.keyValueWidth)]
    for (name, width) in widths { linear(name, input, model.hidden, width, bias(model.hasAttentionBias)) }
  }

  /// The queries and keys as the attention takes them: with norms of their heads and positions, if the model has them.
  private mutating func cached() -> (query: String, key: String) {
    var names = (query: "query", key: "key")
    if model.normalizesHeads {
      normalization("query_norm", "query", rows: rows * model.heads, columns: model.headWidth)
      normalization("key_norm", "key", rows: rows * model.keyValueHeads, columns: model.headWidth)
      names = ("query_norm", "key_norm")
    }
    guard model.positionRows == nil else { return names }
    activation("query_rotary", "rotary", names.query, rows * model.queryWidth)
    activation("key_rotary", "rotary", names.key, rows * model.keyValueWidth)
    return ("query_rotary", "key_rotary")
  }

  private mutating func append(_ name: String, _ source: String) {
    add(
      "\(name)_append", "kv_append",
      [
        "cache": cacheName("\(name)_cache"), "input": tensor(source), "tokens": .integer(tokens),
        "columns": .integer(batch * model.keyValueWidth), "position": .integer(position),
      ])
  }

  /// Scores, softmax and context; all heads of a group of queries are rows of one product.
  private mutating func attention(_ query: String, _ keys: Node, _ values: Node) {
    let (products, group) = (batch * model.keyValueHeads, model.heads / model.keyValueHeads)
    let m = tokens * group
    var scores = [
      Node.Entry(key: "input", value: group == 1 ? ordered(query, "m_batch_k") : tensor(query)),
      Node.Entry(key: "weight", value: keys),
    ]
    scores += [("batch", products), ("m", m), ("k", model.headWidth), ("n", context)].map {
      Node.Entry(key: $0.0, value: .integer($0.1))
    }
    if let blocks = neededBlocks {
      let entry = Node.Entry(key: "blocks", keyPosition: blocks.position, value: blocks)
      scores.append(Node.Entry(key: "output", value: .mapping([entry])))
    }
    add("scores", "matmul", entries: scores)
    add(
      "probabilities", "softmax",
      ["input": tensor("scores"), "rows": .integer(products * m), "columns": .integer(context)])
    var keys: [Node.Entry] = [
      Node.Entry(key: "input", value: tensor("probabilities")), Node.Entry(key: "weight", value: values),
    ]
    if group == 1 {
      keys.append(Node.Entry(key: "output", value: .mapping(["order": .text("m_batch_n")])))
    }
    keys += [("batch", products), ("m", m), ("k", context), ("n", model.headWidth)].map {
      Node.Entry(key: $0.0, value: .integer($0.1))
    }
    add("context", "matmul", entries: keys)
  }

  /// The wide layers; returns what the last of them makes.
  private mutating func feedForward(_ input: String) -> String {
    let bias = bias(model.hasFeedForwardBias)
    guard model.isGated else {
      linear("expand", input, model.hidden, model.inner, bias + [model.activation])
      linear("contract", "expand", model.inner, model.hidden, bias)
      return "contract"
    }
    linear("gate", input, model.hidden, model.inner, bias)
    linear("up", input, model.hidden, model.inner, bias)
    activation("gate_\(model.activation)", model.activation, "gate", rows * model.inner)
    elementwise("gated", "multiply", "gate_\(model.activation)", "up", rows * model.inner)
    linear("down", "gated", model.inner, model.hidden, bias)
    return "down"
  }
}
