import Quantities
import Tensors
import Testing

@Suite("Each pattern has the shape that its name says")
struct PatternShapeTests {
  static let shapes = [(1, 1), (4, 4), (13, 100), (64, 64), (70, 33), (5, 300)]

  private func mask(_ pattern: SparsityPattern, _ rows: Int, _ columns: Int) throws -> OccupancyMask {
    try pattern.mask(rows: rows, columns: columns, seed: 3, name: "w")
  }

  @Test("N of every M, exactly", arguments: shapes)
  func structured(rows: Int, columns: Int) throws {
    for (n, m) in [
      (2, 4), (1, 4), (0, 4), (4, 4), (4, 8), (7, 13), (8, 16), (20, 40), (30, 64), (33, 100), (1, 1_000),
    ] {
      for axis in MaskAxis.allCases {
        let mask = try mask(.structured(GroupBound(n: n, m: m), axis: axis, density: nil), rows, columns)
        let lined = axis == .columns ? mask : mask.transposed()
        for row in 0..<lined.rows {
          for start in stride(from: 0, to: lined.columns, by: m) {
            let end = min(start + m, lined.columns)
            #expect(
              lined.count(rows: row..<row + 1, columns: start..<end) == min(n, end - start), "\(n):\(m)")
          }
        }
      }
    }
  }

  @Test("at most N of every M, and exactly as many as asked for", arguments: shapes)
  func atMost(rows: Int, columns: Int) throws {
    for density in [Ratio(0), Ratio(1, 5), Ratio(1, 2)] {
      let pattern = SparsityPattern.structured(GroupBound(n: 2, m: 4), axis: .columns, density: density)
      let mask = try mask(pattern, rows, columns)
      #expect(mask.fits(n: 2, m: 4))
      #expect(mask.count == SparsityPatternTests.count(density, rows * columns))
    }
  }

  @Test("blocks, runs and channels are whole, and as many as asked for", arguments: shapes)
  func blocks(rows: Int, columns: Int) throws {
    for density in [Ratio(0), Ratio(1, 3), Ratio(1)] {
      let cases: [(SparsityPattern, Int, Int)] = [
        (.block(density: density, block: BlockShape(height: 4, width: 8)), 4, 8),
        (.vector(density: density, length: 5, axis: .columns), 1, 5),
        (.vector(density: density, length: 5, axis: .rows), 5, 1),
        (.channel(density: density, axis: .rows, group: 1), 1, columns),
        (.channel(density: density, axis: .columns, group: 3), rows, 3),
        (.block(density: density, block: BlockShape(height: .max, width: .max)), rows, columns),
      ]
      for (pattern, height, width) in cases {
        let mask = try mask(pattern, rows, columns)
        let blocks = mask.blockOccupancy(height: height, width: width)
        #expect(blocks.count == SparsityPatternTests.count(density, blocks.elements), "\(pattern)")
        for row in 0..<rows {
          for column in 0..<columns where mask[row, column] != blocks[row / height, column / width] {
            Issue.record("\(pattern) at \(row), \(column)")
          }
        }
      }
    }
  }

  @Test("bands, diagonals, strides and windows", arguments: shapes)
  func regions(rows: Int, columns: Int) throws {
    let cases: [(SparsityPattern, (Int, Int) -> Bool)] = [
      (.banded(below: 2, above: 5, density: nil), { $0 - $1 <= 2 && $1 - $0 <= 5 }),
      (.banded(below: .max, above: 0, density: nil), { $1 <= $0 }),
      (.banded(below: 0, above: .max, density: nil), { $1 >= $0 }),
      (.diagonal(block: BlockShape(height: 1, width: 1), density: nil), { $0 == $1 }),
      (.diagonal(block: BlockShape(height: 2, width: 9), density: nil), { $0 / 2 == $1 / 9 }),
      (.diagonal(block: BlockShape(height: 1, width: .max), density: nil), { row, _ in row == 0 }),
      (.strided(stride: 7, shift: 0, offset: 2, density: nil), { $1 % 7 == 2 }),
      (.strided(stride: 3, shift: 1, offset: 0, density: nil), { ($1 + 2 * $0) % 3 == 0 }),
      (.strided(stride: .max, shift: .max, offset: .max, density: nil), { $1 == 0 }),
    ]
    for (pattern, isOccupied) in cases {
      #expect(
        try mask(pattern, rows, columns)
          == OccupancyMask(rows: rows, columns: columns, isOccupied: isOccupied),
        "\(pattern)")
    }
    let windows: [(SparsityPattern, (Int, Int) -> Bool)] = [
      (.window(window: 6, isCausal: true, density: nil), { $1 <= $0 && $0 - $1 < 6 }),
      (.window(window: .max, isCausal: true, density: nil), { $1 <= $0 }),
      (.window(window: 6, isCausal: false, density: nil), { abs($1 - $0) <= 3 }),
      (.window(window: .max, isCausal: false, density: nil), { _, _ in true }),
      (.sinkAndWindow(sink: 4, window: 8, density: nil), { $1 <= $0 && ($1 < 4 || $0 - $1 < 8) }),
    ]
    for (pattern, isOccupied) in windows {
      if rows > columns {
        #expect(
          throws: SparsityError.moreRowsThanColumns(pattern: pattern.name, rows: rows, columns: columns)
        ) {
          try mask(pattern, rows, columns)
        }
        continue
      }
      // A row's own column counts from the end: the last row is the last column's.
      let expected = OccupancyMask(rows: rows, columns: columns) { isOccupied($0 + columns - rows, $1) }
      #expect(try mask(pattern, rows, columns) == expected, "\(pattern)")
    }
  }

  @Test("part of a region lies in the region")
  func partOfRegion() throws {
    let whole = try mask(.window(window: 20, isCausal: true, density: nil), 90, 150)
    for density in [Ratio(0), Ratio(1, 100), Ratio(1, 20), Ratio(1, 9)] {
      let part = try mask(.window(window: 20, isCausal: true, density: density), 90, 150)
      #expect(part.count == SparsityPatternTests.count(density, 90 * 150))
      for row in 0..<90 { for column in 0..<150 where part[row, column] { #expect(whole[row, column]) } }
    }
  }

  @Test("skewed lines fall off by the power of their rank, to the element")
  func skewed() throws {
    // Weights 1, 1/2, ... 1/8 sum to 761/280: of 761 elements the first row has 280, and so on, rounded; 280/3, 280/6 and
    // 280/7 leave fractions of 1/3, 2/3 and 0.
    let mask = try mask(.skewed(density: Ratio(761, 8_000), exponent: Ratio(1), axis: .rows), 8, 1_000)
    #expect(mask.rowCounts().sorted(by: >) == [280, 140, 93, 70, 56, 47, 40, 35])
    // No row has more than there are: 4 rows of 10 and 25 elements; 1/1, 1/4, 1/9, 1/16 fill the first two.
    let full = try self.mask(.skewed(density: Ratio(25, 40), exponent: Ratio(2), axis: .rows), 4, 10)
    #expect(full.rowCounts().sorted(by: >) == [10, 9, 4, 2])
    // An exponent of 0 is even.
    let even = try self.mask(.skewed(density: Ratio(1, 4), exponent: Ratio(0), axis: .columns), 16, 9)
    #expect(even.columnCounts() == [4, 4, 4, 4, 4, 4, 4, 4, 4])
  }

  @Test("activations have a rate for every channel")
  func activations() throws {
    // Five channels of 1,000: 1/2 + 1/4 x (4, 2, 0, -2, -4) / 5.
    let mask = try mask(.activation(density: Ratio(1, 2), spread: Ratio(1, 4)), 1_000, 5)
    #expect(mask.columnCounts().sorted() == [300, 400, 500, 600, 700])
    let rates = [Ratio(1, 10), Ratio(0), Ratio(1), Ratio(1, 3)]
    #expect(try self.mask(.channelRates(rates), 99, 4).columnCounts() == [10, 0, 99, 33])
  }

  @Test("rows of a batch share a part")
  func batches() throws {
    for (common, shared) in [(Ratio(0), 0), (Ratio(1, 2), 25), (Ratio(1), 50)] {
      let mask = try mask(.batchCorrelated(density: Ratio(1, 4), batch: 8, common: common), 30, 200)
      #expect(mask.rowCounts() == Array(repeating: 50, count: 30))
      for start in stride(from: 0, to: 30, by: 8) {
        let batch = mask.tile(rows: start..<min(start + 8, 30), columns: 0..<200)
        let inAll = batch.columnCounts().count { $0 == batch.rows }
        #expect(inAll >= shared)
        let union = batch.union(ofRows: 0..<batch.rows).count
        #expect(union <= shared + batch.rows * (50 - shared))
        if common == Ratio(1) { #expect(union == 50) }
      }
    }
    // Where rows have 150 and 151 elements, half of the least is shared.
    let uneven = try mask(
      .batchCorrelated(density: Ratio(301, 400), batch: 8, common: Ratio(1, 2)), 32, 200)
    #expect(Set(uneven.rowCounts()) == [150, 151])
    for start in stride(from: 0, to: 32, by: 8) {
      let batch = uneven.tile(rows: start..<start + 8, columns: 0..<200)
      #expect(batch.columnCounts().count { $0 == batch.rows } >= 75)
    }
    // Half shared of 50 in 200 columns: of the other 175 a row has a 1/7; of 8 rows together 1 - (6/7)^8, about 0.71, so a
    // union of about 149. With nothing shared it is 200 (1 - (3/4)^8), about 180.
    let half = try mask(.batchCorrelated(density: Ratio(1, 4), batch: 8, common: Ratio(1, 2)), 800, 200)
    let unions = half.unionOfRows(inGroupsOf: 8).rowCounts()
    #expect((147...151).contains(unions.reduce(0, +) / unions.count))
  }

  @Test("clusters are few")
  func clusters() throws {
    let pattern = SparsityPattern.clustered(
      density: Ratio(1, 10), block: BlockShape(height: 8, width: 8), fill: Ratio(1, 2))
    let mask = try mask(pattern, 128, 128)
    // 1,638 elements at 32 a block: 52 blocks of 256, where a uniform mask would have some in every one.
    #expect(mask.count == 1_638)
    #expect(mask.blockOccupancy(height: 8, width: 8).count == 52)
    // At the edges blocks are smaller, and more may be needed.
    let cut = try self.mask(
      .clustered(density: Ratio(1, 2), block: BlockShape(height: 8, width: 8), fill: Ratio(1)), 9, 9)
    #expect(cut.count == 41)
  }

  @Test(
    "powers of ranks are right to the last of 32 digits",
    arguments: [Ratio(1, 2), Ratio(1), Ratio(3, 2), Ratio(2)])
  func powers(exponent: Ratio) throws {
    // Through counts, which are shares of the weights: rows 1 and 4 and 16 have weights of powers of two.
    let mask = try mask(.skewed(density: Ratio(1, 100), exponent: exponent, axis: .rows), 16, 100_000)
    let counts = mask.rowCounts().sorted(by: >)
    let ratio = Int(1) << (2 * exponent.numerator / exponent.denominator)
    #expect(abs(counts[0] - counts[3] * ratio) <= ratio)
    #expect(abs(counts[3] - counts[15] * ratio) <= ratio)
  }

  @Test("what cannot be made is refused, and the message says what would be right")
  func refusals() {
    let cases: [(SparsityPattern, SparsityError, String)] = [
      (
        .uniform(density: Ratio(5, 4)), .notAShare(parameter: "density", found: Ratio(5, 4)),
        "density is 5/4; it lies between 0 and 1"
      ),
      (
        .structured(GroupBound(n: 6, m: 4), axis: .columns, density: nil),
        .moreThanTheGroup(GroupBound(n: 6, m: 4)),
        "6:4 keeps more elements than a group has; write N:M with N at most M, for example 4:6"
      ),
      (
        .structured(GroupBound(n: 1, m: 0), axis: .columns, density: nil),
        .tooSmall(parameter: "M", found: 0, least: 1), "M is 0; it is at least 1"
      ),
      (
        .structured(GroupBound(n: 2, m: 4), axis: .columns, density: Ratio(7, 10)),
        .aboveCapacity(pattern: "2:4", asked: 70, capacity: 60, elements: 100),
        """
        the density asks for 70 elements, and the pattern 2:4 has room for 60 of the tensor's 100; the density is at most 0.6
        """
      ),
      (
        .banded(below: 0, above: 0, density: Ratio(1, 5)),
        .aboveCapacity(pattern: "banded", asked: 20, capacity: 10, elements: 100),
        """
        the density asks for 20 elements, and the pattern banded has room for 10 of the tensor's 100; the density is at most \
        0.1
        """
      ),
      (
        .clustered(density: Ratio(3, 4), block: BlockShape(height: 2, width: 2), fill: Ratio(1, 2)),
        .aboveCapacity(pattern: "clustered", asked: 75, capacity: 50, elements: 100),
        """
        the density asks for 75 elements, and the pattern clustered has room for 50 of the tensor's 100; the density is at \
        most 0.5
        """
      ),
      (
        .activation(density: Ratio(1, 4), spread: Ratio(1, 3)),
        .spreadTooWide(found: Ratio(1, 3), most: Ratio(1, 4)),
        "the spread is 1/3; with this density, rates stay between 0 and 1 up to a spread of 1/4"
      ),
      (
        .skewed(density: Ratio(1, 2), exponent: Ratio(29, 2), axis: .columns),
        .exponentTooGreat(found: Ratio(29, 2), lines: 10, axis: .columns, most: Ratio(14_449, 1_000)),
        """
        the exponent is 14.5, and with it the last of 10 columns would have less than 2^-48 of the first one's share; the \
        exponent is at most 14.449
        """
      ),
      (
        .channelRates([Ratio(1)]), .rateCount(found: 1, columns: 10),
        "there are 1 rates for 10 columns; each column has one"
      ),
      (
        .block(density: Ratio(1), block: BlockShape(height: 0, width: 1)),
        .tooSmall(parameter: "block height", found: 0, least: 1), "block height is 0; it is at least 1"
      ),
    ]
    for (pattern, error, words) in cases {
      #expect(throws: error) { try mask(pattern, 10, 10) }
      #expect(error.description == words)
    }
    #expect(throws: SparsityError.tensorTooLarge(rows: .max, columns: .max)) { try mask(.dense, .max, .max) }
    #expect(throws: SparsityError.tensorTooLarge(rows: 1, columns: 1 << 30)) {
      try mask(.activation(density: Ratio(1), spread: Ratio(0)), 1, 1 << 30)
    }
  }

  @Test("tensors without elements have empty masks")
  func nothing() throws {
    #expect(try mask(.uniform(density: Ratio(1, 2)), 0, 5).count == 0)
    #expect(try mask(.activation(density: Ratio(1, 2), spread: Ratio(0)), 5, 0).count == 0)
  }

  @Test("texts of groups and blocks are read strictly")
  func texts() {
    #expect(GroupBound(text: "2:4") == GroupBound(n: 2, m: 4))
    #expect(BlockShape(text: "16x8") == BlockShape(height: 16, width: 8))
    for text in ["2", "2:", ":4", "2:4:8", "-2:4", "+2:4", "a:b", "2 :4", "99999999999999999999:1"] {
      #expect(GroupBound(text: text) == nil, "\(text)")
    }
    #expect(GroupBound(n: 2, m: 4).description == "2:4")
    #expect(BlockShape(height: 1, width: 8).description == "1x8")
  }
}
