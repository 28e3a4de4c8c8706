import Quantities
import Tensors

extension ReferencePoint {
  /// Digits of normal int8 values in EN-T, that the bit-weight paper's testbench counts, and the steps that they take.
  ///
  /// Four operands share a lane; at each of four places it adds the digits of those that have one. The testbench's average is the
  /// work, which a group without any adds nothing to; the lane takes a step for it all the same.
  private static let bitWeightTestbench: [ReferencePoint] = bitWeightFigures.flatMap { figures in
    let sigma = figures.sigma
    return [
      ReferencePoint(
        valueOf: "bit_weight_sigma\(sigma)", figure: "digits an operand, sampled", theirs: figures.exact,
        kind: .analytic, source: "the expectation over all values from -127 to 127, EN-T's digits of each",
        tolerance: 0.001, why: "means of a million values; theirs has four digits"
      ) { _ in .mean(of: try laneCounts(sigma, columns: 128).map(\.digitsPerOperand)) },
      ReferencePoint(
        valueOf: "bit_weight_sigma\(sigma)_steps", figure: "steps an operand, sampled", theirs: figures.steps,
        kind: .analytic,
        source: "4 p + (1 - p)^4 of each place, over four operands; p how often its digit is not 0",
        tolerance: 0.001, why: "means of a million values; theirs has four digits"
      ) { _ in .mean(of: try laneCounts(sigma, columns: 128).map(\.stepsPerOperand)) },
      published(sigma, columns: 128, theirs: figures.published128, tolerance: 0.01),
      published(sigma, columns: 32, theirs: figures.published32, tolerance: 0.035),
    ]
  }

  private static let bitWeightFigures = [
    (sigma: 10, exact: 1.762, steps: 2.077, published128: 1.75, published32: 1.71),
    (sigma: 20, exact: 2.115, steps: 2.342, published128: 2.10, published32: 2.05),
    (sigma: 30, exact: 2.335, steps: 2.466, published128: 2.32, published32: 2.27),
    (sigma: 40, exact: 2.490, steps: 2.559, published128: 2.48, published32: 2.45),
    (sigma: 50, exact: 2.605, steps: 2.643, published128: 2.60, published32: 2.57),
  ]

  /// The paper's testbench, and what it says beside it.
  static let bitWeight = bitWeightTestbench + bitWeightPaper

  private static let paper = "Wu et al., HPCA 2025, arXiv:2503.06342"

  /// What the paper says beside its testbench.
  private static let bitWeightPaper: [ReferencePoint] = [
    ReferencePoint(
      valueOf: "bit_weight_sigma25", figure: "digits an operand", theirs: 2.22, kind: .analytic,
      source: "\(paper): average partial products of normal int8, by EN-T", tolerance: 0.01,
      why: "theirs has three digits, and is a little less than the expectation"
    ) { _ in .mean(of: try laneCounts(25, columns: 128).map(\.digitsPerOperand)) },
    ReferencePoint(
      valueOf: "bit_weight_sigma25_booth", figure: "digits an operand", theirs: 2.41, kind: .analytic,
      source: "\(paper): the same by Booth's recoding", tolerance: 0.01,
      why: "theirs has three digits, and is a little less than the expectation"
    ) { _ in .mean(of: try laneCounts(25, columns: 128, .booth).map(\.digitsPerOperand)) },
    ReferencePoint(
      name: "bit_weight_booth_up_to_3", figure: "share", theirs: 0.684, kind: .analytic,
      source: "\(paper): int8 values of at most three nonzero digits by Booth's recoding", tolerance: 0.001,
      why: "published with three digits"
    ) { _ in
      let few = (-128...127).count { value in
        Recoding.booth.digits(of: value, places: 4).count { $0 != 0 } <= 3
      }
      return Double(few) / 256
    },
    ReferencePoint(
      valueOf: "bit_weight_column_k32", figure: "digits an operand", theirs: 2.28, kind: .rtl,
      source:
        "wqzustc/High-Performance-Tensor-Processing-Engines, README: a column of 32, 1000 products of M = K = N = 32, deviation 30",
      tolerance: 0.035, why: "as with K = 32 above"
    ) { _ in .mean(of: try laneCounts(30, columns: 32).map(\.digitsPerOperand)) },
    rate(of: "opt4c", theirs: 2.7, lanes: 3), rate(of: "opt4e", theirs: 3.6, lanes: 4),
  ]

  /// What elements in the place of a multiplier make, by the digits that they add: as the paper counts it, which has groups
  /// without a digit take no time. The clock is set by the first of the two, and the second is 4/3 of it on both sides: neither
  /// proves anything.
  private static func rate(of element: String, theirs: Double, lanes: Double) -> ReferencePoint {
    ReferencePoint(
      valueOf: "bit_weight_\(element)_rate", figure: "products over a multiplier's", theirs: theirs,
      kind: .analytic,
      source:
        "\(paper): three OPT4C, or one OPT4E of four lanes, in the place of a multiplier; normal int8, deviation 25",
      tolerance: 0.01,
      why: "twice the multiplier's clock, and lanes as these figures say; both have two digits",
      isCalibration: true
    ) { _ in .mean(of: try laneCounts(25, columns: 128).map { 2 * lanes / $0.digitsPerOperand }) }
  }

  private static func published(
    _ sigma: Int, columns: Int, theirs: Double, tolerance: Double
  ) -> ReferencePoint {
    ReferencePoint(
      valueOf: "bit_weight_sigma\(sigma)_k\(columns)", figure: "digits an operand", theirs: theirs,
      kind: .rtl,
      source:
        "wqzustc/High-Performance-Tensor-Processing-Engines, README, average partial products, K = \(columns)",
      tolerance: tolerance,
      why:
        "theirs is a little less than the expectation, the more the shorter a vector is, as if it missed one operand of each"
    ) { _ in .mean(of: try laneCounts(sigma, columns: columns).map(\.digitsPerOperand)) }
  }

  /// What lanes take for a million values, for each of eight seeds.
  private static func laneCounts(
    _ sigma: Int, columns: Int, _ recoding: Recoding = .enT
  ) throws(ValueError) -> [LaneCounts] {
    let int8 = NumberFormat.integer(bits: 8)
    let probabilities = try ValueProbabilities(
      ValueDistribution(.normal(mean: Ratio(0), sigma: Ratio(sigma)), low: -127, outside: .redraw), int8)
    guard let places = recoding.places(of: int8) else { return [] }
    var counts: [LaneCounts] = []
    for seed in 0..<UInt64(8) {
      counts.append(
        try probabilities.tensor(
          rows: 1_000_000 / columns, columns: columns, seed: seed, name: "operands"
        ).laneCounts(recoding, group: 4, places: places))
    }
    return counts
  }
}
