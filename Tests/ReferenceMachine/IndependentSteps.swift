import Hardware
import Workloads

/// A unit in front of its queue.
private struct Unit {
  /// What it multiplies in one step: pairs of one filter.
  struct Turn {
    var filter: Int
    var pairs: [MultiplierBlock.Pair]
  }

  /// Numbers of items that were issued and not begun, with the step of issue.
  var queue: [(item: Int, issued: Int)] = []
  /// Items begun so far.
  var begun = 0
  /// The item that it is in, and what is left of it.
  var item: Int?
  var turns: [Turn] = []
  /// Of the pixel that it is in, by filter.
  var sums: [Int: Int] = [:]
}

/// Independent units behind a broadcaster in a product's pass (docs/model.md, 10.3).
struct IndependentSteps: ArraySteps {
  private let array: IndependentArray
  private var tiles: PassTiles
  private let items: [IndependentItem]
  private let positionsBehind: Int
  /// By group and unit.
  private let filters: [[[Int]]]
  private var units: [Unit]
  private var step = 0
  /// The item that the broadcaster looks for, and the positions that it has looked through since the one before.
  private var nextItem = 0
  private var looked = 0
  /// By item: the inputs of its window; padding taps and zeros that are skipped are 0.
  private var broadcast: [[Int]] = []
  /// Steps of the pipeline that have passed since all units were done.
  private var drained: Int?
  private var written: Set<[Int]> = []
  private(set) var slots = ComputeSlots()
  private(set) var zeroEvents = ZeroEvents()

  init(tiles: PassTiles, array: IndependentArray, spatial: ProductMapping.Spatial) throws {
    try require(spatial == .im2col, "\(spatial) is not admitted")
    self.array = array
    self.tiles = tiles
    let found = IndependentItems(array: array, tiles: tiles)
    items = found.items
    positionsBehind = found.positionsBehind
    zeroEvents.skippedWindows = found.skippedWindows
    filters = (0..<tiles.groups).map { filtersByUnit(array, group: $0, tiles: tiles) }
    units = Array(repeating: Unit(), count: array.units)
  }

  var foldElements: [Int] { filters.map { units in units.count { !$0.isEmpty } * array.multipliers } }
  var isDone: Bool { drained == array.pipeline }
  var accumulatingWrites: Int { tiles.accumulatingWrites }
  var registerLoads: [Int] { [0, 0] }

  /// Whether a unit has filters: it has some of every group, or of none.
  private func isUsed(_ unit: Int) -> Bool { !filters[0][unit].isEmpty }

  mutating func advance(_ ports: inout BufferPorts) throws {
    if drained != nil {
      for unit in units.indices {
        if isUsed(unit) { slots.fillDrain += array.multipliers } else { slots.unmapped += array.multipliers }
      }
      drained! += 1
      return
    }
    let isHeld = nextItem < items.count && looked >= items[nextItem].positions
    if isHeld { zeroEvents.fullQueues += 1 } else { looked += array.scan }
    for unit in units.indices { try advance(unit, isHeld: isHeld, &ports) }
    step += 1
    try begin(&ports)
    try issue(&ports)
    if nextItem == items.count, looked >= positionsBehind,
      units.allSatisfy({ $0.item == nil && $0.queue.isEmpty })
    {
      drained = 0
      try writeRest(&ports)
    }
  }

  /// A unit in a step.
  private mutating func advance(_ unit: Int, isHeld: Bool, _ ports: inout BufferPorts) throws {
    guard isUsed(unit) else {
      slots.unmapped += array.multipliers
      return
    }
    guard let item = units[unit].item else {
      let isDone = units[unit].begun == items.count
      let othersAreFull = isHeld && units[unit].begun == nextItem
      if isDone || othersAreFull {
        slots.imbalance += array.multipliers
      } else {
        slots.decode += array.multipliers
      }
      return
    }
    let turn = units[unit].turns.removeFirst()
    for pair in turn.pairs {
      slots.count(input: pair.input, weight: pair.weight, array.sparsity)
      units[unit].sums[turn.filter, default: 0] += pair.input * pair.weight
    }
    slots.imbalance += array.multipliers - turn.pairs.count
    if units[unit].turns.isEmpty { try finish(unit, item, &ports) }
  }

