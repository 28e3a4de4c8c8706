import Hardware
import Workloads

extension Plan {
  /// The plan of a product under a mapping whose tiles are at least 1 and at most the dimension.
  ///
  /// Throws a `PlanError` where there would be too many passes.
  public init(
    product: Product, epilogue: [Epilogue], mapping: ProductMapping, work: Work, design: Design
  ) throws(PlanError) {
    let shares = ProductShare.all(product, mapping.partition, cores: design.cores.count)
    let isReduced = mapping.partition == .k && shares.count { !$0.isEmpty } > 1
    guard !isReduced || design.cores.reduction != nil else { throw .noReductionLink }
    var count = 0
    for share in shares where !share.isEmpty {
      guard let passes = ProductLoops(product, share, mapping).passes else { throw .tooLarge }
      let (sum, overflow) = count.addingReportingOverflow(passes)
      if overflow { throw .tooLarge }
      count = sum
    }
    guard count <= Plan.passLimit else { throw .tooManyPasses(count: count, limit: Plan.passLimit) }
    guard Axis(rowsOf: product, in: design.buffers).isCountable,
      Axis(columnsOf: product, in: design.buffers).isCountable
    else { throw .tooLarge }
    var builder = ProductPlanBuilder(
      product: product, epilogue: epilogue, mapping: mapping, work: work, design: design,
      places: try OperandPlaces(work, on: design))
    self = builder.build(shares, passes: count)
    if builder.isTooLarge { throw .tooLarge }
  }
}

/// Walks the passes of a product once, with the slots of its three operands.
private struct ProductPlanBuilder {
  let product: Product
  let mapping: ProductMapping
  let work: Work
  let design: Design
  let hasEpilogue: Bool
  let parametersPerFilter: Int
  let accumulatorBits: Int
  let slots: [Int]
  let buffers: Buffers
  let isMulticast: Bool
  let treatment: ZeroTreatment
  let places: OperandPlaces
  let decodesInputs: Bool
  let decodesWeights: Bool
  let kept: KeptOperands
  /// The core under way: its loops, regions, where its partial sums lie, and what happens to its sums.
  private var loops: ProductLoops
  private var regions: ProductRegions
  private var partialSums: OperandAddresses.Place
  private var isReduced = false
  private var isSender = false
  private var plan = PlanBuilder()
  private var input: SlotQueue
  private var weight: SlotQueue
  private var output: SlotQueue
  private var shapes: [ProductPassShape] = []
  private var shapeIndices: [ProductPassShape: Int32] = [:]
  /// The shapes of the core under way by what decides them on one core; -1 of those that did not occur, and empty where
  /// keys are many.
  private var shapesOfKeys: [Int32] = []
  /// The tiles of the axes with distinct taps, over all cores, and which of them each tile of the core has.
  private var rowTiles = TileClasses()
  private var columnTiles = TileClasses()
  private var rowClass: [Int] = []
  private var columnClass: [Int] = []
  /// For each output tile its last store of partial sums, and how often it was visited.
  private var partialStores: [Int32] = []
  /// Passes of the core under way that nobody needs; nil where there are none.
  private var leftOut: LeftOutPasses?
  /// Parts of the product in which nothing is multiplied.
  private var leftOutParts: [PassContent] = []
  private var visits: [Int32] = []
  /// For each output tile how many others were complete before it, where its sums are still to be added up.
  private var reductions: [Int: Int32] = [:]
  /// Where weights stay in the elements' files from pass to pass: the array, and what the pass before has left.
  private let rowStationary: RowStationaryArray?
  private var leftWeights: LeftWeights?
  /// Whether the array changes its mode before the first pass of each core, and the number of that pass.
  private let switchesMode: Bool
  private var firstPass = 0

  /// A tile of weights that elements have in their files, with so many output rows side by side.
  private struct LeftWeights: Equatable {
    var tile: Int
    var rows: Int
  }

