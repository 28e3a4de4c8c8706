import Hardware
import Quantities
import Tensors
import Workloads

extension Plan {
  /// The plan of a vector operator that takes `units` units a pass, and of a pooling `channels` of their channels.
  ///
  /// Throws a `PlanError` where there would be too many passes.
  public init(
    vector: VectorWork, units: Int, channels: Int? = nil, work: Work, design: Design
  ) throws(PlanError) {
    let whole = Segment(start: 0, count: vector.units)
    let cores = design.cores.count
    let shares = (0..<cores).map { whole.share($0, of: cores) }
    let channels = channels ?? vector.channels
    let unitTiles = shares.reduce(0) { $0 + ceilingDivision($1.count, by: units) }
    let count = unitTiles *| ceilingDivision(vector.channels, by: channels)
    guard count <= Plan.passLimit else { throw .tooManyPasses(count: count, limit: Plan.passLimit) }
    var builder = VectorPlanBuilder(
      vector: vector, units: units, channels: channels, work: work, design: design,
      places: try OperandPlaces(work, on: design))
    for share in shares { try builder.addCore(share) }
    self = builder.plan()
  }
}

/// What a pass of a vector operator is over (docs/model.md, 1).
private struct VectorBox {
  var units: Segment
  var channels: Segment
  /// Which of its core's unit tiles it is in, and which of its passes it is.
  var unitTile: Int
  var pass: Int
}

/// Walks the passes of a vector operator, core by core.
private struct VectorPlanBuilder {
  let vector: VectorWork
  let units: Int
  let channels: Int
  let work: Work
  let slotCounts: [Int]
  let isMulticast: Bool
  let places: OperandPlaces
  private var builder = PlanBuilder()
  private var slots: [SlotQueue] = []
  private var shapes: [VectorPassShape] = []

  init(vector: VectorWork, units: Int, channels: Int, work: Work, design: Design, places: OperandPlaces) {
    self.vector = vector
    self.places = places
    self.units = units
    self.channels = channels
    self.work = work
    slotCounts = Operand.allCases.map { design.buffers[$0].tiles }
    isMulticast = design.cores.count > 1 && design.cores.delivery == .multicast
  }

  mutating func plan() -> Plan { builder.plan(.vector(shapes)) }

  mutating func addCore(_ share: Segment) throws(PlanError) {
    slots = slotCounts.map { SlotQueue(count: $0) }
    let first = builder.passes.count
    let channelTiles = ceilingDivision(vector.channels, by: channels)
    for pass in 0..<(ceilingDivision(share.count, by: units) * channelTiles) {
      guard !builder.isTooLarge else { throw .tooLarge }
      let (unitTile, channelTile) = pass.quotientAndRemainder(dividingBy: channelTiles)
      addPass(
        VectorBox(
          units: share.tile(unitTile, of: units),
          channels: Segment(start: 0, count: vector.channels).tile(channelTile, of: channels),
          unitTile: unitTile, pass: pass))
    }
    guard !builder.isTooLarge else { throw .tooLarge }
    let hasConstant = if case .constant? = vector.weight { true } else { false }
    builder.finishCore(
      from: first, slots: slots, cut: hasConstant ? [0, 2] : [0, 1, 2],
      shared: isMulticast && hasConstant ? .weight : nil)
  }

  private mutating func addPass(_ box: VectorBox) {
    let index = Int32(builder.passes.count)
    var pass = Pass(shape: shape(of: box))
    let region = VectorRegion(
      access: vector.input, units: box.units, channels: box.channels, allChannels: vector.channels)
    pass.inputLoad = load(.input, region, work.addresses.input, tile: box.pass)
    if let weight = vector.weight {
      // Parameters belong to units, and are the same for all channels.
      let region = VectorRegion(access: weight, units: box.units)
      pass.weightLoad = load(
        .weight, region, work.addresses.weight, tile: region.isConstant ? 0 : box.unitTile)
    }
    addStore(box, index, &pass)
    builder.passes.append(pass)
    builder.notePeaks(slots[0], slots[1], slots[2])
  }

  private mutating func addStore(_ box: VectorBox, _ index: Int32, _ pass: inout Pass) {
    let region = VectorRegion(
      access: vector.output, units: box.units, channels: box.channels, allChannels: vector.channels)
    let bits = work.formats.output.bits
    let elements = region.elements
    pass.outputResidency = Int32(slots[2].taken)
    pass.outputBytes = packedBytes(elements, bits: bits)
    let (slot, old) = slots[2].replace(with: box.pass, bytes: pass.outputBytes)
    slots[2].use(slot, pass: index)
    pass.replacedBytes = old.bytes
    if old.tile >= 0 { pass.slotStore = builder.passes[Int(old.lastPass)].store }
    let place = work.addresses.output
    let bytes = self.bytes(of: region, .output, place, tile: box.pass)
    pass.store = builder.add(
      .store, .output, tile: box.pass, bytes, memory: place.memory, afterPass: index, elements: elements,
      bufferBits: elements * bits)
  }

  private mutating func shape(of box: VectorBox) -> Int32 {
    let elements = vector.mask.map {
      $0.count(rows: box.units.start..<box.units.end, columns: 0..<$0.columns)
    }
    let shape = VectorPassShape(units: box.units.count, channels: box.channels.count, elements: elements)
    // Few differ: those of full tiles, and the last of each core and of the channels.
    if let known = shapes.lastIndex(of: shape) { return Int32(known) }
    shapes.append(shape)
    return Int32(shapes.count - 1)
  }

  private mutating func bytes(
    of region: VectorRegion, _ operand: Operand, _ place: OperandAddresses.Place, tile: Int
  ) -> TileRegion {
    if let known = builder.region(tile: tile, kind: operand.index) { return known }
    builder.tileBytes.beginTile()
    region.add(
      base: place.address, bits: work.formats[operand].bits, places[operand], to: &builder.tileBytes)
    return builder.keep(tile: tile, kind: operand.index)
  }

  private mutating func load(
    _ operand: Operand, _ region: VectorRegion, _ place: OperandAddresses.Place, tile: Int
  ) -> Int32 {
    let index = Int32(builder.passes.count)
    if let slot = slots[operand.index].slot(of: tile) {
      slots[operand.index].use(slot, pass: index)
      return -1
    }
    let bits = work.formats[operand].bits
    let elements = region.elements
    let bytes = self.bytes(of: region, operand, place, tile: tile)
    let (slot, old) = slots[operand.index].replace(
      with: tile, bytes: packedBytes(elements, bits: bits) + bytes.metadataBytes)
    slots[operand.index].use(slot, pass: index)
    return builder.add(
      operand == .input ? .input : .weight, operand, tile: tile, bytes, memory: place.memory,
      afterPass: old.lastPass, replacedBytes: old.bytes, elements: elements, bufferBits: elements * bits,
      decoded: places[operand].isDecoded ? elements : -1)
  }
}
