import Quantities

extension OccupancyMask {
  /// The mask with rows and columns exchanged.
  public func transposed() -> OccupancyMask {
    let targetStride = Self.stride(columns: rows)
    var target = Self.zeroWords(rows: columns, columns: rows)
    var block = [UInt64](repeating: 0, count: 64)
    for blockRow in 0..<targetStride {
      for blockColumn in 0..<stride {
        let height = min(64, rows - blockRow * 64)
        let width = min(64, columns - blockColumn * 64)
        for row in 0..<64 {
          block[row] = row < height ? words[(blockRow * 64 + row) * stride + blockColumn] : 0
        }
        transpose(&block)
        for column in 0..<width {
          target[(blockColumn * 64 + column) * targetStride + blockRow] = block[column]
        }
      }
    }
    return OccupancyMask(rows: columns, columns: rows, unpaddedWords: target)
  }

  /// The mask of the zeros; padding stays 0.
  public func complemented() -> OccupancyMask {
    OccupancyMask(rows: rows, columns: columns, words: words.map(~))
  }

  /// A tile as a mask of its own.
  public func tile(rows range: Range<Int>, columns: Range<Int>) -> OccupancyMask {
    checkTile(rows: range, columns: columns)
    if columns == 0..<self.columns {
      let part = Array(words[range.lowerBound * stride..<range.upperBound * stride])
      return OccupancyMask(rows: range.count, columns: columns.count, unpaddedWords: part)
    }
    let (first, shift) = (columns.lowerBound >> 6, UInt64(columns.lowerBound & 63))
    let tileStride = Self.stride(columns: columns.count)
    var tile = Self.zeroWords(rows: range.count, columns: columns.count)
    for (tileRow, row) in range.enumerated() {
      for word in 0..<tileStride {
        let source = first + word
        let low = words[row * stride + source] >> shift
        let high = source + 1 < stride ? words[row * stride + source + 1] << (64 - shift) : 0
        tile[tileRow * tileStride + word] = low | high
      }
    }
    return OccupancyMask(rows: range.count, columns: columns.count, words: tile)
  }

  /// One row, occupied where any row of the range is: what must be fetched for these rows together.
  public func union(ofRows range: Range<Int>) -> OccupancyMask {
    checkTile(rows: range, columns: 0..<0)
    var union = [UInt64](repeating: 0, count: stride)
    for row in range {
      for word in 0..<stride { union[word] |= words[row * stride + word] }
    }
    return OccupancyMask(rows: 1, columns: columns, unpaddedWords: union)
  }

  /// A row for every `size` consecutive rows (for fewer at the end), occupied where any of them is.
  public func unionOfRows(inGroupsOf size: Int) -> OccupancyMask {
    precondition(size > 0, "a group has rows")
    let groups = ceilingDivision(rows, by: size)
    var unions = [UInt64](repeating: 0, count: groups * stride)
    for row in 0..<rows {
      for word in 0..<stride { unions[row / size * stride + word] |= words[row * stride + word] }
    }
    return OccupancyMask(rows: groups, columns: columns, unpaddedWords: unions)
  }
}

/// Exchanges rows and columns of 64 x 64 bits, by halves, quarters, and so on.
///
/// Warren, Hacker's Delight, 2nd edition, 7-3, for the lowest bit first.
private func transpose(_ block: inout [UInt64]) {
  var (width, mask) = (32, UInt64(0xFFFF_FFFF))
  while width > 0 {
    var row = 0
    while row < 64 {
      let exchanged = (block[row] >> UInt64(width) ^ block[row + width]) & mask
      block[row] ^= exchanged << UInt64(width)
      block[row + width] ^= exchanged
      row = (row + width + 1) & ~width
    }
    width >>= 1
    mask ^= mask << UInt64(width)
  }
}
