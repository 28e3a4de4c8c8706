import Hardware
import Quantities
import Workloads

/// What of a systolic array decides the steps of its passes.
public struct SystolicSteps: Sendable {
  let rows: Int
  let columns: Int
  let dataflow: Dataflow
  /// Products of an element at once, and the steps of a vector.
  let products: Int
  let stepsOfVector: Int
  private let preload: SystolicArray.Preload
  private let drain: SystolicArray.Drain
  private let foldOverlap: Bool
  private let paysAllRows: Bool
  /// The pattern by which weights may lie in fewer places than the reduction has positions.
  private let pattern: ArraySparsity.WeightPattern?
  private let accumulateInterval: Int
  /// Output pixels of a fold where sums rest.
  let pixelSide: Int

  init(_ array: SystolicArray) {
    (rows, columns) = (array.rows, array.columns)
    dataflow = array.dataflow
    (products, stepsOfVector) = (array.products, array.steps)
    (preload, drain) = (array.preload, array.drain)
    foldOverlap = array.foldOverlap
    paysAllRows = array.partialFolds == .full
    pattern = array.sparsity.pattern
    accumulateInterval = array.accumulateInterval
    pixelSide = array.rows *| array.interleavedSums
  }

  /// Steps from a vector's first product to its last.
  var skew: Int { rows + columns - 2 }

  func steps(_ size: PassSize, _ spatial: ProductMapping.Spatial) -> Int {
    dataflow == .outputStationary ? restingSums(size) : steps(size, SystolicFolds(size, spatial, self))
  }

  /// Positions along k that the rows have room for.
  var reductionSide: Int { rows * products }

  private func steps(_ size: PassSize, _ folds: SystolicFolds) -> Int {
    let vectors = folds.vectors
    let all =
      (folds.full.count *| distance(folds.full.rows, vectors)
        +| folds.rest.count *| distance(folds.rest.rows, vectors)) *| folds.times
    return paid(folds.first) +| all - distance(folds.first, vectors) +| vectors +| skew
  }

  /// Steps that no pass of the size takes fewer than: those of weights that have the array's pattern.
  func least(_ size: PassSize, _ spatial: ProductMapping.Spatial) -> Int {
    let all = steps(size, spatial)
    return pattern == nil ? all : min(all, steps(inPlaces(size, spatial), spatial))
  }

  /// The size in places of N:M weights (docs/model.md, 10.2), as if all tensors had the pattern.
  func inPlaces(_ size: PassSize, _ spatial: ProductMapping.Spatial) -> PassSize {
    guard let pattern, spatial != .channelWise else { return size }
    func places(_ positions: Int) -> Int {
      let (groups, rest) = positions.quotientAndRemainder(dividingBy: pattern.groupSize)
      return groups *| pattern.nonzeros +| min(pattern.nonzeros, rest)
    }
    var size = size
    if spatial == .im2col {
      (size.window, size.channels) = (1, places(size.reduction))
    } else {
      size.channels = places(size.channels)
    }
    return size
  }

  /// Positions along k of a pixel that have a place, at least, however they are cut.
  func leastPlaces(_ positions: Int) -> Int {
    guard let pattern else { return positions }
    return scaled(positions, by: pattern.nonzeros, over: pattern.groupSize)
  }

  /// Steps that rows in use take to move in or out.
  private func paid(_ used: Int) -> Int { paysAllRows ? rows : used }

  /// From a fold's stream start to the next one's, which uses so many rows, where an operand rests.
  private func distance(_ used: Int, _ vectors: Int) -> Int {
    switch (preload, foldOverlap) {
    case (.serial, _): return vectors +| skew +| paid(used)
    case (.shadowed, false): return max(vectors +| skew, paid(used))
    case (.shadowed, true): return max(vectors, paid(used))
    }
  }
}

// MARK: Resting sums

extension SystolicSteps {
  /// Steps from a vector to the next one in a fold with so many pixels.
  func stepsOfVector(pixels: Int) -> Int {
    max(ceilingDivision(pixels, by: rows), accumulateInterval) *| stepsOfVector
  }

