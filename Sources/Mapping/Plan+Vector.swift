import Hardware
import Quantities
import Tensors
import Workloads

extension Plan {
  /// The plan of a vector operator that takes `units` units a pass.
  public init(vector: VectorWork, units: Int, work: Work, design: Design) throws(PlanError) {
    let count = ceilingDivision(vector.units, by: units)
    guard count <= Plan.passLimit else { throw .tooManyPasses(count: count, limit: Plan.passLimit) }
    var builder = PlanBuilder()
    var slots = Operand.allCases.map { SlotQueue(count: design.buffers[$0].tiles) }
    var shapes: [VectorPassShape] = []
    for number in 0..<count {
      guard !builder.isTooLarge else { throw .tooLarge }
      let tile = Segment(start: number * units, count: min(units, vector.units - number * units))
      let shape = VectorPassShape(units: tile.count)
      if shapes.last != shape { shapes.append(shape) }
      var pass = Pass(shape: Int32(shapes.count - 1))

      func load(_ operand: Operand, _ access: VectorWork.Access, _ place: OperandAddresses.Place) -> Int32 {
        let name = if case .constant = access { 0 } else { number }
        if let slot = slots[operand.index].slot(of: name) {
          slots[operand.index].use(slot, pass: Int32(number))
          return -1
        }
        let bits = work.formats[operand].bits
        let elements = access.elements(of: tile)
        let (slot, old) = slots[operand.index].replace(
          with: name, bytes: packedBytes(elements, bits: bits))
        slots[operand.index].use(slot, pass: Int32(number))
        return builder.add(
          operand == .input ? .input : .weight, operand, tile: name, regionKind: operand.index,
          memory: place.memory, afterPass: old.lastPass, elements: elements, bufferBits: elements * bits
        ) { access.add(tile, base: place.address, bits: bits, to: &$0) }
      }

      pass.inputLoad = load(.input, vector.input, work.addresses.input)
      if let weight = vector.weight { pass.weightLoad = load(.weight, weight, work.addresses.weight) }

      let bits = work.formats.output.bits
      let elements = vector.output.elements(of: tile)
      let (slot, old) = slots[2].replace(with: number, bytes: packedBytes(elements, bits: bits))
      slots[2].use(slot, pass: Int32(number))
      if old.tile >= 0 { pass.slotStore = builder.passes[Int(old.lastPass)].store }
      let place = work.addresses.output
      pass.store = builder.add(
        .store, .output, tile: number, regionKind: 2, memory: place.memory, afterPass: Int32(number),
        elements: elements, bufferBits: elements * bits
      ) { vector.output.add(tile, base: place.address, bits: bits, to: &$0) }
      builder.passes.append(pass)
      builder.notePeaks(slots[0], slots[1], slots[2])
    }
    guard !builder.isTooLarge else { throw .tooLarge }
    self = builder.plan(.vector(shapes))
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