  init(
    product: Product, epilogue: [Epilogue], mapping: ProductMapping, work: Work, design: Design,
    places: OperandPlaces
  ) {
    self.product = product
    self.places = places
    (decodesInputs, decodesWeights) = (places[.input].isDecoded, places[.weight].isDecoded)
    self.mapping = mapping
    self.work = work
    self.design = design
    hasEpilogue = !epilogue.isEmpty
    accumulatorBits = design.array.accumulatorFormat.bits
    parametersPerFilter = epilogue.reduce(0) { $0 + $1.parametersPerFilter }
    buffers = design.buffers
    slots = Operand.allCases.map { mapping.slots.used($0, of: design.buffers) }
    treatment = ZeroTreatment(work.zeros, product, mapping, on: design)
    kept = KeptOperands(work, treatment, on: design)
    isMulticast = design.cores.count > 1 && design.cores.delivery == .multicast
    if case .rowStationary(let array) = design.array, array.weightsStay == .operator {
      rowStationary = array
    } else {
      rowStationary = nil
    }
    if case .dspChain(let array) = design.array {
      switchesMode = work.switchesMode && array.switchSteps > 0
    } else {
      switchesMode = false
    }
    input = SlotQueue(count: slots[0])
    weight = SlotQueue(count: slots[1])
    output = SlotQueue(count: slots[2])
    let whole = ProductShare(whole: product)
    loops = ProductLoops(product, whole, mapping)
    regions = ProductRegions(
      product: product, share: whole, mapping: mapping, rows: [], columns: [], parametersPerFilter: 0)
    partialSums = work.addresses.partialSums
  }

  var isTooLarge: Bool { plan.isTooLarge }

  mutating func build(_ shares: [ProductShare], passes count: Int) -> Plan {
    plan.passes.reserveCapacity(count)
    // Most passes bring two tiles; of very many room is made as they come.
    plan.transfers.reserveCapacity(min(2 * count, 1 << 10))
    let columns = Axis(columnsOf: product, in: buffers).tiles(of: mapping.columns)
    columnClass = columnTiles.classes(columns)
    let first = shares.firstIndex { !$0.isEmpty } ?? 0
    isReduced = mapping.partition == .k && shares.count { !$0.isEmpty } > 1
    for (core, share) in shares.enumerated() {
      begin(core, share, isFirst: core == first, columns)
      let firstPass = plan.passes.count
      if !share.isEmpty {
        loops.forEach {
          if let leftOut, leftOut.contains($0, loops) {
            leftOutParts.append(part($0))
          } else {
            visit($0)
          }
          return !isTooLarge
        }
      }
      for slot in output.oldestFirst { _ = store(slot) }
      plan.finishCore(
        from: firstPass, slots: [input, weight, output], cut: cutKinds, shared: isMulticast ? shared : nil)
    }
    var plan = plan.plan(
      .product(shapes, ProductTiles(rows: rowTiles.tiles, columns: columnTiles.tiles)))
    plan.zeroTreatment = treatment
    plan.kept = kept
    plan.leftOut = leftOutParts
    return plan
  }

  private mutating func begin(_ core: Int, _ share: ProductShare, isFirst: Bool, _ columns: [AxisTile]) {
    loops = ProductLoops(product, share, mapping)
    // The first core loads the parameters for all, where each has a share of the sums only.
    regions = ProductRegions(
      product: product, share: share, mapping: mapping,
      rows: share.isEmpty
        ? [] : Axis(rowsOf: product, in: buffers).tiles(of: mapping.rows, in: share.rows),
      columns: columns, parametersPerFilter: isReduced && !isFirst ? 0 : parametersPerFilter)
    rowClass = rowTiles.classes(regions.rows)
    isSender = isReduced && !isFirst
    partialSums = work.addresses.partialSums
    if mapping.partition == .k {
      partialSums.address += core * ((product.outputElements * accumulatorBits + 7) / 8)
    }
    input = SlotQueue(count: slots[0])
    weight = SlotQueue(count: slots[1])
    output = SlotQueue(count: slots[2])
    let tiles = share.isEmpty ? 0 : loops.images * loops.groups * loops.rows * loops.columns * loops.filters
    partialStores = [Int32](repeating: -1, count: tiles)
    visits = [Int32](repeating: 0, count: tiles)
    reductions = [:]
    leftOut = LeftOutPasses(
      product, work.zeros, mapping, loops, regions, hasParameters: parametersPerFilter > 0, on: design)
    leftWeights = nil
    firstPass = plan.passes.count
    let keys = (rowTiles.tiles.count *| columnTiles.tiles.count) << Self.shapeBits
    shapesOfKeys =
      treatment.dependsOnContent || keys > Self.mostShapeKeys ? [] : [Int32](repeating: -1, count: keys)
  }

