import Quantities
import Tensors
import Testing

@Suite struct ValueDistributionTests {
  static let int8 = NumberFormat.integer(bits: 8)

  static func normal(_ sigma: Int) throws -> ValueProbabilities {
    try ValueProbabilities(ValueDistribution(.normal(mean: Ratio(0), sigma: Ratio(sigma))), int8)
  }

  /// Mean digits of normal int8 values, to three places, as they are known for values from -127 to 127, others drawn again.
  @Test(arguments: [
    (10, 1.762, 1.926), (20, 2.115, 2.294), (25, 2.235, 2.429), (30, 2.335, 2.530), (40, 2.490, 2.673),
    (50, 2.605, 2.769),
  ])
  func `Normal int8 values have the digits that are known of them`(sigma: Int, enT: Double, booth: Double)
    throws
  {
    var distribution = ValueDistribution(
      .normal(mean: Ratio(0), sigma: Ratio(sigma)), low: -127, outside: .redraw)
    let redrawn = try ValueProbabilities(distribution, Self.int8)
    #expect(abs(redrawn.meanNonzeroDigits(.enT) - enT) < 0.00052)
    #expect(abs(redrawn.meanNonzeroDigits(.booth) - booth) < 0.00052)
    // Clipped values heap up at -128 and 127, which have few digits.
    distribution.outside = .clip
    let clipped = try ValueProbabilities(distribution, Self.int8)
    #expect(clipped.meanNonzeroDigits(.enT) <= redrawn.meanNonzeroDigits(.enT))
    #expect(abs(clipped.meanNonzeroDigits(.enT) - enT) < 0.007)
  }

  @Test func `Probabilities add up to one, in whole steps, and are alike on both sides of the mean`() throws {
    let families: [ValueDistribution.Family] = [
      .normal(mean: Ratio(0), sigma: Ratio(30)), .relu(mean: Ratio(5), sigma: Ratio(7, 3)),
      .laplace(mean: Ratio(-3, 2), scale: Ratio(9)), .uniform,
      .normal(mean: Ratio(1_000_000), sigma: Ratio(1)), .normal(mean: Ratio(-1_000_000), sigma: Ratio(1)),
      .normal(mean: Ratio(0), sigma: Ratio(1_000_000)), .normal(mean: Ratio(0), sigma: Ratio(1, 1000)),
    ]
    for distribution in families.map({ ValueDistribution($0) }) {
      for name in ["int8", "uint8", "int16", "uint16", "int2", "uint1", "ternary"] {
        let format = try #require(NumberFormat(name: name))
        let probabilities = try ValueProbabilities(distribution, format)
        let sum = probabilities.mean { _ in 1 }
        #expect(abs(sum - 1) < 1e-12)
        #expect(
          format.holds(probabilities.values.lowerBound) && format.holds(probabilities.values.upperBound))
      }
    }
    let normal = try Self.normal(30)
    #expect(normal.values == -128...127)
    for value in 1...126 { #expect(normal.probability(of: value) == normal.probability(of: -value)) }
    // All from 126.5 on is clipped to 127.
    #expect(normal.probability(of: 127) > normal.probability(of: 126))
  }

  @Test func `Each distribution has its mean, and a rectifier its zeros`() throws {
    func probabilities(
      _ family: ValueDistribution.Family, low: Int? = nil, high: Int? = nil
    ) throws -> ValueProbabilities {
      try ValueProbabilities(ValueDistribution(family, low: low, high: high), .integer(bits: 16))
    }
    for family: ValueDistribution.Family in [
      .normal(mean: Ratio(25, 2), sigma: Ratio(40)), .laplace(mean: Ratio(25, 2), scale: Ratio(40)),
    ] {
      #expect(abs(try probabilities(family).mean { Double($0) } - 12.5) < 1e-6)
    }
    let square = try probabilities(.normal(mean: Ratio(0), sigma: Ratio(40))).mean { Double($0 * $0) }
    // Rounding adds a twelfth.
    #expect(abs(square - 1600 - 1.0 / 12) < 1e-3)
    let laplace = try probabilities(.laplace(mean: Ratio(0), scale: Ratio(40))).mean { Double($0 * $0) }
    #expect(abs(laplace - 3200 - 1.0 / 12) < 1e-3)
    let relu = try probabilities(.relu(mean: Ratio(0), sigma: Ratio(30)))
    #expect(relu.values.lowerBound == 0)
    // What is below 1/2: the normal distribution at 1/60.
    #expect(abs(relu.probability(of: 0) - 0.506648739) < 1e-8)
    let uniform = try probabilities(.uniform, low: -3, high: 4)
    #expect((-3...4).allSatisfy { uniform.probability(of: $0) == 0.125 })
    #expect(uniform.probability(of: 5) == 0)
  }

