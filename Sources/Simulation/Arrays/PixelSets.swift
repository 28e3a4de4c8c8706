import Mapping

/// The output pixels of a tile in the sets that an array takes at once: consecutive pixels, or blocks.
struct PixelSets {
  private let rows: Int
  private let columns: Int
  /// Nil where the sets are of consecutive pixels.
  private let block: (rows: Int, columns: Int)?
  private let side: Int
  let count: Int

  init(_ pass: ProductPass, consecutive side: Int) {
    rows = pass.rowTile.outputs.count
    columns = pass.columnTile.outputs.count
    block = nil
    self.side = side
    count = (rows * columns + side - 1) / side
  }

  init(_ pass: ProductPass, blockRows: Int, blockColumns: Int) {
    rows = pass.rowTile.outputs.count
    columns = pass.columnTile.outputs.count
    block = (blockRows, blockColumns)
    side = blockRows * blockColumns
    count = ((rows + blockRows - 1) / blockRows) * ((columns + blockColumns - 1) / blockColumns)
  }

  /// Whether no set has more than one pixel.
  var areSingle: Bool { side == 1 }

  /// Calls `body` with the row and column of each pixel of a set, in the tile's order.
  @inline(__always)
  func forEachPixel(of set: Int, _ body: (_ row: Int, _ column: Int) -> Void) {
    if let block {
      let (rowRange, columnRange) = ranges(of: set, block)
      for row in rowRange {
        for column in columnRange { body(row, column) }
      }
      return
    }
    let first = set * side
    var (row, column) = (first / columns, first % columns)
    for _ in first..<min(first + side, rows * columns) {
      body(row, column)
      column += 1
      if column == columns { (row, column) = (row + 1, 0) }
    }
  }

  func size(of set: Int) -> Int {
    guard let block else { return min(side, rows * columns - set * side) }
    let (rowRange, columnRange) = ranges(of: set, block)
    return rowRange.count * columnRange.count
  }

  private func ranges(
    of set: Int, _ block: (rows: Int, columns: Int)
  ) -> (rows: Range<Int>, columns: Range<Int>) {
    let across = (columns + block.columns - 1) / block.columns
    let (row, column) = (set / across * block.rows, set % across * block.columns)
    return (row..<min(row + block.rows, rows), column..<min(column + block.columns, columns))
  }

  /// The pixels of a set as runs of consecutive pixels of the tile.
  func forEachRun(of set: Int, _ body: (_ first: Int, _ count: Int) -> Void) {
    guard let block else { return body(set * side, size(of: set)) }
    let (rowRange, columnRange) = ranges(of: set, block)
    if columnRange.count == columns {
      return body(rowRange.lowerBound * columns, rowRange.count * columns)
    }
    for row in rowRange { body(row * columns + columnRange.lowerBound, columnRange.count) }
  }
}
