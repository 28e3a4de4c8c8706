import Hardware
import Workloads

extension ReferencePoint {
  /// FlightLLM: its authors' own model, and what is simulated beside it.
  static let flightLLM = flightLLMProfile + flightLLMSimulated

  private static let flightLLMSource =
    "Zeng et al., FlightLLM, FPGA'24, arXiv:2401.03868; tables of github.com/FlightLLM/flightllm_test_demo at 4a96251"

  /// The authors' profiler, with its own efficiencies and its factor of 3.2: a model beside a model.
  private static let flightLLMProfile: [ReferencePoint] = {
    var points: [ReferencePoint] = []
    let decode: [(context: Int, theirs: Double)] = [
      (144, 9.281941), (512, 9.809803), (1024, 10.615256), (2048, 12.226162),
    ]
    for (context, theirs) in decode {
      points.append(
        profile("flightllm_profile_decode_\(context)", "ms", theirs) {
          FlightLLMProfile.decode(context: context).milliseconds
        })
    }
    let prefill: [(tokens: Int, theirs: Double)] = [(128, 289.882369), (512, 1181.419287)]
    for (tokens, theirs) in prefill {
      points.append(
        profile("flightllm_profile_prefill_\(tokens)", "ms", theirs) {
          FlightLLMProfile.prefill(tokens: tokens).milliseconds
        })
    }
    let whole: [(output: Int, theirs: Double)] = [(512, 4946.4), (1024, 10318.6), (1536, 16103.1)]
    for (output, theirs) in whole {
      points.append(
        profile("flightllm_profile_128_\(output)", "ms", theirs) { generation(prompt: 128, output: output) })
    }
    points.append(
      profile("flightllm_profile_instructions", "instructions", 103_765, tolerance: 0) {
        Double(FlightLLMProfile.decode(context: 144).instructions)
      })
    points.append(
      profile("flightllm_profile_prefill_instructions", "instructions", 1_825_930, tolerance: 0) {
        Double(FlightLLMProfile.prefill(tokens: 128).instructions)
      })
    return points
  }()

  private static func profile(
    _ name: String, _ figure: String, _ theirs: Double, tolerance: Double = 0.01,
    _ value: @escaping @Sendable () -> Double
  ) -> ReferencePoint {
    ReferencePoint(
      name: name, figure: figure, theirs: theirs, kind: .simulator, source: flightLLMSource,
      tolerance: tolerance,
      why:
        "the authors' model with their parameters (same_channel_efficiency 0.7, cross_channel_efficiency 0.35, "
        + "correction_factor 3.2): it says nothing of ours; which blocks of scores their masks drop is left out"
    ) { _ in value() }
  }

  /// Milliseconds of all decode steps, each at the next multiple of 16.
  private static func generation(prompt: Int, output: Int) -> Double {
    var times: [Int: Double] = [:]
    return (1...output).reduce(0) { sum, token in
      let context = (prompt + token + 15) / 16 * 16
      let time = times[context] ?? FlightLLMProfile.decode(context: context).milliseconds
      times[context] = time
      return sum + time
    }
  }
}