  @Test func `Values outside of a range are clipped, or drawn again`() throws {
    let family = ValueDistribution.Family.normal(mean: Ratio(1), sigma: Ratio(2))
    let whole = try ValueProbabilities(ValueDistribution(family), Self.int8)
    let clipped = try ValueProbabilities(ValueDistribution(family, low: -1, high: 3), Self.int8)
    let redrawn = try ValueProbabilities(
      ValueDistribution(family, low: -1, high: 3, outside: .redraw), Self.int8)
    #expect(clipped.values == -1...3 && redrawn.values == -1...3)
    let inside = (-1...3).reduce(0) { $0 + whole.probability(of: $1) }
    for value in -1...3 {
      #expect(abs(redrawn.probability(of: value) - whole.probability(of: value) / inside) < 1e-15)
      guard value > -1, value < 3 else { continue }
      #expect(abs(clipped.probability(of: value) - whole.probability(of: value)) < 1e-15)
    }
    let below = (-128 ... -1).reduce(0) { $0 + whole.probability(of: $1) }
    #expect(abs(clipped.probability(of: -1) - below) < 1e-15)
    // A rectifier's zeros are drawn again, too, where 0 is outside.
    let positive = try ValueProbabilities(
      ValueDistribution(.relu(mean: Ratio(0), sigma: Ratio(9)), low: 1, outside: .redraw), Self.int8)
    #expect(positive.values.lowerBound == 1)
    #expect(abs(positive.mean { _ in 1 } - 1) < 1e-12)
  }

  @Test func `What a format cannot hold is refused`() throws {
    func error(
      _ family: ValueDistribution.Family, low: Int? = nil, high: Int? = nil,
      outside: ValueDistribution.Outside = .clip, _ name: String
    ) throws -> ValueError? {
      let format = try #require(NumberFormat(name: name))
      let distribution = ValueDistribution(family, low: low, high: high, outside: outside)
      do { _ = try ValueProbabilities(distribution, format) } catch { return error }
      return nil
    }
    let normal = ValueDistribution.Family.normal(mean: Ratio(0), sigma: Ratio(3))
    #expect(try error(normal, "fp16") == .notIntegers(try #require(NumberFormat(name: "fp16"))))
    #expect(try error(normal, "int17") == .tooWide(.integer(bits: 17)))
    #expect(try error(normal, "binary") == .withoutZero(try #require(NumberFormat(name: "binary"))))
    #expect(try error(normal, "ternary") == nil)
    #expect(try error(.normal(mean: Ratio(0), sigma: Ratio(0)), "int8") == .spreadOutOfRange(Ratio(0)))
    #expect(
      try error(.laplace(mean: Ratio(2_000_000), scale: Ratio(1)), "int8")
        == .meanOutOfRange(Ratio(2_000_000)))
    #expect(try error(.uniform, low: 3, high: 2, "int8") == .lowAboveHigh(low: 3, high: 2))
    #expect(try error(.uniform, low: -1, high: 128, "int8") == .notHeld(128, Self.int8))
    #expect(
      try error(.normal(mean: Ratio(500), sigma: Ratio(1)), outside: .redraw, "int8")
        == .rarelyWithin(low: -128, high: 127))
    #expect(throws: ValueError.self) {
      try Self.normal(3).tensor(rows: 1 << 40, columns: 1 << 40, seed: 0, name: "x")
    }
  }
}

@Suite struct ValueSamplerTests {
  static let int8 = NumberFormat.integer(bits: 8)

