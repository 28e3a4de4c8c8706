import Hardware
import Workloads

/// The systolic array in a product's pass (docs/model.md, 3.1).
struct SystolicSteps: ArraySteps {
  private let array: SystolicArray
  private var tiles: PassTiles
  private let schedule: FoldSchedule
  private let steps: Int
  private var grid: ProcessingGrid
  private var edges: EdgeOperands
  private var step = 0
  private var oldestFold = 0
  /// By turn and row: the inputs of a group of N:M weights, kept while its places are streamed.
  private var keptInputs: [[Int]?]
  /// By column: the inputs of a group, kept while its places enter, where inputs rest.
  private var edgeInputs: [[Int]]
  /// A vector as it was read, kept at the edges while it takes several steps.
  private var keptEdges: EdgeOperands
  /// By column: the sum so far of a result that comes in several steps.
  private var gathered: [Int]

  init(tiles: PassTiles, array: SystolicArray, spatial: ProductMapping.Spatial) throws {
    self.array = array
    self.tiles = tiles
    schedule = try FoldSchedule(array: array, tiles: tiles, spatial: spatial)
    steps = schedule.folds.map(\.end).max()!
    grid = ProcessingGrid(array: array, folds: schedule.folds, multiplication: tiles.multiplication)
    edges = EdgeOperands(rows: array.rows, columns: array.columns)
    keptEdges = edges
    gathered = Array(repeating: 0, count: array.columns)
    edgeInputs = Array(repeating: [], count: array.columns)
    keptInputs = Array(repeating: nil, count: array.interleavedSums * array.rows)
  }

  private var folds: [Fold] { schedule.folds }
  var foldElements: [Int] { folds.map(\.usedElements) }
  var isDone: Bool { step == steps }
  var slots: ComputeSlots { grid.slots }
  var accumulatingWrites: Int { tiles.accumulatingWrites }
  var registerLoads: [Int] {
    array.dataflow == .inputStationary ? [grid.stationaryWrites, 0] : [0, grid.stationaryWrites]
  }

  mutating func advance(_ ports: inout BufferPorts) throws {
    edges.clear()
    while oldestFold < folds.count, folds[oldestFold].end <= step { oldestFold += 1 }
    var live = oldestFold
    while live < folds.count, folds[live].preloadStart <= step {
      try preload(live, &ports)
      try stream(live, &ports)
      live += 1
    }
    try grid.step(edges)
    try writeResults(oldestFold..<live, &ports)
    step += 1
    if isDone {
      let expected = folds.reduce(0) { total, fold in
        let sums = (0..<fold.turns).reduce(0) { $0 + fold.rows(in: $1).count }
        return total + (array.dataflow == .outputStationary ? sums : fold.vectors) * fold.usedColumns
      }
      try require(
        tiles.resultsWritten == expected, "\(tiles.resultsWritten) results of \(expected) left the array")
    }
  }

  // MARK: What enters

  /// Reads the row of the stationary operand that is due in this step.
  private mutating func preload(_ number: Int, _ ports: inout BufferPorts) throws {
    let fold = folds[number]
    let order = step - (fold.preloadStart + fold.preloadSteps - fold.usedRows)
    guard array.dataflow != .outputStationary, (0..<fold.usedRows).contains(order) else { return }
    let row = fold.usedRows - 1 - order
    for column in 0..<fold.usedColumns {
      try require(edges.stationary[column].fold < 0, "two folds preload in one step")
      guard fold.uses(row: row, column: column) else { continue }
      let (group, index) = (fold.rows[row].group, fold.rows[row].index)
      let lane = fold.columns[column].index
      var operand = StationaryOperand(fold: number, destination: row, isMoving: true)
      if let places = schedule.places, array.dataflow == .weightStationary {
        (operand.value, operand.choice) = try placedWeight(places, group, index, lane, &ports)
      } else if let places = schedule.places {
        // The inputs of a group come with the place of it that enters first, and stay at the edge for the others.
        let isNew = row == fold.usedRows - 1 || places.isFirst(index + 1)
        if isNew {
          edgeInputs[column] = try places.group(of: index).map {
            try tiles.input(group, lane, $0, &ports) ?? 0
          }
        }
        operand.choices = edgeInputs[column]
      } else {
        let values = try (index..<index + fold.rows[row].positions).map { index in
          array.dataflow == .weightStationary
            ? try tiles.weight(group, index, lane, &ports) : try tiles.input(group, lane, index, &ports) ?? 0
        }
        (operand.value, operand.others) = (values[0], Array(values.dropFirst()))
      }
      edges.stationary[column] = operand
    }
  }

