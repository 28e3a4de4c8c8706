import Quantities

// Patterns whose elements are known without drawing.
extension MaskMaker {
  /// All elements of a band, diagonal, stride or window.
  func region(of pattern: SparsityPattern) throws(SparsityError) -> OccupancyMask {
    switch pattern {
    case .banded(let below, let above, _):
      return ranges { row in [saturating(row, minus: below)..<saturating(row, plus: above, plus: 1)] }
    case .diagonal(let block, _):
      return ranges { row in
        let (start, overflow) = (row / block.height).multipliedReportingOverflow(by: block.width)
        return overflow ? [] : [start..<saturating(start, plus: block.width, plus: 0)]
      }
    case .strided(let stride, let shift, let offset, _):
      return .ofRows(rows, columns: columns, workers: workers) { row, words in
        let (shift, offset) = (Int128(shift % stride), Int128(offset % stride))
        var column = Int((offset + shift * Int128(row)) % Int128(stride))
        while column < columns {
          words[column >> 6] |= 1 << UInt64(column & 63)
          let (next, overflow) = column.addingReportingOverflow(stride)
          column = overflow ? columns : next
        }
      }
    case .window(let window, let isCausal, _):
      try checkWindow(pattern)
      return ranges { row in
        let own = row + columns - rows
        return isCausal
          ? [saturating(own, minus: window - 1)..<own + 1]
          : [saturating(own, minus: window / 2)..<saturating(own, plus: window / 2, plus: 1)]
      }
    case .sinkAndWindow(let sink, let window, _):
      try checkWindow(pattern)
      return ranges { row in
        let own = row + columns - rows
        return [0..<min(sink, own + 1), saturating(own, minus: window - 1)..<own + 1]
      }
    default: preconditionFailure("\(pattern.name) is drawn")
    }
  }

  /// The rows of a window are the last ones of as many as there are columns.
  private func checkWindow(_ pattern: SparsityPattern) throws(SparsityError) {
    guard rows <= columns else {
      throw .moreRowsThanColumns(pattern: pattern.name, rows: rows, columns: columns)
    }
  }

  /// Rows of ranges of columns, which are cut off at the edge.
  private func ranges(_ ranges: @Sendable (Int) -> [Range<Int>]) -> OccupancyMask {
    .ofRows(rows, columns: columns, workers: workers) { row, words in
      for range in ranges(row) { words.set(range.clamped(to: 0..<columns)) }
    }
  }

  private func saturating(_ value: Int, minus distance: Int) -> Int {
    value < distance ? 0 : value - distance
  }

  private func saturating(_ value: Int, plus distance: Int, plus one: Int) -> Int {
    let (sum, overflow) = value.addingReportingOverflow(distance)
    return overflow || sum == Int.max ? Int.max : sum + one
  }
}
