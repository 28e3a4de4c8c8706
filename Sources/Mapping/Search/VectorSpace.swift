import Hardware
import Quantities
import Workloads

/// The tile sizes of a vector operator that a search goes through, each with a lower bound of its cycles.
struct VectorSpace {
  private let vector: VectorWork
  private let mapper: VectorMapper
  private let paths: OperandPaths
  private let cost: VectorCost
  private let memories: [BusRate?]
  private let slots: (input: Int, weight: Int, output: Int)
  private let sizes: [Int]
  /// The units of the last core, of which no core has more.
  private let share: Segment
  private let cores: Int
  /// The channels of a tile that are fixed, and those that are tried where all do not fit.
  private let fixedChannels: Int?
  private let channelSizes: [Int]

  init(_ vector: VectorWork, _ work: Work, _ design: Design, _ directives: MappingDirectives) {
    self.vector = vector
    mapper = VectorMapper(vector, work, design, directives)
    memories = design.memories.map { BusRate($0, design) }
    paths = OperandPaths(work, design, memories)
    slots = (design.buffers[.input].tiles, design.buffers[.weight].tiles, design.buffers[.output].tiles)
    cost = VectorCost(vector.stages.map { ($0.function, $0.operationsPerUnit) }, design.vectorUnit)
    cores = design.cores.count
    fixedChannels = directives.channels.flatMap { $0 < vector.channels ? $0 : nil }
    channelSizes =
      directives.channels != nil || directives.whole
      ? []
      : SizeLadder.sizes(vector.channels, side: design.vectorUnit?.lanes ?? 1).filter { $0 < vector.channels }
    share = Segment(start: 0, count: vector.units).share(cores - 1, of: cores)
    if let units = directives.units {
      sizes = [min(units, share.count)]
    } else if directives.whole {
      sizes = [share.count]
    } else {
      sizes = SizeLadder.sizes(share.count, side: design.vectorUnit?.lanes ?? 1)
    }
  }

  func candidates(within limit: Int) -> [MappingCandidate] {
    let whole = candidates(within: limit, channels: [fixedChannels])
    guard fixedChannels == nil, sizes.allSatisfy({ !fits(VectorTile(units: $0, channels: nil)) }) else {
      return whole
    }
    // Channels are cut only where nothing else fits.
    return candidates(within: limit, channels: channelSizes)
  }

  private func fits(_ tile: VectorTile) -> Bool { mapper.misfits(tile).isEmpty }

  private func candidates(within limit: Int, channels: [Int?]) -> [MappingCandidate] {
    var found: [MappingCandidate] = []
    for (place, units) in sizes.enumerated() {
      for (inner, channels) in channels.enumerated() {
        let tile = VectorTile(units: units, channels: channels)
        let passes = ceilingDivision(share.count, by: units) *| channelTiles(tile)
        guard fits(tile), passes *| cores <= MappingSpace.passLimit else { continue }
        let bound = self.bound(tile, limit: limit)
        guard bound <= limit else { continue }
        found.append(
          MappingCandidate(
            mapping: .vector(units: units, channels: channels), bound: bound, bytes: 0,
            rank: place * max(1, channelSizes.count) + inner))
      }
    }
    return found
  }

  private func channelTiles(_ tile: VectorTile) -> Int {
    tile.channels.map { ceilingDivision(vector.channels, by: $0) } ?? 1
  }

  /// All bytes on each bus, and a walk over the passes of a core as if it were alone.
  private func bound(_ tile: VectorTile, limit: Int) -> Int {
    let parts = Parts(share.count, by: tile.units)
    let channelTiles = channelTiles(tile)
    var least = cost.cycles(tiles: parts.count *| channelTiles, units: share.count)
    if channelTiles == 1 { least = max(least, parts.sum { cost.cycles($0) }, rounds(parts)) }
    for memory in memories.indices {
      guard let rate = memories[memory] else { continue }
      var moved = 0
      var requests = 0
      func add(_ access: VectorWork.Access, _ path: OperandPath) {
        guard path.memory == memory else { return }
        let elements = streamed(access)
        moved = moved +| path.units(elements)
        requests = requests +| path.requests(elements, run: mostRun(access, parts))
      }
      add(vector.input, paths.input)
      if let weight = vector.weight { add(weight, paths.weight) }
      add(vector.output, paths.output)
      if moved > 0 { least = max(least, rate.latency +| rate.cycles(moved), rate.window(requests)) }
    }
    guard channelTiles == 1, least <= limit, parts.count <= PassRecurrence.passLimit,
      PassRecurrence.canCount(memories, cycles: least, passes: parts.count)
    else { return least }
    return max(least, walk(parts, limit: limit))
  }

  /// Cycles of a slot of the inputs, at least: it is filled, then its pass runs, and only then it is filled again.
  private func rounds(_ parts: Parts) -> Int {
    let rounds = (parts.count - 1) / slots.input
    let elements =
      switch vector.input {
      case .streaming(let elements), .gather(_, let elements): parts.size *| elements
      case .constant, .window, .masked: 0
      }
    return rounds *| (paths.input.cycles(elements) +| cost.cycles(parts.size))
  }

  /// The most elements of a tile that lie together in memory.
  private func mostRun(_ access: VectorWork.Access, _ parts: Parts) -> Int {
    switch access {
    // Rows that follow one another may be fetched one after the other.
    case .streaming(let elements), .gather(_, let elements): max(1, parts.size *| elements)
    case .constant, .window, .masked: Int.max
    }
  }

  /// The passes one after the other, a tile each, on relaxed buses.
  private func walk(_ parts: Parts, limit: Int) -> Int {
    var machine = PassRecurrence(memories)
    var ends = [Int](repeating: 0, count: parts.count)
    let cycles = (full: cost.cycles(parts.size), last: cost.cycles(parts.last))
    let weightIsConstant = if case .constant = vector.weight { true } else { false }
    func release(_ pass: Int, slots: Int) -> Int { pass < slots ? 0 : ends[pass - slots] }
    func store(_ pass: Int) {
      let elements = elements(vector.output, tile(pass, parts))
      machine.need(paths.output.memory, release: ends[pass], units: paths.output.units(elements))
    }
    for pass in 0..<parts.count {
      let tile = tile(pass, parts)
      machine.need(
        paths.input.memory, release: release(pass, slots: slots.input),
        units: paths.input.units(elements(vector.input, tile)))
      if let weight = vector.weight, pass == 0 || !weightIsConstant {
        machine.need(
          paths.weight.memory, release: release(pass, slots: slots.weight),
          units: paths.weight.units(elements(weight, tile)))
      }
      if pass >= slots.output { store(pass - slots.output) }
      ends[pass] = machine.run(pass == parts.count - 1 ? cycles.last : cycles.full)
      if machine.now > limit { return machine.now }
    }
    for pass in max(0, parts.count - slots.output)..<parts.count { store(pass) }
    return machine.finish()
  }

  private func elements(_ access: VectorWork.Access, _ units: Segment) -> Int {
    VectorRegion(access: access, units: units).elements
  }

  private func tile(_ pass: Int, _ parts: Parts) -> Segment {
    Segment(
      start: share.start + pass * parts.size, count: pass == parts.count - 1 ? parts.last : parts.size)
  }

  /// Elements that an access moves at least, in tiles of any size.
  private func streamed(_ access: VectorWork.Access) -> Int {
    switch access {
    case .streaming(let elements), .gather(_, let elements): vector.units *| elements
    case .constant(let elements): elements
    case .window, .masked: elements(access, Segment(start: 0, count: vector.units))
    }
  }
}