  /// Units that are free take items that were issued in an earlier step.
  private mutating func begin(_ ports: inout BufferPorts) throws {
    for unit in units.indices {
      while units[unit].item == nil, let next = units[unit].queue.first, next.issued < step {
        units[unit].queue.removeFirst()
        units[unit].begun += 1
        units[unit].item = next.item
        units[unit].turns = try turns(unit, next.item, &ports)
        if units[unit].turns.isEmpty {
          zeroEvents.emptyItems += 1
          if array.leastSteps > 0 { units[unit].turns = [Unit.Turn(filter: -1, pairs: [])] }
        }
        if units[unit].turns.isEmpty { try finish(unit, next.item, &ports) }
      }
    }
  }

  /// The broadcaster gives away what it has found, if every queue has room.
  private mutating func issue(_ ports: inout BufferPorts) throws {
    guard nextItem < items.count, looked >= items[nextItem].positions else { return }
    let used = units.indices.filter(isUsed)
    guard used.allSatisfy({ units[$0].queue.count < array.queue }) else { return }
    let item = items[nextItem]
    broadcast.append(
      try item.window.map { index in
        if array.sparsity.input == .skip, tiles.inputIsZero(item.group, item.pixel, index) { return 0 }
        return try tiles.ownInput(item.group, item.pixel, index, &ports) ?? 0
      })
    for unit in used { units[unit].queue.append((nextItem, step)) }
    nextItem += 1
    looked = 0
  }

  /// What a unit multiplies of an item, filter after filter.
  private mutating func turns(
    _ unit: Int, _ number: Int, _ ports: inout BufferPorts
  ) throws -> [Unit.Turn] {
    let item = items[number]
    let own = filters[item.group][unit]
    var turns: [Unit.Turn] = []
    for filter in own {
      var pairs: [MultiplierBlock.Pair] = []
      for (offset, index) in item.window.enumerated() {
        if array.sparsity.input == .skip, broadcast[number][offset] == 0 { continue }
        if array.sparsity.weight == .skip, tiles.weightIsZero(item.group, index, filter) {
          let padding = array.sparsity.runBits.map {
            paddingZeros(own, runBits: $0, group: item.group, index: index, tiles: tiles)
          }
          guard padding?.contains(filter) == true else { continue }
          zeroEvents.paddingZeros += 1
        }
        pairs.append(
          MultiplierBlock.Pair(
            input: broadcast[number][offset],
            weight: try tiles.ownWeight(item.group, index, filter, &ports)))
      }
      turns += cuts(of: pairs.count, by: array.multipliers).map {
        Unit.Turn(filter: filter, pairs: Array(pairs[$0]))
      }
    }
    return turns
  }

  // MARK: What leaves

  /// With a pixel's last item a unit writes the sums of its filters.
  private mutating func finish(_ unit: Int, _ number: Int, _ ports: inout BufferPorts) throws {
    units[unit].item = nil
    let item = items[number]
    guard item.endsPixel else { return }
    for filter in filters[item.group][unit] {
      try write(units[unit].sums[filter] ?? 0, item.group, item.pixel, filter, &ports)
    }
    units[unit].sums = [:]
  }

  /// The sums of pixels without items are zero.
  private mutating func writeRest(_ ports: inout BufferPorts) throws {
    for group in 0..<tiles.groups {
      for pixel in 0..<tiles.pixels {
        for filter in 0..<tiles.filters where !written.contains([group, pixel, filter]) {
          try write(0, group, pixel, filter, &ports)
        }
      }
    }
    try require(
      tiles.resultsWritten == tiles.groups * tiles.pixels * tiles.filters, "a result was not written once")
  }

  private mutating func write(
    _ sum: Int, _ group: Int, _ pixel: Int, _ filter: Int, _ ports: inout BufferPorts
  ) throws {
    tiles.countOwnWrite(addsToFormerChunk: false, &ports)
    try tiles.keep(sum, group, pixel, filter, addsToFormerChunk: false)
    written.insert([group, pixel, filter])
  }
}
