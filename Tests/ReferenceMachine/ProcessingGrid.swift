import Hardware

/// What the buffers deliver to the edges of the array in one step.
struct EdgeOperands {
  /// A vector for the rows, from the left.
  var left: [MovingOperand]
  /// A vector for the columns, from the top, of an output-stationary array.
  var top: [MovingOperand]
  /// A row of the stationary operand, from the top.
  var stationary: [StationaryOperand]

  init(rows: Int, columns: Int) {
    left = Array(repeating: MovingOperand(), count: rows)
    top = Array(repeating: MovingOperand(), count: columns)
    stationary = Array(repeating: StationaryOperand(), count: columns)
  }

  mutating func clear() {
    for row in left.indices { left[row] = MovingOperand() }
    for column in top.indices {
      top[column] = MovingOperand()
      stationary[column] = StationaryOperand()
    }
  }
}

/// A result of an array that gives its sums at once: where it was computed, outside the drain.
struct Deposit {
  var fold: Int
  var row: Int
  var column: Int
  var value: Int
}

/// The R x C elements with the skew registers at their edges.
struct ProcessingGrid {
  let array: SystolicArray
  let folds: [Fold]
  private let multiplication: Multiplication
  /// What leaves at the bottom in this step, one entry a column.
  private(set) var emerged: [MovingSum]
  /// What is finished in this step if the drain is immediate.
  private(set) var deposits: [Deposit] = []
  private(set) var slots = ComputeSlots()
  /// Times that an element of the stationary operand came into a register of it, on its way or there.
  private(set) var stationaryWrites = 0

  private var elements: [ProcessingElement]
  private var leftSkew: [DelayLine<MovingOperand>]
  private var topSkew: [DelayLine<MovingOperand>]
  private var stationarySkew: [DelayLine<StationaryOperand>]
  private var bottomSkew: [DelayLine<MovingSum>]
  /// By column: the registers that a sum passes when it leaves the column above its last row.
  private var bypass: [[MovingSum]]
  private let rows: Int
  private let columns: Int

  init(array: SystolicArray, folds: [Fold], multiplication: Multiplication) {
    self.multiplication = multiplication
    self.array = array
    self.folds = folds
    (rows, columns) = (array.rows, array.columns)
    elements = Array(repeating: ProcessingElement(), count: rows * columns)
    leftSkew = (0..<rows).map { DelayLine(length: $0, empty: MovingOperand()) }
    topSkew = (0..<columns).map { DelayLine(length: $0, empty: MovingOperand()) }
    stationarySkew = (0..<columns).map { DelayLine(length: $0, empty: StationaryOperand()) }
    bottomSkew = (0..<columns).map { [columns] in DelayLine(length: columns - 1 - $0, empty: MovingSum()) }
    emerged = Array(repeating: MovingSum(), count: columns)
    bypass = Array(repeating: Array(repeating: MovingSum(), count: rows), count: columns)
  }

  /// Moves everything by one element. Neighbours are visited after those that read them, so each element
  /// reads what its neighbours held in the step before.
  mutating func step(_ edges: EdgeOperands) throws {
    deposits.removeAll(keepingCapacity: true)
    for row in 0..<rows {
      elements[row * columns + columns - 1].left =
        moveRight(row: row, entering: leftSkew[row].shift(edges.left[row]))
    }
    for column in (0..<columns).reversed() {
      if array.dataflow == .outputStationary {
        try stepOutputStationary(column, entering: topSkew[column].shift(edges.top[column]))
      } else {
        try stepPreloaded(column, entering: stationarySkew[column].shift(edges.stationary[column]))
      }
    }
  }

  /// Shifts a row's operands; returns what arrives in its last element.
  private mutating func moveRight(row: Int, entering: MovingOperand) -> MovingOperand {
    let first = row * columns
    guard columns > 1 else { return entering }
    let arriving = elements[first + columns - 2].left
    for column in stride(from: columns - 2, to: 0, by: -1) {
      elements[first + column].left = elements[first + column - 1].left
    }
    elements[first].left = entering
    return arriving
  }

