import Hardware

extension ProcessingArray {
  /// Arrays of the same topology that are a little simpler.
  var simpler: [ProcessingArray] {
    switch self {
    case .systolic(let array): changes(of: array, Self.systolicChanges).map { .systolic($0) }
    case .broadcast(let array): changes(of: array, Self.broadcastChanges).map { .broadcast($0) }
    case .simd(let cluster): changes(of: cluster, Self.clusterChanges).map { .simd($0) }
    case .rowStationary(let array):
      changes(of: array, Self.rowStationaryChanges).map { .rowStationary($0) }
    case .independent(let array): changes(of: array, Self.independentChanges).map { .independent($0) }
    case .dspChain(let array): changes(of: array, Self.chainChanges).map { .dspChain($0) }
    }
  }

  /// Arrays that do less about zeros.
  var denser: [ProcessingArray] {
    changes(of: sparsity, Self.sparsityChanges).compactMap { simpler -> ProcessingArray? in
      var array = self
      array.sparsity = simpler
      if case .independent(let units) = array, units.sparsity.window == nil { return nil }
      if case .broadcast(let trees) = array, trees.sparsity.skips, trees.sparsity.window == nil,
        trees.sparsity.pattern == nil
      {
        return nil
      }
      return array
    }
  }

  private func changes<Array: Equatable>(
    of array: Array, _ changes: [@Sendable (inout Array) -> Void]
  ) -> [Array] {
    changes.compactMap { change in
      var simpler = array
      change(&simpler)
      return simpler == array ? nil : simpler
    }
  }

  private static let systolicChanges: [@Sendable (inout SystolicArray) -> Void] = [
    { $0.rows = max(1, $0.rows / 2) }, { $0.columns = max(1, $0.columns / 2) },
    { $0.rows = max(1, $0.rows - 1) }, { $0.columns = max(1, $0.columns - 1) },
    { $0.foldOverlap = false }, { $0.partialFolds = .full }, { $0.preload = .serial }, { $0.drain = .serial },
    { $0.accumulateInterval = 1 }, { $0.accumulateInterval = min($0.accumulateInterval, 2) },
    { $0.interleavedSums = 1 }, { $0.interleavedSums = min($0.interleavedSums, 2) },
  ]

  private static let broadcastChanges: [@Sendable (inout BroadcastArray) -> Void] = [
    { $0.pixelRows = max(1, $0.pixelRows - 1) }, { $0.pixelColumns = max(1, $0.pixelColumns - 1) },
    {
      $0.reduction = max(1, $0.reduction - 1)
      $0.ownReduction = min($0.ownReduction, $0.reduction)
    },
    { $0.filters = max(1, $0.filters - 1) }, { $0.ownReduction = max(1, $0.ownReduction - 1) },
    {
      $0.ownInputs = false
      $0.ownReduction = 1
    },
    { $0.pixelsAreFlattened = true }, { $0.foldGap = 0 }, { $0.pipeline = 1 },
    { $0.pipeline = max(1, $0.pipeline - 1) }, { $0.preload = .serial }, { $0.restingChunks = 1 },
    { $0.restingChunks = max(1, $0.restingChunks - 1) }, { $0.preloadRate = nil },
  ]

  private static let rowStationaryChanges: [@Sendable (inout RowStationaryArray) -> Void] = [
    { $0.rows = max(1, $0.rows - 1) }, { $0.columns = max(1, $0.columns - 1) },
    { $0.files.input = max(1, $0.files.input - 1) }, { $0.files.weight = max(1, $0.files.weight - 1) },
    { $0.files.sum = max(1, $0.files.sum - 1) }, { $0.buses.input += 8 }, { $0.buses.weight += 8 },
    { $0.buses.output += 8 }, { $0.multicast = true }, { $0.preload = .serial }, { $0.pipeline = 1 },
    { $0.weightsStay = .pass },
  ]

  private static let chainChanges: [@Sendable (inout DSPChainArray) -> Void] = [
    { $0.vector = nil }, { $0.matrix.packing = .none }, { $0.vector?.packing = .none },
    { $0.matrix = .init(pixels: 1, filters: 1) },
    { $0.vector = $0.vector.map { _ in .init(pixels: 1, filters: 1) } },
    { $0.cascade = $0.chain }, { $0.adjust = .init() }, { $0.nodeLatency = 0 }, { $0.switchSteps = 0 },
    { $0.pipeline = 1 }, { $0.sparsity.block = 1 },
    { if $0.sparsity.densities.count > 1 { $0.sparsity.densities.removeFirst() } },
  ]

  private static let independentChanges: [@Sendable (inout IndependentArray) -> Void] = [
    { $0.units = max(1, $0.units - 1) }, { $0.multipliers = max(1, $0.multipliers - 1) },
    { $0.queue += 8 }, { $0.queue = max(1, $0.queue - 1) },
    { ($0.distribution, $0.stealSteps) = (.interleaved, 0) }, { $0.stealSteps /= 2 },
    { $0.leastSteps = 1 }, { $0.pipeline = 0 },
    { if $0.sparsity.runBits == nil { $0.sparsity.window = max(1, $0.window - 1) } },
  ]

  private static let sparsityChanges: [@Sendable (inout ArraySparsity) -> Void] = [
    { if $0.input == .gate { $0.input = .none } },
    { if $0.weight == .gate { $0.weight = .none } },
    { if $0.input == .skip { $0.input = .none } },
    {
      guard $0.weight == .skip else { return }
      $0.weight = .none
      $0.pattern = nil
      $0.runBits = nil
      ($0.densities, $0.block) = ([], 1)
    },
    { $0.runBits = nil },
    { $0.scan = $0.window },
    {
      if $0.pattern == nil, let window = $0.window, window > 1, $0.runBits == nil { $0.window = window - 1 }
    },
  ]

  private static let clusterChanges: [@Sendable (inout SIMDCluster) -> Void] = [
    { $0.lanes = max(1, $0.lanes - 1) }, { $0.registerPixels = max(1, $0.registerPixels - 1) },
    { $0.registerFilters = max(1, $0.registerFilters - 1) }, { $0.loopOverhead = 0 },
    { $0.blockOverhead = 0 },
    { $0.transform = 0 }, { $0.transform = min($0.transform, 1) },
  ]
}
