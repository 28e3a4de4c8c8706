import Quantities
import Tensors
import Testing

/// The average partial products of the bit-weight paper's repository: work, and beside it the time.
@Suite struct LaneCountTests {
  static func probabilities(_ sigma: Int) throws -> ValueProbabilities {
    try ValueProbabilities(
      ValueDistribution(.normal(mean: Ratio(0), sigma: Ratio(sigma)), low: -127, outside: .redraw),
      .integer(bits: 8))
  }

  @Test func `A group of zeros is no work, and takes a step for each place`() throws {
    let values = try #require(
      ValueTensor(
        rows: 2, columns: 6, format: .integer(bits: 8), values: [0, 0, 0, 0, 0, 0, 7, 7, 7, 7, 100, 0]))
    // 7 is 2 -1, 100 is 1 2 1 0: groups of 4 and 2.
    let counts = values.laneCounts(.enT, group: 4, places: 4)
    #expect(counts.digits == 8 + 3)
    #expect(counts.steps == 2 * 4 + (4 + 4 + 1 + 1) + (1 + 1 + 1 + 1))
    #expect(counts.operands == 12)
  }

  /// The README's figures for K = 32 and 128 (wqzustc/High-Performance-Tensor-Processing-Engines, commit ebe4db7), and cycles an
  /// operand that follow from independent digits.
  @Test(arguments: [
    (10, 1.71, 1.75, 2.077), (20, 2.05, 2.10, 2.342), (30, 2.27, 2.32, 2.466), (40, 2.45, 2.48, 2.559),
    (50, 2.57, 2.60, 2.643),
  ])
  func `Published averages are near the exact ones, and sampled ones equal them`(
    sigma: Int, published32: Double, published128: Double, cycles: Double
  ) throws {
    let probabilities = try Self.probabilities(sigma)
    let exact = probabilities.meanNonzeroDigits(.enT)
    let time = probabilities.meanLaneSteps(.enT, group: 4, places: 4)
    #expect(abs(published128 / exact - 1) < 0.01)
    #expect(abs(published32 / exact - 1) < 0.035)
    #expect(abs(time - cycles) < 0.0011)
    for columns in [32, 128] {
      var (digits, steps, seeds) = (0.0, 0.0, 8.0)
      for seed in 0..<UInt64(seeds) {
        let values = try probabilities.tensor(
          rows: 1_000_000 / columns, columns: columns, seed: seed, name: "k\(columns)", workers: 2)
        let counts = values.laneCounts(.enT, group: 4, places: 4)
        digits += counts.digitsPerOperand / seeds
        steps += counts.stepsPerOperand / seeds
      }
      #expect(abs(digits / exact - 1) < 0.001)
      #expect(abs(steps / time - 1) < 0.001)
    }
  }
}
