/// An operand on its way through the array, marked with the fold and the vector that it belongs to.
struct MovingOperand {
  /// -1 where nothing moves.
  var fold = -1
  var vector = 0
  /// Of the steps that a vector takes.
  var turn = 0
  var value = 0
  /// The values that come with it, where a multiplier takes several positions at once.
  var others: [Int] = []
  /// Of an array of N:M weights: the inputs that a weight's position is chosen from.
  var choices: [Int]?
  /// And the position of a weight that moves, -1 in an empty place.
  var choice = -1

  /// The factor for a weight of that position.
  func factor(_ choice: Int) -> Int {
    guard let choices else { return value }
    return choice < 0 ? 0 : choices[choice]
  }
}

/// An element of the stationary operand, on its way to its row or there.
struct StationaryOperand {
  var fold = -1
  var value = 0
  /// The values that come with it, as above.
  var others: [Int] = []
  /// Of an array of N:M weights: the position of the weight in its group, -1 in an empty place.
  var choice = -1
  /// Of inputs that rest there: those of the positions that a passing weight chooses from.
  var choices: [Int]?
  var destination = 0
  var isMoving = false

  /// The factor for a passing weight of that position.
  func factor(_ choice: Int) -> Int {
    guard let choices else { return value }
    return choice < 0 ? 0 : choices[choice]
  }
}

/// A sum on its way down: of a vector (weight- and input-stationary) or of a row (output-stationary).
struct MovingSum {
  var fold = -1
  var vector = 0
  /// Of the steps of a vector; or which of an element's sums it is.
  var turn = 0
  var value = 0
}

/// A finished sum that waits for its column to shift, or shifts.
struct DrainingSum {
  var fold = -1
  var row = 0
  var value = 0
  var isShifting = false
}

/// The registers of one element of the array.
struct ProcessingElement {
  /// Moves right.
  var left = MovingOperand()
  /// Moves down, in an output-stationary array.
  var top = MovingOperand()
  /// What the element multiplies with; the only stationary register if the preload is serial.
  var stationary = StationaryOperand()
  /// The second register of a shadowed preload.
  var shadow = StationaryOperand()
  /// Moves down, in a weight- or input-stationary array.
  var sum = MovingSum()
  /// Whose sums stay, in an output-stationary array.
  var accumulatorFold = -1
}

/// The sums of one element of an output-stationary array, of which it has one or several.
struct RestingSum {
  /// Stays, and shifts down itself if the drain is serial.
  var accumulator = 0
  /// The finished sum: the accumulator itself (serial) or a second register (shadowed).
  var draining = DrainingSum()
}

/// Registers in a row: what goes in comes out as many steps later.
struct DelayLine<Value> {
  private var cells: [Value]
  private var next = 0

  init(length: Int, empty: Value) {
    cells = Array(repeating: empty, count: length)
  }

  mutating func shift(_ value: Value) -> Value {
    guard !cells.isEmpty else { return value }
    let out = cells[next]
    cells[next] = value
    next = next + 1 == cells.count ? 0 : next + 1
    return out
  }
}
