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
  /// Which of the element's sums.
  var turn: Int
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
  /// By element and turn.
  private var sums: [RestingSum]
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
    sums = Array(repeating: RestingSum(), count: rows * columns * array.interleavedSums)
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
    let isUsed =
      array.takesTurns
      ? row < folds[wave.fold].rows(in: wave.turn).count && column < folds[wave.fold].usedColumns
      : folds[wave.fold].uses(row: row, column: column)
    guard isUsed else {
      slots.unmapped += multiplication.products
      return nil
    }
    try require(wave.others.count == others.count, "the operands of element (\(row), \(column)) do not pair")
    // Each turn has another product, which takes one step.
    let step = array.takesTurns ? 0 : wave.turn
    var sum = add(left, other, step)
    for (left, other) in zip(wave.others, others) { sum += add(left, other, step) }
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
        stationaryWrites += arriving.choices?.count ?? 1 + arriving.others.count
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
          row: row, column: column, wave: wave, left: wave.factor(operand.choice),
          other: isUsed ? operand.factor(wave.choice) : 0, others: isUsed ? operand.others : [])
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
    var next: (fold: Int, turn: Int)?
    for row in (0..<rows).reversed() {
      let at = row * columns + column
      var element = elements[at]
      let isShifting = try shiftSums(row, column, &bottom, &next)
      element.top = row > 0 ? elements[at - columns].top : entering
      let wave = element.left
      if wave.fold >= 0 {
        try require(
          element.top.fold == wave.fold && element.top.vector == wave.vector && element.top.turn == wave.turn,
          "operands of two vectors meet in element (\(row), \(column))")
        if wave.vector == 0, wave.turn == 0 {
          try require(
            element.accumulatorFold < 0 && (array.drain != .serial || !isShifting && holdsNoSum(at)),
            "the accumulators of element (\(row), \(column)) are not free")
          for sum in sums(of: at) { sums[sum].accumulator = 0 }
          element.accumulatorFold = wave.fold
        }
        try require(element.accumulatorFold == wave.fold, "element (\(row), \(column)) mixes two folds")
        if array.takesTurns, wave.turn >= folds[wave.fold].turns {
          // The adder has not yet done with the sum whose turn it would be.
          slots.fillDrain += multiplication.products
        } else if let added = try multiply(
          row: row, column: column, wave: wave, left: wave.factor(element.top.choice),
          other: element.top.value, others: element.top.others)
        {
          sums[sums(of: at).lowerBound + (array.takesTurns ? wave.turn : 0)].accumulator += added
        }
        let fold = folds[wave.fold]
        if wave.vector == fold.vectors - 1, wave.turn == fold.stepsOfVector - 1 {
          element.accumulatorFold = -1
          if try finish(wave.fold, row, column) {
            try require(next == nil, "column \(column) shifts the sums of two folds")
            next = (wave.fold, 0)
          }
        }
      } else {
        slots.fillDrain += multiplication.products
        try require(element.top.fold < 0, "an operand enters element (\(row), \(column)) alone")
      }
      elements[at] = element
    }
    if let next { try beginShift(next.fold, next.turn, column) }
    emerged[column] = bottomSkew[column].shift(bottom)
  }

  /// Where an element's sums are.
  private func sums(of element: Int) -> Range<Int> {
    element * array.interleavedSums..<(element + 1) * array.interleavedSums
  }

  private func holdsNoSum(_ element: Int) -> Bool {
    sums(of: element).allSatisfy { sums[$0].draining.fold < 0 }
  }

  /// Moves an element's sums down, out of the last row that drains; returns whether one moved.
  ///
  /// - Parameter next: Is set to the turn whose sums follow, if the last one of a turn leaves.
  private mutating func shiftSums(
    _ row: Int, _ column: Int, _ bottom: inout MovingSum, _ next: inout (fold: Int, turn: Int)?
  ) throws -> Bool {
    let at = row * columns + column
    var hasShifted = false
    for (turn, own) in sums(of: at).enumerated() {
      let leaving = sums[own].draining
      if leaving.isShifting {
        hasShifted = true
        if row == folds[leaving.fold].drainSteps - 1 {
          let sum = MovingSum(fold: leaving.fold, vector: leaving.row, turn: turn, value: leaving.value)
          try leave(column, sum, row: row, &bottom)
          if leaving.row == 0, turn + 1 < folds[leaving.fold].turns { next = (leaving.fold, turn + 1) }
        }
        sums[own].draining = DrainingSum()
      }
      guard row > 0 else { continue }
      let arriving = sums[sums(of: at - columns).lowerBound + turn].draining
      if arriving.isShifting, row <= folds[arriving.fold].drainSteps - 1 {
        try require(sums[own].draining.fold < 0, "two sums meet in element (\(row), \(column))")
        sums[own].draining = arriving
      }
    }
    return hasShifted
  }

  /// From the next step on a column shifts the sums of a turn.
  private mutating func beginShift(_ fold: Int, _ turn: Int, _ column: Int) throws {
    for row in 0..<folds[fold].drainSteps {
      let sum = sums(of: row * columns + column).lowerBound + turn
      try require(
        sums[sum].draining.fold == fold && !sums[sum].draining.isShifting,
        "element (\(row), \(column)) has nothing to drain")
      sums[sum].draining.isShifting = true
    }
  }

  /// An element has its sums; returns whether these are the last ones of its column.
  private mutating func finish(_ number: Int, _ row: Int, _ column: Int) throws -> Bool {
    let fold = folds[number]
    for turn in 0..<fold.turns {
      let sum = sums(of: row * columns + column).lowerBound + turn
      if array.drain == .immediate {
        guard row < fold.rows(in: turn).count, column < fold.usedColumns else { continue }
        deposits.append(
          Deposit(fold: number, row: row, turn: turn, column: column, value: sums[sum].accumulator))
      } else if row < fold.drainSteps {
        try require(
          sums[sum].draining.fold < 0, "the drain register of element (\(row), \(column)) is not free")
        sums[sum].draining = DrainingSum(fold: number, row: row, value: sums[sum].accumulator)
      }
    }
    return array.drain != .immediate && row == fold.drainSteps - 1
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
