import Quantities

/// What a value should have been, as a finding says it after "it must be".
struct Expectation {
  let text: String

  static func integer(_ range: ClosedRange<Int>) -> Expectation {
    switch (range.lowerBound, range.upperBound) {
    case (.min, .max): Expectation(text: "an integer")
    case (let lower, .max): Expectation(text: "an integer of at least \(lower)")
    case (.min, let upper): Expectation(text: "an integer of at most \(upper)")
    case (let lower, let upper): Expectation(text: "an integer from \(lower) to \(upper)")
    }
  }

  static func range(_ lower: String, _ upper: String) -> Expectation {
    Expectation(text: "from \(lower) to \(upper)")
  }

  static func quantity(_ kind: String, example: String) -> Expectation {
    Expectation(text: "\(kind), for example '\(example)'")
  }

  static func oneOf(_ names: [String]) -> Expectation { Expectation(text: "one of \(listed(names))") }
  /// With examples that are in the range.
  static func ratio(_ range: ClosedRange<Ratio>?) -> Expectation {
    let examples = [("'3/4'", Ratio(3, 4)), ("'0.25'", Ratio(1, 4)), ("'2'", Ratio(2))]
      .filter { range?.contains($0.1) ?? true }.map(\.0)
    guard let last = examples.last else { return Expectation(text: "a ratio") }
    let others = examples.dropLast().joined(separator: ", ")
    return Expectation(text: "a ratio, for example " + (others.isEmpty ? last : "\(others) or \(last)"))
  }

  static func nameOf(_ kind: String) -> Expectation { Expectation(text: "the name of a \(kind)") }
  static func integers(_ count: Int?) -> Expectation {
    Expectation(text: count.map { "a sequence of \($0) integers" } ?? "a sequence of integers")
  }

  static let boolean = Expectation(text: "true or false")
  static let text = Expectation(text: "a text")
  static let filledText = Expectation(text: "a text that is not empty")
  static let identifier = Expectation(text: "a name")
  static let digits = Expectation(text: "a ratio of two 64-bit integers")
  static let mapping = Expectation(text: "a mapping of keys to values")
  static let sequence = Expectation(text: "a sequence")
  static let anything = Expectation(text: "a value")
}
