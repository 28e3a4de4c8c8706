import Documents
import Hardware
import Workloads

extension ReferencePoint {
  /// FlightLLM as it is simulated here: chains of DSPs behind cycle-level HBM, without any factor of its authors' model.
  static let flightLLMSimulated =
    [
      flightLLMDecode, flightLLMTokens, flightLLMBound,
    ] + flightLLMCounters + flightLLMClaims

  private static let flightLLMDecode = ReferencePoint(
    name: "flightllm_vhk158_144", figure: "ms", theirs: 9.281941, kind: .simulator,
    source:
      "the profiler of github.com/FlightLLM/flightllm_test_demo at 4a96251: a decode step at 144 tokens",
    tolerance: 0.05,
    why:
      "a model beside a model; none of its factors is here, but the tiles' channels were chosen with the U280's time in view. At 512, 1,024 and 2,048 tokens ours are 8, 12 and 16 % above, as the "
      + "rule's tiles of few heads read keys and values from few pseudo-channels (docs/language-models.md)"
  ) { files in try await milliseconds(files.design("flightllm_vhk158"), context: 144) }

  /// The board's counters at the ends of what is published: the first sets a number, the second is predicted with it.
  private static let flightLLMCounters = [
    counters(
      128, 3_937_100, "3,937,100 to 3,938,548", why: "the requests under way were set by this point",
      isCalibration: true),
    counters(
      512, 4_272_163, "4,272,163 to 4,272,339",
      why:
        "a prediction: the requests under way are those of 128 tokens, and these counters were found after all else was set"
    ),
  ]

  private static func counters(
    _ context: Int, _ theirs: Double, _ range: String, why: String, isCalibration: Bool = false
  ) -> ReferencePoint {
    ReferencePoint(
      name: "flightllm_u280_\(context)", figure: "cycles", theirs: theirs, kind: .silicon,
      source:
        "cycle counters of a U280 with the authors' bitstream, a decode step, run and read by a third party (Zenodo, record "
        + "10462167, decode_token_\(context)_ae): \(range) at \(context) tokens",
      tolerance: 0.05, why: why, isCalibration: isCalibration,
      variant: "flightllm_u280_measured: \(calibratedOutstanding) requests under way to HBM in place of 2,048"
    ) { files in
      try await cycles(
        of: FlightLLMModel.decode(context: context), on: files.design("flightllm_u280_measured"))
    }
  }

  private static let flightLLMTokens = ReferencePoint(
    name: "flightllm_u280_tokens_per_s", figure: "tokens/s", theirs: 55, kind: .silicon,
    source: "Zeng et al., FlightLLM, FPGA'24, figure 1: about 55 tokens a second on a U280",
    tolerance: 0.05,
    why:
      "no pass: read off a figure that states no length; at 384 tokens, the middle of 128 in and 512 out, which was chosen when it was "
      + "known that at 512 it is 8 % below (where the counters have 52.7)", isCalibration: true,
    variant: "flightllm_u280_measured, as the counters at 128 tokens set it"
  ) { files in
    let time = try await milliseconds(files.design("flightllm_u280_measured"), context: 384)
    return 1e3 / time
  }

  private static let flightLLMBound = ReferencePoint(
    name: "flightllm_u280_bound_128", figure: "ms",
    theirs: 1e3 * Double(FlightLLMModel.stepBytes(context: 128)) / 460e9, relation: .atLeast, kind: .analytic,
    source: "bytes of weights and caches of a decode step of LLaMA2-7B at 128 tokens over 460 GB/s",
    tolerance: 1, why: "a bound, so nothing may be below; above it is the array, which is slower",
    variant: "HBM as a flat memory of 460 GB/s"
  ) { files in try await milliseconds(flat(files), context: 128) }

  /// Requests under way at which the U280's counters at 128 tokens come out: what `flightllm_u280_measured` has.
  static let calibratedOutstanding = 628

  private static func flat(_ files: ReferenceFiles) throws -> Design {
    let memory =
      "memories.hbm={type: bandwidth, bandwidth: 460 GB/s, latency: 150 ns, outstanding: 4096, request: 64 B}"
    return try files.design("flightllm_u280", settings: [memory, "energy=null"])
  }

  private static func milliseconds(_ design: Design, context: Int) async throws -> Double {
    let count = try await cycles(of: FlightLLMModel.decode(context: context), on: design)
    return 1e3 * count / Double(design.clock.hertz)
  }
}

/// LLaMA2-7B as FlightLLM runs it: weights of four bits, caches and activations of eight.
enum FlightLLMModel {
  private static let configuration = Node.mapping([
    "model_type": .text("llama"), "vocab_size": .integer(32_000), "hidden_size": .integer(4_096),
    "intermediate_size": .integer(11_008), "num_hidden_layers": .integer(32),
    "num_attention_heads": .integer(32),
    "max_position_embeddings": .integer(4_096),
  ])

  /// A step that makes one token and attends to so many.
  static func decode(
    context: Int, weights: String = "int4", others: String = "int8", sparsity: String? = nil
  ) throws(ReplayError) -> Trace {
    try trace(.decode(1, behind: context - 1), weights: weights, others: others, sparsity: sparsity)
  }

  /// So many tokens that go through the model together.
  static func prefill(_ tokens: Int) throws(ReplayError) -> Trace {
    try trace(.prefill(tokens), weights: "int4", others: "int8", sparsity: nil)
  }

  private static func trace(
    _ run: LanguageModelRun, weights: String, others: String, sparsity: String?
  ) throws(ReplayError) -> Trace {
    try ReferenceFiles.required { findings in
      LanguageModel.decode(configuration, findings: findings).flatMap {
        $0.trace(
          of: run,
          formats: LanguageModelFormats(
            weights: .text(weights), cache: .text(others), activations: .text(others),
            sparsity: sparsity.flatMap {
              LanguageModelFormats.pattern($0, option: "--sparsity", findings: findings)
            }),
          network: "llama2_7b", node: configuration, findings: findings)
      }.flatMap { TraceDecoder.decode($0, seed: 0, findings: findings) }
    }
  }

  /// The same for generations, whose steps make their own traces.
  static func generated() throws(ReplayError) -> GeneratedModel {
    let model = try ReferenceFiles.required { LanguageModel.decode(configuration, findings: $0) }
    return GeneratedModel(
      model: model, node: configuration, name: "llama2_7b",
      formats: LanguageModelFormats(
        weights: .text("int4"), cache: .text("int8"), activations: .text("int8")))
  }

  /// Bytes of the products' weights, and of the caches as far as they are read, of such a step.
  static func stepBytes(context: Int) -> Int { 6_607_077_376 / 2 + 2 * 32 * context * 4_096 }
}
