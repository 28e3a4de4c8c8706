import Hardware
import Quantities
import Tensors
import Workloads

extension Plan {
  /// The plan of a vector operator that takes `units` units a pass.
  public init(vector: VectorWork, units: Int, work: Work, design: Design) throws(PlanError) {
    let whole = Segment(start: 0, count: vector.units)
    let cores = design.cores.count
    let shares = (0..<cores).map { whole.share($0, of: cores) }
    let count = shares.reduce(0) { $0 + ceilingDivision($1.count, by: units) }
    guard count <= Plan.passLimit else { throw .tooManyPasses(count: count, limit: Plan.passLimit) }
    var builder = VectorPlanBuilder(vector: vector, units: units, work: work, design: design)
    for share in shares { try builder.addCore(share) }
    self = builder.plan()
  }
}

/// Walks the passes of a vector operator, core by core.
private struct VectorPlanBuilder {
  let vector: VectorWork
  let units: Int
  let work: Work
  let slotCounts: [Int]
  let isMulticast: Bool
  private var builder = PlanBuilder()
  private var slots: [SlotQueue] = []
  private var shapes: [VectorPassShape] = []

  init(vector: VectorWork, units: Int, work: Work, design: Design) {
    self.vector = vector
    self.units = units
    self.work = work
    slotCounts = Operand.allCases.map { design.buffers[$0].tiles }
    isMulticast = design.cores.count > 1 && design.cores.delivery == .multicast
  }

  mutating func plan() -> Plan { builder.plan(.vector(shapes)) }

  mutating func addCore(_ share: Segment) throws(PlanError) {
    slots = slotCounts.map { SlotQueue(count: $0) }
    let first = builder.passes.count
    for tile in 0..<ceilingDivision(share.count, by: units) {
      guard !builder.isTooLarge else { throw .tooLarge }
      addPass(
        number: tile,
        Segment(start: share.start + tile * units, count: min(units, share.count - tile * units)))
    }
    guard !builder.isTooLarge else { throw .tooLarge }
    let hasConstant = if case .constant? = vector.weight { true } else { false }
    builder.finishCore(
      from: first, slots: slots, cut: hasConstant ? [0, 2] : [0, 1, 2],
      shared: isMulticast && hasConstant ? .weight : nil)
  }

  private mutating func addPass(number: Int, _ tile: Segment) {
    let index = Int32(builder.passes.count)
    var pass = Pass(shape: shape(of: tile))
    pass.inputLoad = load(.input, vector.input, work.addresses.input, number, tile)
    if let weight = vector.weight {
      pass.weightLoad = load(.weight, weight, work.addresses.weight, number, tile)
    }
    let bits = work.formats.output.bits
    let elements = vector.output.elements(of: tile)
    pass.outputResidency = Int32(slots[2].taken)
    pass.outputBytes = packedBytes(elements, bits: bits)
    let (slot, old) = slots[2].replace(with: number, bytes: pass.outputBytes)
    slots[2].use(slot, pass: index)
    if old.tile >= 0 { pass.slotStore = builder.passes[Int(old.lastPass)].store }
    let (place, output) = (work.addresses.output, vector.output)
    pass.store = builder.add(
      .store, .output, tile: number, regionKind: 2, memory: place.memory, afterPass: index,
      elements: elements, bufferBits: elements * bits
    ) { output.add(tile, base: place.address, bits: bits, to: &$0) }
    builder.passes.append(pass)
    builder.notePeaks(slots[0], slots[1], slots[2])
  }

  private mutating func shape(of tile: Segment) -> Int32 {
    let shape = VectorPassShape(units: tile.count)
    // Few differ: those of full tiles, and the last of each core.
    if let known = shapes.lastIndex(of: shape) { return Int32(known) }
    shapes.append(shape)
    return Int32(shapes.count - 1)
  }

  private mutating func load(
    _ operand: Operand, _ access: VectorWork.Access, _ place: OperandAddresses.Place, _ number: Int,
    _ tile: Segment
  ) -> Int32 {
    let index = Int32(builder.passes.count)
    let name = if case .constant = access { 0 } else { number }
    if let slot = slots[operand.index].slot(of: name) {
      slots[operand.index].use(slot, pass: index)
      return -1
    }
    let bits = work.formats[operand].bits
    let elements = access.elements(of: tile)
    let (slot, old) = slots[operand.index].replace(with: name, bytes: packedBytes(elements, bits: bits))
    slots[operand.index].use(slot, pass: index)
    return builder.add(
      operand == .input ? .input : .weight, operand, tile: name, regionKind: operand.index,
      memory: place.memory, afterPass: old.lastPass, elements: elements, bufferBits: elements * bits
    ) { access.add(tile, base: place.address, bits: bits, to: &$0) }
  }
}

extension VectorWork.Access {
  /// Elements of the operand that a tile of units has.
  func elements(of tile: Segment) -> Int {
    switch self {
    case .streaming(let elements): tile.count * elements
    case .constant(let elements): elements
    case .window(let window): window.rows(of: tile).reduce(0) { $0 + $1.count } * window.elementsPerRow
    case .gather(_, let elements): tile.count * elements
    }
  }

  func add(_ tile: Segment, base: Int, bits: Int, to builder: inout StripBuilder) {
    func add(elements start: Int, _ count: Int) {
      builder.add(bits: base * 8 + start * bits, to: base * 8 + (start + count) * bits)
    }
    switch self {
    case .streaming(let elements): add(elements: tile.start * elements, tile.count * elements)
    case .constant(let elements): add(elements: 0, elements)
    case .window(let window):
      for rows in window.rows(of: tile) {
        add(elements: rows.start * window.elementsPerRow, rows.count * window.elementsPerRow)
      }
    case .gather(let rows, let elements):
      for unit in tile.start..<tile.end { add(elements: rows[unit] * elements, elements) }
    }
  }
}

extension PoolingWindow {
  /// The input rows, counted over all images, that a tile of output rows touches.
  func rows(of tile: Segment) -> [Segment] {
    var found: [Segment] = []
    func add(_ start: Int, _ end: Int) {
      guard end > start else { return }
      if let last = found.last, start <= last.end {
        found[found.count - 1].count = max(last.end, end) - last.start
      } else {
        found.append(Segment(start: start, count: end - start))
      }
    }
    for image in (tile.start / outputHeight)...((tile.end - 1) / outputHeight) {
      let first = max(tile.start - image * outputHeight, 0)
      let last = min(tile.end - image * outputHeight, outputHeight) - 1
      let base = image * inputHeight
      // Windows that touch or overlap cover one range; others each their own.
      let step = kernelHeight >= strideHeight ? last - first + 1 : 1
      for row in stride(from: first, through: last, by: step) {
        let end = min(row + step - 1, last) * strideHeight - padTop + kernelHeight
        add(base + max(0, row * strideHeight - padTop), base + min(inputHeight, end))
      }
    }
    return found
  }
}
