/// Some elements of a tensor in the order in which they lie in memory, as ascending ranges that do not adjoin.
public struct ElementRanges: Hashable, Sendable {
  public private(set) var ranges: [Range<Int>] = []

  public init() {}

  /// Adds elements at or after those added before; what is there already is not added again.
  public mutating func add(_ start: Int, _ count: Int) {
    guard count > 0 else { return }
    if let last = ranges.last, start <= last.upperBound {
      ranges[ranges.count - 1] = last.lowerBound..<max(last.upperBound, start + count)
    } else {
      ranges.append(start..<start + count)
    }
  }

  /// How many there are.
  public var count: Int { ranges.reduce(0) { $0 + $1.count } }

  /// Calls `body` with the part of each row that is among them, in order.
  func forEachRow(columns: Int, _ body: (_ row: Int, _ columns: Range<Int>) -> Void) {
    forEachPiece(columns: columns) { rows, columns in
      for row in rows { body(row, columns) }
    }
  }

  /// The same with whole rows that follow one another together.
  func forEachPiece(columns: Int, _ body: (_ rows: Range<Int>, _ columns: Range<Int>) -> Void) {
    for range in ranges {
      var (row, column) = range.lowerBound.quotientAndRemainder(dividingBy: columns)
      let (lastRow, end) = range.upperBound.quotientAndRemainder(dividingBy: columns)
      if row == lastRow {
        body(row..<row + 1, column..<end)
        continue
      }
      if column > 0 {
        body(row..<row + 1, column..<columns)
        (row, column) = (row + 1, 0)
      }
      if row < lastRow { body(row..<lastRow, 0..<columns) }
      if end > 0 { body(lastRow..<lastRow + 1, 0..<end) }
    }
  }
}
