import Hardware
import Quantities
import Workloads

/// The steps of a pass in closed form (docs/model.md, 3); saturating where they do not fit.
///
/// What of an array decides them is kept as plain numbers: a search asks for millions of passes.
public enum PassSteps: Sendable {
  case systolic(SystolicSteps)
  case broadcast(BroadcastSteps)
  case simd(SIMDSteps)
  /// Apart, because it alone is more than plain numbers, and the others are copied without a look at it.
  indirect case rowStationary(RowStationarySteps)
  case independent(IndependentSteps)
  case dspChain(DSPChainSteps)

  public init(_ array: ProcessingArray, _ product: Product) {
    switch array {
    case .systolic(let array): self = .systolic(SystolicSteps(array))
    case .broadcast(let array): self = .broadcast(BroadcastSteps(array))
    case .simd(let cluster): self = .simd(SIMDSteps(cluster))
    case .rowStationary(let array): self = .rowStationary(RowStationarySteps(array, product))
    case .independent(let array): self = .independent(IndependentSteps(array))
    case .dspChain(let array): self = .dspChain(DSPChainSteps(array))
    }
  }

  /// What a pass takes if no port holds it up: exact for every array that skips no zeros, but that of a row-stationary
  /// one a pass with padding may take more; of one that does, what it takes where every window has few enough pairs for
  /// one step.
  public func steps(_ size: PassSize, _ spatial: ProductMapping.Spatial) -> Int {
    switch self {
    case .systolic(let array): array.steps(size, spatial)
    case .broadcast(let array): array.steps(size, spatial)
    case .simd(let cluster): cluster.steps(size)
    case .rowStationary(let array): array.steps(size)
    case .independent(let array): array.steps(size)
    case .dspChain(let array): array.steps(size, spatial)
    }
  }

  /// Steps that no pass takes fewer than, whatever is zero in it; exact for every array that skips no zeros.
  func leastSteps(_ size: PassSize, _ spatial: ProductMapping.Spatial) -> Int {
    switch self {
    case .systolic(let array): array.least(size, spatial)
    case .independent(let array): array.least(size)
    case .dspChain(let array): array.least(size, spatial)
    // A window with a pair takes as long as one without.
    case .broadcast, .simd: steps(size, spatial)
    case .rowStationary(let array): array.steps(size)
    }
  }

  /// The fewest steps of all passes over tiles together.
  func leastSteps(_ tiles: PassTiles, _ spatial: ProductMapping.Spatial) -> Int {
    // Told apart once for all of them.
    switch self {
    case .systolic(let array): tiles.sum { array.least($0, spatial) }
    case .independent(let array): tiles.sum { array.least($0) }
    case .dspChain(let array): tiles.sum { array.least($0, spatial) }
    case .broadcast(let array): tiles.sum { array.steps($0, spatial) }
    case .simd(let cluster): tiles.sum { cluster.steps($0) }
    case .rowStationary(let array): tiles.sum { array.steps($0) }
    }
  }

  public static func steps(
    _ size: PassSize, _ spatial: ProductMapping.Spatial, on array: BroadcastArray
  ) -> Int {
    BroadcastSteps(array).steps(size, spatial)
  }

  public static func steps(_ size: PassSize, on cluster: SIMDCluster) -> Int {
    SIMDSteps(cluster).steps(size)
  }

  /// Folds of a pass, and the vectors that each of them streams.
  public static func folds(
    _ size: PassSize, _ spatial: ProductMapping.Spatial, on array: BroadcastArray
  ) -> (count: Int, vectors: Int) {
    BroadcastSteps(array).folds(size, spatial)
  }
}

// MARK: Broadcast

/// What of a broadcast array decides the steps of its passes.
public struct BroadcastSteps: Sendable {
  let dataflow: Dataflow
  let pixelRows: Int
  let pixelColumns: Int
  let pixelsAreFlattened: Bool
  let reduction: Int
  let ownReduction: Int
  let filters: Int
  let pipeline: Int
  let restingChunks: Int
  /// Of a vector; with digits the fewest.
  let stepsOfVector: Int
  private let preloadSteps: Int
  private let preload: BroadcastArray.Preload
  private let foldGap: Int

