import Hardware
import Quantities
import Workloads

/// One candidate: tile sizes of a product, with what they hold and move.
///
/// What is asked of each of hundreds of candidates is always inlined: a call would copy all of it first.
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

  /// Whether all slots fit their buffers, as far as sizes tell; `kept` where some tiles may be kept in their storage format,
  /// of which nil says that their elements decide.
  @inline(__always)
  func fits(_ work: Work, _ design: Design, _ kept: KeptRoom?, _ judge: TilingJudge) -> Bool? {
    guard let kept else { return denseRoom(judge).fits(judge.limits) }
    if room(work, design, kept, .most).fits(design) { return true }
    return room(work, design, kept, .mean).fits(design) ? nil : false
  }

  /// Whether all slots fit their buffers, with a look at every kept tile until one is too large.
  func fitsExactly(_ work: Work, _ design: Design, _ kept: KeptRoom?) -> Bool {
    room(work, design, kept, .upToTheBuffer).fits(design)
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

  /// How closely the greatest kept tile is looked at.
  enum Look {
    /// Every tile.
    case exact
    /// Every tile until one does not fit: of what does, the same.
    case upToTheBuffer
    /// Sizes alone: no tile takes more.
    case most
    /// Sizes alone: what tiles take in the mean, and the greatest not less.
    case mean
  }

  /// What the greatest tiles of each operand take, with as many slots as may be used.
  func room(
    _ work: Work, _ design: Design, _ kept: KeptRoom?, _ look: Look = .exact
  ) -> BufferRoom {
    var room = denseRoom(work, design)
    guard let kept else { return room }
    let mapping = mapping(ProductMapping.Loop.allCases, .raster, slots)
    let operands = kept.kept(mapping)
    func bytes(
      _ operand: Operand, _ need: BufferRoom.Need, tiles: Int, elements: Int, parameters: Int
    ) -> Int {
      switch look {
      case .exact: kept.greatestBytes(operand, mapping)
      case .upToTheBuffer:
        kept.greatestBytes(operand, mapping, upTo: need.mostTileBytes(operand, design) ?? Int.max)
      case .most: kept.mostBytes(operand, elements: elements, parameters: parameters)
      case .mean: kept.meanBytes(operand, tiles: tiles)
      }
    }
    if operands.input {
      room.input.tileBytes = bytes(
        .input, room.input, tiles: product.images *| groupTiles *| pixels.count *| channelTiles,
        elements: inputElements, parameters: 0)
    }
    if operands.weight {
      room.weight.tileBytes = bytes(
        .weight, room.weight, tiles: groupTiles *| filterTiles *| channelTiles,
        elements: groups *| filters *| window *| channels,
        parameters: groups *| filters *| parametersPerFilter)
    }
    return room
  }

  private func denseRoom(_ work: Work, _ design: Design) -> BufferRoom {
    denseRoom(
      slots: OperandSlots(slots, of: design.buffers), BufferLimits(design),
      inputBits: work.formats.input.bits, weightBits: work.formats.weight.bits,
      accumulatorBits: design.array.accumulatorFormat.bits,
      metadata: (
        MetadataBound(work.encoded.input, of: work, on: design),
        MetadataBound(work.encoded.weight, of: work, on: design)
      ))
  }

  /// The same of tiles that are kept as they are.
  @inline(__always)
  func denseRoom(_ judge: TilingJudge) -> BufferRoom {
    denseRoom(
      slots: judge.slots, judge.limits, inputBits: judge.input.bits, weightBits: judge.weight.bits,
      accumulatorBits: judge.accumulatorBits, metadata: (judge.input.metadata, judge.weight.metadata))
  }

  @inline(__always)
  private func denseRoom(
    slots: OperandSlots, _ limits: BufferLimits, inputBits: Int, weightBits: Int, accumulatorBits: Int,
    metadata: (input: MetadataBound?, weight: MetadataBound?)
  ) -> BufferRoom {
    let batchTiles = product.images *| groupTiles
    func need(
      _ slots: Int, _ limit: BufferLimits.Limit, tiles: Int, elements: Int, bits: Int
    ) -> BufferRoom.Need {
      BufferRoom.Need(
        tileBytes: elements < 1 << 56 ? (elements *| bits +| 7) / 8 : Int.max, slots: min(slots, tiles),
        unnamedSlots: min(limit.tiles, tiles))
    }
    var room = BufferRoom(
      input: need(
        slots.input, limits.input, tiles: batchTiles *| pixels.count *| channelTiles, elements: inputElements,
        bits: inputBits),
      weight: need(
        slots.weight, limits.weight, tiles: groupTiles *| filterTiles *| channelTiles,
        elements: weightElements, bits: weightBits),
      output: need(
        slots.output, limits.output, tiles: batchTiles *| pixels.count *| filterTiles,
        elements: outputElements, bits: accumulatorBits))
    if let input = metadata.input {
      room.input.tileBytes =
        room.input.tileBytes
        +| input.bytes(
          runs: groups *| pixels.rows.mostInputs *| pixels.columns.mostInputs, of: channels,
          isAligned: input.isAligned(channels: channels))
    }
    if let weight = metadata.weight {
      room.weight.tileBytes =
        room.weight.tileBytes +| weight.bytes(groups: groups, filters: filters, channels: channels)
    }
    return room
  }

  // MARK: Judgement

  /// Cycles of all passes, memory aside: the same in every order.
  @inline(__always)
  func busy(_ judge: TilingJudge) -> Int {
    if let array = judge.broadcast { return steps { array.steps($0, spatial) } }
    if judge.isSystolic, spatial == .im2col, let array = judge.systolic { return arrayCycles(passes, array) }
    return steps { judge.steps.steps($0, spatial) }
  }

  /// Whether one of the rule's orders is not the same mapping as one before it, which differs in loops of one tile alone.
  @inline(__always)
  func differs(inOrder index: Int) -> Bool {
    switch index {
    case 0: true
    case 1: filterTiles > 1 && pixels.count > 1
    default: filterTiles > 1 && (product.images > 1 || groupTiles > 1)
    }
  }

  private var passes: Int { product.images *| groupTiles *| pixels.count *| channelTiles *| filterTiles }

  @inline(__always)
  func estimate(_ order: [ProductMapping.Loop], busy: Int, _ judge: TilingJudge) -> Estimate {
    let traffic = self.traffic(order, judge)
    return Estimate(
      cycles: judge.rates.cycles(traffic.span, passes: passes, busy: busy),
      bytes: traffic[0].bytes +| traffic[1].bytes +| traffic[2].bytes, busy: busy, passes: passes)
  }

  /// Transfers and bytes of the three operands, from how often each tile falls out of its slots.
  @inline(__always)
  private func traffic(
    _ order: [ProductMapping.Loop], _ judge: TilingJudge
  ) -> InlineArray<3, OperandTraffic> {
    let batch = product.images *| groupTiles
    let slots = judge.slots
    let inputTimes = loads(order, slots: slots.input, without: .n)
    // A weight tile is the same for every image: it is loaded again only if another came between.
    let weightTimes = loads(order, slots: slots.weight, without: .m)
    let staysOverImages = groupTiles == 1 && !weightTimes.fallsOutOfBatch
    let weightImages = staysOverImages ? 1 : product.images
    let visits = loads(order, slots: slots.output, without: .k).times

    let (input, weight, output) = (judge.input, judge.weight, judge.output)
    let inputBytes =
      product.images *| product.groups *| pixels.rows.allInputs *| pixels.columns.allInputs
      *| product.channels *| input.bits / 8
    let weightBytes =
      product.groups *| product.filters *| (window *| product.channels +| parametersPerFilter)
      *| weight.bits / 8
    let outputs = product.outputElements
    return [
      OperandTraffic(
        memory: input.memory,
        transfers: batch *| pixels.count *| channelTiles *| inputTimes.times,
        slots: slots.input, tileBytes: inputElements *| input.bits / 8,
        bytes: inputBytes *| inputTimes.times,
        runBytes: inputRun(adjoinsSkipped: judge.loadsSkippedPixels) *| input.bits / 8
      ).scaled(input.share),
      OperandTraffic(
        memory: weight.memory,
        transfers: groupTiles *| filterTiles *| channelTiles *| weightTimes.times *| weightImages,
        slots: slots.weight, tileBytes: weightElements *| weight.bits / 8,
        bytes: weightBytes *| weightTimes.times *| weightImages,
        runBytes: weightRun *| weight.bits / 8
      ).scaled(weight.share),
      OperandTraffic(
        memory: output.memory,
        transfers: batch *| pixels.count *| filterTiles *| (2 *| visits - 1),
        slots: slots.output,
        tileBytes: outputElements *| output.bits / 8,
        bytes: outputs *| output.bits / 8 +| outputs *| (visits - 1) *| 2 *| judge.accumulatorBits / 8,
        runBytes: outputRun *| output.bits / 8
      ).scaled(output.share),
    ]
  }

  // MARK: Runs of consecutive elements in memory

  private func inputRun(adjoinsSkipped: Bool) -> Int {
    run(
      product.layout.input, inner: channels, innerWhole: product.channels,
      columns: pixels.columns.mostInputs, width: product.inputWidth,
      adjoin: product.strideWidth <= product.kernelWidth || adjoinsSkipped)
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
  @inline(__always)
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
  @inline(__always)
  private func steps(_ ofPass: (PassSize) -> Int) -> Int {
    /// The sum over a dimension's tiles: full ones, and what is left.
    @inline(__always)
    func sum(_ whole: Int, _ tile: Int, _ steps: (Int) -> Int) -> Int {
      let (count, rest) = whole.quotientAndRemainder(dividingBy: tile)
      return (count > 0 ? count *| steps(tile) : 0) +| (rest > 0 ? steps(rest) : 0)
    }
    let (rows, columns) = (pixels.rows, pixels.columns)
    let ofImage = sum(product.groups, groups) { group in
      sum(rows.outputs, rows.size) { row in
        sum(columns.outputs, columns.size) { column in
          sum(product.channels, channels) { channel in
            sum(product.filters, filters) { filter in
              ofPass(
                PassSize(
                  groups: group, rows: row, columns: column, window: window, channels: channel,
                  filters: filter))
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
    let foldsK = chunks(product.channels, channels, window, rows *| array.products)
    let foldsN = chunks(product.filters, filters, 1, columns)
    func stationary(_ entering: Int) -> Int {
      let vectors = entering *| array.steps
      return switch (array.preload, array.foldOverlap) {
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
      let side = rows *| array.interleavedSums
      /// Of a fold with so many turns.
      func fold(_ turns: Int, _ vectors: Int) -> Int {
        let (streamed, drain) = (vectors *| array.stepsOfVector(turns: turns), drain *| turns)
        guard array.foldOverlap else { return streamed +| skew +| drain }
        return array.drain == .serial ? streamed +| drain : max(streamed, drain)
      }
      let folds = sum(product.channels, channels) { channels in
        let vectors = ceilingDivision(window *| channels, by: array.products)
        return sumPixels { pixels in
          let (full, rest) = pixels.quotientAndRemainder(dividingBy: side)
          return full *| fold(array.interleavedSums, vectors)
            +| (rest > 0 ? fold(array.turns(ofPixels: rest), vectors) : 0)
        }
      }
      let turns = array.turns(ofPixels: min(side, pixels.rows.size *| pixels.columns.size))
      return batch *| foldsN *| folds +| passes *| (skew + drain *| turns)
    }
  }
}
