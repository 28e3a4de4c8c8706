import Hardware
import Quantities
import Workloads

/// Lower bounds of the cycles of a product's mappings with one partition and spatial assignment (docs/mapping.md, "The
/// bound").
final class ProductBound: Sendable {
  let product: Product
  let partition: ProductMapping.Partition?
  let spatial: ProductMapping.Spatial
  let array: PassSteps
  let cores: Int
  /// The cores by the size of their shares, the greatest first.
  let classes: [ShareClass]
  let paths: OperandPaths
  let memories: [BusRate?]
  let epilogue: VectorCost
  let hasEpilogue: Bool
  /// Parameters that come with a filter's last weights; none where only one core has them.
  let parametersPerFilter: Int
  let window: Int
  let buffers: Buffers
  /// What adds up the sums of several cores; nil where they are whole.
  let link: ReductionCost?
  let rowAxis: Axis
  let columnAxis: Axis
  /// Pairs that an array which skips zeros multiplies in any case, as far as one core has them all; its multipliers, and
  /// where a filter has no others those of its unit.
  private let pairs: Int
  private let multipliers: Int
  private let multipliersOfFilter: Int?

  /// - Parameter effectual: Pairs without a zero, which no mapping leaves out; as few as are known.
  init(
    _ product: Product, _ epilogue: [Epilogue], _ work: Work, _ design: Design,
    _ partition: ProductMapping.Partition?, _ spatial: ProductMapping.Spatial, effectual: Int
  ) {
    self.product = product
    self.partition = partition
    self.spatial = spatial
    array = PassSteps(design.array.without(zerosOf: work, product), product)
    pairs = design.cores.count == 1 && design.array.sparsity.skips ? effectual : 0
    multipliers = design.array.elements
    if case .independent(let units) = design.array {
      multipliersOfFilter = units.multipliers
    } else {
      multipliersOfFilter = nil
    }
    cores = design.cores.count
    classes = ShareClass.all(product, partition, design.cores)
    memories = design.memories.map { BusRate($0, design) }
    paths = OperandPaths(work, design, memories)
    window = product.kernelHeight * product.kernelWidth
    self.epilogue = VectorCost(epilogue.map { ($0.function, 1) }, design.vectorUnit)
    hasEpilogue = !epilogue.isEmpty
    buffers = design.buffers
    let sharing = classes.reduce(0) { $0 + $1.cores }
    link =
      partition == .k && sharing > 1
      ? ReductionCost(design.cores.reduction, cores: sharing, bits: design.array.accumulatorFormat.bits) : nil
    parametersPerFilter = link == nil ? epilogue.reduce(0) { $0 + $1.parametersPerFilter } : 0
    rowAxis = Axis(rowsOf: product, in: design.buffers)
    columnAxis = Axis(columnsOf: product, in: design.buffers)
  }

  /// What tiles of so many rows are in each class of cores.
  func rows(_ size: Int) -> [PixelTiles.Side] {
    classes.map { PixelTiles.Side(rowAxis, size: min(size, $0.counts.rows), in: $0.rows) }
  }

  func columns(_ size: Int) -> PixelTiles.Side { PixelTiles.Side(columnAxis, size: size) }

  /// A bound of all mappings with these tiles of pixels, from what arrives: every input once.
  func leastArrival(_ pixels: [PixelTiles]) -> Int {
    paths.input.cycles(inputElements(classes[0], pixels[0]))
  }

  /// A bound of all mappings with such tiles, from the array alone.
  func least(_ chunks: ArrayChunks) -> Int {
    max(array.least(classes[0].counts, window: window, spatial, chunks), leastBusy(filters: nil))
  }

  /// Steps of all passes that multiply what has no zero, with at most so many filters in a tile.
  func leastBusy(filters: Int?) -> Int {
    guard let multipliersOfFilter, let filters else { return ceilingDivision(pairs, by: multipliers) }
    // Units without a filter have nothing to do.
    return ceilingDivision(pairs, by: min(multipliers, filters *| multipliersOfFilter))
  }

  /// Input elements of all tiles of a class, each once.
  private func inputElements(_ share: ShareClass, _ pixels: PixelTiles) -> Int {
    share.inputTimes *| share.counts.images *| share.counts.groups *| share.counts.channels
      *| pixels.rows.allInputs *| pixels.columns.allInputs
  }

  /// All tiles of each operand of a class once.
  func elements(_ share: ShareClass, _ pixels: PixelTiles) -> ProductElements {
    let counts = share.counts
    let factors = share.weightTimes *| counts.groups *| counts.filters *| window *| counts.channels
    let parameters = share.weightTimes *| counts.groups *| counts.filters *| parametersPerFilter
    return ProductElements(
      inputElements(share, pixels), factors: factors, weights: factors +| parameters,
      outputs: share.cores *| counts.outputs, paths)
  }

