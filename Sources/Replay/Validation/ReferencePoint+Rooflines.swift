extension ReferencePoint {
  /// Times that no machine with such a memory can be below.
  static let rooflines =
    [
      ReferencePoint(
        name: "llama2_7b_decode_roofline", figure: "cycles",
        theirs: Double(LLaMA2.stepBytes) / bytesPerCycle, relation: .atLeast, kind: .analytic,
        source:
          "Williams et al., Roofline, CACM 52(4), 2009: \(LLaMA2.stepBytes) bytes of weights and caches "
          + "at \(bytesPerCycle) bytes a cycle",
        tolerance: 0.01,
        why: "a bound, so nothing may be below; above it, as nothing overlaps a barrier, are the vector "
          + "operators (0.19 %), and the latency before and the last tile after the weights of each product (0.31 %)"
      ) { files in
        // A tenth of the design's bandwidth: with all of it the array, which loads 64 bytes of weights a cycle,
        // would be the bound.
        let design = try files.design(
          "hbm_decode", settings: ["clock=1 GHz", "memories.hbm.bandwidth=30.72 GB/s"])
        return try await cycles(of: files.trace("llama2_7b_decode"), on: design)
      }
    ] + tensorProcessingUnit + [simba]

  private static let simba = ReferencePoint(
    name: "simba_chiplet_peak", figure: "TOPS", theirs: 4, kind: .analytic,
    source: "Shao et al., Simba, MICRO 2019: up to 4 TOPS a chiplet, 16 elements of 8 vector MACs of width 8",
    tolerance: 0.025, why: "2 x 1,024 at 2 GHz are 4.096, printed as 4"
  ) { files in Double(try files.design("simba_chiplet").peakOperationsPerSecond) / 1e12 }

  /// The roofs of the six applications of the TPU v1 paper, from their intensities and the shipped design's
  /// peak and bandwidth; layer shapes are not published, so what was reached is said and not compared.
  private static let tensorProcessingUnit = [
    roof(of: "mlp0", intensity: 200, theirs: 13.60, reached: 12.3),
    roof(of: "mlp1", intensity: 168, theirs: 11.42, reached: 9.7),
    roof(of: "lstm0", intensity: 64, theirs: 4.35, reached: 3.7),
    roof(of: "lstm1", intensity: 96, theirs: 6.53, reached: 2.8),
    roof(of: "cnn0", intensity: 2888, theirs: 91.75, reached: 86.0),
    roof(of: "cnn1", intensity: 1750, theirs: 91.75, reached: 14.1),
  ]

  /// An intensity is in MACs a byte of weights, as the paper has it, and two operations are a MAC.
  private static func roof(
    of application: String, intensity: Int, theirs: Double, reached: Double
  ) -> ReferencePoint {
    ReferencePoint(
      name: "tpu_v1_\(application)_roof", figure: "TOPS", theirs: theirs, kind: .analytic,
      source: "Jouppi et al., ISCA 2017: MACs a byte of weights, 34 GB/s, 256 x 256 at 700 MHz; the roof is "
        + "derived, and beside it is what the chip reached",
      detail: "\(intensity) MAC/B; reached \(reached) TOPS",
      // Half a unit of the last digit of the smallest, 4.35.
      tolerance: 0.0012, why: "rounded to two decimals"
    ) { files in
      let design = try files.design("tpu_v1")
      let peak = Double(design.peakOperationsPerSecond)
      guard case .bandwidth(let memory) = design.memories[design.placement.weight[0]].kind else {
        return peak / 1e12
      }
      return min(peak, 2 * Double(intensity) * Double(memory.bandwidth.bytesPerSecond)) / 1e12
    }
  }

  private static let bytesPerCycle = 30.72
}
