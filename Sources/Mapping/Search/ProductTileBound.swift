import Quantities
import Workloads

/// The bounds of one tiling under its orders.
struct ProductTileBound {
  /// Of the cores with the greatest shares, and of those with smaller ones.
  let greatest: ShareTiles
  private let others: ShareTiles?
  /// Passes of all cores.
  let passes: Int
  private let alone: Int
  /// Cycles from the start of some core's last pass to the operator's end.
  private let ending: Int

  /// Nil where a core alone takes more than `limit` cycles.
  init?(
    _ bound: ProductBound, _ pixels: [PixelTiles], _ elements: [ProductElements], groups: [Parts],
    channels: [Parts], filters: [Parts], limit: Int
  ) {
    func share(_ index: Int) -> ShareTiles? {
      ShareTiles(
        bound, bound.classes[index], pixels[index], elements[index], groups: groups[index],
        channels: channels[index], filters: filters[index], limit: limit)
    }
    guard let greatest = share(0) else { return nil }
    self.greatest = greatest
    if bound.classes.count > 1 {
      guard let others = share(1) else { return nil }
      self.others = others
      passes = bound.classes[0].cores *| greatest.passes +| bound.classes[1].cores *| others.passes
      alone = max(greatest.alone, others.alone)
      ending = min(greatest.lastPass +| greatest.tail, others.lastPass +| others.tail)
    } else {
      others = nil
      passes = bound.classes[0].cores *| greatest.passes
      alone = greatest.alone
      ending = greatest.lastPass +| greatest.tail
    }
  }

  /// A bound for every order: each tile moves once.
  func leastCycles(_ bound: ProductBound) -> Int {
    cycles(bound, ((), others.map { _ in () })) { traffic, share, _ in
      traffic.add(share, inputTimes: 1, weightTimes: 1, .raster, bound)
    }
  }

  /// How often tiles stay, with the greatest shares and with smaller ones.
  func stays(
    _ inwards: InlineArray<4, ProductMapping.Loop>, _ slots: OperandSlots
  ) -> (greatest: TileStays, others: TileStays?) {
    (greatest.stays(inwards, slots), others?.stays(inwards, slots))
  }

  func cycles(
    _ bound: ProductBound, _ stays: (greatest: TileStays, others: TileStays?), _ scan: ProductMapping.Scan
  ) -> Int {
    cycles(bound, stays) { traffic, share, stays in
      traffic.add(share, inputTimes: stays.input.times, weightTimes: stays.weight.times, scan, bound)
      traffic.addSums(share, visits: stays.output.times, bound)
      if scan == .serpentine { traffic.takeAwaySaved(share, stays, bound) }
    }
  }

  @inline(__always)
  private func cycles<Stays>(
    _ bound: ProductBound, _ stays: (greatest: Stays, others: Stays?),
    _ add: (inout BusTraffic, ShareTiles, Stays) -> Void
  ) -> Int {
    var least = alone
    for memory in bound.memories.indices {
      guard let rate = bound.memories[memory] else { continue }
      var traffic = BusTraffic(memory: memory, rate: rate)
      add(&traffic, greatest, stays.greatest)
      if let others, let stays = stays.others { add(&traffic, others, stays) }
      // Where sums are added up, one core stores them.
      if bound.link == nil {
        traffic.addOutputs(greatest, bound)
        if let others { traffic.addOutputs(others, bound) }
      }
      least = max(least, traffic.cycles(ending: ending))
    }
    return least
  }

  /// Bytes that all memories move, at least.
  func bytes(
    _ bound: ProductBound, _ stays: (greatest: TileStays, others: TileStays?), _ scan: ProductMapping.Scan
  ) -> Int {
    var bytes = bound.link == nil ? 0 : bound.product.outputElements *| bound.paths.output.bits / 8
    func add(_ share: ShareTiles, _ stays: TileStays) {
      let (elements, most) = (share.elements, share.mostElements)
      func saved(_ residency: TileResidency, _ elements: Int) -> Int {
        scan == .serpentine ? residency.saved *| elements : 0
      }
      let inputs = elements.inputs *| stays.input.times - saved(stays.input, most.input)
      let weights = elements.weights *| stays.weight.times - saved(stays.weight, most.weight)
      let sums = elements.outputs *| (stays.output.times - 1) - saved(stays.output, most.output)
      bytes = bytes +| max(0, inputs) *| bound.paths.input.bits / 8
      bytes = bytes +| max(0, weights) *| bound.paths.weight.bits / 8
      bytes = bytes +| max(0, sums) *| 2 *| bound.paths.partialSums.bits / 8
      if bound.link == nil { bytes = bytes +| elements.outputs *| bound.paths.output.bits / 8 }
    }
    add(greatest, stays.greatest)
    if let others, let stays = stays.others { add(others, stays) }
    return bytes
  }
}

/// What a memory's bus carries, at least.
private struct BusTraffic {
  let memory: Int
  let rate: BusRate
  private var loads = 0
  private var stores = 0
  private var requests = 0

  init(memory: Int, rate: BusRate) {
    self.memory = memory
    self.rate = rate
  }

  /// Adds what a class of cores loads, but for its partial sums.
  @inline(__always)
  mutating func add(
    _ share: ShareTiles, inputTimes: Int, weightTimes: Int, _ scan: ProductMapping.Scan, _ bound: ProductBound
  ) {
    if bound.paths.input.memory == memory {
      loads = loads +| share.elements.inputUnits *| inputTimes
      requests = requests +| share.requests.input *| (scan == .raster ? inputTimes : 1)
    }
    if bound.paths.weight.memory == memory {
      loads = loads +| share.elements.weightUnits *| weightTimes
      requests = requests +| share.requests.weight *| (scan == .raster ? weightTimes : 1)
    }
  }

  @inline(__always)
  mutating func addSums(_ share: ShareTiles, visits: Int, _ bound: ProductBound) {
    guard bound.paths.partialSums.memory == memory else { return }
    let sums = share.elements.sumUnits *| (visits - 1)
    loads = loads +| sums
    stores = stores +| sums
  }

  /// Takes away what the turns of the loops may save, as if all of it were greatest tiles.
  mutating func takeAwaySaved(_ share: ShareTiles, _ stays: TileStays, _ bound: ProductBound) {
    let most = share.mostElements
    if bound.paths.input.memory == memory {
      let saved = stays.input.saved *| most.input
      loads -= min(loads, roundedUp(saved, bound.paths.input))
    }
    if bound.paths.weight.memory == memory {
      let saved = stays.weight.saved *| most.weight
      loads -= min(loads, roundedUp(saved, bound.paths.weight))
    }
    if bound.paths.partialSums.memory == memory {
      let saved = roundedUp(stays.output.saved *| most.output, bound.paths.partialSums)
      loads -= min(loads, saved)
      stores -= min(stores, saved)
    }
  }

  private func roundedUp(_ elements: Int, _ path: OperandPath) -> Int { path.units(elements) +| 1 }

  @inline(__always)
  mutating func addOutputs(_ share: ShareTiles, _ bound: ProductBound) {
    guard bound.paths.output.memory == memory else { return }
    stores = stores +| share.elements.outputUnits
    requests = requests +| share.requests.output
  }

  /// Cycles until all is moved, and until the operator's end if that is `ending` after the last load.
  func cycles(ending: Int) -> Int {
    guard loads +| stores > 0 else { return 0 }
    let bus = max(rate.window(requests), rate.latency +| rate.cycles(loads +| stores))
    // All that is loaded is there before a last pass.
    return loads > 0 ? max(bus, rate.latency +| rate.cycles(loads) +| ending) : bus
  }
}
