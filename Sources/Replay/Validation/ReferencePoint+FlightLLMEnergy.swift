import Documents
import Hardware
import Workloads

extension ReferencePoint {
  /// What a token takes on FlightLLM's U280, and how many times less that is than GPUs'.
  static let flightLLMEnergy = [
    ReferencePoint(
      name: "flightllm_u280_joules_per_token", figure: "J a token", theirs: 45.0 / 55, relation: .beside,
      kind: .silicon,
      source: "\(flightLLMPaper), figure 1: about 45 W at about 55 tokens a second; ours at 384 tokens",
      why: "\(assumed), and 45 W are a board's", variant: requests
    ) { files in try await joules(files) },
    lessThan(.v100s, 6.0), lessThan(.a100, 4.2),
  ]

  private static let flightLLMPaper = "Zeng et al., FlightLLM, FPGA'24"
  private static let assumed =
    "no vendor publishes what an action of an FPGA takes: fpga_16nm is derived from powers of test kernels, and 15 W are assumed"
  private static let requests = "flightllm_u280_measured, as the counters at 128 tokens set it"

  private static func lessThan(_ gpu: FlightLLMRival, _ theirs: Double) -> ReferencePoint {
    ReferencePoint(
      name: "flightllm_u280_less_than_\(gpu.name)", figure: "times less energy a token", theirs: theirs,
      relation: .beside, kind: .silicon,
      source:
        "\(flightLLMPaper): energy efficiency over this GPU's; ours at 384 tokens, simulated, and of the GPU \(gpu.power)",
      why: "\(assumed), and lacks what the board takes around it: 45 W are published, and ours come to 31",
      variant: requests
    ) { files in gpu.watts / gpu.tokens / (try await joules(files)) }
  }

  /// Joules of a step behind 384 tokens.
  private static func joules(_ files: ReferenceFiles) async throws -> Double {
    try await QuantizedEnergies.shared.energies("flightllm at 384") {
      let design = try files.design("flightllm_u280_measured")
      let total = try await Replayer.run(
        trace: FlightLLMModel.decode(context: 384), design: design,
        options: ReplayOptions(findsMemoryWall: false)
      ).total
      var energies = ComponentEnergies()
      for one in total.figures.energyPicojoules?.components ?? [] { energies.add(one.picojoules, one.name) }
      return energies
    }.sum() * 1e-12
  }
}
