import Hardware

extension ReferencePoint {
  /// What the paper says of FlightLLM beside GPUs, end to end and without its means, beside ours, of which nothing is claimed.
  static let flightLLMBeside = [
    flightLLMEndToEnd, flightLLMOverV100S, flightLLMCost(over: .v100s, 1.8),
    flightLLMCost(over: .a100, 1.4), flightLLMWithoutChain, flightLLMOffChip,
  ]

  private static let paper = "Zeng et al., FlightLLM, FPGA'24"
  private static let ablation = "\(paper): 35.6 % of HBM's bandwidth without any of its means"
  private static let lengths =
    "ours is simulated at 128 in and 512 out, and theirs states no length; what is of the GPU is published or declared, and in both"

  private static let flightLLMEndToEnd = ReferencePoint(
    name: "flightllm_vhk158_128_512", figure: "tokens/s", theirs: 512 / 4.9464, relation: .beside,
    kind: .simulator,
    source:
      "the profiler of github.com/FlightLLM/flightllm_test_demo at 4a96251: 512 steps behind 128 tokens in 4,946.4 ms, by programs for every 16 tokens",
    why:
      "keys and values lie in few of HBM's pseudo-channels here (flightllm_vhk158_512), and are moved in whole runs there; a model beside a model"
  ) { files in try await tokens("flightllm_vhk158", files) }

  private static let flightLLMOverV100S = ReferencePoint(
    name: "flightllm_u280_over_v100s", figure: "times the tokens a second", theirs: 55.0 / 45,
    relation: .beside, kind: .silicon,
    source: "\(paper), figure 1: about 55 tokens a second beside about 45; ours over the same 45",
    why: lengths, variant: "flightllm_u280_measured"
  ) { files in try await tokens("flightllm_u280_measured", files) / FlightLLMRival.v100s.tokens }

  private static func flightLLMCost(over gpu: FlightLLMRival, _ theirs: Double) -> ReferencePoint {
    ReferencePoint(
      name: "flightllm_u280_cost_over_\(gpu.name)", figure: "times the tokens a second for a dollar",
      theirs: theirs, relation: .beside, kind: .silicon,
      source: "\(paper): cost efficiency over this GPU's; of the GPU \(gpu.price)",
      why: "the board's price is from memory; \(lengths)", variant: "flightllm_u280_measured"
    ) { files in
      guard let price = try files.design("flightllm_u280_measured").board?.board.price
      else { throw ReplayError.unsuitable([]) }
      let ratio = try await tokens("flightllm_u280_measured", files) / gpu.tokens
      return ratio * gpu.dollars / Double(price)
    }
  }

  private static let flightLLMWithoutChain = ReferencePoint(
    name: "flightllm_u280_dense_bandwidth", figure: "% of 460 GB/s", theirs: 35.6, relation: .beside,
    kind: .silicon, source: ablation,
    why:
      "theirs lacks its other means, too, and states neither length nor zeros; ours is the point flightllm_u280_bandwidth without the multiplexer alone",
    variant: "flightllm_u280_dense"
  ) { files in
    try await hbmShare(
      of: FlightLLMModel.decode(context: 128, sparsity: "8:16"), on: files.design("flightllm_u280_dense"))
  }

  private static let flightLLMOffChip = ReferencePoint(
    name: "flightllm_u280_offchip_bandwidth", figure: "% of 460 GB/s", theirs: 35.6, relation: .beside,
    kind: .silicon, source: ablation,
    why:
      "activations of one token are few, and leave here in whole pieces: they cost 1 % of a step at 128 tokens; theirs lacks its other means, too",
    variant: "flightllm_u280_offchip"
  ) { files in
    try await hbmShare(of: FlightLLMModel.decode(context: 128), on: files.design("flightllm_u280_offchip"))
  }

  private static let request = GenerationRequest(prompt: 128, output: 512, lengthBucket: 16)

  /// Tokens a second of all steps of a generation that is simulated.
  private static func tokens(_ name: String, _ files: ReferenceFiles) async throws -> Double {
    try await QuantizedTotals.shared.total("\(name), 128 in and 512 out") {
      let result = try await Generator.run(
        FlightLLMModel.generated(), request, on: files.design(name),
        options: ReplayOptions(findsMemoryWall: false))
      return result.decodeTokensPerSecond ?? 0
    }
  }
}

/// What is published or declared of a GPU that FlightLLM is compared with; nothing of it is simulated.
struct FlightLLMRival {
  let name: String
  let tokens: Double
  let watts: Double
  let dollars: Double
  let power: String
  let price: String

  static let v100s = FlightLLMRival(
    name: "v100s", tokens: 45, watts: 220, dollars: 12_000,
    power: "about 220 W at about 45 tokens a second (figure 1)",
    price: "about 12,000 dollars and 45 tokens a second (figure 1)")
  static let a100 = FlightLLMRival(
    name: "a100", tokens: 87.5, watts: 250, dollars: 17_000,
    power: "250 W, declared, at 86 to 89 tokens a second (vLLM, beside the authors' profiler)",
    price: "17,000 dollars, declared, and 86 to 89 tokens a second (vLLM, beside the authors' profiler)")
}
