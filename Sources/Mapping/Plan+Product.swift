import Hardware
import Workloads

extension Plan {
  /// The plan of a product under a mapping whose tiles are at least 1 and at most the dimension.
  ///
  /// Throws a `PlanError` where there would be too many passes.
  public init(
    product: Product, epilogue: [Epilogue], mapping: ProductMapping, work: Work, design: Design
  ) throws(PlanError) {
    let loops = ProductLoops(product, mapping)
    guard let count = loops.passes else { throw .tooLarge }
    guard count <= Plan.passLimit else { throw .tooManyPasses(count: count, limit: Plan.passLimit) }
    guard Axis(rowsOf: product).isCountable, Axis(columnsOf: product).isCountable else { throw .tooLarge }
    var builder = ProductPlanBuilder(
      product: product, epilogue: epilogue, mapping: mapping, work: work, design: design, loops: loops)
    self = builder.build(passes: count)
    if builder.isTooLarge { throw .tooLarge }
  }
}

/// Walks the passes of a product once, with the slots of its three operands.
private struct ProductPlanBuilder {
  let product: Product
  let work: Work
  let loops: ProductLoops
  let regions: ProductRegions
  let hasEpilogue: Bool
  let accumulatorBits: Int
  private var plan = PlanBuilder()
  private var input: SlotQueue
  private var weight: SlotQueue
  private var output: SlotQueue
  private var shapes: [ProductPassShape] = []
  private var shapeIndices: [ProductPassShape: Int32] = [:]
  /// For each tile of an axis, the first tile with the same taps.
  private var rowClass: [Int]
  private var columnClass: [Int]
  /// For each output tile its last store of partial sums, and how often it was visited.
  private var partialStores: [Int32]
  private var visits: [Int32]
  private var outputPositions: [Int: ProductLoops.Position] = [:]

  init(
    product: Product, epilogue: [Epilogue], mapping: ProductMapping, work: Work, design: Design,
    loops: ProductLoops
  ) {
    self.product = product
    self.work = work
    self.loops = loops
    hasEpilogue = !epilogue.isEmpty
    accumulatorBits = design.array.accumulatorFormat.bits
    regions = ProductRegions(
      product: product, mapping: mapping, rows: Axis(rowsOf: product).tiles(of: mapping.rows),
      columns: Axis(columnsOf: product).tiles(of: mapping.columns),
      parametersPerFilter: epilogue.reduce(0) { $0 + $1.parametersPerFilter })
    input = SlotQueue(count: design.buffers[.input].tiles)
    weight = SlotQueue(count: design.buffers[.weight].tiles)
    output = SlotQueue(count: design.buffers[.output].tiles)
    rowClass = Self.classes(regions.rows)
    columnClass = Self.classes(regions.columns)
    let outputTiles = loops.images * loops.groups * loops.rows * loops.columns * loops.filters
    partialStores = [Int32](repeating: -1, count: outputTiles)
    visits = [Int32](repeating: 0, count: outputTiles)
  }

  private static func classes(_ tiles: [AxisTile]) -> [Int] {
    var first: [[Int32]: Int] = [:]
    return tiles.indices.map { index in
      if let known = first[tiles[index].taps] { return known }
      first[tiles[index].taps] = index
      return index
    }
  }

  var isTooLarge: Bool { plan.isTooLarge }

  mutating func build(passes count: Int) -> Plan {
    plan.passes.reserveCapacity(count)
    loops.forEach { visit($0) }
    for index in output.slots.indices where output.slots[index].tile >= 0 { _ = store(output.slots[index]) }
    return plan.plan(
      .product(shapes, ProductTiles(rows: regions.rows, columns: regions.columns)))
  }

  private mutating func visit(_ at: ProductLoops.Position) {
    guard !plan.isTooLarge else { return }
    let number = Int32(plan.passes.count)
    let outputTile = loops.outputTile(at)
    visits[outputTile] += 1
    var pass = Pass(shape: shape(at, completes: visits[outputTile] == loops.channels))
    pass.inputLoad = visitInput(at, number)
    pass.weightLoad = visitWeight(at, number)
    visitOutput(at, tile: outputTile, number, &pass)
    plan.passes.append(pass)
    plan.notePeaks(input, weight, output)
  }

