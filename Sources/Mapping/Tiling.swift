import Hardware
import Quantities
import Workloads

/// One candidate: tile sizes of a product, with what they hold and move.
struct Tiling {
  private let product: Product
  private let pixels: PixelTiles
  private let groups: Int
  private let channels: Int
  private let filters: Int
  private let parametersPerFilter: Int
  private let groupTiles: Int
  private let channelTiles: Int
  private let filterTiles: Int

  init(
    _ product: Product, _ pixels: PixelTiles, groups: Int, channels: Int, filters: Int,
    parametersPerFilter: Int
  ) {
    self.product = product
    self.pixels = pixels
    self.groups = groups
    self.channels = channels
    self.filters = filters
    self.parametersPerFilter = parametersPerFilter
    groupTiles = ceilingDivision(product.groups, by: groups)
    channelTiles = ceilingDivision(product.channels, by: channels)
    filterTiles = ceilingDivision(product.filters, by: filters)
  }

  func mapping(_ order: [ProductMapping.Loop]) -> ProductMapping {
    ProductMapping(
      groups: groups, rows: pixels.rows.size, columns: pixels.columns.size, channels: channels,
      filters: filters, order: order)
  }

  private var window: Int { product.kernelHeight * product.kernelWidth }

  // MARK: Room

  /// Elements of the greatest tile.
  private var inputElements: Int {
    groups *| pixels.rows.mostInputs *| pixels.columns.mostInputs *| channels
  }
  private var weightElements: Int {
    groups *| filters *| (window *| channels +| parametersPerFilter)
  }
  private var outputElements: Int { groups *| pixels.size *| filters }

  /// Nil where all slots fit their buffers; else the first buffer that is too small.
  func misfit(_ work: Work, _ design: Design) -> MappingFailure? {
    let batchTiles = product.images *| groupTiles
    func bytes(_ operand: Operand, tiles: Int, elements: Int, bits: Int) -> Int {
      guard elements < 1 << 56 else { return Int.max }
      return min(design.buffers[operand].tiles, tiles) *| ((elements *| bits +| 7) / 8)
    }
    let needed = [
      bytes(
        .input, tiles: batchTiles *| pixels.count *| channelTiles, elements: inputElements,
        bits: work.formats.input.bits),
      bytes(
        .weight, tiles: groupTiles *| filterTiles *| channelTiles, elements: weightElements,
        bits: work.formats.weight.bits),
      bytes(
        .output, tiles: batchTiles *| pixels.count *| filterTiles, elements: outputElements,
        bits: design.array.accumulatorFormat.bits),
    ]
    let tile =
      "a tile of groups \(groups), rows \(pixels.rows.size), columns \(pixels.columns.size), "
      + "channels \(channels), filters \(filters)"
    return firstMisfit(needed, design, tile: tile)
  }

  // MARK: Judgement

  func estimate(
    _ order: [ProductMapping.Loop], _ work: Work, _ design: Design, _ rates: MemoryRates
  ) -> Estimate {
    let bytes = traffic(order, work, design)
    let memory = rates.cycles(bytes, work.addresses)
    let first = rates.cycles(
      (
        inputElements *| work.formats.input.bits / 8, weightElements *| work.formats.weight.bits / 8,
        outputElements *| work.formats.output.bits / 8
      ), work.addresses)
    let passes =
      product.images *| groupTiles *| pixels.count *| channelTiles *| filterTiles
    return Estimate(
      cycles: max(memory, arrayCycles(passes, design.array)) +| first,
      bytes: bytes.input +| bytes.weight +| bytes.output, passes: passes)
  }

  /// Bytes that all loads and stores move, from how often each tile falls out of its slots.
  private func traffic(
    _ order: [ProductMapping.Loop], _ work: Work, _ design: Design
  ) -> (input: Int, weight: Int, output: Int) {
    let batch = product.images *| groupTiles
    let inputLoads = loads(
      order, slots: design.buffers[.input].tiles, relevant: [.batch, .m, .k], batchCount: batch)
    // A weight tile is the same for every image.
    let weightLoads = loads(
      order, slots: design.buffers[.weight].tiles, relevant: [.batch, .n, .k],
      batchCount: product.images > 1 && groupTiles > 1 ? batch : groupTiles)
    let imageLoads = groupTiles > 1 || weightLoads.perBatch ? product.images : 1
    let outputVisits = loads(
      order, slots: design.buffers[.output].tiles, relevant: [.batch, .m, .n], batchCount: batch)
    let input =
      product.images *| product.groups *| pixels.rows.allInputs *| pixels.columns.allInputs
      *| product.channels *| work.formats.input.bits / 8
    let weight =
      product.groups *| product.filters *| (window *| product.channels +| parametersPerFilter)
      *| work.formats.weight.bits / 8
    let output = product.outputElements *| work.formats.output.bits / 8
    let spills =
      product.outputElements *| (outputVisits.times - 1) *| 2
      *| design.array.accumulatorFormat.bits / 8
    return (
      input *| inputLoads.times, weight *| weightLoads.times *| imageLoads, output +| spills
    )
  }