  /// The kinds of regions that lie elsewhere for every core: input, weight, output, partial sums.
  private var cutKinds: [Int] {
    switch mapping.partition {
    case .m, .batch: [0, 2, 3]
    case .n: [1, 2, 3]
    case .k: [0, 1, 3]
    case .head, nil: [0, 1, 2, 3]
    }
  }

  /// The operand that the partition does not cut.
  private var shared: Operand? {
    switch mapping.partition {
    case .m, .batch: .weight
    case .n: .input
    case .k, .head, nil: nil
    }
  }

  private mutating func visit(_ at: ProductLoops.Position) {
    let number = Int32(plan.passes.count)
    let outputTile = loops.outputTile(at)
    visits[outputTile] += 1
    let completes = isComplete(outputTile)
    if completes, isReduced { reductions[outputTile] = Int32(reductions.count) }
    // The epilogue's cycles are the first core's, which has the whole sums.
    var pass = Pass(shape: shape(at, tile: outputTile, completes: completes && !isSender))
    pass.outputTile = Int32(outputTile)
    pass.inputLoad = visitInput(at, number)
    pass.weightLoad = visitWeight(at, number)
    visitOutput(at, tile: outputTile, number, &pass)
    plan.passes.append(pass)
    plan.notePeaks(input, weight, output)
  }

  /// Whether all passes over an output tile have been.
  private func isComplete(_ tile: Int) -> Bool {
    Int(visits[tile]) == leftOut?.visits(ofOutputTile: tile) ?? loops.channels
  }

  private static let shapeBits = 7
  private static let mostShapeKeys = 1 << 12

  private mutating func shape(_ at: ProductLoops.Position, tile: Int, completes: Bool) -> Int32 {
    let accumulates = visits[tile] > 1
    let keepsWeights = self.keepsWeights(at)
    let switches = switchesMode && plan.passes.count == firstPass
    var key = rowClass[at.row] * columnTiles.tiles.count + columnClass[at.column]
    func append(_ flag: Bool) { key = key << 1 | (flag ? 1 : 0) }
    // On one core all else follows from which tiles are the last ones.
    append(at.group == loops.groups - 1)
    append(at.channel == loops.channels - 1)
    append(at.filter == loops.filters - 1)
    append(accumulates)
    append(completes)
    append(keepsWeights)
    append(switches)
    if key < shapesOfKeys.count, shapesOfKeys[key] >= 0 { return shapesOfKeys[key] }
    let shape = ProductPassShape(
      groups: regions.groups(at).count, rowTile: rowClass[at.row], columnTile: columnClass[at.column],
      channels: regions.channels(at).count, filters: regions.filters(at).count,
      accumulates: accumulates, completes: completes, keepsWeights: keepsWeights, switches: switches,
      content: content(at))
    let index = shapeIndices[shape] ?? Int32(shapes.count)
    if Int(index) == shapes.count {
      shapes.append(shape)
      shapeIndices[shape] = index
    }
    if key < shapesOfKeys.count { shapesOfKeys[key] = index }
    return index
  }

  /// Whether the pass finds its weights in the elements' files; notes what it leaves there.
  private mutating func keepsWeights(_ at: ProductLoops.Position) -> Bool {
    guard let array = rowStationary else { return false }
    let layout = RowStationaryLayout(
      on: array, kernelHeight: product.kernelHeight, kernelWidth: product.kernelWidth,
      rows: regions.rows[at.row].outputs.count, channels: regions.channels(at).count,
      filters: regions.filters(at).count)
    // All weights of the tile are in the files at once, or only the last fold's.
    let left =
      layout.hasOneRun(groups: regions.groups(at).count)
      ? LeftWeights(tile: loops.weightTile(at), rows: layout.rows) : nil
    defer { leftWeights = left }
    return left != nil && left == leftWeights
  }