  /// Counts an element's slots by what it works on in this step; returns what it adds, nil if it is not in use.
  ///
  /// - Parameters:
  ///   - left: The factor that moves right.
  ///   - other: The one that rests, or moves down.
  private mutating func multiply(
    row: Int, column: Int, wave: MovingOperand, left: Int, other: Int, others: [Int]
  ) throws -> Int? {
    if !folds[wave.fold].uses(row: row, column: column) {
      slots.unmapped += multiplication.products
      return nil
    }
    try require(wave.others.count == others.count, "the operands of element (\(row), \(column)) do not pair")
    var sum = add(left, other, wave.turn)
    for (left, other) in zip(wave.others, others) { sum += add(left, other, wave.turn) }
    slots.unmapped += multiplication.products - 1 - others.count
    return sum
  }

  /// Counts a position of an element.
  private mutating func add(_ left: Int, _ other: Int, _ turn: Int) -> Int {
    let isWeight = array.dataflow == .inputStationary
    let (input, weight) = isWeight ? (other, left) : (left, other)
    slots.count(
      input: input, weight: weight, array.sparsity, endsProduct: turn == multiplication.steps - 1)
    return multiplication.added(input, weight, in: turn)
  }

  // MARK: Weight- and input-stationary

  private mutating func stepPreloaded(_ column: Int, entering: StationaryOperand) throws {
    let isSerial = array.preload == .serial
    for row in (0..<rows).reversed() {
      let at = row * columns + column
      var element = elements[at]
      let above = row > 0 ? elements[at - columns] : nil
      let wave = element.left
      let isUsed = wave.fold >= 0 && folds[wave.fold].uses(row: row, column: column)
      // The wave's first vector takes the operand that waits in the second register.
      if isUsed, wave.vector == 0, wave.turn == 0, !isSerial { element.stationary = element.shadow }
      // The preload moves down until it is in its row.
      var arriving = entering
      if let above { arriving = isSerial ? above.stationary : above.shadow }
      if arriving.isMoving {
        try require(
          !isSerial || wave.fold < 0, "a stationary operand enters element (\(row), \(column)) in use")
        arriving.isMoving = arriving.destination > row
        stationaryWrites += 1 + arriving.others.count
        if isSerial { element.stationary = arriving } else { element.shadow = arriving }
      } else if isSerial {
        element.stationary.isMoving = false
      } else {
        element.shadow.isMoving = false
      }
      if wave.fold >= 0 {
        var sum = MovingSum(fold: wave.fold, vector: wave.vector, turn: wave.turn)
        if let above {
          sum = above.sum
          try require(
            sum.fold == wave.fold && sum.vector == wave.vector && sum.turn == wave.turn,
            "element (\(row), \(column)) gets a sum of another vector")
        }
        let operand = element.stationary
        let added = try multiply(
          row: row, column: column, wave: wave, left: wave.factor(operand.choice), other: operand.value,
          others: isUsed ? operand.others : [])
        if let added {
          try require(
            operand.fold == wave.fold && !operand.isMoving && operand.destination == row,
            "element (\(row), \(column)) does not hold the stationary operand of fold \(wave.fold)")
          sum.value += added
        }
        element.sum = sum
      } else {
        slots.fillDrain += multiplication.products
        element.sum = MovingSum()
      }
      elements[at] = element
    }
    emerged[column] = bottomSkew[column].shift(elements[(rows - 1) * columns + column].sum)
  }

  // MARK: Output-stationary