  @Test func `Values depend on the seed and the name, and not on the processors`() throws {
    let normal = try ValueDistributionTests.normal(30)
    let one = try normal.tensor(rows: 700, columns: 300, seed: 1, name: "w")
    #expect(try normal.tensor(rows: 700, columns: 300, seed: 1, name: "w", workers: 5) == one)
    // Elements are drawn by their place alone.
    #expect(
      try normal.tensor(rows: 300, columns: 700, seed: 1, name: "w") == one.reshaped(rows: 300, columns: 700))
    #expect(try normal.tensor(rows: 700, columns: 300, seed: 2, name: "w") != one)
    #expect(try normal.tensor(rows: 700, columns: 300, seed: 1, name: "v") != one)
    // Written down once, on x86-64: no machine may draw others.
    #expect((0..<8).map { one[0, $0] } == [-23, 9, -24, 4, 5, 8, 19, 11])
  }

  @Test(arguments: [1, 2, 3], [(100, 64), (33, 100), (7, 1), (1, 1000)])
  func `A mask without values is that of the values`(seed: UInt64, shape: (Int, Int)) throws {
    let relu = try ValueProbabilities(
      ValueDistribution(.relu(mean: Ratio(1), sigma: Ratio(2))), Self.int8)
    let (rows, columns) = shape
    let values = try relu.tensor(rows: rows, columns: columns, seed: seed, name: "x")
    #expect(relu.mask(rows: rows, columns: columns, seed: seed, name: "x", workers: 2) == values.mask())
    let pattern = try SparsityPattern.uniform(density: Ratio(1, 2)).mask(
      rows: rows, columns: columns, seed: seed, name: "x")
    let sparse = try relu.tensor(rows: rows, columns: columns, seed: seed, name: "x", within: pattern)
    for row in 0..<rows {
      for column in 0..<columns {
        #expect(sparse[row, column] == (pattern[row, column] ? values[row, column] : 0))
      }
    }
    #expect(
      relu.mask(rows: rows, columns: columns, seed: seed, name: "x", within: pattern, workers: 2)
        == sparse.mask())
  }

  @Test(arguments: [10, 20, 30, 40, 50])
  func `A million values have the digits that are expected of them`(sigma: Int) throws {
    let normal = try ValueDistributionTests.normal(sigma)
    for recoding in Recoding.allCases {
      let expected = normal.meanNonzeroDigits(recoding)
      let seeds: UInt64 = 8
      var sum = 0
      for seed in 0..<seeds {
        let values = try normal.tensor(rows: 1000, columns: 1000, seed: seed, name: "w", workers: 2)
        sum += values.nonzeroDigitCount(recoding)
      }
      let mean = Double(sum) / 1e6 / Double(seeds)
      #expect(abs(mean / expected - 1) < 0.001, "\(recoding), \(expected)")
    }
  }

  @Test func `Each value is drawn as often as it is likely`() throws {
    for (distribution, name) in [
      (ValueDistribution(.normal(mean: Ratio(-7, 2), sigma: Ratio(20)), high: 40, outside: .redraw), "int8"),
      (ValueDistribution(.relu(mean: Ratio(0), sigma: Ratio(3))), "uint4"),
      (ValueDistribution(.laplace(mean: Ratio(0), scale: Ratio(5))), "int6"),
      (ValueDistribution(.uniform, low: -8, high: 7), "int5"),
      (ValueDistribution(.normal(mean: Ratio(40000), sigma: Ratio(30))), "uint16"),
    ] {
      let format = try #require(NumberFormat(name: name))
      let probabilities = try ValueProbabilities(distribution, format)
      let count = 1 << 20
      let values = try probabilities.tensor(rows: 1 << 10, columns: 1 << 10, seed: 5, name: "x")
      var counts = [Int: Int]()
      for row in 0..<1 << 10 { for column in 0..<1 << 10 { counts[values[row, column], default: 0] += 1 } }
      // Chi squared, of values that are expected at least ten times; the others are one more class.
      var (chi, classes, rest, restExpected) = (0.0, 0, 0, 0.0)
      for value in probabilities.values {
        let (seen, expected) = (counts[value] ?? 0, probabilities.probability(of: value) * Double(count))
        guard expected >= 10 else {
          (rest, restExpected) = (rest + seen, restExpected + expected)
          continue
        }
        chi += (Double(seen) - expected) * (Double(seen) - expected) / expected
        classes += 1
      }
      #expect(abs(Double(rest) - restExpected) < 10 + 5 * restExpected.squareRoot())
      #expect(
        chi < Double(classes) + 5 * (2 * Double(classes)).squareRoot(),
        "\(distribution): \(chi) of \(classes)")
      #expect(counts.keys.allSatisfy { probabilities.values.contains($0) })
    }
  }
}
