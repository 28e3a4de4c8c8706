extension OccupancyMask {
  /// The same elements in the same order, row after row, with another number of columns.
  ///
  /// Traps unless there are as many elements.
  public func reshaped(rows newRows: Int, columns newColumns: Int) -> OccupancyMask {
    let (elements, overflow) = newRows.multipliedReportingOverflow(by: newColumns)
    precondition(!overflow && elements == rows * columns, "a reshaped tensor has as many elements")
    if newColumns == columns { return self }
    let newStride = Self.stride(columns: newColumns)
    var target = Self.zeroWords(rows: newRows, columns: newColumns)
    words.withUnsafeBufferPointer { source in
      var (newRow, newColumn) = (0, 0)
      for row in 0..<rows {
        let line = UnsafeBufferPointer(rebasing: source[row * stride..<(row + 1) * stride])
        var column = 0
        while column < columns {
          let count = min(64, columns - column, newColumns - newColumn)
          let bits = line.bits(at: column, count: count)
          let (word, shift) = (newRow * newStride + newColumn >> 6, UInt64(newColumn & 63))
          target[word] |= bits << shift
          if shift + UInt64(count) > 64 { target[word + 1] |= bits >> (64 - shift) }
          column += count
          newColumn += count
          if newColumn == newColumns { (newRow, newColumn) = (newRow + 1, 0) }
        }
      }
    }
    return OccupancyMask(rows: newRows, columns: newColumns, unpaddedWords: target)
  }

  /// For each so many elements, row after row, whether any of them is there.
  public func anyOfBlocks(of size: Int) -> [Bool] {
    let elements = rows * columns
    var blocks = [Bool](repeating: false, count: (elements + size - 1) / size)
    for row in 0..<rows {
      for column in 0..<columns where self[row, column] { blocks[(row * columns + column) / size] = true }
    }
    return blocks
  }

  /// The first so many elements, row after row, as one row; all of them as they are.
  public func leading(_ elements: Int) -> OccupancyMask {
    guard elements < rows * columns else { return self }
    return OccupancyMask(rows: 1, columns: elements) { _, element in
      self[element / columns, element % columns]
    }
  }

  /// A mask of the same columns whose row `r` is row `source(r)` of this one.
  public func rearranged(rows newRows: Int, _ source: (_ row: Int) -> Int) -> OccupancyMask {
    var target: [UInt64] = []
    target.reserveCapacity(newRows * stride)
    for row in 0..<newRows {
      let start = source(row) * stride
      target += words[start..<start + stride]
    }
    return OccupancyMask(rows: newRows, columns: columns, unpaddedWords: target)
  }

  /// The rows of this mask in as many parts of equal size, each part transposed, one below the other.
  public func transposed(parts: Int) -> OccupancyMask {
    precondition(parts > 0 && rows.isMultiple(of: parts), "parts are of equal size")
    if parts == 1 { return transposed() }
    let height = rows / parts
    var target: [UInt64] = []
    for part in 0..<parts {
      target += tile(rows: part * height..<(part + 1) * height, columns: 0..<columns).transposed().words
    }
    return OccupancyMask(rows: parts * columns, columns: height, unpaddedWords: target)
  }

  /// Masks of the same columns, one below the other.
  public static func stacked(_ parts: [OccupancyMask]) -> OccupancyMask {
    let columns = parts.first?.columns ?? 0
    precondition(parts.allSatisfy { $0.columns == columns }, "stacked masks have the same columns")
    return OccupancyMask(
      rows: parts.reduce(0) { $0 + $1.rows }, columns: columns, unpaddedWords: parts.flatMap(\.words))
  }
}
