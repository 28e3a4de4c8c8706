/// The elements of a tile column by column: consecutive columns of which it has the same rows.
struct ColumnIntervals {
  struct Interval {
    var columns: Range<Int>
    /// Ascending, and none adjoins another.
    var rows: [Range<Int>]
  }

  private(set) var intervals: [Interval] = []

  init(_ tile: ElementRanges, columns: Int) {
    // Pieces of rows that have the same columns; of most tiles there are few such.
    var rows: [Range<Int>: ElementRanges] = [:]
    tile.forEachPiece(columns: columns) { piece, range in
      rows[range, default: ElementRanges()].add(piece.lowerBound, piece.count)
    }
    let bounds = Set(rows.keys.flatMap { [$0.lowerBound, $0.upperBound] }).sorted()
    for (start, end) in zip(bounds, bounds.dropFirst()) {
      let active = rows.filter { $0.key.lowerBound <= start && end <= $0.key.upperBound }.map(\.value.ranges)
      guard !active.isEmpty else { continue }
      intervals.append(Interval(columns: start..<end, rows: Self.joined(active)))
    }
  }

  private static func joined(_ lists: [[Range<Int>]]) -> [Range<Int>] {
    if lists.count == 1 { return lists[0] }
    var joined = ElementRanges()
    for range in lists.joined().sorted(by: { $0.lowerBound < $1.lowerBound }) {
      joined.add(range.lowerBound, range.count)
    }
    return joined.ranges
  }
}
