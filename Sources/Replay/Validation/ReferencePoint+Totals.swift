import Workloads

extension ReferencePoint {
  /// Parameters and multiply-accumulates of the networks that ship, against what is published of them.
  static let totals = [
    total(
      "resnet50_parameters", "resnet50", .parameters, theirs: 25_557_032, source: "torchvision, resnet50"),
    total(
      "resnet50_macs", "resnet50", .macs, theirs: 4.089e9, digits: 4, source: "torchvision, resnet50 (_ops)"),
    total(
      "mobilenet_v1_parameters", "mobilenet_v1", .parameters, theirs: 4_231_976,
      source: "Keras, MobileNet: trainable parameters; running statistics of batch norms are none here"),
    total(
      "mobilenet_v1_macs", "mobilenet_v1", .macs, theirs: 569e6, digits: 3,
      source: "Howard et al., MobileNets, 2017, arXiv:1704.04861, table 4"),
    total(
      "llama2_7b_parameters", "llama2_7b_decode", .parameters, theirs: Double(LLaMA2.parameters),
      source: "\(LLaMA2.source): 32 (4 d^2 + 3 d f + 2 d) + 2 v d + d"),
    total(
      "llama2_7b_macs", "llama2_7b_decode", .macs, theirs: Double(LLaMA2.macs),
      source: "\(LLaMA2.source): 32 (4 d^2 + 3 d f + 2 x 1024 d) + v d"),
  ]

  private enum Total: String {
    case parameters
    case macs = "MACs"
  }

  /// A total that is published exactly, or with so many digits.
  private static func total(
    _ name: String, _ trace: String, _ total: Total, theirs: Double, digits: Int? = nil, source: String
  ) -> ReferencePoint {
    var tolerance = 0.0
    if let digits {
      // Half a unit of the last digit.
      var unit = 0.5
      while unit * 10 < theirs { unit *= 10 }
      for _ in 1..<digits { unit /= 10 }
      tolerance = unit / theirs
    }
    return ReferencePoint(
      name: name, figure: total.rawValue, theirs: theirs, kind: .analytic, source: source,
      tolerance: tolerance, why: digits.map { "published with \($0) digits" } ?? "both count one structure"
    ) { files in
      let trace = try files.trace(trace)
      return Double(total == .macs ? trace.denseMACs : trace.parameters)
    }
  }
}

/// LLaMA2-7B from its published hyperparameters: one token after 1,023 others.
enum LLaMA2 {
  static let source = "Touvron et al., Llama 2, 2023, arXiv:2307.09288; d = 4096, f = 11008, v = 32000"

  private static let (layers, width, inner, words, tokens) = (32, 4096, 11_008, 32_000, 1024)
  private static let matrices = 4 * width * width + 3 * width * inner

  static let parameters = layers * (matrices + 2 * width) + 2 * words * width + width
  static let macs = layers * (matrices + 2 * tokens * width) + words * width

  /// Bytes of weights and caches that a step cannot do without, at one byte each: one row of the embedding, all
  /// other parameters, all keys and values read, and those of the new token written.
  static let stepBytes = parameters - (words - 1) * width + layers * 2 * (tokens + 1) * width
}