  init(_ array: BroadcastArray) {
    dataflow = array.dataflow
    (pixelRows, pixelColumns) = (array.pixelRows, array.pixelColumns)
    pixelsAreFlattened = array.pixelsAreFlattened
    (reduction, ownReduction, filters) = (array.window, array.ownReduction, array.filters)
    pipeline = array.pipeline
    (restingChunks, preloadSteps) = (array.restingChunks, array.preloadSteps)
    (preload, foldGap) = (array.preload, array.foldGap)
    stepsOfVector = array.steps
  }

  var pixels: Int { pixelRows * pixelColumns }

  func folds(_ size: PassSize, _ spatial: ProductMapping.Spatial) -> (count: Int, vectors: Int) {
    let isChannelWise = spatial == .channelWise
    let groups = isChannelWise ? 1 : size.groups
    let filters = ceilingDivision(isChannelWise ? size.groups *| size.filters : size.filters, by: filters)
    let reduction = size.reductionRuns(
      side: isChannelWise ? ownReduction : reduction, depth: restingChunks, spatial)
    let pixels =
      pixelsAreFlattened
      ? ceilingDivision(size.pixels, by: pixels)
      : ceilingDivision(size.rows, by: pixelRows) *| ceilingDivision(size.columns, by: pixelColumns)
    switch dataflow {
    case .weightStationary: return (groups *| filters *| reduction, pixels *| restingChunks)
    case .outputStationary: return (groups *| filters *| pixels, reduction)
    case .inputStationary: return (groups *| pixels *| reduction, filters)
    }
  }

  func steps(_ size: PassSize, _ spatial: ProductMapping.Spatial) -> Int {
    let folds = folds(size, spatial)
    let streamed = folds.vectors *| stepsOfVector
    return (dataflow == .outputStationary ? 0 : preloadSteps)
      +| (folds.count - 1) *| foldDistance(vectors: streamed) +| streamed +| (pipeline - 1)
  }

  /// Steps from a fold's first vector to the next one's, of vectors of a step.
  func foldDistance(vectors: Int) -> Int {
    let streamed = vectors +| foldGap
    if dataflow == .outputStationary { return streamed }
    return preload == .serial ? streamed +| preloadSteps : max(streamed, preloadSteps)
  }
}

extension BroadcastArray {
  /// Steps from a fold's first vector to the next one's.
  public func foldDistance(vectors: Int) -> Int { BroadcastSteps(self).foldDistance(vectors: vectors) }
}

// MARK: SIMD

/// What of a SIMD core decides the steps of its passes.
public struct SIMDSteps: Sendable {
  let lanes: Int
  /// Of an instruction's product.
  let stepsOfProduct: Int
  private let registerPixels: Int
  private let registerFilters: Int
  private let loopOverhead: Int
  private let blockOverhead: Int
  private let transform: Int

  init(_ cluster: SIMDCluster) {
    (lanes, stepsOfProduct) = (cluster.lanes, cluster.beats * cluster.steps)
    (registerPixels, registerFilters) = (cluster.registerPixels, cluster.registerFilters)
    (loopOverhead, blockOverhead, transform) = (
      cluster.loopOverhead, cluster.blockOverhead, cluster.transform
    )
  }

  func steps(_ size: PassSize) -> Int {
    let chunks = ceilingDivision(size.reduction, by: lanes)
    let pixelRuns = ceilingDivision(size.pixels, by: registerPixels)
    let filterRuns = ceilingDivision(size.filters, by: registerFilters)
    let sums = size.pixels *| size.filters
    let layout = size.window > 1 ? transform *| chunks *| size.pixels : 0
    let blocks = pixelRuns *| filterRuns *| (blockOverhead +| chunks *| loopOverhead)
    let loads = size.pixels *| filterRuns +| size.filters *| pixelRuns
    return size.groups *| (layout +| blocks +| chunks *| (loads +| stepsOfProduct *| sums) +| sums)
  }
}
