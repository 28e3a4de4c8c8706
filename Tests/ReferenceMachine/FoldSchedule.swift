import Hardware
import Workloads

/// What a row or column of the array stands for in a fold: k, an output pixel or a filter, of a group of the tile.
struct Lane {
  var group: Int
  var index: Int
  /// Of a row of k: the positions that its multipliers take at once, from `index` on.
  var positions = 1
}

/// One pass of operands over the array: a chunk of rows, a chunk of columns, a stream.
struct Fold {
  /// The rows and columns in use.
  var rows: [Lane]
  var columns: [Lane]
  /// What the rows are in the turns after the first, where elements keep several sums.
  var laterRows: [[Lane]] = []
  /// Vectors streamed, and the steps that each of them takes.
  var vectors: Int
  var stepsOfVector = 1
  /// Whether its results add to those of a fold before, in the same pass.
  var addsToFormerChunk: Bool

  // The steps of section 3: preload P for L steps, stream S, drain D in each turn, end E.
  var preloadStart = 0
  var preloadSteps = 0
  var streamStart = 0
  var drainSteps = 0
  var end = 0

  var streamSteps: Int { vectors * stepsOfVector }
  /// The sums that its elements turn through, and what their rows are in a turn.
  var turns: Int { 1 + laterRows.count }
  func rows(in turn: Int) -> [Lane] { turn == 0 ? rows : laterRows[turn - 1] }
  var usedRows: Int { rows.count }
  var usedColumns: Int { columns.count }

  /// Whether an element has something to multiply: its row and column are in use, and of the same group.
  func uses(row: Int, column: Int) -> Bool {
    row < usedRows && column < usedColumns && rows[row].group == columns[column].group
  }

  /// The multipliers in use.
  var usedElements: Int {
    rows.indices.reduce(0) { total, row in
      total + columns.indices.count { uses(row: row, column: $0) }
    }
  }
}

/// The folds of a pass in order, with the steps in which they begin and end.
struct FoldSchedule {
  var folds: [Fold] = []
  /// Of N:M weights, whose number then is the index of a row, or of a vector where sums rest.
  private(set) var places: WeightPlaces?
  /// What the vectors of a fold are where sums rest: runs of k.
  private(set) var streamedRuns: [Range<Int>] = []

  init(array: SystolicArray, tiles: PassTiles, spatial: ProductMapping.Spatial) throws {
    let (groups, pixels, filters) = (tiles.groups, tiles.pixels, tiles.filters)
    let (products, steps) = (tiles.multiplication.products, tiles.multiplication.steps)
    try require(
      products == 1 || (spatial != .channelWise && !array.sparsity.skips),
      "\(products) products at once are not admitted with \(spatial) or weights that are left out")
    try require(
      steps == 1 || !array.sparsity.skips, "\(steps) steps are not admitted where zeros are left out")
    streamedRuns = cuts(of: tiles.reduction, by: products)
    if let pattern = array.sparsity.pattern {
      places = try WeightPlaces(pattern, side: array.rows, tiles: tiles, spatial: spatial)
    }
    let reduction = { [places] (side: Int) in
      places?.chunks
        ?? reductionChunks(taps: tiles.taps, channels: tiles.channels, side: side, spatial: spatial)
    }
    switch (array.dataflow, spatial) {
    case (.weightStationary, .channelWise):
      try addChannelWise(array, tiles)
    case (.weightStationary, _):
      add(
        groups: groups, rows: reduction(array.rows * products), columns: cuts(of: filters, by: array.columns),
        vectors: pixels, positions: products)
    case (.inputStationary, .im2col), (.inputStationary, .direct):
      add(
        groups: groups, rows: reduction(array.rows * products), columns: cuts(of: pixels, by: array.columns),
        vectors: filters, positions: products)
    case (.outputStationary, .im2col):
      add(
        groups: groups, rows: cuts(of: pixels, by: array.rows * array.interleavedSums),
        columns: cuts(of: filters, by: array.columns), vectors: places?.count ?? streamedRuns.count)
    default: throw ReferenceFailure(description: "\(spatial) is not admitted with \(array.dataflow)")
    }
    for fold in folds.indices { folds[fold].stepsOfVector = steps }
    if array.takesTurns {
      try require(
        steps == 1 && array.dataflow == .outputStationary,
        "sums are interleaved that do not rest, or in steps")
      try require(
        array.interleavedSums == 1 || array.drain != .immediate, "several sums do not leave at once")
      for fold in folds.indices { folds[fold].takeTurns(on: array) }
    }
    place(on: array)
  }

