import Quantities
import Tensors
import Testing

@Suite("A pattern's mask has exactly the elements that it promises")
struct SparsityPatternTests {
  static let shapes = [(1, 1), (3, 5), (17, 64), (64, 130), (200, 33), (9, 1_000)]
  static let densities = ["0", "1", "1/2", "0.37", "0.01", "99/100", "1/3"].map { try! Ratio.parse($0).get() }

  /// The rule: the nearest whole number, and of two equally near ones the greater.
  static func count(_ density: Ratio, _ elements: Int) -> Int {
    (2 * density.numerator * elements + density.denominator) / (2 * density.denominator)
  }

  @Test("counts of patterns that take a density of elements are exact", arguments: shapes)
  func counts(rows: Int, columns: Int) throws {
    for density in Self.densities {
      let patterns: [SparsityPattern] = [
        .uniform(density: density),
        .skewed(density: density, exponent: Ratio(1), axis: .rows),
        .skewed(density: density, exponent: Ratio(7, 10), axis: .columns),
        .clustered(density: density, block: BlockShape(height: 4, width: 4), fill: Ratio(1)),
        .activation(density: density, spread: Ratio(0)),
        .batchCorrelated(density: density, batch: 4, common: Ratio(1, 2)),
        .banded(below: rows, above: columns, density: density),
      ]
      for pattern in patterns {
        let mask = try pattern.mask(rows: rows, columns: columns, seed: 5, name: "w")
        #expect(mask.count == Self.count(density, rows * columns), "\(pattern) \(rows) x \(columns)")
        #expect(mask.rowCounts().reduce(0, +) == mask.count)
      }
    }
  }

  @Test("a mask depends on its seed, its tensor's name and its pattern, and on nothing else")
  func seeds() throws {
    let pattern = SparsityPattern.uniform(density: Ratio(3, 10))
    func mask(_ seed: UInt64, _ name: String) throws -> OccupancyMask {
      try pattern.mask(rows: 50, columns: 70, seed: seed, name: name)
    }
    #expect(try mask(1, "a") == mask(1, "a"))
    #expect(try mask(1, "a") != mask(2, "a"))
    #expect(try mask(1, "a") != mask(1, "b"))
  }

  /// Whoever published a result with a seed has these masks. The hashes are those of a second program (in Python) of the
  /// same rules.
  @Test(
    "masks of a seed never change",
    arguments: [
      (SparsityPattern.uniform(density: Ratio(37, 100)), UInt64(15_508_124_742_084_494_137)),
      (.skewed(density: Ratio(37, 100), exponent: Ratio(2, 3), axis: .columns), 11_525_966_611_812_315_781),
      (.structured(GroupBound(n: 2, m: 4), axis: .columns, density: nil), 16_806_375_688_756_331_112),
      (.batchCorrelated(density: Ratio(37, 100), batch: 8, common: Ratio(1, 3)), 5_037_130_832_898_833_726),
      (.activation(density: Ratio(37, 100), spread: Ratio(1, 5)), 6_670_331_211_224_828_633),
    ])
  func pinned(pattern: SparsityPattern, hash: UInt64) throws {
    let mask = try pattern.mask(rows: 100, columns: 100, seed: 42, name: "conv1.weight")
    let found = mask.withUnsafeWords { words in words.reduce(0) { StableHash.of("\($1)", seed: $0) } }
    #expect(found == hash, "\(pattern.name)")
  }

  @Test("any number of workers makes the same mask")
  func workers() throws {
    let patterns: [SparsityPattern] = [
      .uniform(density: Ratio(37, 100)), .uniform(density: Ratio(1, 5_000)), .uniform(density: Ratio(3, 4)),
      .skewed(density: Ratio(1, 5), exponent: Ratio(1, 2), axis: .rows),
      .clustered(density: Ratio(1, 10), block: BlockShape(height: 8, width: 8), fill: Ratio(1, 2)),
      .structured(GroupBound(n: 2, m: 4), axis: .columns, density: Ratio(2, 5)),
      .batchCorrelated(density: Ratio(3, 10), batch: 16, common: Ratio(1, 2)),
      .window(window: 300, isCausal: true, density: Ratio(1, 20)),
    ]
    for pattern in patterns {
      // More than three parts of 64 Ki words.
      let masks = try [1, 2, 3, 7].map {
        try pattern.mask(rows: 3_001, columns: 4_190, seed: 9, name: "w", workers: $0)
      }
      #expect(masks.allSatisfy { $0 == masks[0] }, "\(pattern.name)")
    }
  }

  @Test(
    "rows and columns of a uniform mask vary as drawing without return does",
    arguments: [
      Ratio(1, 2), Ratio(37, 100), Ratio(1, 2_000), Ratio(9, 10),
    ])
  func hypergeometric(density: Ratio) throws {
    for seed in UInt64(1)...3 {
      let mask = try SparsityPattern.uniform(density: density).mask(
        rows: 2_000, columns: 1_000, seed: seed, name: "w")
      for counts in [mask.rowCounts(), mask.columnCounts()] {
        let (lines, taken, elements) = (Int128(counts.count), Int128(mask.count), Int128(2_000_000))
        let length = elements / lines
        // A line's mean is taken / lines by construction; its variance length k/e (1 - k/e) (e - length) / (e - 1), here
        // times lines^3, as the sum of squares below is.
        let expected =
          lines * lines * lines * length * taken * (elements - taken) / elements * (elements - length)
          / (elements * (elements - 1))
        let found = counts.reduce(Int128(0)) { sum, count in
          let distance = lines * Int128(count) - taken
          return sum + distance * distance
        }
        // The variance of n normal numbers has a standard deviation of sqrt(2 / n) of itself, 0.032 and 0.045 here; of
        // numbers as rare as one a line, 0.055. A fifth is beyond three and a half of the widest.
        #expect(
          abs(Int(found - expected)) < Int(expected / 5), "seed \(seed), density \(density), \(lines) lines")
      }
    }
  }

  @Test("all choices are equally likely")
  func equallyLikely() throws {
    // 3 of 6 have 20 choices, 2 of 4 have 6; over 6,000 seeds 300 and 1,000 each, and five standard deviations are 85
    // and 145.
    let cases: [(SparsityPattern, Int, Int, Int, Int)] = [
      (.uniform(density: Ratio(1, 2)), 2, 3, 20, 85),
      (.uniform(density: Ratio(1, 2)), 1, 6, 20, 85),
      (.structured(GroupBound(n: 2, m: 4), axis: .columns, density: nil), 1, 4, 6, 145),
      (.structured(GroupBound(n: 2, m: 4), axis: .rows, density: nil), 4, 1, 6, 145),
      (.channelRates([Ratio(1, 2)]), 4, 1, 6, 145),
      (.block(density: Ratio(1, 2), block: BlockShape(height: 2, width: 2)), 4, 4, 6, 145),
      (.banded(below: 0, above: 3, density: Ratio(2, 10)), 1, 10, 6, 145),
    ]
    for (pattern, rows, columns, choices, tolerance) in cases {
      var seen: [OccupancyMask: Int] = [:]
      for seed in UInt64(0)..<6_000 {
        seen[try pattern.mask(rows: rows, columns: columns, seed: seed, name: ""), default: 0] += 1
      }
      #expect(seen.count == choices, "\(pattern)")
      #expect(seen.values.allSatisfy { abs($0 - 6_000 / choices) < tolerance }, "\(pattern) \(seen.values)")
    }
  }
}
