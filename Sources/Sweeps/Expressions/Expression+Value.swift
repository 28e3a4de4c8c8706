extension Expression {
  /// The value, with the values of the names in their order.
  ///
  /// What is undefined makes undefined whatever it is part of, but for `defined`; a number beyond the greatest real one is
  /// undefined. Throws where values do not go together.
  public func value(_ values: (Int) throws(ExpressionError) -> Value) throws(ExpressionError) -> Value {
    try Self.value(root, values)
  }

  private static func value(
    _ term: Term, _ values: (Int) throws(ExpressionError) -> Value
  ) throws(ExpressionError) -> Value {
    switch term {
    case .literal(let value): return value
    case .name(let place): return try values(place)
    case .negation(let term, let offset):
      let value = try value(term, values)
      if value == .undefined { return .undefined }
      guard case .number(let number, let dimension) = value else {
        throw ExpressionError(message: "\(value.kind) has no sign", offset: offset)
      }
      return .number(-number, dimension)
    case .not(let term, let offset):
      let value = try value(term, values)
      if value == .undefined { return .undefined }
      return .truth(try !truth(value, "not", offset))
    case .binary(let operation, let left, let right, let offset):
      if operation == .and || operation == .or {
        let first = try value(left, values)
        // The second is not looked at where the first decides.
        if case .truth(let decided) = first, decided == (operation == .or) { return first }
        let second = try value(right, values)
        if case .truth(let decided) = second, decided == (operation == .or) { return second }
        if first == .undefined || second == .undefined { return .undefined }
        let (a, b) = (
          try truth(first, operation.rawValue, offset), try truth(second, operation.rawValue, offset)
        )
        return .truth(operation == .and ? a && b : a || b)
      }
      return finite(try combine(operation, try value(left, values), try value(right, values), offset))
    case .call(.choice, let terms, let offset):
      let condition = try value(terms[0], values)
      if condition == .undefined { return .undefined }
      return try value(terms[try truth(condition, "if", offset) ? 1 : 2], values)
    case .call(.defined, let terms, _): return .truth(try value(terms[0], values) != .undefined)
    case .call(let function, let terms, let offset):
      var found: [Value] = []
      for term in terms { found.append(try value(term, values)) }
      return finite(try call(function, found, offset))
    }
  }

  /// A table, a database and JSON have no number that is not finite in common.
  private static func finite(_ value: Value) -> Value {
    if case .number(let number, _) = value, !number.value.isFinite { return .undefined }
    return value
  }

  private static func truth(_ value: Value, _ name: String, _ offset: Int) throws(ExpressionError) -> Bool {
    if case .truth(let truth) = value { return truth }
    throw ExpressionError(message: "'\(name)' needs a truth value, and this is \(value.kind)", offset: offset)
  }

  private static func combine(
    _ operation: Operation, _ left: Value, _ right: Value, _ offset: Int
  ) throws(ExpressionError) -> Value {
    if left == .undefined || right == .undefined { return .undefined }
    guard case .number(let a, let first) = left, case .number(let b, let second) = right else {
      switch (operation, left, right) {
      case (.equal, .text, .text), (.equal, .truth, .truth): return .truth(left == right)
      case (.unequal, .text, .text), (.unequal, .truth, .truth): return .truth(left != right)
      default:
        throw ExpressionError(
          message: "\(left.kind) and \(right.kind) do not go together with '\(operation.rawValue)'",
          offset: offset)
      }
    }
    switch operation {
    case .multiply: return .number(a * b, first + second)
    case .divide:
      // A ratio of nothing is no figure.
      return (a / b).map { .number($0, first - second) } ?? .undefined
    case .power:
      guard second == .none, let exponent = b.integer, abs(exponent) <= 1 << 20 else {
        throw ExpressionError(message: "the power must be a whole number", offset: offset)
      }
      if exponent < 0, a.value == 0 { return .undefined }
      guard first == .none || abs(exponent) <= 16 else {
        throw ExpressionError(message: "the power of a unit must be small", offset: offset)
      }
      return a.power(exponent).map { .number($0, first * exponent) } ?? .undefined
    default: break
    }
    // Figures of results are plain numbers in base units, so they go with any unit.
    guard first == second || first == .none || second == .none else {
      throw ExpressionError(
        message: "\(left.kind) and \(right.kind) do not go together with '\(operation.rawValue)'",
        offset: offset)
    }
    let dimension = first == .none ? second : first
    switch operation {
    case .add: return .number(a + b, dimension)
    case .subtract: return .number(a - b, dimension)
    case .remainder:
      guard let quotient = a / b else { return .undefined }
      return .number(a - b * quotient.floor, dimension)
    default:
      guard let order = a.compare(b) else { return .undefined }
      switch operation {
      case .equal: return .truth(order == 0)
      case .unequal: return .truth(order != 0)
      case .less: return .truth(order < 0)
      case .atMost: return .truth(order <= 0)
      case .greater: return .truth(order > 0)
      default: return .truth(order >= 0)
      }
    }
  }

  private static func call(
    _ function: Function, _ values: [Value], _ offset: Int
  ) throws(ExpressionError) -> Value {
    if values.contains(.undefined) { return .undefined }
    var numbers: [(number: Number, dimension: Dimension)] = []
    for value in values {
      guard case .number(let number, let dimension) = value else {
        throw ExpressionError(
          message: "'\(function.rawValue)' takes numbers, and this is \(value.kind)", offset: offset)
      }
      numbers.append((number, dimension))
    }
    let (first, dimension) = numbers[0]
    for other in numbers.dropFirst() where other.dimension != dimension {
      throw ExpressionError(
        message: "'\(function.rawValue)' takes numbers of one unit, and here are \(dimension.text) and "
          + other.dimension.text, offset: offset)
    }
    switch function {
    case .minimum:
      return .number(
        numbers.dropFirst().reduce(first) { $1.number.compare($0) == -1 ? $1.number : $0 }, dimension)
    case .maximum:
      return .number(
        numbers.dropFirst().reduce(first) { $1.number.compare($0) == 1 ? $1.number : $0 }, dimension)
    case .sum: return .number(numbers.dropFirst().reduce(first) { $0 + $1.number }, dimension)
    case .absolute: return .number(first.value < 0 ? -first : first, dimension)
    case .floor: return .number(first.floor, dimension)
    case .ceiling: return .number(-(-first).floor, dimension)
    case .binaryLogarithm: return first.binaryLogarithm.map { .number($0, .none) } ?? .undefined
    case .squareRoot:
      guard dimension.bytes % 2 == 0, dimension.seconds % 2 == 0 else {
        throw ExpressionError(message: "\(dimension.text) has no root", offset: offset)
      }
      let half = Dimension(bytes: dimension.bytes / 2, seconds: dimension.seconds / 2)
      return first.squareRoot.map { .number($0, half) } ?? .undefined
    case .choice, .defined: preconditionFailure("evaluated before")
    }
  }
}
