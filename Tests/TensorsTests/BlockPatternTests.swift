import Quantities
import Tensors
import Testing

@Suite struct BlockPatternTests {
  /// The rows of a mask, 1 where a block is kept.
  private func lines(_ mask: OccupancyMask) -> [String] {
    (0..<mask.rows).map { row in (0..<mask.columns).map { mask[row, $0] ? "1" : "0" }.joined() }
  }

  private func mask(
    _ pattern: BlockPattern, rows: Int = 4, columns: Int = 4, heads: Int = 1, seed: UInt64 = 0
  )
    -> OccupancyMask
  {
    pattern.mask(rows: rows, columns: columns, heads: heads, seed: seed, name: "scores")
  }

  @Test func `Blocks near a row's own, the first columns and the first rows are kept as the page says`() {
    #expect(lines(mask(BlockPattern(isFull: true))) == ["1000", "1100", "1110", "1111"])
    #expect(lines(mask(BlockPattern(windows: [2]))) == ["1000", "1100", "0110", "0011"])
    #expect(lines(mask(BlockPattern(windows: [1], sink: 1))) == ["1000", "1100", "1010", "1001"])
    #expect(
      lines(mask(BlockPattern(isCausal: false, windows: [3], global: 1))) == ["1111", "1110", "1111", "1011"])
    // Rows are the last ones of a sequence.
    #expect(lines(mask(BlockPattern(windows: [2]), rows: 2)) == ["0110", "0011"])
  }

  @Test func `A list of windows has one for each head, and begins again behind the last`() {
    let heads = lines(mask(BlockPattern(windows: [1, 3]), rows: 3, columns: 3, heads: 3))
    #expect(heads == ["100", "010", "001", "100", "110", "111", "100", "010", "001"])
  }

  @Test func `What is drawn has the number of blocks that is asked for, by the seed, the name and the head`()
  {
    for seed in UInt64(0)..<20 {
      // 36 blocks may be kept of 8 x 8; 0.3 of them are 10.8, so 11.
      let some = mask(BlockPattern(sink: 1, density: Ratio(3, 10)), rows: 8, columns: 8, seed: seed)
      #expect(some.count == 15, "8 of the diagonal and 7 of the first column are more than 11")
      let half = mask(BlockPattern(density: Ratio(1, 2)), rows: 8, columns: 8, heads: 2, seed: seed)
      #expect(half.count == 36)
      #expect(half.tile(rows: 0..<8, columns: 0..<8).count == 18)
      let random = mask(BlockPattern(isCausal: false, random: 2), rows: 8, columns: 8, seed: seed)
      #expect(random.rowCounts() == Array(repeating: 3, count: 8))
      #expect((0..<8).allSatisfy { half[$0, $0] && random[$0, $0] })
    }
    let pattern = BlockPattern(density: Ratio(1, 2))
    #expect(mask(pattern, rows: 8, columns: 8, seed: 1) != mask(pattern, rows: 8, columns: 8, seed: 2))
  }

  @Test func `Elements are those of the blocks, cut off at the edges of each matrix`() {
    let blocks = OccupancyMask(rows: 4, columns: 2) { ($0 + $1).isMultiple(of: 2) }
    let elements = blocks.expanded(BlockShape(height: 2, width: 3), matrices: 2, rows: 3, columns: 5)
    #expect(lines(elements) == ["11100", "11100", "00011", "11100", "11100", "00011"])
    for row in 0..<6 {
      var runs: [Range<Int>] = []
      elements.forEachRun(ofRow: row) { runs.append($0) }
      #expect(runs == [row % 3 < 2 ? 0..<3 : 3..<5])
      #expect(elements.hasAny(ofRow: row, columns: 3..<5) == (row % 3 == 2))
    }
  }

  @Test func `Runs of rows of several words are found whole`() {
    let mask = OccupancyMask(rows: 1, columns: 300) { (10..<200).contains($1) || $1 >= 256 }
    var runs: [Range<Int>] = []
    mask.forEachRun(ofRow: 0) { runs.append($0) }
    #expect(runs == [10..<200, 256..<300])
    #expect(mask.hasAny(ofRow: 0, columns: 199..<256))
    #expect(!mask.hasAny(ofRow: 0, columns: 200..<256))
  }
}
