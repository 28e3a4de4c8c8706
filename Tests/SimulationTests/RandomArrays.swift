import Hardware
import Tensors
import TestFiles
import Workloads

extension RandomNumbers {
  /// An array of any topology, of a few multipliers.
  mutating func array() -> ProcessingArray {
    let format = NumberFormat.integer(bits: 8)
    let precision = ArrayPrecision(
      input: format, weight: format, accumulate: .integer(bits: pick([16, 17, 20, 24, 32])))
    if chance(14) { return .rowStationary(rowStationaryArray(precision)) }
    let kind = integer(0...99)
    if kind < 45 { return .systolic(systolicArray(precision)) }
    if kind < 89 { return .broadcast(broadcastArray(precision)) }
    return .simd(simdCluster(precision))
  }

  /// A row-stationary array that every kernel of the cases fits; mostly its files or its buses are too small for something.
  mutating func rowStationaryArray(_ precision: ArrayPrecision) -> RowStationaryArray {
    RowStationaryArray(
      rows: pick([3, 3, 4, 4, 6, 9]), columns: pick([1, 2, 2, 3, 4, 6]),
      files: .init(input: pick([3, 3, 4, 4, 6]), weight: integer(3...20), sum: pick([1, 1, 2, 3, 5])),
      buses: .init(
        input: pick([1, 2, 3, 6]), weight: pick([1, 1, 1, 2, 5]), output: pick([1, 1, 2, 3, 6])),
      multicast: chance(50), preload: chance(60) ? .shadowed : .serial,
      weightsStay: chance(60) ? .operator : .pass, pipeline: integer(1...4), precision: precision)
  }

  /// A product for an array: for a row-stationary one mostly with a window that meets inputs of the one before.
  mutating func product(for array: ProcessingArray) -> Product {
    var product = product()
    guard case .rowStationary = array, chance(60) else { return product }
    while product.kernelWidth <= product.strideWidth || product.outputWidth == 1 { product = self.product() }
    return product
  }

  private mutating func systolicArray(_ precision: ArrayPrecision) -> SystolicArray {
    let isTall = chance(20)
    var array = SystolicArray(
      rows: isTall ? integer(7...14) : integer(1...6), columns: integer(1...6),
      dataflow: pick(Dataflow.allCases), precision: precision,
      preload: pick(SystolicArray.Preload.allCases), foldOverlap: chance(50),
      partialFolds: pick(SystolicArray.PartialFolds.allCases), drain: pick(SystolicArray.Drain.allCases))
    guard array.dataflow == .outputStationary else { return array }
    if array.drain != .immediate, chance(50) {
      // A tile's pixels then mostly have several turns.
      array.rows = integer(2...3)
      array.interleavedSums = integer(2...4)
      array.accumulateInterval = chance(30) ? 1 : integer(2...8)
    } else if chance(15) {
      array.accumulateInterval = integer(2...6)
    }
    return array
  }

  private mutating func broadcastArray(_ precision: ArrayPrecision) -> BroadcastArray {
    let arrangement = pick(BroadcastArray.Arrangement.allCases)
    var array = BroadcastArray(
      arrangement: arrangement, dataflow: pick(Dataflow.allCases), filters: integer(1...6),
      ownInputs: chance(75), preload: pick(BroadcastArray.Preload.allCases), pipeline: integer(1...6),
      foldGap: chance(50) ? 0 : integer(1...3), precision: precision)
    if arrangement != .matrix { array.reduction = integer(1...6) }
    switch arrangement {
    case .dotProduct: break
    case .matrix: array.pixelRows = integer(1...6)
    case .cube:
      array.pixelRows = integer(1...3)
      array.pixelColumns = integer(1...3)
      array.pixelsAreFlattened = chance(40)
    }
    if array.ownInputs { array.ownReduction = integer(1...array.reduction) }
    if array.dataflow == .weightStationary {
      if !array.ownInputs { array.ownInputs = chance(40) }
      array.restingChunks = chance(20) ? 1 : integer(2...4)
      array.preloadRate = chance(32) ? nil : integer(1...8)
    }
    return array
  }

  private mutating func simdCluster(_ precision: ArrayPrecision) -> SIMDCluster {
    let macs = integer(1...4)
    return SIMDCluster(
      lanes: macs * integer(1...3), macsPerCycle: macs, registerPixels: integer(1...4),
      registerFilters: integer(1...4),
      loopOverhead: integer(0...3), blockOverhead: integer(0...5), transform: chance(30) ? 0 : integer(1...3),
      precision: precision)
  }

  /// Takes tiles of more pixels than rows, whose last turn has fewer of them, where there are any.
  private mutating func cutTurns(of mapping: inout ProductMapping, of product: Product, rows: Int) {
    for height in shuffled(Array(1...product.outputHeight)) {
      for width in shuffled(Array(1...product.outputWidth)) where height * width > rows {
        guard !(height * width).isMultiple(of: rows) else { continue }
        var other = mapping
        (other.rows, other.columns) = (height, width)
        guard other.passes(of: product) <= 120 else { continue }
        mapping = other
        return
      }
    }
  }

  /// Lays the mapping's tiles on the array in one of the ways that are admitted; for `channel_wise` tiles may shrink.
  mutating func lay(_ mapping: inout ProductMapping, of product: Product, on array: ProcessingArray) {
    switch array {
    case .simd, .independent: break
    case .dspChain: if chance(50) { mapping.spatial = .direct }
    case .rowStationary:
      // Large tiles are taken in several runs.
      if chance(75) {
        (mapping.rows, mapping.channels, mapping.filters) = (
          product.outputHeight, product.channels, product.filters
        )
      }
    case .systolic(let array):
      let taps = product.kernelHeight * product.kernelWidth
      if array.dataflow == .weightStationary, array.sparsity.pattern == nil, taps <= array.rows,
        chance(product.groups > 1 ? 85 : 10)
      {
        var smaller = mapping
        smaller.spatial = .channelWise
        smaller.channels = min(smaller.channels, array.rows / taps)
        smaller.filters = min(smaller.filters, array.columns)
        if smaller.passes(of: product) <= 200 {
          mapping = smaller
          return
        }
      }
      if array.interleavedSums > 1, chance(60) { cutTurns(of: &mapping, of: product, rows: array.rows) }
      if array.dataflow != .outputStationary, chance(60) { mapping.spatial = .direct }
      // Pixels for several turns.
      if array.interleaves, chance(60) {
        (mapping.rows, mapping.columns) = (product.outputHeight, product.outputWidth)
      }
    case .broadcast(let array):
      if array.ownInputs, array.dataflow != .inputStationary, !array.sparsity.skips,
        chance((product.groups > 1 ? 70 : 25) + (array.dataflow == .outputStationary ? 25 : 0))
      {
        mapping.spatial = .channelWise
      } else if chance(70) {
        mapping.spatial = chance(array.restingChunks > 1 ? 25 : 40) ? .direct : .partKernel
      }
    }
  }
}
