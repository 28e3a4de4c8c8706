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
    cycles(bound) { traffic, share in traffic.add(share, inputTimes: 1, weightTimes: 1, visits: 1, bound) }
  }

  func cycles(_ bound: ProductBound, _ order: [ProductMapping.Loop]) -> Int {
    cycles(bound) { traffic, share in
      let stays = share.stays(order, bound)
      traffic.add(
        share, inputTimes: stays.input.times, weightTimes: stays.weight.times, visits: stays.output.times,
        bound)
    }
  }

  @inline(__always)
  private func cycles(_ bound: ProductBound, _ add: (inout BusTraffic, ShareTiles) -> Void) -> Int {
    var least = alone
    for memory in bound.memories.indices {
      guard let rate = bound.memories[memory] else { continue }
      var traffic = BusTraffic(memory: memory, rate: rate)
      add(&traffic, greatest)
      if let others { add(&traffic, others) }
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
  func bytes(_ bound: ProductBound, _ order: [ProductMapping.Loop]) -> Int {
    var bytes = bound.link == nil ? 0 : bound.product.outputElements *| bound.paths.output.bits / 8
    func add(_ share: ShareTiles) {
      let stays = share.stays(order, bound)
      let (paths, elements) = (bound.paths, share.elements)
      bytes = bytes +| elements.inputs *| stays.input.times *| paths.input.bits / 8
        +| elements.weights *| stays.weight.times *| paths.weight.bits / 8
        +| elements.outputs *| (stays.output.times - 1) *| 2 *| paths.partialSums.bits / 8
      if bound.link == nil { bytes = bytes +| elements.outputs *| paths.output.bits / 8 }
    }
    add(greatest)
    if let others { add(others) }
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

  /// Adds all that a class of cores moves, but for its finished outputs.
  @inline(__always)
  mutating func add(
    _ share: ShareTiles, inputTimes: Int, weightTimes: Int, visits: Int, _ bound: ProductBound
  ) {
    let (paths, elements) = (bound.paths, share.elements)
    if paths.input.memory == memory {
      loads = loads +| elements.inputUnits *| inputTimes
      requests = requests +| share.requests.input *| inputTimes
    }
    if paths.weight.memory == memory {
      loads = loads +| elements.weightUnits *| weightTimes
      requests = requests +| share.requests.weight *| weightTimes
    }
    if paths.partialSums.memory == memory {
      let sums = elements.sumUnits *| (visits - 1)
      loads = loads +| sums
      stores = stores +| sums
    }
  }

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