  /// Reads the vector that is due in this step; all rows take part in the wave, used or not.
  private mutating func stream(_ number: Int, _ ports: inout BufferPorts) throws {
    let fold = folds[number]
    guard (0..<fold.streamSteps).contains(step - fold.streamStart) else { return }
    let (vector, turn) = (step - fold.streamStart).quotientAndRemainder(dividingBy: fold.stepsOfVector)
    if turn > 0, !array.takesTurns { return streamAgain(number, vector, turn) }
    // Beyond its turns a vector brings nothing: elements wait for their adders.
    let rows = turn < fold.turns ? fold.rows(in: turn) : []
    for row in 0..<array.rows {
      try require(edges.left[row].fold < 0, "two folds stream in one step")
      var operand = MovingOperand(fold: number, vector: vector, turn: turn)
      if row < rows.count {
        let (group, index) = (rows[row].group, rows[row].index)
        func take(_ positions: Range<Int>, _ read: (Int) throws -> Int) rethrows {
          operand.value = try read(positions.lowerBound)
          operand.others = try positions.dropFirst().map(read)
        }
        let positions = index..<index + rows[row].positions
        switch array.dataflow {
        case .weightStationary where schedule.places != nil:
          operand.choices = try schedule.places!.group(of: index).map {
            try tiles.input(group, vector, $0, &ports) ?? 0
          }
        case .outputStationary where schedule.places != nil:
          // The inputs of a group come with its first place.
          if schedule.places!.isFirst(vector) {
            keptInputs[turn * array.rows + row] = try schedule.places!.group(of: vector).map {
              try tiles.input(group, index, $0, &ports) ?? 0
            }
          }
          operand.choices = keptInputs[turn * array.rows + row]
        case .weightStationary: try take(positions) { try tiles.input(group, vector, $0, &ports) ?? 0 }
        case .inputStationary where schedule.places != nil:
          (operand.value, operand.choice) = try placedWeight(
            schedule.places!, group, index, vector, &ports)
        case .inputStationary: try take(positions) { try tiles.weight(group, $0, vector, &ports) }
        case .outputStationary:
          try take(schedule.streamedRuns[vector]) { try tiles.input(group, index, $0, &ports) ?? 0 }
        }
      }
      edges.left[row] = operand
    }
    defer { keptEdges = edges }
    guard array.dataflow == .outputStationary else { return }
    if turn > 0 { return keepWeights(turn) }
    for column in 0..<array.columns {
      var operand = MovingOperand(fold: number, vector: vector)
      if column < fold.usedColumns {
        let lane = fold.columns[column]
        if let places = schedule.places {
          (operand.value, operand.choice) = try placedWeight(places, lane.group, vector, lane.index, &ports)
        } else {
          let values = try schedule.streamedRuns[vector].map {
            try tiles.weight(lane.group, $0, lane.index, &ports)
          }
          (operand.value, operand.others) = (values[0], Array(values.dropFirst()))
        }
      }
      edges.top[column] = operand
    }
  }

  /// The vector that is at the edges enters once more, for its next step.
  private mutating func streamAgain(_ fold: Int, _ vector: Int, _ turn: Int) {
    (edges.left, edges.top) = (keptEdges.left, keptEdges.top)
    for row in edges.left.indices { edges.left[row].turn = turn }
    for column in edges.top.indices where edges.top[column].fold >= 0 { edges.top[column].turn = turn }
  }

  /// The weights of the vector that is at the edges stay for another turn.
  private mutating func keepWeights(_ turn: Int) {
    edges.top = keptEdges.top
    for column in edges.top.indices { edges.top[column].turn = turn }
  }

  /// Reads the weight that a filter has in a place, and its position in the group; zero and -1 where that is empty.
  private func placedWeight(
    _ places: WeightPlaces, _ group: Int, _ place: Int, _ filter: Int, _ ports: inout BufferPorts
  ) throws -> (value: Int, choice: Int) {
    let choice = places.position(place, group, filter, tiles)
    let index = choice.map { places.group(of: place).lowerBound + $0 }
    let value = try tiles.weight(
      group, place: place, of: places.count, index, filter, streams: array.dataflow == .inputStationary,
      groupSize: places.groupSize, &ports)
    return (value, choice ?? -1)
  }

