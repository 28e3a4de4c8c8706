import Hardware
import Workloads

/// A broadcast array in a product's pass (docs/model.md, 3.2).
struct BroadcastSteps: ArraySteps {
  private let array: BroadcastArray
  private var tiles: PassTiles
  private let folds: [BroadcastFold]
  private let steps: Int
  private var block: MultiplierBlock
  private var step = 0
  /// The operands of the vector, which may take several steps.
  private var window: (inputs: [[[Int]]], weights: [[Int]])?

  init(tiles: PassTiles, array: BroadcastArray, spatial: ProductMapping.Spatial) throws {
    self.array = array
    self.tiles = tiles
    folds = try BroadcastSchedule(array: array, tiles: tiles, spatial: spatial).folds
    steps = folds.last!.end
    block = MultiplierBlock(array: array, multiplication: tiles.multiplication)
  }

  var foldElements: [Int] {
    folds.map { fold in
      fold.vectors.map { vector in
        let positions = min(array.reduction, vector.reduction.count)
        let multipliers = cuts(of: positions, by: tiles.multiplication.products).count
        return vector.pixels.count * multipliers * vector.lanes.count
      }.max()!
    }
  }
  var isDone: Bool { step == steps }
  var slots: ComputeSlots { block.slots }
  var accumulatingWrites: Int { tiles.accumulatingWrites }
  private(set) var registerLoads = [0, 0]
  private(set) var zeroEvents = ZeroEvents()

  mutating func advance(_ ports: inout BufferPorts) throws {
    let entering = folds.indices.first { number in
      let order = step - folds[number].streamStart
      return folds[number].vectors.indices.contains(order)
    }
    var operands: MultiplierBlock.Vector?
    if let entering {
      let order = step - folds[entering].streamStart
      let vector = folds[entering].vectors[order]
      let rest = array.dataflow == .outputStationary ? nil : try block.resting(fold: entering)
      if vector.turn?.isFirst != false {
        window = (
          try rest?.inputs.map { Self.broadcast($0, to: vector.lanes.count) } ?? inputs(vector, &ports),
          try rest?.weights.map { try Self.chosen(vector, of: $0) } ?? weights(vector, &ports)
        )
      }
      operands = MultiplierBlock.Vector(
        fold: entering, number: order, pairs: try pairs(vector, window!), turn: vector.turn)
      if vector.turn?.isScanning == true {
        zeroEvents.scanWaits += 1
        if vector.turn?.isFirst == true { zeroEvents.emptyWindows += 1 }
      }
    }
    if let number = folds.firstIndex(where: { $0.restSteps?.contains(step) == true }) {
      try load(number, vectorEnters: entering != nil, &ports)
    }
    if let (fold, order, sums) = try block.step(operands) {
      try leave(fold, order, sums, &ports)
    }
    step += 1
    if isDone { try checkResults() }
  }

  // MARK: What enters

  /// Reads what a step brings in of a fold's resting operand: what all its vectors share.
  private mutating func load(_ number: Int, vectorEnters: Bool, _ ports: inout BufferPorts) throws {
    var rest = MultiplierBlock.Rest(fold: number)
    let fold = folds[number]
    if array.dataflow == .weightStationary {
      let places = fold.restReduction.flatMap { index in fold.vectors[0].lanes.map { (index, $0) } }
      var range = places.indices
      if let rate = array.preloadRate {
        let first = min((step - fold.restSteps!.lowerBound) * rate, places.count)
        range = first..<min(first + rate, places.count)
      }
      rest.weights = try places[range].map { index, lane in
        (lane, index, try tiles.weight(lane.group, index, lane.index, &ports))
      }
      for (index, lane) in places[range] {
        registerLoads[1] += tiles.weightRegisters(lane.group, index, lane.index)
      }
    } else {
      // The vectors share pixels, k and, as no lane has inputs of its own, the group.
      var shared = fold.vectors[0]
      shared.lanes = [shared.lanes[0]]
      rest.inputs = try inputs(shared, &ports).map { $0[0] }
      for pixel in shared.pixels {
        for index in shared.reduction {
          registerLoads[0] += try tiles.inputRegisters(shared.lanes[0].group, pixel, index)
        }
      }
    }
    try block.load(rest, vectorEnters: vectorEnters)
  }

