import Hardware
import Workloads

/// One chunk each of pixels, k and filters, all numbered in the tile.
struct BroadcastVector {
  var pixels: [Int]
  var reduction: [Int]
  /// The filters of the lanes, each with the group it belongs to.
  var lanes: [Lane]
  /// Whether an earlier chunk of k has written the same sums.
  var followsFormerChunk: Bool

  var elements: Int { pixels.count * reduction.count * lanes.count }
}

/// A resting operand, or sums that rest, and the vectors that are streamed past them.
struct BroadcastFold {
  var vectors: [BroadcastVector]
  /// The step in which the first vector enters.
  var streamStart = 0
  /// The step in which the resting operand is read, where there is one.
  var restStep: Int?
  var end = 0
}

/// The folds of a broadcast array's pass in order (docs/model.md, 3.2).
struct BroadcastSchedule {
  private(set) var folds: [BroadcastFold] = []

  init(array: BroadcastArray, tiles: PassTiles, spatial: ProductMapping.Spatial) throws {
    let pixels = Self.pixelChunks(array, tiles)
    if spatial == .channelWise {
      try require(
        array.ownInputs && array.dataflow != .inputStationary,
        "channel_wise is not admitted: the lanes share their inputs")
      let pairs = (0..<tiles.groups).flatMap { group in
        (0..<tiles.filters).map { Lane(group: group, index: $0) }
      }
      let lanes = cuts(of: pairs.count, by: array.filters).map { Array(pairs[$0]) }
      nest(array.dataflow, pixels, cuts(of: tiles.reduction, by: array.ownReduction).map(Array.init), lanes)
    } else {
      let reduction = reductionChunks(
        taps: tiles.taps, channels: tiles.channels, side: array.reduction, spatial: spatial)
      for group in 0..<tiles.groups {
        let lanes = cuts(of: tiles.filters, by: array.filters).map { run in
          run.map { Lane(group: group, index: $0) }
        }
        nest(array.dataflow, pixels, reduction.map(Array.init), lanes)
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
    _ dataflow: Dataflow, _ pixels: [[Int]], _ reduction: [[Int]], _ lanes: [[Lane]]
  ) {
    func vector(_ pixels: [Int], _ chunk: Int, _ lanes: [Lane]) -> BroadcastVector {
      BroadcastVector(
        pixels: pixels, reduction: reduction[chunk], lanes: lanes, followsFormerChunk: chunk > 0)
    }
    let chunks = reduction.indices
    switch dataflow {
    case .weightStationary:
      for lanes in lanes {
        for chunk in chunks {
          folds.append(BroadcastFold(vectors: pixels.map { vector($0, chunk, lanes) }))
        }
      }
    case .outputStationary:
      for lanes in lanes {
        for pixels in pixels {
          folds.append(BroadcastFold(vectors: chunks.map { vector(pixels, $0, lanes) }))
        }
      }
    case .inputStationary:
      for pixels in pixels {
        for chunk in chunks {
          folds.append(BroadcastFold(vectors: lanes.map { vector(pixels, chunk, $0) }))
        }
      }
    }
  }

  private mutating func place(on array: BroadcastArray) {
    let rests = array.dataflow != .outputStationary
    // The step after the last one of the fold before, and of its gap.
    var free: Int?
    for number in folds.indices {
      var start = 0
      if let free {
        start = free + (rests && array.preload == .serial ? 1 : 0)
      } else if rests {
        start = 1
      }
      folds[number].streamStart = start
      folds[number].restStep = rests ? start - 1 : nil
      folds[number].end = start + folds[number].vectors.count + array.pipeline - 1
      free = start + folds[number].vectors.count + array.foldGap
    }
  }
}
