import Workloads

extension ReferencePoint {
  /// Operations, bytes and intensities of "AI and Memory Wall", by the figures that `ridgeline show` prints.
  static let memoryWall = memoryWallIntensities + memoryWallGeneration

  /// BERT-base: the three columns of products. Of 512 tokens only one intensity is at hand in print.
  private static let memoryWallIntensities = [
    intensity(tokens: 128, of: "projections", theirs: 192),
    intensity(tokens: 128, of: "attention", theirs: 63.62),
    intensity(tokens: 128, of: "feed_forward", theirs: 211.86),
    intensity(tokens: 512, of: "feed_forward", theirs: 558.54),
    intensity(tokens: 4096, of: "projections", theirs: 702.17),
    intensity(tokens: 4096, of: "attention", theirs: 123.63),
    intensity(tokens: 4096, of: "feed_forward", theirs: 1068.52),
  ]

  /// An intensity that is printed with two decimals, of which some are cut and not rounded.
  private static func intensity(tokens: Int, of phase: String, theirs: Double) -> ReferencePoint {
    ReferencePoint(
      name: "wall_bert_\(tokens)_\(phase)", figure: "op/B", theirs: theirs, kind: .analytic,
      source:
        "Kim et al., Full Stack Optimization of Transformer Inference, 2023, arXiv:2302.14017: arithmetic "
        + "intensity of BERT-base at as many tokens as the name says, one byte an element",
      tolerance: 0.01 / theirs, why: "two decimals are printed, rounded or cut: one unit of the last"
    ) { files in
      let phases = try files.trace("bert_base_\(tokens)").productTotalsByPhase
      return phases.first { $0.phase == phase }?.totals.intensity ?? 0
    }
  }

  /// GPT-2 one token after the other: operations and bytes in thousands of millions.
  private static let memoryWallGeneration = [
    (tokens: 128, operations: 22, bytes: 11.1), (256, 45, 22.5), (512, 92, 46.2), (1024, 194, 97.3),
    (2048, 428, 214.3), (4096, 1012, 507.8),
  ].flatMap { tokens, operations, bytes in
    [
      generation(tokens: tokens, "operations", "Gop", theirs: operations) { $0.operations },
      generation(tokens: tokens, "bytes", "GB", theirs: bytes) { $0.bytes },
    ]
  }

  private static func generation(
    tokens: Int, _ what: String, _ figure: String, theirs: Double,
    _ value: @escaping @Sendable (ProductTotals) -> Double
  ) -> ReferencePoint {
    ReferencePoint(
      name: "wall_gpt2_\(tokens)_\(what)", figure: figure, theirs: theirs, kind: .analytic,
      source:
        "Gholami et al., AI and Memory Wall, 2024, arXiv:2403.14123: GPT-2 at as many tokens as the name says, "
        + "one after the other, one byte an element",
      tolerance: 0.01,
      why: "printed rounded, and probably with what is no product (softmax, norms, GELU, additions), as its "
        + "totals of BERT are"
    ) { files in
      let phases = try files.trace("gpt2_small_generation").productTotalsByPhase
      return phases.first { $0.phase == "tokens_\(tokens)" }.map { value($0.totals) / 1e9 } ?? 0
    }
  }
}
