import Hardware

extension ReferencePoint {
  /// What products of other formats take, from the shipped table's own entries, against what is published of them.
  static let formats = [
    ReferencePoint(
      name: "fp8_over_int8", figure: "energy ratio", theirs: 1.5, relation: .atLeast, kind: .analytic,
      source:
        "van Baalen et al., FP8 versus INT8 for Efficient Deep Learning Inference, 2023, arXiv:2303.17951: FP8 is 50 "
        + "to 180 % less efficient; a product and its sum of ws32_fp8 over those of ws32",
      tolerance: 2.8 / 1.5 - 1,
      why:
        "the upper end of the published band; of the two entries, for a whole run has registers and words besides: docs/energy.md"
    ) { files in
      try multiplyAccumulate(files.design("ws32_fp8")) / multiplyAccumulate(files.design("ws32"))
    },
    ReferencePoint(
      name: "lmul_multiplication_saved", figure: "share", theirs: 0.95, relation: .beside, kind: .analytic,
      source: "\(lMul): up to 95 % of element-wise products; ws32_lmul's multiplication beside ws32_fp32's",
      tolerance: 0.05,
      why:
        "published as what it is up to, and ours is above it: an addition of all 32 bits of asic_45nm, and no more"
    ) { files in
      let (lMul, float) = (try energies(files.design("ws32_lmul")), try energies(files.design("ws32_fp32")))
      return 1 - lMul.multiply / float.multiply
    },
    ReferencePoint(
      name: "lmul_dot_product_saved", figure: "share", theirs: 0.8, kind: .analytic,
      source:
        "\(lMul): up to 80 % of dot products, whose sums stay; a product and its sum of ws32_lmul beside those of ws32_fp32",
      tolerance: 0.05, why: "published as a claim of two digits"
    ) { files in
      1 - (try multiplyAccumulate(files.design("ws32_lmul")) / multiplyAccumulate(files.design("ws32_fp32")))
    },
  ]

  /// Of one block of a language model without multiplications, the time that was measured on an FPGA.
  static let matMulFree = [
    ReferencePoint(
      name: "matmul_free_512", figure: "ms", theirs: 43, kind: .silicon,
      source:
        "Zhu et al., Scalable MatMul-free Language Modeling, 2024, arXiv:2406.02528: a block of d = 512 at 60 MHz",
      tolerance: 0.1, why: "cycles of a read are whole, and the vector operators are assumptions",
      isCalibration: true
    ) { files in
      let design = try files.design("matmul_free_d5005")
      let cycles = try await cycles(of: files.trace("matmul_free_512"), on: design)
      return 1000 * cycles / Double(design.clock.hertz)
    },
    // Two cycles a read are set from the first of these; the second is what they say of twice the width, beside a figure that no text
    // at hand prints.
    wider(1024, theirs: 112, isCalibration: true), wider(2048, theirs: 456, relation: .beside),
  ]

  private static func wider(
    _ width: Int, theirs: Double, relation: Relation = .equal, isCalibration: Bool = false
  ) -> ReferencePoint {
    ReferencePoint(
      name: "matmul_free_\(width)", figure: "ms", theirs: theirs, relation: relation, kind: .silicon,
      source:
        "Zhu et al., Scalable MatMul-free Language Modeling, 2024, arXiv:2406.02528: a block of d = \(width) at 60 MHz, from memory",
      tolerance: 0.1, why: "cycles of a read are whole, and the vector operators are assumptions",
      isCalibration: isCalibration,
      variant: "two cycles a read, set from d = 1024, in place of three: row 69 of docs/deviations.md"
    ) { files in
      let design = try files.design("matmul_free_d5005", settings: ["memories.main.bandwidth=30 MB/s"])
      let cycles = try await cycles(of: files.trace("matmul_free_\(width)"), on: design)
      return 1000 * cycles / Double(design.clock.hertz)
    }
  }

  private static let lMul = "Luo and Sun, Addition is All You Need, 2024, arXiv:2410.00907"

  /// Picojoules of a design's own multiplication and addition.
  private static func energies(_ design: Design) throws -> (multiply: Double, add: Double) {
    guard let energy = design.energy else { throw ReplayError.unsuitable([]) }
    return (energy.multiply.amount.picojoules, energy.add.amount.picojoules)
  }

  private static func multiplyAccumulate(_ design: Design) throws -> Double {
    let energies = try energies(design)
    return energies.multiply + energies.add
  }
}