  /// Steps of all vectors of one reduction index in the folds over a tile's pixels.
  func stepsOfVectors(pixels: Int) -> Int {
    let (full, rest) = pixels.quotientAndRemainder(dividingBy: pixelSide)
    return full *| stepsOfVector(pixels: pixelSide) +| (rest > 0 ? stepsOfVector(pixels: rest) : 0)
  }

  /// A pass whose sums rest: for each group and column chunk the folds of full chunks of pixels, and one of what is left.
  private func restingSums(_ size: PassSize) -> Int {
    let vectors = ceilingDivision(size.reduction, by: products)
    let times = size.groups *| ceilingDivision(size.filters, by: columns)
    let (full, rest) = size.pixels.quotientAndRemainder(dividingBy: pixelSide)
    func fold(_ pixels: Int) -> (streamed: Int, drain: Int) {
      let turns = ceilingDivision(pixels, by: rows)
      return (
        vectors *| stepsOfVector(pixels: pixels),
        drain == .immediate ? 0 : turns *| paid(min(rows, pixels))
      )
    }
    let (fullFold, restFold) = (fold(pixelSide), fold(rest))
    let first = full > 0 ? fullFold : restFold
    let last = rest > 0 ? restFold : fullFold
    var all = last.streamed +| skew +| last.drain
    if full > 0 { all = all +| times *| (full - 1) *| distance(fullFold, to: fullFold) }
    if full > 0, rest > 0 { all = all +| times *| distance(fullFold, to: restFold) }
    return all +| (times - 1) *| distance(last, to: first)
  }

  /// From a fold's stream start to the next one's.
  private func distance(_ fold: (streamed: Int, drain: Int), to next: (streamed: Int, drain: Int)) -> Int {
    guard foldOverlap else { return fold.streamed +| skew +| fold.drain }
    switch drain {
    case .serial: return fold.streamed +| fold.drain
    case .shadowed: return fold.streamed +| max(0, fold.drain - next.streamed)
    case .immediate: return fold.streamed
    }
  }
}

/// How many folds of a systolic pass whose operand rests use how many rows.
private struct SystolicFolds {
  /// Folds of one group and column chunk that use the same rows.
  struct Run {
    var rows: Int
    var count: Int
  }

  /// Those of full chunks of the rows, and the one of what is left; either may have none.
  var full: Run
  var rest: Run
  /// Groups x column chunks.
  var times: Int
  var vectors: Int

  init(_ size: PassSize, _ spatial: ProductMapping.Spatial, _ array: SystolicSteps) {
    if spatial == .channelWise {
      let together = SpatialChoices.groupsTogether(size, rows: array.rows, columns: array.columns)
      (full, rest) = Self.cut(size.groups, side: together)
      full.rows = full.rows *| size.reduction
      rest.rows = rest.rows *| size.reduction
      (times, vectors) = (1, size.pixels *| array.stepsOfVector)
      return
    }
    let (down, across, entering): (Int, Int, Int)
    switch array.dataflow {
    case .weightStationary: (down, across, entering) = (size.reduction, size.filters, size.pixels)
    case .inputStationary: (down, across, entering) = (size.reduction, size.pixels, size.filters)
    case .outputStationary: preconditionFailure("its sums rest")
    }
    vectors = entering *| array.stepsOfVector
    times = size.groups *| ceilingDivision(across, by: array.columns)
    (full, rest) = Self.cut(spatial == .direct ? size.channels : down, side: array.reductionSide)
    // Rows have several positions each.
    full.rows = array.rows
    rest.rows = ceilingDivision(rest.rows, by: array.products)
    if spatial == .direct {
      full.count = full.count *| size.window
      rest.count = rest.count *| size.window
    }
  }

  /// Rows in use of the first fold.
  var first: Int { full.count > 0 ? full.rows : rest.rows }

  private static func cut(_ whole: Int, side: Int) -> (full: Run, rest: Run) {
    let (count, rest) = whole.quotientAndRemainder(dividingBy: side)
    return (Run(rows: side, count: count), Run(rows: rest, count: rest > 0 ? 1 : 0))
  }
}
