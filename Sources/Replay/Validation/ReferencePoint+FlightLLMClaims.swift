import Hardware
import Workloads

extension ReferencePoint {
  /// FlightLLM as it is simulated here beside more of its authors' model, and beside what the paper claims of its parts: but for the bandwidth, which the 5 % hold that were allowed before, nothing is claimed.
  static let flightLLMClaims =
    flightLLMProfiled + [flightLLMSparseChain, flightLLMBandwidth, flightLLMOverA100] + flightLLMBeside

  private static let profiler =
    "the profiler of github.com/FlightLLM/flightllm_test_demo at 4a96251"

  private static let flightLLMProfiled = [
    ReferencePoint(
      name: "flightllm_vhk158_prefill_128", figure: "ms", theirs: 289.882369, relation: .beside,
      kind: .simulator, source: "\(profiler): a prefill of 128 tokens",
      why:
        "a model beside a model: theirs divides the work of four cores by 3.2, a fifth less than four could do; ours loses 13 % at barriers and in waiting"
    ) { files in try await milliseconds(of: FlightLLMModel.prefill(128), on: files.design("flightllm_vhk158"))
    },
    profiledStep(512, 9.809803), profiledStep(1_024, 10.615256), profiledStep(2_048, 12.226162),
    profiledStep(512, 9.809803, heads: true), profiledStep(1_024, 10.615256, heads: true),
    profiledStep(2_048, 12.226162, heads: true), countersWithHeads,
  ]

  /// What grows with the length is attention, a head's keys and values of which lie in one pseudo-channel of HBM each.
  private static func profiledStep(
    _ context: Int, _ theirs: Double, heads: Bool = false
  ) -> ReferencePoint {
    ReferencePoint(
      name: "flightllm_vhk158_\(heads ? "heads_" : "")\(context)", figure: "ms", theirs: theirs,
      relation: .beside, kind: .simulator, source: "\(profiler): a decode step at \(context) tokens",
      why: heads
        ? "shows what the points without tiles of 16 heads are above for; no prediction, as it was set when that was known"
        : "each head's keys lie in one of HBM's 32 pseudo-channels, and its values likewise; tiles of eight heads (at 2,048 tokens of 16 of "
          + "keys and four of values) keep no more than as many busy, and theirs moves both in whole runs; so ours is the further above the "
          + "longer the sequence (docs/language-models.md)",
      variant: heads ? "flightllm_vhk158_heads: tiles of up to 16 heads" : nil
    ) { files in
      try await milliseconds(
        of: FlightLLMModel.decode(context: context),
        on: files.design(heads ? "flightllm_vhk158_heads" : "flightllm_vhk158"))
    }
  }

  private static let countersWithHeads = ReferencePoint(
    name: "flightllm_u280_heads_512", figure: "cycles", theirs: 4_272_163, relation: .beside, kind: .silicon,
    source: "cycle counters of a U280 at 512 tokens, as of flightllm_u280_512",
    why:
      "the counters lie between the rule's tiles of two heads of keys and those of 16, which were set when these counters were known",
    variant: "flightllm_u280_measured_heads: tiles of up to 16 heads"
  ) { files in
    try await cycles(
      of: FlightLLMModel.decode(context: 512), on: files.design("flightllm_u280_measured_heads"))
  }

  private static let flightLLMSparseChain = ReferencePoint(
    name: "flightllm_u280_sparse_chain", figure: "times", theirs: 1.6, relation: .beside, kind: .silicon,
    source: "Zeng et al., FlightLLM, FPGA'24: 1.6 times the computation by its sparse chain",
    why:
      "theirs is of the computation, and states neither length nor zeros; ours is of the time of a step at 128 tokens, weights of which 8 of 16 are zero, whose barriers and waiting for HBM stay, as do a dense embedding and head",
    variant: "flightllm_u280_dense beside it"
  ) { files in
    let trace = try FlightLLMModel.decode(context: 128, sparsity: "8:16")
    let dense = try await cycles(of: trace, on: files.design("flightllm_u280_dense"))
    return dense / (try await cycles(of: trace, on: files.design("flightllm_u280")))
  }

  private static let flightLLMBandwidth = ReferencePoint(
    name: "flightllm_u280_bandwidth", figure: "% of 460 GB/s", theirs: 65.9, kind: .silicon,
    source: "Zeng et al., FlightLLM, FPGA'24: 65.9 % of HBM's bandwidth with all of its means",
    tolerance: 0.05,
    why:
      "the paper states neither length nor zeros; a decode step at 128 tokens with weights of which 8 of 16 are zero"
  ) { files in
    try await hbmShare(
      of: FlightLLMModel.decode(context: 128, sparsity: "8:16"), on: files.design("flightllm_u280"))
  }

  /// The share of a U280's 460 GB/s that a trace reaches, in percent.
  static func hbmShare(of trace: Trace, on design: Design) async throws -> Double {
    let result = try await Replayer.run(
      trace: trace, design: design, options: ReplayOptions(findsMemoryWall: false)
    ).total.record
    let bytes = result.memories[0].readBytes.reduce(0, +) + result.memories[0].writeBytes.reduce(0, +)
    return 100 * Double(bytes) * Double(design.clock.hertz) / Double(result.cycles) / 460e9
  }

  private static let flightLLMOverA100 = ReferencePoint(
    name: "flightllm_vhk158_over_a100", figure: "times", theirs: 1.2, relation: .beside,
    kind: .simulator,
    source:
      "Zeng et al., FlightLLM, FPGA'24: 1.2 times an A100's throughput, whose 86 to 89 tokens a second (vLLM) are beside the profiler",
    why:
      "theirs is of lengths that are not stated; ours is simulated at 384 tokens, the middle of 128 in and 512 out, over 87.5 tokens a second as published"
  ) { files in
    1e3
      / (try await milliseconds(of: FlightLLMModel.decode(context: 384), on: files.design("flightllm_vhk158")))
      / FlightLLMRival.a100.tokens
  }

  private static func milliseconds(of trace: Trace, on design: Design) async throws -> Double {
    1e3 * (try await cycles(of: trace, on: design)) / Double(design.clock.hertz)
  }
}