  // MARK: What leaves

  /// Writes what has left the array, which has to be what the page says is written in this step.
  private mutating func writeResults(_ live: Range<Int>, _ ports: inout BufferPorts) throws {
    var expected = 0
    for number in live {
      guard let (vector, turn) = resultVector(folds[number]) else { continue }
      expected += folds[number].usedColumns
      for column in 0..<folds[number].usedColumns {
        if array.drain == .immediate, array.dataflow == .outputStationary {
          countWrite(number, vector, turn, column, &ports)
          continue
        }
        let sum = grid.emerged[column]
        try require(
          sum.fold == number && sum.vector == vector && sum.turn == turn,
          "step \(step): fold \(number), vector \(vector) is due in column \(column), "
            + "but fold \(sum.fold), vector \(sum.vector) leaves")
        if array.dataflow == .outputStationary {
          countWrite(number, vector, turn, column, &ports)
          try keep(sum.value, number, vector, turn, column)
          continue
        }
        // What the steps of a vector make is added up below the array, and written with the last of them.
        gathered[column] = (turn == 0 ? 0 : gathered[column]) + sum.value
        guard turn == folds[number].stepsOfVector - 1 else { continue }
        countWrite(number, vector, turn, column, &ports)
        try keep(gathered[column], number, vector, turn, column)
      }
    }
    for deposit in grid.deposits {
      try keep(deposit.value, deposit.fold, deposit.row, deposit.turn, deposit.column)
    }
    guard array.drain != .immediate || array.dataflow != .outputStationary else { return }
    let left = grid.emerged.indices.count { column in
      let sum = grid.emerged[column]
      guard sum.fold >= 0, column < folds[sum.fold].usedColumns else { return false }
      return array.dataflow != .outputStationary || sum.vector < folds[sum.fold].rows(in: sum.turn).count
    }
    try require(left == expected, "step \(step): \(left) results leave, \(expected) are due")
  }

  /// The vector whose sums leave in this step, and which of its steps they are of; or the row of an output-stationary fold,
  /// and which of its elements' sums they are.
  private func resultVector(_ fold: Fold) -> (vector: Int, turn: Int)? {
    if array.dataflow == .outputStationary {
      return drainingRow(fold).map { ($0.row, $0.turn) }
    }
    let order = step - (fold.streamStart + array.rows + array.columns - 2)
    guard (0..<fold.streamSteps).contains(order) else { return nil }
    let (vector, turn) = order.quotientAndRemainder(dividingBy: fold.stepsOfVector)
    return (vector, turn)
  }

  private func drainingRow(_ fold: Fold) -> (row: Int, turn: Int)? {
    for turn in 0..<fold.turns {
      let rows = fold.rows(in: turn).count
      // The sums of each turn leave in the last of its steps.
      let order = step - (fold.end - (fold.turns - 1 - turn) * fold.drainSteps - rows)
      if (0..<rows).contains(order) { return (rows - 1 - order, turn) }
    }
    return nil
  }

  /// The group, pixel and filter of a result.
  private func result(
    _ fold: Fold, _ vector: Int, _ turn: Int, _ column: Int
  ) -> (group: Int, pixel: Int, filter: Int) {
    let lane = fold.columns[column]
    return switch array.dataflow {
    case .weightStationary: (lane.group, vector, lane.index)
    case .inputStationary: (lane.group, lane.index, vector)
    case .outputStationary: (lane.group, fold.rows(in: turn)[vector].index, lane.index)
    }
  }

  private mutating func countWrite(
    _ number: Int, _ vector: Int, _ turn: Int, _ column: Int, _ ports: inout BufferPorts
  ) {
    let (group, pixel, filter) = result(folds[number], vector, turn, column)
    tiles.countWrite(
      group, pixel, filter, addsToFormerChunk: folds[number].addsToFormerChunk, &ports)
  }

  private mutating func keep(
    _ value: Int, _ number: Int, _ vector: Int, _ turn: Int, _ column: Int
  ) throws {
    let (group, pixel, filter) = result(folds[number], vector, turn, column)
    try tiles.keep(value, group, pixel, filter, addsToFormerChunk: folds[number].addsToFormerChunk)
  }
}
