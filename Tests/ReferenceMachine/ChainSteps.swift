import Hardware
import Workloads

/// DSP chains in a product's pass (docs/model.md, 3.5 and 10.4).
struct ChainSteps: ArraySteps {
  /// A step in which something enters: the fold, the vector of it, and which of the vector's steps it is.
  private struct Turn {
    var fold: Int
    var vector: Int
    var number: Int
  }

  private let mode: ChainMode
  private let sparsity: ArraySparsity
  private var tiles: PassTiles
  private let folds: [ChainFold]
  private let turns: [Turn]
  /// Steps in which the array changes its mode.
  private let switching: Int
  /// Q.
  private let latency: Int
  private var step = 0
  private var block: ChainBlock
  /// Of the vector that is in its steps: by pixel, its inputs.
  private var inputs: [[Int]] = []
  /// Of the fold whose sums are added up: by pixel and filter.
  private var accumulators: [[Int]] = []
  private(set) var slots = ComputeSlots()
  private var selections = 0
  private var events = ChainEvents()

  /// - Parameter switchesMode: Whether the array has to change its mode first.
  init(
    tiles: PassTiles, mode: ChainMode, sparsity: ArraySparsity, spatial: ProductMapping.Spatial,
    switchesMode: Bool
  ) throws {
    self.mode = mode
    self.sparsity = sparsity
    self.tiles = tiles
    let schedule = try ChainSchedule(mode: mode, sparsity: sparsity, tiles: tiles, spatial: spatial)
    folds = schedule.folds
    turns = schedule.folds.enumerated().flatMap { fold, vectors in
      vectors.vectors.enumerated().flatMap { vector, it in
        it.steps.indices.map { Turn(fold: fold, vector: vector, number: $0) }
      }
    }
    switching = switchesMode ? mode.array.switchSteps : 0
    latency = mode.latency(longest: schedule.longestSum, shortest: schedule.shortestSum)
    block = ChainBlock(
      mode: mode, longestSum: schedule.longestSum,
      isUniform: schedule.shortestSum == schedule.longestSum)
    note(schedule)
  }

  var foldElements: [Int] {
    folds.map { fold in
      fold.vectors.map { vector in
        if sparsity.weight == .skip {
          return vector.pixels.count * min(mode.positions * mode.filters, vector.places)
        }
        let pairs = vector.pixels.count * vector.reduction.count * vector.filters.count
        return cuts(of: pairs, by: tiles.multiplication.products).count
      }.max()!
    }
  }
  var isDone: Bool { step == switching + turns.count + latency - 1 }
  var accumulatingWrites: Int { tiles.accumulatingWrites }
  var registerLoads: [Int] { [0, 0] }
  var chainCounts: ChainCounts {
    var counts = block.counts
    counts.selections = selections
    return counts
  }
  var chainEvents: ChainEvents {
    var all = events
    all.add(block.events)
    return all
  }

  mutating func advance(_ ports: inout BufferPorts) throws {
    var entering: [ChainBlock.Entry] = []
    let order = step - switching
    if turns.indices.contains(order) {
      entering = try enter(order, &ports)
    } else {
      slots.fillDrain += mode.slots
    }
    let due = order - (latency - 1)
    let leaving = try block.advance(entering, due: turns.indices.contains(due) ? due : nil)
    if turns.indices.contains(due) {
      let isFirst = due == 0 || turns[due - 1].fold != turns[due].fold
      let isLast = due == turns.count - 1 || turns[due + 1].fold != turns[due].fold
      try add(leaving, of: folds[turns[due].fold].vectors[turns[due].vector], isFirst: isFirst)
      if isLast { try write(folds[turns[due].fold].vectors[turns[due].vector], &ports) }
    }
    step += 1
    if isDone { try checkResults() }
  }

  // MARK: What enters

  private mutating func enter(_ order: Int, _ ports: inout BufferPorts) throws -> [ChainBlock.Entry] {
    let turn = turns[order]
    let vector = folds[turn.fold].vectors[turn.vector]
    if turn.number == 0 {
      // A vector without places takes its step, and has nothing to read.
      inputs =
        vector.places == 0
        ? []
        : try vector.pixels.map { pixel in
          try vector.reduction.map { try tiles.input(vector.group, pixel, $0, &ports) ?? 0 }
        }
    }
    var unused = mode.slots
    var entries: [ChainBlock.Entry] = []
    for sum in vector.steps[turn.number] {
      let weights = try self.weights(sum, of: vector, &ports)
      for (set, pixels) in cuts(of: vector.pixels.count, by: mode.lanes.inputs).enumerated() {
        let chosen = sum.places.map { place in
          pixels.map { pixel in place.map { inputs[pixel][$0] } ?? 0 }
        }
        for (own, weights) in zip(chosen, weights) {
          for input in own {
            for weight in weights {
              slots.count(input: input, weight: weight, sparsity)
              unused -= 1
            }
          }
        }
        if sparsity.weight == .skip { selections += chosen.count * pixels.count }
        entries.append(
          ChainBlock.Entry(
            order: order, pixels: Array(pixels), set: set, sum: sum,
            operands: operands(sum, inputs: chosen, weights: weights)))
      }
    }
    try require(unused >= 0, "a step has more than the array's multipliers")
    slots.unmapped += unused
    return entries
  }

