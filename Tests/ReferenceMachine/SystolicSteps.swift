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
  /// By row: the inputs of a group of N:M weights, kept while its places are streamed.
  private var keptInputs: [[Int]?]

  init(tiles: PassTiles, array: SystolicArray, spatial: ProductMapping.Spatial) throws {
    self.array = array
    self.tiles = tiles
    schedule = try FoldSchedule(array: array, tiles: tiles, spatial: spatial)
    steps = schedule.folds.map(\.end).max()!
    grid = ProcessingGrid(array: array, folds: schedule.folds)
    edges = EdgeOperands(rows: array.rows, columns: array.columns)
    keptInputs = Array(repeating: nil, count: array.rows)
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
        let perColumn = array.dataflow == .outputStationary ? fold.usedRows : fold.vectors
        return total + perColumn * fold.usedColumns
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
      if let places = schedule.places {
        (operand.value, operand.choice) = try placedWeight(places, group, index, lane, &ports)
      } else if array.dataflow == .weightStationary {
        operand.value = try tiles.weight(group, index, lane, &ports)
      } else {
        operand.value = try tiles.input(group, lane, index, &ports) ?? 0
      }
      edges.stationary[column] = operand
    }
  }

  /// Reads the vector that is due in this step; all rows take part in the wave, used or not.
  private mutating func stream(_ number: Int, _ ports: inout BufferPorts) throws {
    let fold = folds[number]
    let vector = step - fold.streamStart
    guard (0..<fold.vectors).contains(vector) else { return }
    for row in 0..<array.rows {
      try require(edges.left[row].fold < 0, "two folds stream in one step")
      var operand = MovingOperand(fold: number, vector: vector)
      if row < fold.usedRows {
        let (group, index) = (fold.rows[row].group, fold.rows[row].index)
        switch array.dataflow {
        case .weightStationary where schedule.places != nil:
          operand.choices = try schedule.places!.group(of: index).map {
            try tiles.input(group, vector, $0, &ports) ?? 0
          }
        case .outputStationary where schedule.places != nil:
          // The inputs of a group come with its first place.
          if schedule.places!.isFirst(vector) {
            keptInputs[row] = try schedule.places!.group(of: vector).map {
              try tiles.input(group, index, $0, &ports) ?? 0
            }
          }
          operand.choices = keptInputs[row]
        case .weightStationary: operand.value = try tiles.input(group, vector, index, &ports) ?? 0
        case .inputStationary: operand.value = try tiles.weight(group, index, vector, &ports)
        case .outputStationary: operand.value = try tiles.input(group, index, vector, &ports) ?? 0
        }
      }
      edges.left[row] = operand
    }
    guard array.dataflow == .outputStationary else { return }
    for column in 0..<array.columns {
      var operand = MovingOperand(fold: number, vector: vector)
      if column < fold.usedColumns {
        let lane = fold.columns[column]
        if let places = schedule.places {
          (operand.value, operand.choice) = try placedWeight(places, lane.group, vector, lane.index, &ports)
        } else {
          operand.value = try tiles.weight(lane.group, vector, lane.index, &ports)
        }
      }
      edges.top[column] = operand
    }
  }

  /// Reads the weight that a filter has in a place, and its position in the group; zero and -1 where that is empty.
  private func placedWeight(
    _ places: WeightPlaces, _ group: Int, _ place: Int, _ filter: Int, _ ports: inout BufferPorts
  ) throws -> (value: Int, choice: Int) {
    let choice = places.position(place, group, filter, tiles)
    let index = choice.map { places.group(of: place).lowerBound + $0 }
    let value = try tiles.weight(
      group, place: place, of: places.count, index, filter, groupSize: places.groupSize, &ports)
    return (value, choice ?? -1)
  }

  // MARK: What leaves

  /// Writes what has left the array, which has to be what the page says is written in this step.
  private mutating func writeResults(_ live: Range<Int>, _ ports: inout BufferPorts) throws {
    var expected = 0
    for number in live {
      guard let vector = resultVector(folds[number]) else { continue }
      expected += folds[number].usedColumns
      for column in 0..<folds[number].usedColumns {
        if array.drain == .immediate, array.dataflow == .outputStationary {
          countWrite(number, vector, column, &ports)
          continue
        }
        let sum = grid.emerged[column]
        try require(
          sum.fold == number && sum.vector == vector,
          "step \(step): fold \(number), vector \(vector) is due in column \(column), "
            + "but fold \(sum.fold), vector \(sum.vector) leaves")
        countWrite(number, vector, column, &ports)
        try keep(sum.value, number, vector, column)
      }
    }
    for deposit in grid.deposits { try keep(deposit.value, deposit.fold, deposit.row, deposit.column) }
    guard array.drain != .immediate || array.dataflow != .outputStationary else { return }
    let left = grid.emerged.indices.count { column in
      let sum = grid.emerged[column]
      guard sum.fold >= 0, column < folds[sum.fold].usedColumns else { return false }
      return array.dataflow != .outputStationary || sum.vector < folds[sum.fold].usedRows
    }
    try require(left == expected, "step \(step): \(left) results leave, \(expected) are due")
  }

  /// The vector, or the row of an output-stationary fold, that is written in this step.
  private func resultVector(_ fold: Fold) -> Int? {
    if array.dataflow == .outputStationary {
      let order = step - (fold.end - fold.usedRows)
      return (0..<fold.usedRows).contains(order) ? fold.usedRows - 1 - order : nil
    }
    let vector = step - (fold.streamStart + array.rows + array.columns - 2)
    return (0..<fold.vectors).contains(vector) ? vector : nil
  }

  /// The group, pixel and filter of a result.
  private func result(_ fold: Fold, _ vector: Int, _ column: Int) -> (group: Int, pixel: Int, filter: Int) {
    let lane = fold.columns[column]
    return switch array.dataflow {
    case .weightStationary: (lane.group, vector, lane.index)
    case .inputStationary: (lane.group, lane.index, vector)
    case .outputStationary: (lane.group, fold.rows[vector].index, lane.index)
    }
  }

  private mutating func countWrite(
    _ number: Int, _ vector: Int, _ column: Int, _ ports: inout BufferPorts
  ) {
    let (group, pixel, filter) = result(folds[number], vector, column)
    tiles.countWrite(
      group, pixel, filter, addsToFormerChunk: folds[number].addsToFormerChunk, &ports)
  }

  private mutating func keep(_ value: Int, _ number: Int, _ vector: Int, _ column: Int) throws {
    let (group, pixel, filter) = result(folds[number], vector, column)
    try tiles.keep(value, group, pixel, filter, addsToFormerChunk: folds[number].addsToFormerChunk)
  }
}
