import Hardware
import Mapping

/// One pass of a product on a systolic array, as the folds see it (docs/model.md, 3.1).
struct SystolicPass {
  let array: SystolicArray
  let pass: ProductPass
  /// The dimension laid on the rows, cut; with `channel_wise` the groups of the tile.
  let rowChunks: Chunks
  let columnChunks: Chunks
  /// Groups that are gone through one after the other: with `channel_wise` all are in the folds.
  let groups: Int
  /// Vectors that a fold streams.
  let vectors: Int
  let isChannelWise: Bool

  init(array: SystolicArray, pass: ProductPass) {
    self.array = array
    self.pass = pass
    isChannelWise = pass.spatial == .channelWise
    groups = isChannelWise ? 1 : pass.groups
    switch array.dataflow {
    case .weightStationary where isChannelWise:
      rowChunks = Chunks(pass.groups, side: SpatialChoices.groupsTogether(pass.size, on: array))
      columnChunks = Chunks(1, side: 1)
      vectors = pass.pixels
    case .weightStationary:
      rowChunks =
        pass.places?.chunks(side: array.rows) ?? pass.reductionChunks(side: array.rows * array.products)
      columnChunks = Chunks(pass.filters, side: array.columns)
      vectors = pass.pixels
    case .inputStationary:
      rowChunks =
        pass.places?.chunks(side: array.rows) ?? pass.reductionChunks(side: array.rows * array.products)
      columnChunks = Chunks(pass.pixels, side: array.columns)
      vectors = pass.filters
    case .outputStationary:
      rowChunks = Chunks(pass.pixels, side: array.rows * array.interleavedSums)
      columnChunks = Chunks(pass.filters, side: array.columns)
      vectors = pass.places?.count ?? (pass.reduction + array.products - 1) / array.products
    }
  }

  /// The extent of k on the array: its places where weights have some.
  var reduction: Int { pass.places?.count ?? pass.reduction }

  /// Of a run of positions along k, those that a row of multipliers, or a vector, takes at once.
  func together(_ index: Int, of positions: Range<Int>) -> Range<Int> {
    let first = positions.lowerBound + index * array.products
    return first..<min(first + array.products, positions.upperBound)
  }

  var folds: Int { groups * rowChunks.count * columnChunks.count }

  /// Times that each result is written in a pass: once for each chunk of the reduction.
  var writesOfResult: Int {
    array.dataflow == .outputStationary || isChannelWise ? 1 : rowChunks.count
  }
}

/// A fold's place in the pass and its first and last steps.
struct Fold {
  var group: Int
  /// Whether its results add to those of a fold before.
  var addsToFold: Bool
  /// What its rows and columns hold: reduction indices, pixels, filters; rows of `channel_wise` the groups.
  var rowRange: Range<Int>
  var columnRange: Range<Int>
  /// Rows and columns in use, and elements.
  var rows: Int
  var columns: Int
  var elements: Int
  /// Turns of each of its vectors, and the steps from one to the next.
  var turns: Int
  var interval: Int
  /// Steps in which its vectors enter, and those in which the sums of a turn leave.
  var streamed: Int
  var drain: Int
  var preloadEnd: Int
  var streamStart: Int
  var end: Int

  /// The step after the last in which a vector may enter.
  var streamEnd: Int { streamStart + streamed }

  /// Steps in which the sums of all turns leave.
  var drained: Int { turns * drain }

  /// What the rows hold in a turn.
  func range(ofTurn turn: Int) -> Range<Int> {
    guard turns > 1 else { return rowRange }
    let first = rowRange.lowerBound + turn * rows
    return first..<min(first + rows, rowRange.upperBound)
  }
}

extension SystolicPass {
  /// Calls `body` for each fold in order, with the steps that docs/model.md, 3.1, gives it.
  func forEachFold(_ body: (Fold) -> Void) {
    let stationary = array.dataflow != .outputStationary
    let skew = array.rows + array.columns - 2
    var before: Fold?
    for group in 0..<groups {
      for columnChunk in 0..<columnChunks.count {
        let columnRange = columnChunks[columnChunk]
        for rowChunk in 0..<rowChunks.count {
          let rowRange = rowChunks[rowChunk]
          let rows =
            isChannelWise
            ? rowRange.count * pass.reduction
            : stationary
              ? (rowRange.count + array.products - 1) / array.products : min(rowRange.count, array.rows)
          let turns = array.turns(ofPixels: rowRange.count)
          let interval = array.stepsOfVector(turns: turns)
          let streamed = vectors * interval
          let columns = isChannelWise ? rowRange.count * pass.filters : columnRange.count
          let paid = array.partialFolds == .full ? array.rows : rows
          let preload = stationary ? paid : 0
          let drain = stationary || array.drain == .immediate ? 0 : paid
          var preloadStart = 0
          var start = preload
          if let before {
            if stationary {
              preloadStart = array.preload == .serial ? before.end : before.streamStart
              let free =
                array.preload == .shadowed && array.foldOverlap ? before.streamEnd : before.end
              start = max(preloadStart + preload, free)
            } else if !array.foldOverlap {
              start = before.end
            } else {
              switch array.drain {
              case .serial: start = before.streamEnd + before.drained
              case .shadowed: start = before.streamEnd + max(0, before.drained - streamed)
              case .immediate: start = before.streamEnd
              }
            }
          }
          let fold = Fold(
            group: group, addsToFold: stationary && !isChannelWise && rowChunk > 0,
            rowRange: rowRange, columnRange: columnRange, rows: rows, columns: columns,
            elements: isChannelWise ? rows * pass.filters : rows * columns, turns: turns, interval: interval,
            streamed: streamed, drain: drain, preloadEnd: preloadStart + preload, streamStart: start,
            end: start + streamed + skew + turns * drain)
          body(fold)
          before = fold
        }
      }
    }
  }
}