  private mutating func stepOutputStationary(_ column: Int, entering: MovingOperand) throws {
    var bottom = moveDownBypass(column)
    var foldToShift = -1
    for row in (0..<rows).reversed() {
      let at = row * columns + column
      var element = elements[at]
      // Sums shift down, out of the last row that drains.
      let isShifting = element.draining.isShifting
      if isShifting {
        let fold = folds[element.draining.fold]
        if row == fold.drainSteps - 1 {
          let sum = MovingSum(
            fold: element.draining.fold, vector: element.draining.row, value: element.draining.value)
          try leave(column, sum, row: row, &bottom)
        }
        element.draining = DrainingSum()
      }
      if row > 0, elements[at - columns].draining.isShifting {
        let arriving = elements[at - columns].draining
        if row <= folds[arriving.fold].drainSteps - 1 {
          try require(element.draining.fold < 0, "two sums meet in element (\(row), \(column))")
          element.draining = arriving
        }
      }
      element.top = row > 0 ? elements[at - columns].top : entering
      let wave = element.left
      if wave.fold >= 0 {
        try require(
          element.top.fold == wave.fold && element.top.vector == wave.vector && element.top.turn == wave.turn,
          "operands of two vectors meet in element (\(row), \(column))")
        let added = try multiply(
          row: row, column: column, wave: wave, left: wave.factor(element.top.choice),
          other: element.top.value, others: element.top.others)
        if wave.vector == 0, wave.turn == 0 {
          try require(
            element.accumulatorFold < 0
              && (array.drain != .serial || (!isShifting && element.draining.fold < 0)),
            "the accumulator of element (\(row), \(column)) is not free")
          element.accumulator = 0
          element.accumulatorFold = wave.fold
        }
        try require(element.accumulatorFold == wave.fold, "element (\(row), \(column)) mixes two folds")
        if let added { element.accumulator += added }
        if wave.vector == folds[wave.fold].vectors - 1, wave.turn == multiplication.steps - 1 {
          if try finish(&element, row: row, column: column, computes: added != nil) {
            foldToShift = wave.fold
          }
        }
      } else {
        slots.fillDrain += multiplication.products
        try require(element.top.fold < 0, "an operand enters element (\(row), \(column)) alone")
      }
      elements[at] = element
    }
    // The last row that drains is done: from the next step on the column shifts.
    if foldToShift >= 0 {
      for row in 0..<folds[foldToShift].drainSteps {
        let at = row * columns + column
        try require(
          elements[at].draining.fold == foldToShift, "element (\(row), \(column)) has nothing to drain")
        elements[at].draining.isShifting = true
      }
    }
    emerged[column] = bottomSkew[column].shift(bottom)
  }

  /// An element has its sum; returns whether that is the last one of its column.
  private mutating func finish(
    _ element: inout ProcessingElement, row: Int, column: Int, computes: Bool
  ) throws -> Bool {
    let fold = element.accumulatorFold
    element.accumulatorFold = -1
    guard array.drain != .immediate else {
      if computes {
        deposits.append(Deposit(fold: fold, row: row, column: column, value: element.accumulator))
      }
      return false
    }
    guard row < folds[fold].drainSteps else { return false }
    try require(element.draining.fold < 0, "the drain register of element (\(row), \(column)) is not free")
    element.draining = DrainingSum(fold: fold, row: row, value: element.accumulator)
    return row == folds[fold].drainSteps - 1
  }

  /// Shifts the registers below a column's elements; returns what reaches the bottom.
  private mutating func moveDownBypass(_ column: Int) -> MovingSum {
    let bottom = bypass[column][0]
    for register in 0..<rows - 1 { bypass[column][register] = bypass[column][register + 1] }
    bypass[column][rows - 1] = MovingSum()
    return bottom
  }

  /// A sum that leaves above the last row passes a register for each row that it leaves out.
  private mutating func leave(_ column: Int, _ sum: MovingSum, row: Int, _ bottom: inout MovingSum) throws {
    let rowsLeftOut = rows - 1 - row
    if rowsLeftOut == 0 {
      try require(bottom.fold < 0, "two sums leave column \(column) at once")
      bottom = sum
    } else {
      try require(bypass[column][rowsLeftOut - 1].fold < 0, "two sums meet below column \(column)")
      bypass[column][rowsLeftOut - 1] = sum
    }
  }
}
