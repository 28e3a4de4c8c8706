import Hardware
import Workloads

extension ReferencePoint {
  /// FlightLLM as it is simulated here beside more of its authors' model, and beside what the paper claims of its parts.
  static let flightLLMClaims =
    flightLLMProfiled + [flightLLMSparseChain, flightLLMBandwidth, flightLLMOverA100]

  private static let profiler =
    "the profiler of github.com/FlightLLM/flightllm_test_demo at 4a96251"

  private static let flightLLMProfiled = [
    ReferencePoint(
      name: "flightllm_vhk158_prefill_128", figure: "ms", theirs: 289.882369, kind: .simulator,
      source: "\(profiler): a prefill of 128 tokens", tolerance: 0.10,
      why:
        "a model beside a model: theirs divides the work of four cores by 3.2, a fifth less than four could do; ours loses 13 % at barriers and in waiting"
    ) { files in try await milliseconds(of: FlightLLMModel.prefill(128), on: files.design("flightllm_vhk158"))
    },
    profiledStep(512, 9.809803, tolerance: 0.10), profiledStep(1_024, 10.615256, tolerance: 0.15),
    profiledStep(2_048, 12.226162, tolerance: 0.20),
  ]

  /// What grows with the length is the value cache, whose rows are tokens.
  private static func profiledStep(_ context: Int, _ theirs: Double, tolerance: Double) -> ReferencePoint {
    ReferencePoint(
      name: "flightllm_vhk158_\(context)", figure: "ms", theirs: theirs, kind: .simulator,
      source: "\(profiler): a decode step at \(context) tokens", tolerance: tolerance,
      why:
        "a value cache whose rows are tokens is read in pieces of 128 B, 4 KiB apart, which theirs moves in whole runs; so ours is the further above the longer the sequence (docs/language-models.md)"
    ) { files in
      try await milliseconds(
        of: FlightLLMModel.decode(context: context), on: files.design("flightllm_vhk158"))
    }
  }

  private static let flightLLMSparseChain = ReferencePoint(
    name: "flightllm_u280_sparse_chain", figure: "times", theirs: 1.6, kind: .silicon,
    source: "Zeng et al., FlightLLM, FPGA'24: 1.6 times the computation by its sparse chain", tolerance: 0.20,
    why:
      "the paper states neither length nor zeros; a decode step at 128 tokens with weights of which 8 of 16 are zero, over the same without the multiplexer, whose embedding and head are dense in both",
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
    let design = try files.design("flightllm_u280")
    let result = try await Replayer.run(
      trace: try FlightLLMModel.decode(context: 128, sparsity: "8:16"), design: design,
      options: ReplayOptions(findsMemoryWall: false)
    ).total.record
    let bytes = result.memories[0].readBytes.reduce(0, +) + result.memories[0].writeBytes.reduce(0, +)
    return 100 * Double(bytes) * Double(design.clock.hertz) / Double(result.cycles) / 460e9
  }

  private static let flightLLMOverA100 = ReferencePoint(
    name: "flightllm_vhk158_over_a100", figure: "times", theirs: 1.2, kind: .simulator,
    source:
      "Zeng et al., FlightLLM, FPGA'24: 1.2 times an A100's throughput, whose 86 to 89 tokens a second (vLLM) are beside the profiler",
    tolerance: 0.10,
    why:
      "ours is simulated at 384 tokens, the middle of 128 in and 512 out, over 87.5 tokens a second as published"
  ) { files in
    1e3
      / (try await milliseconds(of: FlightLLMModel.decode(context: 384), on: files.design("flightllm_vhk158")))
      / 87.5
  }

  private static func milliseconds(of trace: Trace, on design: Design) async throws -> Double {
    1e3 * (try await cycles(of: trace, on: design)) / Double(design.clock.hertz)
  }
}
