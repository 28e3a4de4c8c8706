import Hardware
import Workloads

extension ReferencePoint {
  /// Cycles of one processing element of Eyeriss v2 on four layers of a sparse MobileNet, with the masks that Sparseloop
  /// was held against.
  static let eyerissV2 = [
    eyerissV2("L07", cycles: 1_702_140), eyerissV2("L13", cycles: 1_144_158),
    eyerissV2("L21", cycles: 1_677_684), eyerissV2("L25", cycles: 948_572),
  ]

  private static func eyerissV2(_ layer: String, cycles: Int) -> ReferencePoint {
    ReferencePoint(
      name: "eyeriss_v2_pe_\(layer)", figure: "cycles", theirs: Double(cycles), kind: .simulator,
      source: "Wu et al., Sparseloop, MICRO 2022, figure 12: micro22-sparseloop-artifact, "
        + "fig12_eyerissv2_pe_setup, ground_truth_cycles.yaml, and the masks beside it",
      tolerance: 0, why: "one multiplier, no memory: both count the pairs without a zero"
    ) { files in
      var trace = try files.trace("eyeriss_v2_mobilenet")
      trace.operators = trace.operators.filter { $0.name == layer }
      return try await Self.cycles(of: trace, on: files.design("eyeriss_v2_pe"))
    }
  }
}