  /// Row chunks inside column chunks inside groups.
  ///
  /// - Parameter positions: Of rows of k: how many of them one has at most; nil where rows are something else.
  private mutating func add(
    groups: Int, rows: [Range<Int>], columns: [Range<Int>], vectors: Int, positions: Int? = nil
  ) {
    for group in 0..<groups {
      for columns in columns {
        for (number, rows) in rows.enumerated() {
          folds.append(
            Fold(
              rows: cuts(of: rows, by: positions ?? 1).map {
                Lane(group: group, index: $0.lowerBound, positions: $0.count)
              },
              columns: columns.map { Lane(group: group, index: $0) }, vectors: vectors,
              addsToFormerChunk: positions != nil && number > 0))
        }
      }
    }
  }

  /// As many groups at once as fit, each with rows and columns of its own.
  private mutating func addChannelWise(_ array: SystolicArray, _ tiles: PassTiles) throws {
    try require(
      tiles.reduction <= array.rows && tiles.filters <= array.columns,
      "channel_wise is not admitted: a group does not fit the array")
    var atOnce = 1
    while atOnce < tiles.groups, (atOnce + 1) * tiles.reduction <= array.rows,
      (atOnce + 1) * tiles.filters <= array.columns
    { atOnce += 1 }
    for run in cuts(of: tiles.groups, by: atOnce) {
      var fold = Fold(rows: [], columns: [], vectors: tiles.pixels, addsToFormerChunk: false)
      for group in run {
        for index in 0..<tiles.reduction { fold.rows.append(Lane(group: group, index: index)) }
        for filter in 0..<tiles.filters { fold.columns.append(Lane(group: group, index: filter)) }
      }
      folds.append(fold)
    }
  }

  private mutating func place(on array: SystolicArray) {
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
          array.foldOverlap ? before.streamStart + before.streamSteps : before.end)
      }
    } else {
      fold.preloadStart = 0
      fold.streamStart = fold.preloadSteps
    }
    fold.end = fold.streamStart + fold.streamSteps + array.rows + array.columns - 2
  }

  private static func placeDraining(_ fold: inout Fold, after before: Fold?, _ array: SystolicArray) {
    fold.drainSteps =
      switch (array.drain, array.partialFolds) {
      case (.immediate, _): 0
      case (_, .full): array.rows
      case (_, .used): fold.usedRows
      }
    if let before {
      let streamed = before.streamStart + before.streamSteps
      fold.streamStart =
        switch array.drain {
        case _ where !array.foldOverlap: before.end
        case .serial: streamed + before.turns * before.drainSteps
        case .shadowed: streamed + max(0, before.turns * before.drainSteps - fold.streamSteps)
        case .immediate: streamed
        }
    }
    fold.preloadStart = fold.streamStart
    fold.end =
      fold.streamStart + fold.streamSteps + array.rows + array.columns - 2 + fold.turns * fold.drainSteps
  }
}

extension SystolicArray {
  /// Whether an element waits for its adder, or turns to another sum meanwhile.
  var takesTurns: Bool { accumulateInterval > 1 || interleavedSums > 1 }
}

extension Fold {
  /// Deals the fold's pixels to the rows in turns, and makes each vector as long as they or the adder take.
  fileprivate mutating func takeTurns(on array: SystolicArray) {
    let pixels = rows
    rows = Array(pixels.prefix(array.rows))
    laterRows = cuts(of: rows.count..<pixels.count, by: array.rows).map { Array(pixels[$0]) }
    stepsOfVector = max(turns, array.accumulateInterval)
  }
}
