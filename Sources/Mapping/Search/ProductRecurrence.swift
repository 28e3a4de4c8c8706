import Quantities
import Workloads

/// Walks the passes of a product's mapping with relaxed buses, slot by slot, without making its plan: those of the last
/// core, whose share is as great as any, as if it were alone.
struct ProductRecurrence {
  private let bound: ProductBound
  private let loops: ProductLoops
  private let rows: [Int]
  private let columns: [Int]
  private var machine: PassRecurrence
  private var input: RecurrenceSlots
  private var weight: RecurrenceSlots
  private var output: RecurrenceSlots
  private var pass = 0
  /// What passes take and move, by which of their tiles are the last ones.
  private let costs: [PassCosts]
  /// How often each output tile was visited, and when its last store of partial sums was complete.
  private var visits: [Int32]
  private var stored: [Int]
  private var hasSpilled = false

  /// Nil where numbers are beyond what the walk can count.
  init?(_ bound: ProductBound, _ mapping: ProductMapping, cycles: Int) {
    let product = bound.product
    var share = ProductShare(whole: product)
    if let partition = bound.partition {
      let cores = bound.cores
      share = ProductShare.all(product, partition, cores: cores)[cores - 1]
    }
    loops = ProductLoops(product, share, mapping)
    guard let passes = loops.passes, passes <= PassRecurrence.passLimit,
      PassRecurrence.canCount(bound.memories, cycles: cycles, passes: passes)
    else { return nil }
    self.bound = bound
    costs = PassCosts.all(bound, mapping, ProductCounts(share, columns: product.outputWidth))
    machine = PassRecurrence(bound.memories)
    rows = bound.rowAxis.inputCounts(of: mapping.rows, in: share.rows)
    columns = bound.columnAxis.inputCounts(
      of: mapping.columns, in: Segment(start: 0, count: product.outputWidth))
    let slots = OperandSlots(mapping.slots, of: bound.buffers)
    input = RecurrenceSlots(slots.input)
    weight = RecurrenceSlots(slots.weight)
    output = RecurrenceSlots(slots.output)
    let outputs = loops.images * loops.groups * loops.rows * loops.columns * loops.filters
    visits = [Int32](repeating: 0, count: outputs)
    stored = [Int](repeating: 0, count: outputs)
  }

  /// The cycles that the walk comes to; stops early once they are above `limit`.
  mutating func cycles(limit: Int) -> Int {
    loops.forEach { at in
      visit(at)
      return machine.now <= limit
    }
    if machine.now > limit { return machine.now }
    for slot in output.slots where slot.tile >= 0 { store(slot) }
    return machine.finish()
  }

  private mutating func visit(_ at: ProductLoops.Position) {
    let place =
      (at.group == loops.groups - 1 ? 1 : 0) | (at.row == loops.rows - 1 ? 2 : 0)
      | (at.column == loops.columns - 1 ? 4 : 0) | (at.channel == loops.channels - 1 ? 8 : 0)
      | (at.filter == loops.filters - 1 ? 16 : 0)
    let inputTile = loops.inputTile(at)
    var inputSlot = input.find(inputTile)
    if inputSlot < 0 {
      let old = input.replace(inputTile, at: &inputSlot)
      let elements = costs[place].inputElements *| rows[at.row] *| columns[at.column]
      machine.need(
        bound.paths.input.memory, release: old.free, units: bound.paths.input.units(elements))
    }
    let weightTile = loops.weightTile(at)
    var weightSlot = weight.find(weightTile)
    if weightSlot < 0 {
      let old = weight.replace(weightTile, at: &weightSlot)
      machine.need(bound.paths.weight.memory, release: old.free, units: costs[place].weightUnits)
    }
    let outputTile = loops.outputTile(at)
    var outputSlot = output.find(outputTile)
    if outputSlot < 0 {
      let old = output.replace(outputTile, at: &outputSlot)
      var release = 0
      if old.tile >= 0 { release = store(old) }
      if visits[outputTile] > 0 {
        machine.need(
          bound.paths.partialSums.memory, release: max(release, stored[outputTile]),
          units: costs[place].sums.units)
      }
    }
    visits[outputTile] += 1
    let end = machine.run(costs[place].cycles)
    input.slots[inputSlot].free = end
    input.slots[inputSlot].lastPass = pass
    weight.slots[weightSlot].free = end
    weight.slots[weightSlot].lastPass = pass
    output.slots[outputSlot].place = place
    output.slots[outputSlot].lastPass = pass
    pass += 1
    let isFinal = Int(visits[outputTile]) == loops.channels
    output.slots[outputSlot].isFinal = isFinal
    output.slots[outputSlot].free = isFinal ? finish(place, passEnd: end) : end
  }

