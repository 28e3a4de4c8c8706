import Hardware
import Workloads

/// A unit behind its queue.
private struct Unit {
  /// What it does in one step: multiplies pairs of one filter, or nothing.
  struct Turn {
    var filter: Int
    var pairs: [MultiplierBlock.Pair]

    static let idle = Turn(filter: -1, pairs: [])
  }

  /// Numbers of items that were issued and not begun, with the step of issue.
  var queue: [(item: Int, issued: Int)] = []
  /// Items begun so far.
  var begun = 0
  /// The item that it is in, what is left of the job that it works on, and whether it has worked on one, or waited.
  var item: Int?
  var turns: [Turn] = []
  var hasWorked = false
  /// Steps for which others have kept the broadcaster back and that it has not waited for yet.
  var late = 0
  /// Steps in which it has multiplied.
  var work = 0
}

/// A filter in an item, with the positions of the window at which it has candidates.
private struct UnitJob {
  var filter: Int
  var positions: [Int]
  /// Steps that it takes.
  var work: Int
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
  /// By item and unit: the jobs that have not begun, in the order of filters.
  private var jobs: [[[UnitJob]]] = []
  /// By item: the units that are done with it.
  private var unitsDone: [Int] = []
  /// By group, pixel and filter.
  private var sums: [[Int]: Int] = [:]
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

  var unitWork: UnitWork {
    let work = units.indices.filter(isUsed).map { units[$0].work }
    return UnitWork(all: work.reduce(0, +), ofBusiest: work.map { _ in work.max()! }.reduce(0, +))
  }

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
    let looksBehind = nextItem == items.count && looked < positionsBehind
    let isHeld = nextItem < items.count && looked >= items[nextItem].positions
    if isHeld {
      zeroEvents.fullQueues += 1
      keepBack()
    } else {
      looked += array.scan
    }
    for unit in units.indices { try advance(unit, isHeld: isHeld, looksBehind: looksBehind, &ports) }
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

  /// Every unit takes note of a step in which another's queue is full.
  private mutating func keepBack() {
    let full = units.indices.filter { isUsed($0) && units[$0].queue.count == array.queue }
    if full.count == 1 { zeroEvents.ownFullQueues += 1 }
    for unit in units.indices where full.contains(where: { $0 != unit }) { units[unit].late += 1 }
  }

  /// A unit in a step.
  private mutating func advance(
    _ unit: Int, isHeld: Bool, looksBehind: Bool, _ ports: inout BufferPorts
  ) throws {
    guard isUsed(unit) else {
      slots.unmapped += array.multipliers
      return
    }
    guard let item = units[unit].item else {
      let waits = units[unit].begun < items.count || looksBehind
      if !waits {
        slots.imbalance += array.multipliers
      } else if units[unit].late > 0 {
        units[unit].late -= 1
        slots.imbalance += array.multipliers
        if !isHeld { zeroEvents.lateWaits += 1 }
      } else {
        slots.decode += array.multipliers
      }
      return
    }
    let turn = units[unit].turns.removeFirst()
    for pair in turn.pairs {
      slots.count(input: pair.input, weight: pair.weight, array.sparsity)
      sums[[items[item].group, items[item].pixel, turn.filter], default: 0] += tiles.multiplication.added(
        pair.input, pair.weight, in: 0)
    }
    if turn.pairs.isEmpty {
      slots.imbalance += array.multipliers
    } else {
      slots.unmapped += array.multipliers - turn.pairs.count
      units[unit].work += 1
    }
  }

  /// Units that are free work on, or leave their item and come to one that was issued in an earlier step.
  private mutating func begin(_ ports: inout BufferPorts) throws {
    for unit in units.indices {
      while units[unit].turns.isEmpty {
        if let item = units[unit].item {
          if try !beginJob(unit, item, &ports) { try leave(unit, item, &ports) }
        } else {
          guard let next = units[unit].queue.first, next.issued < step else { break }
          units[unit].queue.removeFirst()
          units[unit].begun += 1
          units[unit].item = next.item
          units[unit].hasWorked = false
        }
      }
    }
  }

