import Hardware

extension ReferencePoint {
  /// What the paper says of FlightLLM beside GPUs, end to end and without its means, beside ours, of which nothing is claimed.
  static let flightLLMBeside = [
    flightLLMEndToEnd, flightLLMOverV100S, flightLLMCost(over: "v100s", 1.8),
    flightLLMCost(over: "a100", 1.4), flightLLMWithoutChain, flightLLMOffChip,
  ]

  private static let paper = "Zeng et al., FlightLLM, FPGA'24"
  private static let ablation = "\(paper): 35.6 % of HBM's bandwidth without any of its means"
  private static let declared =
    "the GPU is declared, with all of its bandwidth, and flightllm_u280 has more requests under way than the board's "
    + "counters show"

  private static let flightLLMEndToEnd = ReferencePoint(
    name: "flightllm_vhk158_128_512", figure: "tokens/s", theirs: 512 / 4.9464, relation: .beside,
    kind: .simulator,
    source:
      "the profiler of github.com/FlightLLM/flightllm_test_demo at 4a96251: 512 steps behind 128 tokens in 4,946.4 ms, by programs for every 16 tokens",
    why:
      "a value cache whose rows are tokens is read in pieces of 128 B here, and in whole runs there; a model beside a model"
  ) { files in try await tokens("flightllm_vhk158", files) }

  private static let flightLLMOverV100S = ReferencePoint(
    name: "flightllm_u280_over_v100s", figure: "times the tokens a second", theirs: 55.0 / 45,
    relation: .beside, kind: .silicon,
    source: "\(paper), figure 1: about 55 tokens a second beside about 45; ours at 128 in, 512 out",
    why:
      "\(declared); with 628 and the 43 % of the bandwidth that the paper measured at most it is 1.4"
  ) { files in
    try await tokens("flightllm_u280", files) / (try declaredTokens("v100s", files))
  }

  private static func flightLLMCost(over gpu: String, _ theirs: Double) -> ReferencePoint {
    ReferencePoint(
      name: "flightllm_u280_cost_over_\(gpu)", figure: "times the tokens a second for a dollar",
      theirs: theirs, relation: .beside, kind: .silicon,
      source: "\(paper): cost efficiency over this GPU's; ours at 128 in, 512 out",
      why: "all prices are from memory, \(declared) (docs/language-models.md has the others)"
    ) { files in
      guard let price = try files.design("flightllm_u280").board?.board.price,
        let other = try files.declaredMachine(gpu).price
      else { throw ReplayError.unsuitable([]) }
      let ratio = try await tokens("flightllm_u280", files) / (try declaredTokens(gpu, files))
      return ratio * Double(other) / Double(price)
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

  /// The same of a machine that is only declared, in the format that it declares.
  private static func declaredTokens(_ name: String, _ files: ReferenceFiles) throws -> Double {
    let machine = try files.declaredMachine(name)
    return try Generator.run(FlightLLMModel.generated(), request, on: machine).decodeTokensPerSecond ?? 0
  }
}
