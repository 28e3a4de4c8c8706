import Quantities

// What can be wrong when a value is read as what it should be.
extension Finding.Message {
  static func wrongType(_ name: String, found: String, _ expected: Expectation, instead: String? = nil)
    -> Self
  {
    let hint = instead.map { "; write \($0)" } ?? ""
    return Self(.wrongType, "\(quoted(name)) is \(found); it must be \(expected.wording)\(hint)")
  }

  static func outOfRange(_ name: String, _ text: String, _ expected: Expectation) -> Self {
    Self(.outOfRange, "\(quoted(name)) is \(shown(text)); it must be \(expected.wording)")
  }

  static func notIdentifier(_ name: String, _ text: String) -> Self {
    Self(
      .invalidValue,
      "\(quoted(name)) is \(quoted(text)); "
        + "a name has letters, digits, '_', '-' and '.', and begins with a letter or '_'")
  }

  static func wrongCount(_ name: String, found: Int, expected: Int) -> Self {
    Self(.invalidValue, "\(quoted(name)) has \(found) items; it must have \(expected)")
  }

  static func unknownName(_ name: String, _ text: String, among names: [String]) -> Self {
    Self(
      .unknownName,
      "\(quoted(name)) cannot be \(quoted(text)); it must be one of \(listed(names))"
        + (NearestName.of(text, among: names.prefix(mostCompared)).map { "; did you mean \(quoted($0))?" }
          ?? ""))
  }

  static func unresolvedReference(kind: String, _ text: String, among names: [String]) -> Self {
    let known = names.isEmpty ? "there is none" : "there is \(listed(names))"
    let nearest = NearestName.of(text, among: names.prefix(mostCompared))
    return Self(
      .unresolvedReference, "no \(kind) is named \(quoted(text))\(suggestion(nearest, otherwise: known))")
  }

  static func missingKey(_ key: String, in context: String, _ expected: Expectation) -> Self {
    Self(.missingKey, "\(context) has no key \(quoted(key)); add it: \(expected.wording)")
  }

  static func unknownKey(_ key: String, in context: String, among keys: [String]) -> Self {
    let known = keys.isEmpty ? "there are no keys here" : "the keys here are \(listed(keys, most: 40))"
    let nearest = NearestName.of(key, among: keys.prefix(mostCompared))
    return Self(
      .unknownKey, "unknown key \(quoted(key)) in \(context)\(suggestion(nearest, otherwise: known))")
  }

  static func notMapping(_ context: String, found: String) -> Self {
    Self(.wrongType, "\(context) is \(found); it must be \(Expectation.mapping.wording)")
  }

  static func quantity(_ error: QuantityError, name: String, kind: String, example: String) -> Self {
    switch error {
    case .missingUnit(let found):
      Self(.missingUnit, "found \(quoted(found)), \(kind) needs a unit; write for example '\(example)'")
    case .unknownUnit(let found, let nearest):
      Self(
        .unknownUnit,
        "\(quoted(found)) is no unit of \(kind)"
          + suggestion(nearest, otherwise: "write for example '\(example)'"))
    case .notANumber(let found):
      Self(.wrongType, "\(quoted(name)) is \(quoted(found)); it must be \(kind), for example '\(example)'")
    case .signed(let found):
      Self(.outOfRange, "\(quoted(name)) is \(quoted(found)); \(kind) has no sign, for example '\(example)'")
    case .tooLarge(let found):
      Self(.outOfRange, "\(quoted(name)) is \(quoted(found)); \(kind) must fit in 64 bits")
    case .notWhole(let found, let baseUnit):
      Self(
        .notWhole,
        "\(quoted(found)) is not a whole number of \(baseUnit); write one that is, for example '\(example)'")
    }
  }
}