  /// A unit begins a job of its own, or of another's, or waits for a step; says whether there was anything to do.
  private mutating func beginJob(_ unit: Int, _ item: Int, _ ports: inout BufferPorts) throws -> Bool {
    let left = jobs[item]
    if !left[unit].isEmpty {
      try work(unit, item, on: jobs[item][unit].removeFirst(), of: unit, &ports)
      return true
    }
    let most = left.map { $0.reduce(0) { $0 + $1.work } }.max()!
    if array.distribution == .stealing, most > 0 {
      let owner = left.firstIndex { $0.reduce(0) { $0 + $1.work } == most }!
      zeroEvents.stolenJobs += 1
      if units[owner].begun <= item { zeroEvents.stolenAhead += 1 }
      units[unit].turns = Array(repeating: .idle, count: array.stealSteps)
      try work(unit, item, on: jobs[item][owner].removeLast(), of: owner, &ports)
      return true
    }
    guard !units[unit].hasWorked else { return false }
    zeroEvents.emptyItems += 1
    units[unit].turns = Array(repeating: .idle, count: array.leastSteps)
    units[unit].hasWorked = true
    return array.leastSteps > 0
  }

  /// A unit gets the pairs of a job.
  private mutating func work(
    _ unit: Int, _ number: Int, on job: UnitJob, of owner: Int, _ ports: inout BufferPorts
  ) throws {
    let item = items[number]
    let pairs = try job.positions.map { offset in
      MultiplierBlock.Pair(
        input: broadcast[number][offset],
        weight: try tiles.ownWeight(item.group, item.window.lowerBound + offset, job.filter, &ports))
    }
    units[unit].turns += cuts(of: pairs.count, by: array.multipliers).map {
      Unit.Turn(filter: job.filter, pairs: Array(pairs[$0]))
    }
    units[unit].hasWorked = true
  }

  /// The broadcaster gives away what it has found, if every queue has room.
  private mutating func issue(_ ports: inout BufferPorts) throws {
    guard nextItem < items.count, looked >= items[nextItem].positions else { return }
    let used = units.indices.filter(isUsed)
    guard used.allSatisfy({ units[$0].queue.count < array.queue }) else { return }
    try issueItem(nextItem, to: used, &ports)
    nextItem += 1
    looked = 0
  }

  private mutating func issueItem(_ number: Int, to used: [Int], _ ports: inout BufferPorts) throws {
    let item = items[number]
    let inputs = try item.window.map { index in
      if array.sparsity.input == .skip, tiles.inputIsZero(item.group, item.pixel, index) { return 0 }
      return try tiles.ownInput(item.group, item.pixel, index, &ports) ?? 0
    }
    broadcast.append(inputs)
    if let tile = tiles.kept[Operand.input.index] {
      let inside = item.window.count { tiles.isInside(item.pixel, $0) }
      ports.readOwnMetadata(
        .input,
        accesses: tile.format == .bitmask ? ports.words(.input, bits: inside) : inputs.count { $0 != 0 })
    }
    if tiles.kept[Operand.weight.index]?.format == .bitmask {
      let words = ports.words(.weight, bits: item.window.count)
      for _ in 0..<tiles.filters { ports.readOwnMetadata(.weight, accesses: words) }
    }
    jobs.append(units.indices.map { unit in jobs(of: unit, item, inputs) })
    unitsDone.append(0)
    for unit in used { units[unit].queue.append((number, step)) }
  }

  /// What a unit's filters have to multiply of an item.
  private mutating func jobs(of unit: Int, _ item: IndependentItem, _ inputs: [Int]) -> [UnitJob] {
    let own = filters[item.group][unit]
    var jobs: [UnitJob] = []
    for filter in own {
      var positions: [Int] = []
      for (offset, index) in item.window.enumerated() {
        if array.sparsity.input == .skip, inputs[offset] == 0 { continue }
        if array.sparsity.weight == .skip, tiles.weightIsZero(item.group, index, filter) {
          let padding = array.sparsity.runBits.map {
            paddingZeros(own, runBits: $0, group: item.group, index: index, tiles: tiles)
          }
          guard padding?.contains(filter) == true else { continue }
          zeroEvents.paddingZeros += 1
        }
        positions.append(offset)
      }
      let work = cuts(of: positions.count, by: array.multipliers).count
      if work > 0 { jobs.append(UnitJob(filter: filter, positions: positions, work: work)) }
    }
    return jobs
  }

  // MARK: What leaves

  /// With a pixel's last item a unit writes the sums of its filters; if others may work on them, with the last of all units.
  private mutating func leave(_ unit: Int, _ number: Int, _ ports: inout BufferPorts) throws {
    units[unit].item = nil
    unitsDone[number] += 1
    let item = items[number]
    guard item.endsPixel else { return }
    let isLast = unitsDone[number] == units.indices.count(where: isUsed)
    let owners = array.distribution == .stealing ? (isLast ? Array(units.indices) : []) : [unit]
    for filter in owners.flatMap({ filters[item.group][$0] }) {
      let sum = sums.removeValue(forKey: [item.group, item.pixel, filter]) ?? 0
      try write(sum, item.group, item.pixel, filter, &ports)
    }
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
