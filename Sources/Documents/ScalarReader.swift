import Quantities

/// Reads one scalar as what it should be; whatever is wrong becomes a finding and nil.
///
///     let rows = ScalarReader(node, named: "rows", findings: findings).integer(in: 1...4_096)
public struct ScalarReader {
  public let node: Node

  /// What the value is called in findings: a key, or "item 3 of shape".
  public let name: String

  public let findings: Findings

  public init(_ node: Node, named name: String, findings: Findings) {
    self.node = node
    self.name = name
    self.findings = findings
  }

  /// An integer in plain decimal digits.
  public func integer(in range: ClosedRange<Int>) -> Int? {
    let expected = Expectation.integer(range)
    guard case .scalar(let text, let isPlain) = node.content else { return wrongType(expected) }
    guard isPlain, PlainMeaning(text) == .integer else {
      // "64" in quotes, 1_000 and +5 are clear enough to say what would be right.
      let digits = text.filter { $0 != "_" && $0 != "+" }
      return wrongType(expected, instead: Int(digits).map { "\($0)" })
    }
    guard let value = Int(text) else { return report(.outOfRange(name, text, expected)) }
    // "007" is 7 here, and octal to older readers.
    guard "\(value)" == text else { return wrongType(expected, instead: "\(value)") }
    guard range.contains(value) else { return report(.outOfRange(name, text, expected)) }
    return value
  }

  /// `true` or `false`, and no other word.
  public func boolean() -> Bool? {
    guard case .scalar(let text, let isPlain) = node.content else { return wrongType(.boolean) }
    switch (text, PlainMeaning(text)) {
    case ("true", _) where isPlain: return true
    case ("false", _) where isPlain: return false
    case (_, .boolean(let value)), (_, .oldBoolean(let value)):
      return wrongType(.boolean, instead: "\(value)")
    default: return wrongType(.boolean)
    }
  }

  /// A text that is not empty; one that looks like something else must be in quotes.
  public func text() -> String? {
    guard case .scalar(let text, let isPlain) = node.content else { return wrongType(.text) }
    if text.allSatisfy(\.isWhitespace) { return wrongType(.filledText) }
    guard isPlain else { return text }
    switch PlainMeaning(text) {
    case .text, .oldBoolean: return text
    case .null: return wrongType(.text)
    case .boolean, .integer, .number: return wrongType(.text, instead: "\"\(text)\"")
    }
  }

  /// A name: letters, digits, `_`, `-` and `.`, beginning with a letter or `_`.
  public func identifier() -> String? {
    guard let text = word(.identifier) else { return nil }
    let isWell = text.utf8.enumerated().allSatisfy { place, byte in
      let isLetter =
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
      return isLetter || (place > 0 && (isDecimalDigit(byte) || "-.".utf8.contains(byte)))
    }
    return isWell ? text : report(.notIdentifier(name, text))
  }

  /// A number with its unit, such as `256 KiB`.
  public func quantity<Q: Quantity>(as type: Q.Type, in range: ClosedRange<Q>? = nil) -> Q? {
    guard let text = word(.quantity(Q.kind, example: Q.example)) else { return nil }
    switch Q.parse(text) {
    case .failure(let error): return report(.quantity(error, name: name, kind: Q.kind, example: Q.example))
    case .success(let value):
      guard let range, !range.contains(value) else { return value }
      return report(.outOfRange(name, text, .range("\(range.lowerBound)", "\(range.upperBound)")))
    }
  }

  /// One of the names of an enumeration.
  public func enumeration<E: RawRepresentable<String> & CaseIterable>(as type: E.Type) -> E? {
    guard let text = word(.oneOf(E.names)) else { return nil }
    if let value = E(rawValue: text) { return value }
    return report(.unknownName(name, text, among: E.names))
  }

  /// A name that must be among those given; `kind` says what it names, such as "memory".
  public func name(among names: [String], kind: String) -> String? {
    name(in: NameList(names), kind: kind)
  }

  /// A name that must be in the list; for long lists that many values are looked up in.
  public func name(in names: NameList, kind: String) -> String? {
    guard let text = word(.nameOf(kind)) else { return nil }
    if names.contains(text) { return text }
    return report(.unresolvedReference(kind: kind, text, among: names.names))
  }

  /// An exact ratio: `3/4`, `0.25` or `2`.
  public func ratio(in range: ClosedRange<Ratio>? = nil) -> Ratio? {
    guard let text = word(.ratio(range)) else { return nil }
    switch Ratio.parse(text) {
    case .failure(.tooLarge): return report(.outOfRange(name, text, .digits))
    case .failure: return wrongType(.ratio(range))
    case .success(let value):
      guard let range, !range.contains(value) else { return value }
      return report(.outOfRange(name, text, .range("\(range.lowerBound)", "\(range.upperBound)")))
    }
  }

  /// The text of a scalar that is not empty, whatever it looks like.
  private func word(_ expected: @autoclosure () -> Expectation) -> String? {
    guard case .scalar(let text, _) = node.content, !text.isEmpty, !node.isNull else {
      return wrongType(expected())
    }
    return text
  }

  private func wrongType<Value>(_ expected: Expectation, instead: String? = nil) -> Value? {
    report(.wrongType(name, found: node.found, expected, instead: instead))
  }

  private func report<Value>(_ message: @autoclosure () -> Finding.Message) -> Value? {
    findings.add(message(), at: node.position)
    return nil
  }
}

extension RawRepresentable where Self: CaseIterable, RawValue == String {
  /// All that may be written.
  static var names: [String] { allCases.map(\.rawValue) }
}
