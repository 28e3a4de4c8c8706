/// What a value should have been, as a finding says it after "it must be"; worded only where it is said.
enum Expectation {
  case integer(ClosedRange<Int>)
  case range(String, String)
  case quantity(String, example: String)
  case oneOf([String])
  case nameOf(String)
  case integers(Int?)
  case boolean, text, identifier, ratio, digits, mapping, sequence, anything

  var wording: String {
    switch self {
    case .integer(let range): Self.wording(range)
    case .range(let lower, let upper): "from \(lower) to \(upper)"
    case .quantity(let kind, let example): "\(kind), for example '\(example)'"
    case .oneOf(let names): "one of \(listed(names))"
    case .nameOf(let kind): "the name of a \(kind)"
    case .integers(let count): count.map { "a sequence of \($0) integers" } ?? "a sequence of integers"
    case .boolean: "true or false"
    case .text: "a text"
    case .identifier: "a name"
    case .ratio: "a ratio, for example '3/4', '0.25' or '2'"
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
}
