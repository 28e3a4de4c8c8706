extension ReferencePoint {
  /// Times that no machine with such a memory can be below.
  static let rooflines = [
    ReferencePoint(
      name: "llama2_7b_decode_roofline", figure: "cycles",
      theirs: Double(LLaMA2.stepBytes) / bytesPerCycle, relation: .atLeast, kind: .analytic,
      source: "Williams et al., Roofline, CACM 52(4), 2009: \(LLaMA2.stepBytes) bytes of weights and caches "
        + "at \(bytesPerCycle) bytes a cycle",
      tolerance: 0.01,
      why: "a bound, so nothing may be below; above it are the first load and the last store of each of 643 "
        + "operators, which a barrier keeps from overlapping"
    ) { files in
      // A tenth of the design's bandwidth: with all of it the array, which loads 64 bytes of weights a cycle,
      // would be the bound.
      let design = try files.design(
        "hbm_decode", settings: ["clock=1 GHz", "memories.hbm.bandwidth=30.72 GB/s"])
      return try await cycles(of: files.trace("llama2_7b_decode"), on: design)
    }
  ]

  private static let bytesPerCycle = 30.72
}
