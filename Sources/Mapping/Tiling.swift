import Hardware
import Quantities
import Workloads

/// One candidate: tile sizes of a product, with what they hold and move.
struct Tiling {
  private let product: Product
  private let pixels: PixelTiles
  private var groups: Int
  private var channels: Int
  private var filters: Int
  private let parametersPerFilter: Int
  private let spatial: ProductMapping.Spatial
  private let slots: ProductMapping.Slots
  private var groupTiles: Int
  private var channelTiles: Int
  private var filterTiles: Int

  init(
    _ product: Product, _ pixels: PixelTiles, groups: Int, channels: Int, filters: Int,
    parametersPerFilter: Int, spatial: ProductMapping.Spatial, slots: ProductMapping.Slots
  ) {
    self.spatial = spatial
    self.slots = slots
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

  /// Cuts groups, channels and filters into tiles of other sizes.
  mutating func cut(groups: Int, channels: Int, filters: Int) {
    self.groups = groups
    self.channels = channels
    self.filters = filters
    groupTiles = ceilingDivision(product.groups, by: groups)
    channelTiles = ceilingDivision(product.channels, by: channels)
    filterTiles = ceilingDivision(product.filters, by: filters)
  }

  func mapping(
    _ order: [ProductMapping.Loop], _ scan: ProductMapping.Scan, _ slots: ProductMapping.Slots
  ) -> ProductMapping {
    ProductMapping(
      groups: groups, rows: pixels.rows.size, columns: pixels.columns.size, channels: channels,
      filters: filters, order: order, scan: scan, slots: slots, spatial: spatial)
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

  /// Whether all slots fit their buffers; `kept` where some tiles may be kept in their storage format.
  func fits(_ work: Work, _ design: Design, _ kept: KeptRoom?) -> Bool {
    guard let kept else { return room(work, design, nil).fits(design) }
    // Most tiles fit by their sizes alone.
    return room(work, design, kept, isExact: false).fits(design) || room(work, design, kept).fits(design)
  }

  /// The first buffer that is too small, with the bytes; nil where all slots fit.
  func failure(_ work: Work, _ design: Design, _ kept: KeptRoom?) -> MappingFailure? {
    misfits(work, design, kept).first
  }

  /// All buffers that are too small.
  func misfits(_ work: Work, _ design: Design, _ kept: KeptRoom?) -> [MappingFailure] {
    room(work, design, kept).misfits(design) {
      "a tile of groups \(groups), rows \(pixels.rows.size), columns \(pixels.columns.size), "
        + "channels \(channels), filters \(filters)"
    }
  }

  /// What the greatest tiles of each operand take, with as many slots as may be used.
  func room(
    _ work: Work, _ design: Design, _ kept: KeptRoom?, isExact: Bool = true
  ) -> BufferRoom {
    var room = denseRoom(work, design)
    guard let kept else { return room }
    let mapping = mapping(ProductMapping.Loop.allCases, .raster, slots)
    let operands = kept.kept(mapping)
    if operands.input {
      room.input.tileBytes =
        isExact
        ? kept.greatestBytes(.input, mapping) : kept.mostBytes(.input, elements: inputElements, parameters: 0)
    }
    if operands.weight {
      room.weight.tileBytes =
        isExact
        ? kept.greatestBytes(.weight, mapping)
        : kept.mostBytes(
          .weight, elements: groups *| filters *| window *| channels,
          parameters: groups *| filters *| parametersPerFilter)
    }
    return room
  }

  private func denseRoom(_ work: Work, _ design: Design) -> BufferRoom {
    let batchTiles = product.images *| groupTiles
    func need(_ operand: Operand, tiles: Int, elements: Int, bits: Int) -> BufferRoom.Need {
      BufferRoom.Need(
        tileBytes: elements < 1 << 56 ? (elements *| bits +| 7) / 8 : Int.max,
        slots: min(slots.used(operand, of: design.buffers), tiles),
        unnamedSlots: min(design.buffers[operand].tiles, tiles))
    }
    return BufferRoom(
      input: need(
        .input, tiles: batchTiles *| pixels.count *| channelTiles, elements: inputElements,
        bits: work.formats.input.bits),
      weight: need(
        .weight, tiles: groupTiles *| filterTiles *| channelTiles, elements: weightElements,
        bits: work.formats.weight.bits),
      output: need(
        .output, tiles: batchTiles *| pixels.count *| filterTiles, elements: outputElements,
        bits: design.array.accumulatorFormat.bits))
  }

  // MARK: Judgement

  func estimate(
    _ order: [ProductMapping.Loop], _ work: Work, _ design: Design, _ rates: MemoryRates
  ) -> Estimate {
    let passes = product.images *| groupTiles *| pixels.count *| channelTiles *| filterTiles
    let traffic = self.traffic(order, work, design)
    let busy =
      switch design.array {
      case .systolic(let array) where spatial == .im2col: arrayCycles(passes, array)
      default: passSteps(on: design.array)
      }
    return Estimate(
      cycles: rates.cycles(traffic, passes: passes, busy: busy),
      bytes: traffic.reduce(0) { $0 +| $1.bytes }, busy: busy, passes: passes)
  }

  /// Transfers and bytes of the three operands, from how often each tile falls out of its slots.
  private func traffic(
    _ order: [ProductMapping.Loop], _ work: Work, _ design: Design
  ) -> [OperandTraffic] {
    let batch = product.images *| groupTiles
    let slots = OperandSlots(slots, of: design.buffers)
    let accumulator = design.array.accumulatorFormat.bits
    let inputTimes = loads(order, slots: slots.input, without: .n)
    // A weight tile is the same for every image: it is loaded again only if another came between.
    let weightTimes = loads(order, slots: slots.weight, without: .m)
    let staysOverImages = groupTiles == 1 && !weightTimes.fallsOutOfBatch
    let weightImages = staysOverImages ? 1 : product.images
    let visits = loads(order, slots: slots.output, without: .k).times

    let (inputBits, weightBits) = (work.formats.input.bits, work.formats.weight.bits)
    let inputBytes =
      product.images *| product.groups *| pixels.rows.allInputs *| pixels.columns.allInputs
      *| product.channels *| inputBits / 8
    let weightBytes =
      product.groups *| product.filters *| (window *| product.channels +| parametersPerFilter)
      *| weightBits / 8
    let output = product.outputElements
    return [
      OperandTraffic(
        memory: work.addresses.input.memory,
        transfers: batch *| pixels.count *| channelTiles *| inputTimes.times,
        slots: slots.input, tileBytes: inputElements *| inputBits / 8,
        bytes: inputBytes *| inputTimes.times, runBytes: inputRun(design) *| inputBits / 8
      ).scaled(work.stored.input, bits: inputBits),
      OperandTraffic(
        memory: work.addresses.weight.memory,
        transfers: groupTiles *| filterTiles *| channelTiles *| weightTimes.times *| weightImages,
        slots: slots.weight, tileBytes: weightElements *| weightBits / 8,
        bytes: weightBytes *| weightTimes.times *| weightImages,
        runBytes: weightRun *| weightBits / 8
      ).scaled(work.stored.weight, bits: weightBits),
      OperandTraffic(
        memory: work.addresses.output.memory,
        transfers: batch *| pixels.count *| filterTiles *| (2 *| visits - 1),
        slots: slots.output,
        tileBytes: outputElements *| work.formats.output.bits / 8,
        bytes: output *| work.formats.output.bits / 8 +| output *| (visits - 1) *| 2 *| accumulator / 8,
        runBytes: outputRun *| work.formats.output.bits / 8
      ).scaled(work.stored.output, bits: work.formats.output.bits),
    ]
  }

  // MARK: Runs of consecutive elements in memory

  private func inputRun(_ design: Design) -> Int {
    run(
      product.layout.input, inner: channels, innerWhole: product.channels,
      columns: pixels.columns.mostInputs, width: product.inputWidth,
      adjoin: product.strideWidth <= product.kernelWidth || design.buffers.loadsSkippedPixels)
  }

  private var outputRun: Int {
    run(
      product.layout.output, inner: filters, innerWhole: product.filters, columns: pixels.columns.size,
      width: product.outputWidth, adjoin: true)
  }

  private func run(
    _ layout: ProductLayout.Activation, inner: Int, innerWhole: Int, columns: Int, width: Int, adjoin: Bool
  ) -> Int {
    guard inner == innerWhole else { return inner }
    let inside = layout == .groupsInside
    if inside, groups < product.groups { return groups *| inner }
    let pixel = inside ? groups *| inner : inner
    guard adjoin else { return pixel }
    return columns >= width ? pixel *| columns *| pixels.rows.size : pixel *| columns
  }

  private var weightRun: Int {
    switch product.layout.weight {
    case .filtersOutside:
      channels == product.channels ? window *| channels *| filters : channels
    case .filtersInside:
      filters == product.filters ? channels *| filters : filters
    case .filtersThenGroups:
      channels == product.channels ? window *| channels *| groups : channels
    case .channelsThenGroups:
      filters == product.filters ? groups *| filters : filters
    }
  }

  /// How often each tile of an operand is loaded: the product of the counts of the loop that it does not depend
  /// on, where that runs outside more of its tiles than it has slots.
  private func loads(
    _ order: [ProductMapping.Loop], slots: Int, without other: ProductMapping.Loop
  ) -> (times: Int, fallsOutOfBatch: Bool) {
    var tilesInside = 1
    var times = 1
    var falls = false
    for loop in order.reversed() {
      let count =
        switch loop {
        case .batch: groupTiles
        case .m: pixels.count
        case .n: filterTiles
        case .k: channelTiles
        }
      if loop == .batch { falls = tilesInside > slots }
      if loop == other {
        if tilesInside > slots { times = times *| count }
      } else {
        tilesInside = tilesInside *| count
      }
    }
    return (times, falls)
  }

  /// Steps of all passes, as if no port held them up (docs/model.md, 3).
  private func passSteps(on array: ProcessingArray) -> Int {
    /// The sum over a dimension's tiles: full ones, and what is left.
    func sum(_ whole: Int, _ tile: Int, _ steps: (Int) -> Int) -> Int {
      let (count, rest) = whole.quotientAndRemainder(dividingBy: tile)
      return (count > 0 ? count *| steps(tile) : 0) +| (rest > 0 ? steps(rest) : 0)
    }
    let array = PassSteps(array, product)
    let (rows, columns) = (pixels.rows, pixels.columns)
    let ofImage = sum(product.groups, groups) { group in
      sum(rows.outputs, rows.size) { row in
        sum(columns.outputs, columns.size) { column in
          sum(product.channels, channels) { channel in
            sum(product.filters, filters) { filter in
              array.steps(
                PassSize(
                  groups: group, rows: row, columns: column, window: window, channels: channel,
                  filters: filter), spatial)
            }
          }
        }
      }
    }
    return product.images *| ofImage
  }

  /// Why the array does not admit the tiles; nil where it does.
  func problem(on array: ProcessingArray) -> String? {
    SpatialChoices.problem(
      spatial,
      PassSize(
        groups: groups, rows: pixels.rows.size, columns: pixels.columns.size, window: window,
        channels: channels, filters: filters), of: product, on: array)
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
