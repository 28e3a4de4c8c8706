import Hardware
import Workloads

/// A product's pass: the array steps through its folds over the tiles in three slots.
struct ProductPass {
  private let tiling: ProductTiling
  private let box: PassBox
  private let array: SystolicArray
  private let accumulates: Bool
  private let slots: [TileSlot]
  private let schedule: FoldSchedule
  private let steps: Int
  private var grid: ProcessingGrid
  private var edges: EdgeOperands
  private var step = 0
  private var oldestFold = 0
  private var resultsWritten = 0
  private(set) var accumulatingWrites = 0
  /// For each input row or column its number in the tile, -1 where it is not in it.
  private let rowNumbers: [Int]
  private let columnNumbers: [Int]
  private let tileRows: Int
  private let tileColumns: Int

  init(tiling: ProductTiling, plan: PassPlan, array: SystolicArray, slots: [TileSlot]) {
    self.tiling = tiling
    self.array = array
    self.slots = slots
    box = plan.box
    accumulates = plan.accumulates
    let product = tiling.product
    let pixels = box.rows.count * box.columns.count
    let reduction = product.kernelHeight * product.kernelWidth * box.channels.count
    let (rows, columns, vectors) =
      switch array.dataflow {
      case .weightStationary: (reduction, box.filters.count, pixels)
      case .inputStationary: (reduction, pixels, box.filters.count)
      case .outputStationary: (pixels, box.filters.count, reduction)
      }
    schedule = FoldSchedule(
      array: array, groups: box.groups.count, rowExtent: rows, columnExtent: columns, vectors: vectors)
    steps = schedule.folds.map(\.end).max()!
    grid = ProcessingGrid(array: array, folds: schedule.folds)
    edges = EdgeOperands(rows: array.rows, columns: array.columns)
    let (inputRows, inputColumns) = (tiling.inputRows(box.rows), tiling.inputColumns(box.columns))
    (tileRows, tileColumns) = (inputRows.count, inputColumns.count)
    rowNumbers = (0..<product.inputHeight).map { inputRows.firstIndex(of: $0) ?? -1 }
    columnNumbers = (0..<product.inputWidth).map { inputColumns.firstIndex(of: $0) ?? -1 }
  }

  var folds: [Fold] { schedule.folds }
  var isDone: Bool { step == steps }
  var effective: Int { grid.effective }
  var ineffectual: Int { grid.ineffectual }
  var unmapped: Int { grid.unmapped }
  var fillDrain: Int { grid.unused }

  /// One advance of the array; returns the cycles that the buffers need for it.
  mutating func advance(_ ports: inout BufferPorts) throws -> Int {
    ports.beginStep()
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
      try require(resultsWritten == expected, "\(resultsWritten) results of \(expected) left the array")
    }
    return ports.cycles()
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
      let index = fold.rows.lowerBound + row
      let lane = fold.columns.lowerBound + column
      var operand = StationaryOperand(fold: number, destination: row, isMoving: true)
      if array.dataflow == .weightStationary {
        operand.value = try weight(fold.group, index, lane, &ports)
      } else {
        let value = try input(fold.group, lane, index, &ports)
        operand.value = value ?? 0
        operand.isPadding = value == nil
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
        let index = fold.rows.lowerBound + row
        switch array.dataflow {
        case .weightStationary: Self.set(&operand, try input(fold.group, vector, index, &ports))
        case .inputStationary: operand.value = try weight(fold.group, index, vector, &ports)
        case .outputStationary: Self.set(&operand, try input(fold.group, index, vector, &ports))
        }
      }
      edges.left[row] = operand
    }
    guard array.dataflow == .outputStationary else { return }
    for column in 0..<array.columns {
      var operand = MovingOperand(fold: number, vector: vector)
      if column < fold.usedColumns {
        operand.value = try weight(fold.group, vector, fold.columns.lowerBound + column, &ports)
      }
      edges.top[column] = operand
    }
  }

  private static func set(_ operand: inout MovingOperand, _ value: Int?) {
    operand.value = value ?? 0
    operand.isPadding = value == nil
  }

  /// The input that a pixel's window has at a reduction index; nil for a padding tap.
  private func input(
    _ group: Int, _ pixel: Int, _ index: Int, _ ports: inout BufferPorts
  ) throws -> Int? {
    let product = tiling.product
    let (tap, channel) = index.quotientAndRemainder(dividingBy: box.channels.count)
    let (kernelRow, kernelColumn) = tap.quotientAndRemainder(dividingBy: product.kernelWidth)
    let (pixelRow, pixelColumn) = pixel.quotientAndRemainder(dividingBy: box.columns.count)
    let row =
      (box.rows.lowerBound + pixelRow) * product.strideHeight + kernelRow * product.dilationHeight
      - product.padTop
    let column =
      (box.columns.lowerBound + pixelColumn) * product.strideWidth
      + kernelColumn * product.dilationWidth - product.padLeft
    guard row >= 0, row < product.inputHeight, column >= 0, column < product.inputWidth else { return nil }
    let (rowNumber, columnNumber) = (rowNumbers[row], columnNumbers[column])
    try require(rowNumber >= 0 && columnNumber >= 0, "input pixel (\(row), \(column)) is not in the tile")
    let place =
      array.dataflow == .weightStationary
      ? ((group * tileRows + rowNumber) * tileColumns + columnNumber) * box.channels.count + channel
      : ((group * box.channels.count + channel) * tileRows + rowNumber) * tileColumns + columnNumber
    ports.read(.input, place)
    return try slots[Operand.input.index].value(place)
  }

  private func weight(
    _ group: Int, _ index: Int, _ filter: Int, _ ports: inout BufferPorts
  ) throws -> Int {
    let reduction = tiling.product.kernelHeight * tiling.product.kernelWidth * box.channels.count
    let place =
      array.dataflow == .inputStationary
      ? (group * box.filters.count + filter) * reduction + index
      : (group * reduction + index) * box.filters.count + filter
    ports.read(.weight, place)
    return try slots[Operand.weight.index].value(place)
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

  private func place(_ number: Int, _ vector: Int, _ column: Int) -> Int {
    let fold = folds[number]
    let lane = fold.columns.lowerBound + column
    let pixels = box.rows.count * box.columns.count
    switch array.dataflow {
    case .weightStationary: return (fold.group * pixels + vector) * box.filters.count + lane
    case .inputStationary: return (fold.group * box.filters.count + vector) * pixels + lane
    case .outputStationary:
      return (fold.group * pixels + fold.rows.lowerBound + vector) * box.filters.count + lane
    }
  }

  private mutating func countWrite(
    _ number: Int, _ vector: Int, _ column: Int, _ ports: inout BufferPorts
  ) {
    let place = place(number, vector, column)
    if accumulates || folds[number].addsToFormerChunk {
      ports.read(.output, place)
      accumulatingWrites += 1
    }
    ports.write(.output, place)
  }

  private mutating func keep(_ value: Int, _ number: Int, _ vector: Int, _ column: Int) throws {
    let place = place(number, vector, column)
    let slot = slots[Operand.output.index]
    let adds = accumulates || folds[number].addsToFormerChunk
    slot.set(place, to: try (adds ? slot.value(place) : 0) + value)
    resultsWritten += 1
  }
}
