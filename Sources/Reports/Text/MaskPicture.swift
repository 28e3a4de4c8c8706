import Tensors

/// A mask as a small drawing: each cell is a part of it, the darker the denser.
struct MaskPicture {
  let lines: [String]

  /// At most so many cells high and wide; a small mask has a cell for each element.
  init(_ mask: OccupancyMask, height: Int, width: Int) {
    let (rows, columns) = (min(height, mask.rows), min(width, mask.columns))
    lines = (0..<rows).map { row in
      (0..<columns).map { column in
        let (above, below) = (row * mask.rows / rows, (row + 1) * mask.rows / rows)
        let (left, right) = (column * mask.columns / columns, (column + 1) * mask.columns / columns)
        let count = mask.count(rows: above..<below, columns: left..<right)
        return Self.cell(count, of: (below - above) * (right - left))
      }.joined()
    }
  }

  /// Empty, up to a quarter, up to a half, less than all, all.
  private static func cell(_ count: Int, of elements: Int) -> String {
    if count == 0 { return "·" }
    if count == elements { return "█" }
    return 4 * count <= elements ? "░" : 2 * count <= elements ? "▒" : "▓"
  }
}
