import Quantities
import Tensors
import TestFiles
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
    // Blocks of one element are what a rule of tokens says.
    pattern.mask(
      BlockGrid(rows: rows, columns: columns, block: BlockShape(height: 1, width: 1)), heads: heads,
      seed: seed,
      name: "scores")
  }

  private func lines(
    _ pattern: BlockPattern, _ rows: Int, _ columns: Int, _ height: Int, _ width: Int
  ) -> [String] {
    let grid = BlockGrid(rows: rows, columns: columns, block: BlockShape(height: height, width: width))
    return lines(pattern.mask(grid, heads: 1, seed: 0, name: "scores"))
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

  @Test
  func
    `A row's own blocks are those in which its tokens meet their own keys, whatever the blocks' sides are`()
  {
    // Two tokens a row, and one key a column: a row has two own ones.
    #expect(lines(BlockPattern(windows: [1]), 4, 4, 2, 1) == ["1100", "0011"])
    #expect(lines(BlockPattern(windows: [2]), 4, 4, 2, 1) == ["1100", "0111"])
    // One token a row, and two keys a column.
    #expect(lines(BlockPattern(isFull: true), 4, 4, 1, 2) == ["10", "10", "11", "11"])
    #expect(
      lines(BlockPattern(isCausal: false, windows: [1], global: 1), 4, 6, 1, 2) == [
        "110", "110", "101", "101",
      ])
    // The tokens 1 and 2, and 3, of four: the first row has keys in both columns.
    #expect(lines(BlockPattern(windows: [1]), 3, 4, 2, 2) == ["11", "01"])
    // A block that is larger than all.
    #expect(lines(BlockPattern(windows: [1]), 3, 4, 8, 8) == ["1"])
    #expect(lines(BlockPattern(windows: [1]), 3, 4, 8, 1) == ["0111"])
  }

  @Test func `A causal mask keeps the blocks in which some token meets a key that is not behind it`() {
    var numbers = RandomNumbers(seed: 0xB10C)
    for _ in 0..<500 {
      let rows = numbers.integer(1...40)
      let columns = rows + numbers.integer(0...40)
      let block = BlockShape(height: numbers.integer(1...50), width: numbers.integer(1...50))
      let grid = BlockGrid(rows: rows, columns: columns, block: block)
      let full = BlockPattern(isFull: true).mask(grid, heads: 1, seed: 0, name: "scores")
      let diagonal = BlockPattern().mask(grid, heads: 1, seed: 0, name: "scores")
      var (meets, own) = (Set<[Int]>(), Set<[Int]>())
      for token in 0..<rows {
        for key in 0...token + columns - rows { meets.insert([token / block.height, key / block.width]) }
        own.insert([token / block.height, (token + columns - rows) / block.width])
      }
      for row in 0..<grid.blockRows {
        for column in 0..<grid.blockColumns {
          #expect(full[row, column] == meets.contains([row, column]), "\(grid)")
          // Between two own columns of a row all are own ones.
          if own.contains([row, column]) { #expect(diagonal[row, column], "\(grid)") }
          #expect(!diagonal[row, column] || full[row, column], "\(grid)")
        }
      }
    }
  }

  @Test func `A pattern that leaves nothing out says so`() {
    var numbers = RandomNumbers(seed: 0xA11)
    var (kept, left) = (0, 0)
    for number in 0..<2_000 {
      let rows = numbers.integer(1...8)
      let grid = BlockGrid(
        rows: rows, columns: rows + numbers.integer(0...8),
        block: BlockShape(height: numbers.integer(1...6), width: numbers.integer(1...6)))
      let pattern = BlockPattern(
        isCausal: numbers.chance(50),
        windows: (0..<numbers.integer(0...2)).map { _ in numbers.integer(1...9) },
        sink: numbers.integer(0...3), global: numbers.integer(0...3), random: numbers.chance(20) ? 9 : 0,
        density: numbers.chance(20) ? Ratio(1) : nil, isFull: numbers.chance(20))
      let heads = numbers.integer(1...3)
      let mask = pattern.mask(grid, heads: heads, seed: UInt64(number), name: "scores")
      let isAll = mask.count == mask.rows * mask.columns
      if pattern.keepsAll(of: grid, heads: heads) {
        kept += 1
        #expect(isAll, "\(pattern) \(grid)")
      } else if pattern.random == 0, pattern.density == nil {
        left += 1
        #expect(!isAll, "\(pattern) \(grid)")
      }
    }
    #expect(kept > 200 && left > 200)
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