  private func content(_ at: ProductLoops.Position) -> PassContent? {
    // Else passes of one shape take the same time.
    treatment.dependsOnContent ? part(at) : nil
  }

  /// The part of the product that a pass works on.
  private func part(_ at: ProductLoops.Position) -> PassContent {
    PassContent(
      image: regions.share.images.start + at.image, groups: regions.groups(at),
      rows: regions.rows[at.row].outputs, columns: regions.columns[at.column].outputs,
      channels: regions.channels(at), filters: regions.filters(at))
  }

  private mutating func visitInput(_ at: ProductLoops.Position, _ pass: Int32) -> Int32 {
    let tile = loops.inputTile(at)
    if let slot = input.slot(of: tile) {
      input.use(slot, pass: pass)
      return -1
    }
    let bits = work.formats.input.bits
    let place = work.addresses.input
    let region = inputRegion(at, tile)
    let keptTile = kept.input ? region.kept(places[.input].stored, parameters: 0) : nil
    let elements = keptTile == nil ? regions.inputElements(at) : region.entries?.stored ?? 0
    let (slot, old) = input.replace(
      with: tile, bytes: keptTile?.bytes ?? packedBytes(elements, bits: bits) + region.metadataBytes)
    input.use(slot, pass: pass)
    return plan.add(
      .input, .input, tile: tile, region, memory: place.memory, afterPass: old.lastPass,
      replacedBytes: old.bytes, elements: elements, bufferBits: elements * bits, kept: keptTile,
      decoded: decodesInputs && keptTile == nil ? elements : -1)
  }

  private mutating func inputRegion(_ at: ProductLoops.Position, _ tile: Int) -> TileRegion {
    if let known = plan.region(tile: tile, kind: 0) { return known }
    plan.tileBytes.beginTile()
    plan.tileBytes.add(
      regions.input(at), base: work.addresses.input.address, bits: work.formats.input.bits,
      places[.input])
    return plan.keep(tile: tile, kind: 0)
  }

  private mutating func visitWeight(_ at: ProductLoops.Position, _ pass: Int32) -> Int32 {
    let tile = loops.weightTile(at)
    if let slot = weight.slot(of: tile) {
      weight.use(slot, pass: pass)
      return -1
    }
    let last = at.channel == loops.channels - 1
    let parameters = regions.parameterElements(at, lastChannelTile: last)
    let bits = work.formats.weight.bits
    let region = weightRegion(at, tile, hasParameters: parameters > 0)
    let keptTile = kept.weight ? region.kept(places[.weight].stored, parameters: parameters) : nil
    let factors = keptTile == nil ? regions.weightElements(at) : region.entries?.stored ?? 0
    let elements = factors + parameters
    let (slot, old) = weight.replace(
      with: tile, bytes: keptTile?.bytes ?? packedBytes(elements, bits: bits) + region.metadataBytes)
    weight.use(slot, pass: pass)
    return plan.add(
      .weight, .weight, tile: tile, region, memory: work.addresses.weight.memory, afterPass: old.lastPass,
      replacedBytes: old.bytes, elements: elements, bufferBits: elements * bits, kept: keptTile,
      decoded: decodesWeights && keptTile == nil ? factors : -1)
  }

  private mutating func weightRegion(
    _ at: ProductLoops.Position, _ tile: Int, hasParameters: Bool
  ) -> TileRegion {
    if let known = plan.region(tile: tile, kind: 1) { return known }
    let bits = work.formats.weight.bits
    plan.tileBytes.beginTile()
    plan.tileBytes.add(regions.weight(at), base: work.addresses.weight.address, bits: bits, places[.weight])
    if hasParameters {
      regions.addParameters(at, base: work.addresses.parameters.address, bits: bits, to: &plan.tileBytes)
    }
    return plan.keep(tile: tile, kind: 1)
  }

