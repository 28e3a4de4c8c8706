/// An input on its way over the bus, to all elements that take it from there.
struct InputDelivery {
  var group: Int
  /// A pixel and k whose tap it is.
  var pixel: Int
  var index: Int
  var input: RowElement.Input
  var takers: [Int]
}

/// A weight on its way over the bus.
struct WeightDelivery {
  var group: Int
  var index: Int
  var filter: Int
  var weight: RowElement.Weight
  var takers: [Int]
}

/// A sum on its way out.
struct RowSum {
  var fold: Int
  var pixel: Int
  var filter: Int
  var value: Int
}

/// What a row-stationary array works on at a time: an output column of a fold's rows.
struct RowVector {
  var fold: Int
  /// Of the output, counted from the tile's first.
  var column: Int
  /// The input columns of its taps, by kernel column; those outside the image, too.
  var columns: [Int]
  /// The kernel columns whose input columns the vector before in the fold did not touch.
  var newTaps: [Int]

  /// The vectors of a pass, fold after fold.
  static func all(of folds: [RowFold], tiles: PassTiles) -> [RowVector] {
    let columns = tiles.box.columns.indices.map { column in
      (0..<tiles.product.kernelWidth).map {
        tiles.inputColumn(of: column - tiles.box.columns.lowerBound, kernelColumn: $0)
      }
    }
    return folds.indices.flatMap { fold in
      columns.indices.map { column in
        let before = column == 0 ? [] : columns[column - 1]
        let newTaps = columns[column].indices.filter { !before.contains(columns[column][$0]) }
        return RowVector(fold: fold, column: column, columns: columns[column], newTaps: newTaps)
      }
    }
  }
}