  /// Requests of all tiles of each operand, each tile once, at least.
  func requests(
    _ elements: ProductElements, _ pixels: PixelTiles, groups: Int, channels: Int, filters: Int
  ) -> (input: Int, weight: Int, output: Int) {
    let runs = mostRuns(pixels, groups: groups, channels: channels, filters: filters)
    return (
      paths.input.requests(elements.inputs, run: runs.input),
      paths.weight.requests(elements.factors, run: runs.weight),
      paths.output.requests(elements.outputs, run: runs.output)
    )
  }

  /// Of each operand the most elements of a tile that lie together in memory.
  private func mostRuns(
    _ pixels: PixelTiles, groups: Int, channels: Int, filters: Int
  ) -> (input: Int, weight: Int, output: Int) {
    func activation(
      _ layout: ProductLayout.Activation, inner: Int, of whole: Int, columns: Int, of width: Int, rows: Int,
      of height: Int
    ) -> Int {
      switch layout {
      case .groupsInside:
        run([(inner, whole), (groups, product.groups), (columns, width), (rows, height)])
      case .groupsOutside:
        run([(inner, whole), (columns, width), (rows, height), (groups, product.groups)])
      }
    }
    let (c, n, g) = ((channels, product.channels), (filters, product.filters), (groups, product.groups))
    let taps = (window, window)
    let weight =
      switch product.layout.weight {
      case .filtersOutside: run([c, taps, n, g])
      case .filtersInside: run([n, c, taps, g])
      case .filtersThenGroups: run([c, taps, g, n])
      case .channelsThenGroups: run([n, g, c, taps])
      }
    return (
      activation(
        product.layout.input, inner: channels, of: product.channels, columns: pixels.columns.mostInputs,
        of: product.inputWidth, rows: pixels.rows.mostInputs, of: product.inputHeight),
      weight,
      activation(
        product.layout.output, inner: filters, of: product.filters, columns: pixels.columns.size,
        of: product.outputWidth, rows: pixels.rows.size, of: product.outputHeight)
    )
  }

  /// Elements of each operand's greatest tile, as often as it moves for a class of cores at once.
  func mostElements(
    _ share: ShareClass, _ pixels: PixelTiles, groups: Int, channels: Int, filters: Int
  ) -> (input: Int, weight: Int, output: Int) {
    (
      share.inputCores *| groups *| pixels.rows.mostInputs *| pixels.columns.mostInputs *| channels,
      share.weightTimes *| groups *| filters *| (window *| channels +| parametersPerFilter),
      share.cores *| groups *| pixels.size *| filters
    )
  }

  /// The most elements together where a tile has so many of each dimension, the innermost first.
  @inline(__always)
  private func run(_ dimensions: InlineArray<4, (size: Int, whole: Int)>) -> Int {
    var run = 1
    for index in 0..<4 {
      run = run *| max(1, dimensions[index].size)
      if dimensions[index].size < dimensions[index].whole { break }
    }
    return run
  }
}

/// Elements of all tiles of a product's operands, each tile once, and the units that they hold a bus.
struct ProductElements {
  let inputs: Int
  /// Weights without the parameters that come with them.
  let factors: Int
  let weights: Int
  let outputs: Int
  let inputUnits: Int
  let weightUnits: Int
  let outputUnits: Int
  /// Of all outputs as partial sums, in one direction.
  let sumUnits: Int

  init(_ inputs: Int, factors: Int, weights: Int, outputs: Int, _ paths: OperandPaths) {
    self.inputs = inputs
    self.factors = factors
    self.weights = weights
    self.outputs = outputs
    inputUnits = paths.input.units(inputs)
    weightUnits = paths.weight.units(weights)
    outputUnits = paths.output.units(outputs)
    sumUnits = paths.partialSums.units(outputs)
  }
}

/// What the reduction link takes for a tile (docs/model.md, 8).
struct ReductionCost {
  private let width: Int
  private let latency: Int
  private let cores: Int
  private let bits: Int

  init?(_ link: Cores.Reduction?, cores: Int, bits: Int) {
    guard let link else { return nil }
    (width, latency) = (link.width, link.latency)
    self.cores = cores
    self.bits = bits
  }

  func cycles(_ elements: Int) -> Int { least(tiles: 1, elements: elements) }

  /// Of so many tiles, one after the other, with so many elements in all; at least.
  func least(tiles: Int, elements: Int) -> Int {
    guard elements < 1 << 50 else { return 0 }
    return tiles *| latency +| (cores - 1) *| ceilingDivision((elements *| bits +| 7) / 8, by: width)
  }
}

extension ProcessingArray {
  /// The array as it works on a product in which nothing is zero: independent units then skip nothing.
  fileprivate func without(zerosOf work: Work, _ product: Product) -> ProcessingArray {
    guard case .independent = self, work.zeros == .none, product.paddingMACs == 0 else { return self }
    var array = self
    array.sparsity.input = .none
    array.sparsity.weight = .none
    return array
  }
}
