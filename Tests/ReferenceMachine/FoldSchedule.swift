import Hardware

/// One pass of operands over the array: a chunk of rows, a chunk of columns, a stream.
struct Fold {
  /// Of the tile's groups, counted from 0.
  var group: Int
  var rows: Range<Int>
  var columns: Range<Int>
  /// Vectors streamed.
  var vectors: Int
  /// Whether its results add to those of a fold before, in the same pass.
  var addsToFormerChunk: Bool

  // The steps of section 3: preload P for L steps, stream S, drain D, end E.
  var preloadStart = 0
  var preloadSteps = 0
  var streamStart = 0
  var drainSteps = 0
  var end = 0

  var usedRows: Int { rows.count }
  var usedColumns: Int { columns.count }
}

/// The folds of a pass in order, with the steps in which they begin and end.
struct FoldSchedule {
  var folds: [Fold] = []

  /// - Parameters:
  ///   - rowExtent: What the dataflow lays on the rows, all chunks together.
  ///   - columnExtent: What it lays on the columns.
  ///   - vectors: What it streams.
  init(array: SystolicArray, groups: Int, rowExtent: Int, columnExtent: Int, vectors: Int) {
    for group in 0..<groups {
      for columns in cuts(of: columnExtent, by: array.columns) {
        for rows in cuts(of: rowExtent, by: array.rows) {
          let adds = array.dataflow != .outputStationary && rows.lowerBound > 0
          folds.append(
            Fold(group: group, rows: rows, columns: columns, vectors: vectors, addsToFormerChunk: adds))
        }
      }
    }
    for number in folds.indices {
      let before = number == 0 ? nil : folds[number - 1]
      if array.dataflow == .outputStationary {
        Self.placeDraining(&folds[number], after: before, array)
      } else {
        Self.placePreloaded(&folds[number], after: before, array)
      }
    }
  }

  private static func placePreloaded(_ fold: inout Fold, after before: Fold?, _ array: SystolicArray) {
    fold.preloadSteps = array.partialFolds == .full ? array.rows : fold.usedRows
    if let before {
      switch array.preload {
      case .serial:
        fold.preloadStart = before.end
        fold.streamStart = fold.preloadStart + fold.preloadSteps
      case .shadowed:
        fold.preloadStart = before.streamStart
        fold.streamStart = max(
          fold.preloadStart + fold.preloadSteps,
          array.foldOverlap ? before.streamStart + before.vectors : before.end)
      }
    } else {
      fold.preloadStart = 0
      fold.streamStart = fold.preloadSteps
    }
    fold.end = fold.streamStart + fold.vectors + array.rows + array.columns - 2
  }

  private static func placeDraining(_ fold: inout Fold, after before: Fold?, _ array: SystolicArray) {
    fold.drainSteps =
      switch (array.drain, array.partialFolds) {
      case (.immediate, _): 0
      case (_, .full): array.rows
      case (_, .used): fold.usedRows
      }
    if let before {
      let streamed = before.streamStart + before.vectors
      fold.streamStart =
        switch array.drain {
        case _ where !array.foldOverlap: before.end
        case .serial: streamed + before.drainSteps
        case .shadowed: streamed + max(0, before.drainSteps - fold.vectors)
        case .immediate: streamed
        }
    }
    fold.preloadStart = fold.streamStart
    fold.end = fold.streamStart + fold.vectors + array.rows + array.columns - 2 + fold.drainSteps
  }
}