  private mutating func visitOutput(
    _ at: ProductLoops.Position, tile: Int, _ number: Int32, _ pass: inout Pass
  ) {
    if let slot = output.slot(of: tile) {
      output.use(slot, pass: number)
      return
    }
    let elements = regions.outputElements(at)
    pass.outputResidency = Int32(output.taken)
    pass.outputBytes = packedBytes(elements, bits: accumulatorBits)
    let (slot, old) = output.replace(with: tile, bytes: pass.outputBytes)
    output.use(slot, pass: number)
    pass.replacedBytes = old.bytes
    if old.tile >= 0 { pass.slotStore = store(old) }
    let ownStore = partialStores[tile]
    guard ownStore >= 0 else { return }
    let region = sumRegion(at, tile)
    pass.reload = plan.add(
      .partialSums, .output, tile: tile, region, memory: partialSums.memory, afterPass: -1,
      replacedBytes: old.bytes, elements: elements, bufferBits: elements * accumulatorBits)
    plan.transfers[Int(pass.reload)].residency = pass.outputResidency
    plan.transfers[Int(pass.reload)].afterSlotStore = pass.slotStore
    plan.transfers[Int(pass.reload)].afterOwnStore = ownStore
  }

  /// Ends the residency of an output tile with its store.
  private mutating func store(_ slot: SlotQueue.Slot) -> Int32 {
    let at = loops.position(ofOutputTile: slot.tile)
    let isFinal = isComplete(slot.tile)
    let elements = regions.outputElements(at)
    if isFinal, isSender, let number = reductions[slot.tile] {
      let sent = plan.addSent(
        afterPass: slot.lastPass, reduction: number, elements: elements,
        bufferBits: elements * accumulatorBits)
      plan.passes[Int(slot.lastPass)].store = sent
      return sent
    }
    let region = isFinal ? outputRegion(at, slot.tile) : sumRegion(at, slot.tile)
    let memory = isFinal ? work.addresses.output.memory : partialSums.memory
    let store = plan.add(
      .store, .output, tile: slot.tile, region, memory: memory, afterPass: slot.lastPass,
      elements: elements, bufferBits: elements * accumulatorBits)
    plan.transfers[Int(store)].throughVectorUnit = isFinal && hasEpilogue
    plan.passes[Int(slot.lastPass)].store = store
    if isFinal, isReduced { plan.transfers[Int(store)].reduction = reductions[slot.tile] ?? -1 }
    if !isFinal { partialStores[slot.tile] = store }
    return store
  }

  private mutating func outputRegion(_ at: ProductLoops.Position, _ tile: Int) -> TileRegion {
    if let known = plan.region(tile: tile, kind: 2) { return known }
    plan.tileBytes.beginTile()
    plan.tileBytes.add(
      regions.output(at), base: work.addresses.output.address, bits: work.formats.output.bits,
      places[.output])
    return plan.keep(tile: tile, kind: 2)
  }

  /// Sums that are not complete lie dense.
  private mutating func sumRegion(_ at: ProductLoops.Position, _ tile: Int) -> TileRegion {
    if let known = plan.region(tile: tile, kind: 3) { return known }
    plan.tileBytes.beginTile()
    plan.tileBytes.add(regions.output(at), base: partialSums.address, bits: accumulatorBits)
    return plan.keep(tile: tile, kind: 3)
  }
}

/// The tiles of an axis that differ in their taps or in their inputs; tiles with the same make equal passes.
private struct TileClasses {
  private(set) var tiles: [AxisTile] = []
  private var indices: [Key: Int] = [:]

  private struct Key: Hashable {
    var taps: [Int32]
    var inputs: Int
  }

  /// For each tile its class.
  mutating func classes(_ all: [AxisTile]) -> [Int] {
    all.map { tile in
      let key = Key(taps: tile.taps, inputs: tile.inputCount)
      if let known = indices[key] { return known }
      indices[key] = tiles.count
      tiles.append(tile)
      return tiles.count - 1
    }
  }
}
