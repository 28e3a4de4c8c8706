import Hardware
import Quantities
import Workloads

/// The steps of a pass in closed form (docs/model.md, 3); saturating where they do not fit.
public enum PassSteps {
  /// Exact for every array: what a pass takes if no port holds it up.
  public static func steps(
    _ size: PassSize, _ spatial: ProductMapping.Spatial, on array: ProcessingArray
  ) -> Int {
    switch array {
    case .systolic(let array): steps(size, spatial, on: array)
    case .broadcast(let array): steps(size, spatial, on: array)
    case .simd(let cluster): steps(size, on: cluster)
    }
  }

  // MARK: Broadcast

  /// Folds of a pass, and the vectors that each of them streams.
  public static func folds(
    _ size: PassSize, _ spatial: ProductMapping.Spatial, on array: BroadcastArray
  ) -> (count: Int, vectors: Int) {
    let isChannelWise = spatial == .channelWise
    let groups = isChannelWise ? 1 : size.groups
    let filters = ceilingDivision(
      isChannelWise ? size.groups *| size.filters : size.filters, by: array.filters)
    let reduction = size.reductionRuns(
      side: isChannelWise ? array.ownReduction : array.reduction, depth: array.restingChunks, spatial)
    let pixels =
      array.pixelsAreFlattened
      ? ceilingDivision(size.pixels, by: array.pixels)
      : ceilingDivision(size.rows, by: array.pixelRows)
      *| ceilingDivision(size.columns, by: array.pixelColumns)
    switch array.dataflow {
    case .weightStationary: return (groups *| filters *| reduction, pixels *| array.restingChunks)
    case .outputStationary: return (groups *| filters *| pixels, reduction)
    case .inputStationary: return (groups *| pixels *| reduction, filters)
    }
  }

  private static func steps(
    _ size: PassSize, _ spatial: ProductMapping.Spatial, on array: BroadcastArray
  ) -> Int {
    let folds = folds(size, spatial, on: array)
    return (array.dataflow == .outputStationary ? 0 : array.preloadSteps)
      +| (folds.count - 1) *| array.foldDistance(vectors: folds.vectors) +| folds.vectors
      +| (array.pipeline - 1)
  }

  // MARK: SIMD

  private static func steps(_ size: PassSize, on cluster: SIMDCluster) -> Int {
    let chunks = ceilingDivision(size.reduction, by: cluster.lanes)
    let pixelRuns = ceilingDivision(size.pixels, by: cluster.registerPixels)
    let filterRuns = ceilingDivision(size.filters, by: cluster.registerFilters)
    let sums = size.pixels *| size.filters
    let layout = size.window > 1 ? cluster.transform *| chunks *| size.pixels : 0
    let blocks = pixelRuns *| filterRuns *| (cluster.blockOverhead +| chunks *| cluster.loopOverhead)
    let loads = size.pixels *| filterRuns +| size.filters *| pixelRuns
    return size.groups *| (layout +| blocks +| chunks *| (loads +| sums) +| sums)
  }

  // MARK: Systolic

  private static func steps(
    _ size: PassSize, _ spatial: ProductMapping.Spatial, on array: SystolicArray
  ) -> Int {
    let folds = SystolicFolds(size, spatial, on: array)
    let skew = array.rows + array.columns - 2
    let vectors = folds.vectors
    /// Steps that rows in use take to move in or out.
    func paid(_ rows: Int) -> Int { array.partialFolds == .full ? array.rows : rows }
    /// From a fold's stream start to the next one's: of its own rows where outputs rest, else of the next one's.
    func distance(_ rows: Int) -> Int {
      if array.dataflow == .outputStationary {
        let drain = array.drain == .immediate ? 0 : paid(rows)
        guard array.foldOverlap else { return vectors +| skew +| drain }
        return array.drain == .serial ? vectors +| drain : max(vectors, drain)
      }
      switch (array.preload, array.foldOverlap) {
      case (.serial, _): return vectors +| skew +| paid(rows)
      case (.shadowed, false): return max(vectors +| skew, paid(rows))
      case (.shadowed, true): return max(vectors, paid(rows))
      }
    }
    let all = folds.runs.reduce(0) { $0 +| $1.count *| distance($1.rows) } *| folds.times
    if array.dataflow == .outputStationary {
      let drain = array.drain == .immediate ? 0 : paid(folds.last)
      return all - distance(folds.last) +| vectors +| skew +| drain
    }
    return paid(folds.first) +| all - distance(folds.first) +| vectors +| skew
  }
}

extension BroadcastArray {
  /// Steps from a fold's first vector to the next one's.
  public func foldDistance(vectors: Int) -> Int {
    let streamed = vectors +| foldGap
    if dataflow == .outputStationary { return streamed }
    return preload == .serial ? streamed +| preloadSteps : max(streamed, preloadSteps)
  }
}

/// How many folds of a systolic pass use how many rows.
private struct SystolicFolds {
  /// Rows in use of the folds of one group and column chunk.
  var runs: [(rows: Int, count: Int)] = []
  /// Groups x column chunks.
  var times: Int
  var vectors: Int
  var first: Int
  var last: Int

  init(_ size: PassSize, _ spatial: ProductMapping.Spatial, on array: SystolicArray) {
    if spatial == .channelWise {
      let together = SpatialChoices.groupsTogether(size, on: array)
      runs = Self.cut(size.groups, side: together).map { ($0.rows *| size.reduction, $0.count) }
      (times, vectors) = (1, size.pixels)
    } else {
      let (rows, columns): (Int, Int)
      switch array.dataflow {
      case .weightStationary: (rows, columns, vectors) = (size.reduction, size.filters, size.pixels)
      case .inputStationary: (rows, columns, vectors) = (size.reduction, size.pixels, size.filters)
      case .outputStationary: (rows, columns, vectors) = (size.pixels, size.filters, size.reduction)
      }
      times = size.groups *| ceilingDivision(columns, by: array.columns)
      if spatial == .direct {
        runs = Self.cut(size.channels, side: array.rows).map { ($0.rows, $0.count *| size.window) }
      } else {
        runs = Self.cut(rows, side: array.rows)
      }
    }
    first = runs[0].rows
    last = runs[runs.count - 1].rows
  }

  private static func cut(_ whole: Int, side: Int) -> [(rows: Int, count: Int)] {
    [(side, whole / side), (whole % side, whole % side > 0 ? 1 : 0)].filter { $0.1 > 0 }
  }
}
