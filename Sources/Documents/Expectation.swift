import Quantities

/// What a value should have been, as a finding says it after "it must be"; worded only where it is said.
enum Expectation {
  case integer(ClosedRange<Int>)
  case range(String, String)
  case quantity(String, example: String)
  case oneOf([String])
  case ratio(ClosedRange<Ratio>?)
  case nameOf(String)
  case integers(Int?)
  /// A text that has to be like those that are named.
  case like(String)
  case boolean, text, filledText, identifier, digits, mapping, sequence, anything

  var wording: String {
    switch self {
    case .integer(let range): Self.wording(range)
    case .range(let lower, let upper): "from \(lower) to \(upper)"
    case .quantity(let kind, let example): "\(kind), for example '\(example)'"
    case .oneOf(let names): "one of \(listed(names))"
    case .ratio(let range): Self.wording(range)
    case .nameOf(let kind): "the name of a \(kind)"
    case .integers(let count): count.map { "a sequence of \($0) integers" } ?? "a sequence of integers"
    case .like(let texts): texts
    case .boolean: "true or false"
    case .text: "a text"
    case .filledText: "a text that is not empty"
    case .identifier: "a name"
    case .digits: "a ratio of two 64-bit integers"
    case .mapping: "a mapping of keys to values"
    case .sequence: "a sequence"
    case .anything: "a value"
    }
  }

  private static func wording(_ range: ClosedRange<Int>) -> String {
    switch (range.lowerBound, range.upperBound) {
    case (.min, .max): "an integer"
    case (let lower, .max): "an integer of at least \(lower)"
    case (.min, let upper): "an integer of at most \(upper)"
    case (let lower, let upper): "an integer from \(lower) to \(upper)"
    }
  }

  /// With examples that are in the range.
  private static func wording(_ range: ClosedRange<Ratio>?) -> String {
    let examples = [("'3/4'", Ratio(3, 4)), ("'0.25'", Ratio(1, 4)), ("'2'", Ratio(2))]
      .filter { range?.contains($0.1) ?? true }.map(\.0)
    // A range without examples has none that would be right.
    let bounds = range.map { " from \($0.lowerBound) to \($0.upperBound)" } ?? ""
    guard let last = examples.last else { return "a ratio" + bounds }
    let others = examples.dropLast().joined(separator: ", ")
    return "a ratio\(bounds), for example " + (others.isEmpty ? last : "\(others) or \(last)")
  }
}
