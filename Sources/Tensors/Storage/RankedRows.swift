/// A mask that knows how many bits are set before any place of a row, however long the row is.
struct RankedRows: Sendable {
  let mask: OccupancyMask
  /// Set bits before each row and, last, in all, with further ones that count at each row's end.
  private(set) var starts: [Int]
  /// Set bits of a row before every 512th of them.
  private var blocks: [Int] = []
  private let blocksOfRow: Int

  /// - Parameter extra: What counts at the end of each row besides its bits.
  init(_ mask: OccupancyMask, extra: Int = 0) {
    self.mask = mask
    blocksOfRow = (mask.stride + 7) / 8
    starts = [0]
    starts.reserveCapacity(mask.rows + 1)
    blocks.reserveCapacity(mask.rows * blocksOfRow)
    var before = 0
    for row in 0..<mask.rows {
      let first = row * mask.stride
      var inRow = 0
      for word in 0..<mask.stride {
        if word & 7 == 0 { blocks.append(inRow) }
        inRow += mask.words[first + word].nonzeroBitCount
      }
      before += inRow + extra
      starts.append(before)
    }
  }

  /// All that is counted.
  var count: Int { starts[mask.rows] }

  /// What is counted before a place of a row; behind its last place all of the row.
  func rank(_ row: Int, _ column: Int) -> Int {
    guard column < mask.columns else { return starts[row + 1] }
    let (first, block, word) = (row * mask.stride, column >> 9, column >> 6)
    var rank = starts[row] + blocks[row * blocksOfRow + block]
    for index in block << 3..<word { rank += mask.words[first + index].nonzeroBitCount }
    return rank + (mask.words[first + word] & lowestBits(column & 63)).nonzeroBitCount
  }
}
