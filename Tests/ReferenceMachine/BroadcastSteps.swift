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

  init(tiles: PassTiles, array: BroadcastArray, spatial: ProductMapping.Spatial) throws {
    self.array = array
    self.tiles = tiles
    folds = try BroadcastSchedule(array: array, tiles: tiles, spatial: spatial).folds
    steps = folds.last!.end
    block = MultiplierBlock(array: array)
  }

  var foldElements: [Int] { folds.map { $0.vectors.map(\.elements).max()! } }
  var isDone: Bool { step == steps }
  var slots: ComputeSlots { block.slots }
  var accumulatingWrites: Int { tiles.accumulatingWrites }
  private(set) var registerLoads = [0, 0]

  mutating func advance(_ ports: inout BufferPorts) throws {
    let entering = folds.indices.first { number in
      let order = step - folds[number].streamStart
      return folds[number].vectors.indices.contains(order)
    }
    var operands: (fold: Int, vector: Int, inputs: [[[BroadcastOperand]]], weights: [[Int]])?
    if let entering {
      let order = step - folds[entering].streamStart
      let vector = folds[entering].vectors[order]
      let rest = array.dataflow == .outputStationary ? nil : try block.resting(fold: entering)
      operands = (
        entering, order,
        try rest?.inputs.map { Self.broadcast($0, to: vector.lanes.count) } ?? inputs(vector, &ports),
        try rest?.weights ?? weights(vector, &ports)
      )
    }
    if let number = folds.firstIndex(where: { $0.restStep == step }) {
      try load(number, vectorEnters: entering != nil, &ports)
    }
    if let (fold, order, sums) = try block.step(operands) {
      try leave(fold, order, sums, &ports)
    }
    step += 1
    if isDone { try checkResults() }
  }

  // MARK: What enters

  /// Reads the resting operand of a fold: what all its vectors share.
  private mutating func load(_ number: Int, vectorEnters: Bool, _ ports: inout BufferPorts) throws {
    var rest = MultiplierBlock.Rest(fold: number)
    let vectors = folds[number].vectors
    if array.dataflow == .weightStationary {
      rest.weights = try weights(vectors[0], &ports)
      registerLoads[1] += rest.weights!.reduce(0) { $0 + $1.count }
    } else {
      // The vectors share pixels, k and, as no lane has inputs of its own, the group.
      var shared = vectors[0]
      shared.lanes = [vectors[0].lanes[0]]
      rest.inputs = try inputs(shared, &ports).map { $0[0] }
      registerLoads[0] += rest.inputs!.reduce(0) { $0 + $1.count }
    }
    try block.load(rest, vectorEnters: vectorEnters)
  }

  /// Gives every lane the same inputs.
  private static func broadcast(_ inputs: [[BroadcastOperand]], to lanes: Int) -> [[[BroadcastOperand]]] {
    inputs.map { Array(repeating: $0, count: lanes) }
  }

  /// By pixel, lane and k.
  private func inputs(
    _ vector: BroadcastVector, _ ports: inout BufferPorts
  ) throws -> [[[BroadcastOperand]]] {
    var inputs: [[[BroadcastOperand]]] = []
    for pixel in vector.pixels {
      inputs.append([])
      for lane in vector.lanes {
        inputs[inputs.count - 1].append(
          try vector.reduction.map { index in
            let value = try tiles.input(lane.group, pixel, index, &ports)
            return BroadcastOperand(value: value ?? 0, isPadding: value == nil)
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

  // MARK: What leaves

  /// Writes the sums of a vector, or of an output-stationary fold once its last vector is there.
  private mutating func leave(
    _ number: Int, _ order: Int, _ sums: [[Int]], _ ports: inout BufferPorts
  ) throws {
    let fold = folds[number]
    let vector = fold.vectors[order]
    try require(
      step == fold.streamStart + order + array.pipeline - 1, "step \(step): a result leaves that is not due")
    var results = sums
    var addsToFormerChunk = vector.followsFormerChunk
    if array.dataflow == .outputStationary {
      results = try block.accumulate(sums, fold: number, isFirst: order == 0)
      guard order == fold.vectors.count - 1 else { return }
      addsToFormerChunk = false
    }
    for (pixel, ofPixel) in zip(vector.pixels, results) {
      for (lane, result) in zip(vector.lanes, ofPixel) {
        tiles.countWrite(lane.group, pixel, lane.index, addsToFormerChunk: addsToFormerChunk, &ports)
        try tiles.keep(result, lane.group, pixel, lane.index, addsToFormerChunk: addsToFormerChunk)
      }
    }
  }

  private func checkResults() throws {
    let expected = folds.reduce(0) { total, fold in
      let writing = array.dataflow == .outputStationary ? Array(fold.vectors.suffix(1)) : fold.vectors
      return total + writing.reduce(0) { $0 + $1.pixels.count * $1.lanes.count }
    }
    try require(
      tiles.resultsWritten == expected, "\(tiles.resultsWritten) results of \(expected) left the array")
  }
}
