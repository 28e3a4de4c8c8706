import Quantities

/// A piece of an expression's text.
struct Token: Hashable {
  enum Kind: Hashable {
    case value(Value)
    case name(String)
    /// An operator, a bracket or a comma.
    case symbol(String)
    case end
  }

  var kind: Kind
  /// In characters, from 0.
  var offset: Int
}

/// Cuts an expression into tokens.
struct Lexer {
  private let scalars: [Unicode.Scalar]
  private var place = 0

  init(_ text: String) { scalars = Array(text.unicodeScalars) }

  static func tokens(_ text: String) throws(ExpressionError) -> [Token] {
    var lexer = Lexer(text)
    var tokens: [Token] = []
    repeat { tokens.append(try lexer.next()) } while tokens.last?.kind != .end
    return tokens
  }

  private mutating func next() throws(ExpressionError) -> Token {
    while let scalar = peek(), scalar.properties.isWhitespace { place += 1 }
    let start = place
    guard let scalar = peek() else { return Token(kind: .end, offset: start) }
    if isDigit(scalar) { return Token(kind: .value(try number()), offset: start) }
    if isLetter(scalar) || scalar == "`" { return Token(kind: .name(try name()), offset: start) }
    if scalar == "\"" || scalar == "'" { return Token(kind: .value(.text(try text(scalar))), offset: start) }
    for symbol in ["==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "^", "(", ")", ","]
    where matches(symbol) {
      place += symbol.unicodeScalars.count
      return Token(kind: .symbol(symbol), offset: start)
    }
    let hint = scalar == "=" ? "write '==' for a comparison" : scalar == "&" ? "write 'and'" : "leave it out"
    throw ExpressionError(message: "'\(scalar)' has no meaning here; \(hint)", offset: start)
  }

  private func peek(_ ahead: Int = 0) -> Unicode.Scalar? {
    place + ahead < scalars.count ? scalars[place + ahead] : nil
  }

  private func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

  private func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
  }

  private func matches(_ text: String, at start: Int? = nil) -> Bool {
    let (wanted, start) = (Array(text.unicodeScalars), start ?? place)
    return start + wanted.count <= scalars.count
      && Array(scalars[start..<start + wanted.count]) == wanted
  }

  private func text(from start: Int, to end: Int) -> String {
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars[start..<end])
    return text
  }

  /// Digits, perhaps with decimals or an exponent, and perhaps a unit.
  private mutating func number() throws(ExpressionError) -> Value {
    let start = place
    while let scalar = peek(), isDigit(scalar) || scalar == "." { place += 1 }
    if let scalar = peek(), scalar == "e" || scalar == "E" {
      let sign = peek(1).map { $0 == "-" || $0 == "+" } ?? false
      if let digit = peek(sign ? 2 : 1), isDigit(digit) {
        place += sign ? 3 : 2
        while let scalar = peek(), isDigit(scalar) { place += 1 }
      }
    }
    var end = place
    // The longest unit that stands here.
    var unit = place
    while unit < scalars.count, scalars[unit] == " " { unit += 1 }
    for symbol in Self.units where matches(symbol, at: unit) {
      let after = unit + symbol.unicodeScalars.count
      if after < scalars.count, isLetter(scalars[after]) || isDigit(scalars[after]) { continue }
      (place, end) = (after, after)
      break
    }
    guard let value = Value.quantity(text(from: start, to: end)) else {
      throw ExpressionError(
        message: "'\(text(from: start, to: end))' is no number; write for example 64, 0.5 or 256 KiB",
        offset: start)
    }
    return value
  }

  /// The longest first.
  private static let units: [String] = {
    let all =
      Bytes.units.map(\.symbol) + Bandwidth.units.map(\.symbol) + Frequency.units.map(\.symbol)
      + TimeSpan.units.map(\.symbol)
    return all.sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }
  }()

  /// Keys with dots between; what is between backticks may be anything, and `*` stands for all keys.
  private mutating func name() throws(ExpressionError) -> String {
    var parts: [String] = []
    while true {
      let start = place
      if peek() == "`" {
        place += 1
        while let scalar = peek(), scalar != "`" { place += 1 }
        guard peek() == "`" else {
          throw ExpressionError(message: "this name has no end; close it with '`'", offset: start)
        }
        parts.append(text(from: start + 1, to: place))
        place += 1
      } else if peek() == "*", !parts.isEmpty {
        parts.append("*")
        place += 1
      } else {
        while let scalar = peek(), isLetter(scalar) || isDigit(scalar) { place += 1 }
        parts.append(text(from: start, to: place))
      }
      guard peek() == ".", let after = peek(1),
        isLetter(after) || isDigit(after) || after == "`" || after == "*"
      else { return parts.joined(separator: ".") }
      place += 1
    }
  }

  private mutating func text(_ quote: Unicode.Scalar) throws(ExpressionError) -> String {
    let start = place
    place += 1
    while let scalar = peek(), scalar != quote { place += 1 }
    guard peek() == quote else {
      throw ExpressionError(message: "this text has no end; close the quotes", offset: start)
    }
    place += 1
    return text(from: start + 1, to: place - 1)
  }
}
