import Hardware
import Workloads

/// One chunk each of pixels, k and filters, all numbered in the tile.
struct BroadcastVector {
  var pixels: [Int]
  var reduction: [Int]
  /// The filters of the lanes, each with the group it belongs to.
  var lanes: [Lane]
  /// Whether an earlier chunk, or run of chunks, of k has written the same sums.
  var followsFormerChunk: Bool
  /// Whether its products begin new sums, and whether they end them, so that they are written.
  var beginsSums: Bool
  var endsSums: Bool
  /// One of the steps of a vector that may take several; nil in an array whose vectors take one.
  var turn: WindowTurn?
}

/// A resting operand, or sums that rest, and the vectors that are streamed past them, each step of them one.
struct BroadcastFold {
  var vectors: [BroadcastVector]
  /// The step in which the first vector enters.
  var streamStart = 0
  /// The steps in which the resting operand is read, where there is one.
  var restSteps: Range<Int>?
  /// The k of the resting weights, in the order in which they are read.
  var restReduction: [Int] {
    vectors.prefix { $0.pixels == vectors[0].pixels }.filter { $0.turn?.isFirst != false }.flatMap(
      \.reduction)
  }
  var end = 0
}

/// The folds of a broadcast array's pass in order (docs/model.md, 3.2).
struct BroadcastSchedule {
  private(set) var folds: [BroadcastFold] = []

  init(array: BroadcastArray, tiles: PassTiles, spatial: ProductMapping.Spatial) throws {
    let pixels = Self.pixelChunks(array, tiles)
    if spatial == .channelWise {
      try require(
        array.ownInputs && array.dataflow != .inputStationary && !array.sparsity.skips,
        "channel_wise is not admitted: the lanes share their inputs")
      let pairs = (0..<tiles.groups).flatMap { group in
        (0..<tiles.filters).map { Lane(group: group, index: $0) }
      }
      let lanes = cuts(of: pairs.count, by: array.filters).map { Array(pairs[$0]) }
      nest(array, pixels, tiles, side: array.ownReduction, spatial, lanes)
    } else {
      for group in 0..<tiles.groups {
        let lanes = cuts(of: tiles.filters, by: array.filters).map { run in
          run.map { Lane(group: group, index: $0) }
        }
        nest(array, pixels, tiles, side: array.window, spatial, lanes)
      }
    }
    if array.sparsity.skips {
      try require(
        array.restingChunks == 1 && array.preloadRate == nil, "windows rest one at a time, and whole")
    }
    let multiplication = tiles.multiplication
    for number in folds.indices {
      let vectors = folds[number].vectors
      if case .digits(let rule) = multiplication.way {
        try require(
          !array.sparsity.skips && array.restingChunks == 1 && array.preloadRate == nil
            && spatial != .channelWise, "digits are not admitted on this array, or so laid")
        folds[number].vectors = try vectors.flatMap { try $0.digitTurns(rule, tiles: tiles) }
      } else if array.sparsity.skips {
        try require(
          multiplication.steps == 1, "products of several steps are not admitted where zeros are left out")
        folds[number].vectors = vectors.flatMap { $0.turns(array: array, tiles: tiles) }
      } else if multiplication.steps > 1 {
        folds[number].vectors = vectors.flatMap { $0.repeated(multiplication.steps) }
      }
    }
    place(on: array)
  }

  private static func pixelChunks(_ array: BroadcastArray, _ tiles: PassTiles) -> [[Int]] {
    if array.pixelsAreFlattened { return cuts(of: tiles.pixels, by: array.pixels).map(Array.init) }
    let width = tiles.box.columns.count
    return cuts(of: tiles.box.rows.count, by: array.pixelRows).flatMap { rows in
      cuts(of: width, by: array.pixelColumns).map { columns in
        rows.flatMap { row in columns.map { row * width + $0 } }
      }
    }
  }

  private mutating func nest(
    _ array: BroadcastArray, _ pixels: [[Int]], _ tiles: PassTiles, side: Int,
    _ spatial: ProductMapping.Spatial, _ lanes: [[Lane]]
  ) {
    let depth = array.dataflow == .weightStationary ? array.restingChunks : 1
    let runs = reductionRuns(
      taps: tiles.taps, channels: tiles.channels, side: side, depth: depth, spatial: spatial)
    switch array.dataflow {
    case .weightStationary:
      for lanes in lanes {
        for (number, run) in runs.enumerated() {
          let vectors = pixels.flatMap { pixels in
            (0..<depth).map { turn in
              BroadcastVector(
                pixels: pixels, reduction: turn < run.count ? Array(run[turn]) : [], lanes: lanes,
                followsFormerChunk: number > 0, beginsSums: turn == 0, endsSums: turn == depth - 1)
            }
          }
          folds.append(BroadcastFold(vectors: vectors))
        }
      }
    case .outputStationary:
      let chunks = runs.flatMap(\.self)
      for lanes in lanes {
        for pixels in pixels {
          let vectors = chunks.indices.map {
            BroadcastVector(
              pixels: pixels, reduction: Array(chunks[$0]), lanes: lanes, followsFormerChunk: false,
              beginsSums: $0 == 0, endsSums: $0 == chunks.count - 1)
          }
          folds.append(BroadcastFold(vectors: vectors))
        }
      }
    case .inputStationary:
      for pixels in pixels {
        for (number, chunk) in runs.flatMap(\.self).enumerated() {
          let vectors = lanes.map {
            BroadcastVector(
              pixels: pixels, reduction: Array(chunk), lanes: $0, followsFormerChunk: number > 0,
              beginsSums: true, endsSums: true)
          }
          folds.append(BroadcastFold(vectors: vectors))
        }
      }
    }
  }

  private mutating func place(on array: BroadcastArray) {
    let rests = array.dataflow != .outputStationary
    // Whatever part of the registers a fold uses, they are shifted through whole.
    let registers = array.restingChunks * array.reduction * array.filters
    let loads = rests ? array.preloadRate.map { cuts(of: registers, by: $0).count } ?? 1 : 0
    for number in folds.indices {
      var start = loads
      if number > 0 {
        let former = folds[number - 1]
        let free = former.streamStart + former.vectors.count + array.foldGap
        switch array.preload {
        case .serial: start = free + loads
        case .shadowed: start = max(free, former.streamStart + loads)
        }
      }
      folds[number].streamStart = start
      folds[number].restSteps = rests ? start - loads..<start : nil
      folds[number].end = start + folds[number].vectors.count + array.pipeline - 1
    }
  }
}
