import Hardware
import Workloads

extension ReferencePoint {
  /// Cycles of one processing element of Eyeriss v2 on four layers of a sparse MobileNet, with the masks that Sparseloop
  /// was held against.
  static let eyerissV2 = eyerissV2Layers.flatMap {
    [pairs($0, $1), scratchpads($0, $1)]
  }

  private static let eyerissV2Layers = [
    ("L07", 1_702_140), ("L13", 1_144_158), ("L21", 1_677_684), ("L25", 948_572),
  ]

  private static let eyerissV2Source =
    "Wu et al., Sparseloop, MICRO 2022, figure 12: micro22-sparseloop-artifact, fig12_eyerissv2_pe_setup, "
    + "ground_truth_cycles.yaml, and the masks beside it"

  private static func pairs(_ layer: String, _ cycles: Int) -> ReferencePoint {
    ReferencePoint(
      name: "eyeriss_v2_pe_\(layer)", figure: "cycles", theirs: Double(cycles), kind: .simulator,
      source: eyerissV2Source, tolerance: 0,
      why: "one multiplier, no memory: both count the pairs without a zero"
    ) { try await Self.cycles(of: layer, on: "eyeriss_v2_pe", $0) }
  }

  /// The element with its scratchpads, held against what it would take if they cost nothing.
  private static func scratchpads(_ layer: String, _ cycles: Int) -> ReferencePoint {
    ReferencePoint(
      name: "eyeriss_v2_pe_scratchpads_\(layer)", figure: "cycles", theirs: Double(cycles),
      relation: .atLeast,
      kind: .simulator, source: eyerissV2Source, tolerance: 0.6,
      why:
        "a bound from below, which theirs is: tiles of 192 weights, 16 inputs and 32 sums are filled over a bus and "
        + "emptied, and a pipeline of seven stages with them (row 35 of docs/deviations.md)"
    ) { try await Self.cycles(of: layer, on: "eyeriss_v2_pe_scratchpads", $0) }
  }

  private static func cycles(of layer: String, on design: String, _ files: ReferenceFiles) async throws
    -> Double
  {
    var trace = try files.trace("eyeriss_v2_mobilenet")
    trace.operators = trace.operators.filter { $0.name == layer }
    return try await cycles(of: trace, on: files.design(design))
  }
}
