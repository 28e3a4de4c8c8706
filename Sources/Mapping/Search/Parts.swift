/// A number of equal parts of a dimension and what is left over at its end.
struct Parts {
  /// Parts of the full size, and their size.
  let full: Int
  let size: Int
  /// The size of one more part; 0 where nothing is left.
  let rest: Int

  init(_ whole: Int, by size: Int) {
    let size = min(size, whole)
    full = whole / size
    self.size = size
    rest = whole % size
  }

  var count: Int { full + (rest > 0 ? 1 : 0) }
  /// The size of the last part.
  var last: Int { rest > 0 ? rest : size }

  /// Sums `cost` over the parts.
  @inline(__always)
  func sum(_ cost: (Int) -> Int) -> Int {
    full *| cost(size) +| (rest > 0 ? cost(rest) : 0)
  }
}

/// The tiles of a product in each dimension, of one image.
struct PassTiles {
  let groups: Parts
  let rows: Parts
  let columns: Parts
  let window: Int
  let channels: Parts
  let filters: Parts

  /// Sums `cost` over all passes: one for each combination of tiles.
  @inline(__always)
  func sum(_ cost: (PassSize) -> Int) -> Int {
    groups.sum { group in
      channels.sum { channel in
        filters.sum { filter in
          rows.sum { row in
            columns.sum { column in
              cost(
                PassSize(
                  groups: group, rows: row, columns: column, window: window, channels: channel,
                  filters: filter))
            }
          }
        }
      }
    }
  }
}