  /// A complete tile's way through the reduction link, or else the vector unit.
  private mutating func finish(_ place: Int, passEnd end: Int) -> Int {
    bound.link != nil || bound.hasEpilogue ? machine.process(costs[place].finish) : end
  }

  /// Ends the stay of an output tile; returns when its store is complete, on a bus that it has for itself.
  @discardableResult
  private mutating func store(_ slot: RecurrenceSlots.Slot) -> Int {
    // Of sums that are added up only one core stores the result.
    if slot.isFinal, bound.link != nil { return slot.free }
    let memory = slot.isFinal ? bound.paths.output.memory : bound.paths.partialSums.memory
    let store = slot.isFinal ? costs[slot.place].outputs : costs[slot.place].sums
    machine.need(memory, release: slot.free, units: store.units)
    let complete = slot.free + store.cycles
    if !slot.isFinal { stored[slot.tile] = complete }
    return complete
  }
}

/// What a pass takes and moves in a walk.
private struct PassCosts {
  /// What outputs, or partial sums, hold their bus, and the cycles of their way over it alone.
  struct Way {
    let units: Int
    let cycles: Int

    init(_ elements: Int, _ path: OperandPath) {
      (units, cycles) = (path.units(elements), path.cycles(elements))
    }
  }

  let cycles: Int
  /// Elements of an input pixel.
  let inputElements: Int
  var weightUnits = 0
  let outputs: Way
  let sums: Way
  /// Cycles of a complete tile's way through the reduction link, or else the vector unit.
  let finish: Int

  /// For each set of dimensions of which a pass has the last tile, a bit each: groups, rows, columns, channels, filters.
  static func all(_ bound: ProductBound, _ mapping: ProductMapping, _ counts: ProductCounts) -> [PassCosts] {
    let groups = Parts(counts.groups, by: mapping.groups)
    let height = Parts(counts.rows, by: mapping.rows)
    let width = Parts(counts.columns, by: mapping.columns)
    let channels = Parts(counts.channels, by: mapping.channels)
    let filters = Parts(counts.filters, by: mapping.filters)
    // Where the last tile is as large as the others, no size depends on whether it is the last.
    var alike = 0
    for (index, parts) in [groups, height, width, channels, filters].enumerated() where parts.rest == 0 {
      alike |= 1 << index
    }
    var all: [PassCosts] = []
    all.reserveCapacity(32)
    for place in 0..<32 {
      func size(_ parts: Parts, _ bit: Int) -> Int { place & bit != 0 ? parts.last : parts.size }
      let size = PassSize(
        groups: size(groups, 1), rows: size(height, 2), columns: size(width, 4), window: bound.window,
        channels: size(channels, 8), filters: size(filters, 16))
      var costs =
        place & alike != 0 ? all[place & ~alike] : PassCosts(size, mapping.spatial, bound)
      // Parameters come with the last channels, however many these are.
      let parameters = place & 8 != 0 ? bound.parametersPerFilter : 0
      costs.weightUnits = bound.paths.weight.units(
        size.groups *| size.filters *| (bound.window *| size.channels +| parameters))
      all.append(costs)
    }
    return all
  }

  private init(_ size: PassSize, _ spatial: ProductMapping.Spatial, _ bound: ProductBound) {
    cycles = bound.array.leastSteps(size, spatial)
    inputElements = size.groups *| size.channels
    let elements = size.groups *| size.rows *| size.columns *| size.filters
    outputs = Way(elements, bound.paths.output)
    sums = Way(elements, bound.paths.partialSums)
    finish = bound.link.map { $0.cycles(elements) } ?? bound.epilogue.cycles(elements)
  }
}

/// An operand's slots, with the times from which they are free for another tile.
struct RecurrenceSlots {
  struct Slot {
    var tile = -1
    /// The end of the last pass that used it; of a final tile, when the vector unit is done with it.
    var free = 0
    /// Of an output tile, its sizes, and whether all its sums are complete.
    var place = 0
    var isFinal = false
    /// The last pass so far that used it.
    var lastPass = -1
  }

  var slots: [Slot]

  init(_ count: Int) { slots = [Slot](repeating: Slot(), count: count) }

  /// The slot of a tile, or -1.
  @inline(__always)
  func find(_ tile: Int) -> Int {
    for index in slots.indices where slots[index].tile == tile { return index }
    return -1
  }

  /// Gives a tile the slot that was not needed for longest; returns what was in it.
  @inline(__always)
  mutating func replace(_ tile: Int, at index: inout Int) -> Slot {
    index = 0
    for other in slots.indices where slots[other].lastPass < slots[index].lastPass { index = other }
    let old = slots[index]
    slots[index] = Slot(tile: tile)
    return old
  }
}