  private mutating func shape(_ at: ProductLoops.Position, completes: Bool) -> Int32 {
    let shape = ProductPassShape(
      groups: regions.groups(at).count, rowTile: rowClass[at.row], columnTile: columnClass[at.column],
      channels: regions.channels(at).count, filters: regions.filters(at).count,
      accumulates: at.channel > 0, completes: completes)
    if let known = shapeIndices[shape] { return known }
    let index = Int32(shapes.count)
    shapes.append(shape)
    shapeIndices[shape] = index
    return index
  }

  private mutating func visitInput(_ at: ProductLoops.Position, _ pass: Int32) -> Int32 {
    let tile = loops.inputTile(at)
    if let slot = input.slot(of: tile) {
      input.use(slot, pass: pass)
      return -1
    }
    let elements = regions.inputElements(at)
    let bits = work.formats.input.bits
    let (slot, old) = input.replace(with: tile, bytes: packedBytes(elements, bits: bits))
    input.use(slot, pass: pass)
    let (place, regions) = (work.addresses.input, self.regions)
    return plan.add(
      .input, .input, tile: tile, regionKind: 0, memory: place.memory, afterPass: old.lastPass,
      elements: elements, bufferBits: elements * bits
    ) { regions.addInput(at, base: place.address, bits: bits, to: &$0) }
  }

  private mutating func visitWeight(_ at: ProductLoops.Position, _ pass: Int32) -> Int32 {
    let tile = loops.weightTile(at)
    if let slot = weight.slot(of: tile) {
      weight.use(slot, pass: pass)
      return -1
    }
    let last = at.channel == loops.channels - 1
    let parameters = regions.parameterElements(at, lastChannelTile: last)
    let elements = regions.weightElements(at) + parameters
    let bits = work.formats.weight.bits
    let (slot, old) = weight.replace(with: tile, bytes: packedBytes(elements, bits: bits))
    weight.use(slot, pass: pass)
    let (addresses, regions) = (work.addresses, self.regions)
    return plan.add(
      .weight, .weight, tile: tile, regionKind: 1, memory: addresses.weight.memory,
      afterPass: old.lastPass, elements: elements, bufferBits: elements * bits
    ) {
      regions.addWeight(at, base: addresses.weight.address, bits: bits, to: &$0)
      if parameters > 0 {
        regions.addParameters(at, base: addresses.parameters.address, bits: bits, to: &$0)
      }
    }
  }

  private mutating func visitOutput(
    _ at: ProductLoops.Position, tile: Int, _ number: Int32, _ pass: inout Pass
  ) {
    if let slot = output.slot(of: tile) {
      output.use(slot, pass: number)
      return
    }
    outputPositions[tile] = at
    let elements = regions.outputElements(at)
    let (slot, old) = output.replace(with: tile, bytes: packedBytes(elements, bits: accumulatorBits))
    output.use(slot, pass: number)
    if old.tile >= 0 { pass.slotStore = store(old) }
    let ownStore = partialStores[tile]
    guard ownStore >= 0 else { return }
    let place = work.addresses.partialSums
    let (regions, bits) = (self.regions, accumulatorBits)
    pass.reload = plan.add(
      .partialSums, .output, tile: tile, regionKind: 3, memory: place.memory, afterPass: -1,
      elements: elements, bufferBits: elements * bits
    ) { regions.addOutput(at, base: place.address, bits: bits, to: &$0) }
    plan.transfers[Int(pass.reload)].afterSlotStore = pass.slotStore
    plan.transfers[Int(pass.reload)].afterOwnStore = ownStore
  }

  /// Ends the residency of an output tile with its store.
  private mutating func store(_ slot: SlotQueue.Slot) -> Int32 {
    let at = outputPositions.removeValue(forKey: slot.tile)!
    let isFinal = visits[slot.tile] == loops.channels
    let place = isFinal ? work.addresses.output : work.addresses.partialSums
    let bits = isFinal ? work.formats.output.bits : accumulatorBits
    let elements = regions.outputElements(at)
    let regions = self.regions
    let store = plan.add(
      .store, .output, tile: slot.tile, regionKind: isFinal ? 2 : 3, memory: place.memory,
      afterPass: slot.lastPass, elements: elements, bufferBits: elements * accumulatorBits
    ) { regions.addOutput(at, base: place.address, bits: bits, to: &$0) }
    plan.transfers[Int(store)].throughVectorUnit = isFinal && hasEpilogue
    plan.passes[Int(slot.lastPass)].store = store
    if !isFinal { partialStores[slot.tile] = store }
    return store
  }
}
