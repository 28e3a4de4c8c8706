/// Traces that are not worth shipping: of 4,000 operators, written out one by one: what a tool exports that knows no repeated groups.
enum GeneratedTrace {
  static let layers = 500

  /// 500 equal transformer layers of 8 operators, each reading what the one before has made.
  static var equalLayers: String {
    text(network: "equal_layers") { layer in
      (tokens: 64, input: layer == 0 ? "x0" : "feed_forward\(layer - 1)")
    }
  }

  /// 500 such layers on 1 to 500 tokens, so that no two operators are equal.
  static var differingLayers: String {
    text(network: "differing_layers") { layer in (tokens: layer + 1, input: "x\(layer)") }
  }

  /// The products of MiniLM's parameters on 128 tokens, their values those of the trained network in a file. Attention is left
  /// out: nothing says what its factors are.
  static func trainedProducts(values path: String) -> String {
    let products = [
      ("query", 384, 384), ("key", 384, 384), ("value", 384, 384), ("attention_output", 384, 384),
      ("expand", 384, 1536), ("contract", 1536, 384),
    ]
    let lines = (0..<6).flatMap { layer in
      products.map { name, k, n in
        "  - {name: layer.\(layer).\(name), op: matmul, input: x\(k), m: 128, k: \(k), n: \(n), "
          + "weight: {values: \"\(path)#layer.\(layer).\(name).weight\"}}"
      }
    }
    return """
      network: minilm_products
      formats: {input: int8, weight: int8, output: int8}
      inputs:
        x384: {elements: 49152, sparsity: {pattern: uniform, density: 0.5}}
        x1536: {elements: 196608, sparsity: {pattern: uniform, density: 0.5}}
      operators:
      \(lines.joined(separator: "\n"))

      """
  }

  private static let (width, heads) = (256, 4)

  private static func text(
    network: String, _ layer: (Int) -> (tokens: Int, input: String)
  ) -> String {
    let all = (0..<layers).map(layer)
    let inputs = all.enumerated().filter { $1.input == "x\($0)" }.map {
      "  x\($0): {elements: \($1.tokens * width)}"
    }
    let lines = all.enumerated().flatMap { operators($0, tokens: $1.tokens, input: $1.input) }
    return """
      network: \(network)
      formats: {input: int8, weight: int8, output: int8}
      inputs:
      \(inputs.joined(separator: "\n"))
      operators:
      \(lines.joined(separator: "\n"))

      """
  }

  private static func operators(_ layer: Int, tokens: Int, input: String) -> [String] {
    func product(_ name: String, of input: String, epilogue: String = "bias") -> String {
      "{name: \(name)\(layer), op: matmul, input: \(input), m: \(tokens), k: \(width), n: \(width), "
        + "epilogue: [\(epilogue)]}"
    }
    let head = width / heads
    return [
      product("query", of: input), product("key", of: input), product("value", of: input),
      "{name: scores\(layer), op: matmul, input: {tensor: query\(layer), order: m_batch_k}, "
        + "weight: {tensor: key\(layer), order: n_batch_k}, batch: \(heads), m: \(tokens), k: \(head), n: \(tokens)}",
      "{name: probabilities\(layer), op: softmax, input: scores\(layer), rows: \(heads * tokens), columns: \(tokens)}",
      "{name: context\(layer), op: matmul, input: probabilities\(layer), "
        + "weight: {tensor: value\(layer), order: k_batch_n}, output: {order: m_batch_n}, batch: \(heads), "
        + "m: \(tokens), k: \(tokens), n: \(head)}",
      product("output", of: "context\(layer)"),
      product("feed_forward", of: "output\(layer)", epilogue: "bias, gelu"),
    ].map { "  - " + $0 }
  }
}
