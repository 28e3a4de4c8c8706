import Quantities

extension Expression {
  /// How deep brackets and calls may lie in each other, and how many names, values and operators there may be.
  static let depthLimit = 64
  static let sizeLimit = 10_000

  /// Reads an expression.
  public init(parsing text: String) throws(ExpressionError) {
    var parser = try ExpressionParser(text)
    let root = try parser.expression()
    guard parser.isAtEnd else { throw parser.unexpected("an operator or the end") }
    self.init(text: text, names: parser.names, root: root)
  }
}

/// Reads tokens by rising precedence: `or`, `and`, `not`, comparisons, sums, products, signs, powers.
private struct ExpressionParser {
  private var tokens: [Token]
  private var place = 0
  private var depth = 0
  private(set) var names: [Expression.Name] = []
  private var places: [String: Int] = [:]

  init(_ text: String) throws(ExpressionError) {
    tokens = try Lexer.tokens(text)
    guard tokens.count <= Expression.sizeLimit else {
      throw ExpressionError(message: "the expression is too long; write several values", offset: 0)
    }
  }

  private var token: Token { tokens[place] }
  var isAtEnd: Bool { token.kind == .end }

  func unexpected(_ wanted: String) -> ExpressionError {
    let found =
      switch token.kind {
      case .value(let value): "the value '\(value)'"
      case .name(let name): "the name '\(name)'"
      case .symbol(let symbol): "'\(symbol)'"
      case .end: "the end"
      }
    return ExpressionError(message: "\(found) stands where \(wanted) should", offset: token.offset)
  }

  private mutating func takes(_ text: String) -> Bool {
    guard token.kind == .symbol(text) || token.kind == .name(text) else { return false }
    place += 1
    return true
  }

  mutating func expression() throws(ExpressionError) -> Expression.Term {
    depth += 1
    defer { depth -= 1 }
    guard depth < Expression.depthLimit else {
      throw ExpressionError(
        message: "too many brackets lie in each other; there may be \(Expression.depthLimit)",
        offset: token.offset)
    }
    var left = try conjunction()
    while true {
      let offset = token.offset
      guard takes("or") else { return left }
      left = .binary(.or, left, try conjunction(), offset: offset)
    }
  }

  private mutating func conjunction() throws(ExpressionError) -> Expression.Term {
    var left = try negation()
    while true {
      let offset = token.offset
      guard takes("and") else { return left }
      left = .binary(.and, left, try negation(), offset: offset)
    }
  }

  private mutating func negation() throws(ExpressionError) -> Expression.Term {
    let offset = token.offset
    var count = 0
    while takes("not") { count += 1 }
    var term = try comparison()
    for _ in 0..<count { term = .not(term, offset: offset) }
    return term
  }

  private mutating func comparison() throws(ExpressionError) -> Expression.Term {
    let left = try sum()
    let offset = token.offset
    for operation in [Expression.Operation.equal, .unequal, .atMost, .atLeast, .less, .greater]
    where takes(operation.rawValue) {
      let right = try sum()
      if case .symbol(let next) = token.kind, ["==", "!=", "<", "<=", ">", ">="].contains(next) {
        throw ExpressionError(
          message: "a comparison is no value to compare; join two of them by 'and'", offset: token.offset)
      }
      return .binary(operation, left, right, offset: offset)
    }
    return left
  }

  private mutating func sum() throws(ExpressionError) -> Expression.Term {
    try chain([.add, .subtract]) { (parser) throws(ExpressionError) in try parser.product() }
  }

  private mutating func product() throws(ExpressionError) -> Expression.Term {
    try chain([.multiply, .divide, .remainder]) { (parser) throws(ExpressionError) in try parser.signed() }
  }

  private mutating func chain(
    _ operations: [Expression.Operation],
    _ operand: (inout ExpressionParser) throws(ExpressionError) -> Expression.Term
  ) throws(ExpressionError) -> Expression.Term {
    var left = try operand(&self)
    while true {
      let offset = token.offset
      guard case .symbol(let symbol) = token.kind,
        let operation = operations.first(where: { $0.rawValue == symbol })
      else { return left }
      place += 1
      left = .binary(operation, left, try operand(&self), offset: offset)
    }
  }

  private mutating func signed() throws(ExpressionError) -> Expression.Term {
    let offset = token.offset
    var isNegative = false
    while takes("-") { isNegative.toggle() }
    let term = try power()
    return isNegative ? .negation(term, offset: offset) : term
  }

  private mutating func power() throws(ExpressionError) -> Expression.Term {
    let base = try primary()
    let offset = token.offset
    guard takes("^") else { return base }
    depth += 1
    defer { depth -= 1 }
    guard depth < Expression.depthLimit else { throw unexpected("a smaller power") }
    return .binary(.power, base, try signed(), offset: offset)
  }

  private mutating func primary() throws(ExpressionError) -> Expression.Term {
    let token = token
    switch token.kind {
    case .value(let value):
      place += 1
      return .literal(value)
    case .symbol("("):
      place += 1
      let inside = try expression()
      guard takes(")") else { throw unexpected("')'") }
      return inside
    case .name("true"), .name("false"):
      place += 1
      return .literal(.truth(token.kind == .name("true")))
    case .name("and"), .name("or"), .name("not"): throw unexpected("a value")
    case .name(let name):
      place += 1
      if takes("(") { return try call(name, at: token.offset) }
      return .name(remember(name, at: token.offset))
    default: throw unexpected("a value")
    }
  }

  private mutating func remember(_ name: String, at offset: Int) -> Int {
    if let known = places[name] { return known }
    places[name] = names.count
    names.append(Expression.Name(path: name, offset: offset))
    return names.count - 1
  }

  private mutating func call(_ name: String, at offset: Int) throws(ExpressionError) -> Expression.Term {
    guard let function = Expression.Function(rawValue: name) else {
      let known = Expression.Function.allCases.map(\.rawValue)
      let hint =
        NearestName.of(name, among: known).map { "did you mean '\($0)'?" }
        ?? "there is \(known.joined(separator: ", "))"
      throw ExpressionError(message: "there is no function '\(name)'; \(hint)", offset: offset)
    }
    var values: [Expression.Term] = []
    repeat { values.append(try expression()) } while takes(",")
    guard takes(")") else { throw unexpected("',' or ')'") }
    if let count = function.count, values.count != count {
      throw ExpressionError(
        message:
          "'\(name)' takes \(count == 1 ? "one value" : "\(count) values"), and here are \(values.count)",
        offset: offset)
    }
    return .call(function, values, offset: offset)
  }
}