  /// How often each tile of an operand is loaded: the product of the loops that it does not depend on and that
  /// run outside more of its tiles than it has slots.
  private func loads(
    _ order: [ProductMapping.Loop], slots: Int, relevant: Set<ProductMapping.Loop>, batchCount: Int
  ) -> (times: Int, perBatch: Bool) {
    var tilesInside = 1
    var times = 1
    var perBatch = false
    for loop in order.reversed() {
      let count =
        switch loop {
        case .batch: batchCount
        case .m: pixels.count
        case .n: filterTiles
        case .k: channelTiles
        }
      if relevant.contains(loop) {
        if loop == .batch { perBatch = tilesInside > slots }
        tilesInside = tilesInside *| count
      } else if tilesInside > slots {
        times = times *| count
      }
    }
    return (times, perBatch)
  }

  /// Cycles of all passes if no port holds them up, with every fold's cost as if its neighbours were like it.
  private func arrayCycles(_ passes: Int, _ array: SystolicArray) -> Int {
    let (rows, columns) = (array.rows, array.columns)
    let skew = rows + columns - 2
    func chunks(_ whole: Int, _ tile: Int, _ factor: Int, _ side: Int) -> Int {
      let full = whole / tile
      let rest = whole % tile
      return full *| ceilingDivision(tile *| factor, by: side)
        +| (rest > 0 ? ceilingDivision(rest *| factor, by: side) : 0)
    }
    /// Sums `cost` over the tiles of a dimension.
    func sum(_ whole: Int, _ tile: Int, _ cost: (Int) -> Int) -> Int {
      (whole / tile) *| cost(tile) +| (whole % tile > 0 ? cost(whole % tile) : 0)
    }
    let batch = product.images *| product.groups
    let foldsK = chunks(product.channels, channels, window, rows)
    let foldsN = chunks(product.filters, filters, 1, columns)
    func stationary(_ vectors: Int) -> Int {
      switch (array.preload, array.foldOverlap) {
      case (.serial, _): rows +| vectors +| skew
      case (.shadowed, false): vectors +| skew
      case (.shadowed, true): max(vectors, rows)
      }
    }
    /// Sums `cost` over the pixel tiles.
    func sumPixels(_ cost: (Int) -> Int) -> Int {
      sum(pixels.rows.outputs, pixels.rows.size) { height in
        sum(pixels.columns.outputs, pixels.columns.size) { cost(height *| $0) }
      }
    }
    switch array.dataflow {
    case .weightStationary:
      return batch *| foldsK *| foldsN *| sumPixels(stationary) +| passes *| (rows + skew)
    case .inputStationary:
      let foldsM = sumPixels { ceilingDivision($0, by: columns) }
      return batch *| foldsK *| foldsM *| sum(product.filters, filters, stationary)
        +| passes *| (rows + skew)
    case .outputStationary:
      let drain = array.drain == .immediate ? 0 : rows
      let foldsM = sumPixels { ceilingDivision($0, by: rows) }
      let perK = sum(product.channels, channels) { channels in
        let vectors = window *| channels
        guard array.foldOverlap else { return vectors +| skew +| drain }
        return array.drain == .serial ? vectors +| drain : max(vectors, drain)
      }
      return batch *| foldsM *| foldsN *| perK +| passes *| (skew + drain)
    }
  }
}

/// The first buffer whose capacity is below the bytes that its slots need, or nil.
func firstMisfit(_ needed: [Int], _ design: Design, tile: String) -> MappingFailure? {
  if design.buffers.isShared {
    let sum = needed.reduce(0, +|)
    guard let capacity = design.buffers[.input].capacity, sum > capacity.count else { return nil }
    return .doesNotFit(buffer: "shared", needed: sum, available: capacity.count, tile: tile)
  }
  for operand in Operand.allCases {
    guard let capacity = design.buffers[operand].capacity, needed[operand.index] > capacity.count else {
      continue
    }
    return .doesNotFit(
      buffer: operand.rawValue, needed: needed[operand.index], available: capacity.count, tile: tile)
  }
  return nil
}