  /// By place and filter; a place that is empty holds a zero.
  private func weights(
    _ sum: ChainSum, of vector: ChainVector, _ ports: inout BufferPorts
  ) throws -> [[Int]] {
    try sum.places.enumerated().map { number, position in
      try sum.filters.map { filter in
        let index = position.map { vector.reduction[$0] }
        if let first = sum.firstWeight {
          let weight = try tiles.weight(
            vector.group, at: first + number, index, vector.filters[filter], &ports)
          try require((index == nil) == (weight == 0), "a zero that is skipped has a place")
          return weight
        }
        return try index.map { try tiles.weight(vector.group, $0, vector.filters[filter], &ports) } ?? 0
      }
    }
  }

  /// Gives the places of a sum to its DSPs, tick after tick and neighbour after neighbour; missing pixels and filters are 0.
  private func operands(
    _ sum: ChainSum, inputs: [[Int]], weights: [[Int]]
  ) -> [[ChainBlock.Operands]] {
    func filled(_ values: [Int], _ count: Int) -> [Int] {
      values + Array(repeating: 0, count: count - values.count)
    }
    return (0..<sum.dsps).map { dsp in
      (0..<mode.array.pump).map { tick in
        let first = (dsp * mode.array.pump + tick) * mode.neighbours
        let own = sum.places.indices.filter { $0 >= first && $0 < first + mode.neighbours }
        return ChainBlock.Operands(
          inputs: own.map { filled(inputs[$0], mode.lanes.inputs) },
          weights: own.map { filled(weights[$0], mode.lanes.weights) })
      }
    }
  }

  // MARK: What leaves

  private mutating func add(
    _ leaving: [(pixels: [Int], filters: [Int], sums: [[Int]])], of vector: ChainVector, isFirst: Bool
  ) throws {
    if isFirst {
      accumulators = Array(
        repeating: Array(repeating: 0, count: vector.filters.count), count: vector.pixels.count)
    }
    for (pixels, filters, sums) in leaving {
      for (pixel, ofPixel) in zip(pixels, sums) {
        for (filter, sum) in zip(filters, ofPixel) { accumulators[pixel][filter] += sum }
      }
    }
  }

  private mutating func write(_ vector: ChainVector, _ ports: inout BufferPorts) throws {
    for (pixel, ofPixel) in zip(vector.pixels, accumulators) {
      for (filter, sum) in zip(vector.filters, ofPixel) {
        tiles.countWrite(vector.group, pixel, filter, addsToFormerChunk: false, &ports)
        try tiles.keep(sum, vector.group, pixel, filter, addsToFormerChunk: false)
      }
    }
  }

  private func checkResults() throws {
    try require(
      tiles.resultsWritten == tiles.groups * tiles.pixels * tiles.filters && block.isEmpty,
      "a result was not written once")
  }

  private mutating func note(_ schedule: ChainSchedule) {
    if switching > 0 { events.switches += 1 }
    if schedule.shortestSum < schedule.longestSum { events.mixedSums += 1 }
    for fold in folds {
      for (number, vector) in fold.vectors.enumerated() {
        if vector.steps.isEmpty { events.vectorsLeftOut += 1 }
        if number == fold.vectors.count - 1, vector.places == 0 { events.emptyWrites += 1 }
        if vector.steps.count > 1 { events.severalSteps += 1 }
        if vector.steps.joined().contains(where: { $0.places.contains(nil) }) { events.emptyPlaces += 1 }
      }
    }
  }
}

extension ChainMode {
  /// Q: the steps from reading operands to writing sums, where the longest sum of a pass is of so many DSPs, and the shortest.
  func latency(longest: Int, shortest: Int) -> Int {
    let pieces = cuts(of: longest, by: array.cascade)
    let piece = pieces[0].count
    var steps = array.pipeline + cuts(of: piece - 1, by: array.pump).count
    steps += (cuts(of: piece, by: min(above, piece)).count - 1) * array.adjust.latency
    if pieces.count > 1 || shortest < array.chain { steps += array.nodeLatency }
    var ends = pieces.count
    while ends > 1 {
      ends = (ends + 1) / 2
      steps += 1
    }
    return steps
  }
}