  /// Of the resting weights those of a vector's chunk, by lane and k.
  private static func chosen(
    _ vector: BroadcastVector, of weights: [(lane: Lane, index: Int, value: Int)]
  ) throws -> [[Int]] {
    try vector.lanes.map { lane in
      try vector.reduction.map { index in
        let found = weights.first {
          $0.lane.group == lane.group && $0.lane.index == lane.index && $0.index == index
        }
        guard let found else { throw ReferenceFailure(description: "a weight of k \(index) is not there") }
        return found.value
      }
    }
  }

  /// Gives every lane the same inputs.
  private static func broadcast(_ inputs: [[Int]], to lanes: Int) -> [[[Int]]] {
    inputs.map { Array(repeating: $0, count: lanes) }
  }

  /// By pixel, lane and k.
  private func inputs(
    _ vector: BroadcastVector, _ ports: inout BufferPorts
  ) throws -> [[[Int]]] {
    var inputs: [[[Int]]] = []
    for pixel in vector.pixels {
      inputs.append([])
      for lane in vector.lanes {
        inputs[inputs.count - 1].append(
          try vector.reduction.map { index in
            try tiles.input(lane.group, pixel, index, &ports) ?? 0
          })
      }
    }
    return inputs
  }

  /// By lane and k.
  private func weights(_ vector: BroadcastVector, _ ports: inout BufferPorts) throws -> [[Int]] {
    try vector.lanes.map { lane in
      try vector.reduction.map { try tiles.weight(lane.group, $0, lane.index, &ports) }
    }
  }

  /// What the multipliers of each pixel and lane take of a vector's operands in this step.
  private func pairs(
    _ vector: BroadcastVector, _ operands: (inputs: [[[Int]]], weights: [[Int]])
  ) throws -> [[[MultiplierBlock.Pair]]] {
    try vector.pixels.indices.map { pixel in
      try vector.lanes.indices.map { lane in
        var chosen = Array(vector.reduction.indices)
        if case .chosen(let positions)? = vector.turn?.work { chosen = positions[pixel][lane] }
        return try chosen.map { position in
          let pair = MultiplierBlock.Pair(
            input: operands.inputs[pixel][lane][position], weight: operands.weights[lane][position])
          try require(
            (pair.input != 0 || array.sparsity.input != .skip)
              && (pair.weight != 0 || array.sparsity.weight != .skip), "a zero that is skipped is multiplied")
          return pair
        }
      }
    }
  }

  // MARK: What leaves

  /// Writes the sums of a pixel and filter once the last vector that adds to them is there.
  private mutating func leave(
    _ number: Int, _ order: Int, _ sums: [[Int]], _ ports: inout BufferPorts
  ) throws {
    let fold = folds[number]
    let vector = fold.vectors[order]
    try require(
      step == fold.streamStart + order + array.pipeline - 1, "step \(step): a result leaves that is not due")
    let results = try block.accumulate(sums, fold: number, isFirst: vector.beginsSums)
    guard vector.endsSums else { return }
    let addsToFormerChunk = vector.followsFormerChunk
    for (pixel, ofPixel) in zip(vector.pixels, results) {
      for (lane, result) in zip(vector.lanes, ofPixel) {
        tiles.countWrite(lane.group, pixel, lane.index, addsToFormerChunk: addsToFormerChunk, &ports)
        try tiles.keep(result, lane.group, pixel, lane.index, addsToFormerChunk: addsToFormerChunk)
      }
    }
  }

  private func checkResults() throws {
    let expected = folds.reduce(0) { total, fold in
      total + fold.vectors.reduce(0) { $0 + ($1.endsSums ? $1.pixels.count * $1.lanes.count : 0) }
    }
    try require(
      tiles.resultsWritten == expected, "\(tiles.resultsWritten) results of \(expected) left the array")
  }
}
