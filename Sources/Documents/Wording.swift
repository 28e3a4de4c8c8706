// How findings quote what they found, so that each stays on its line.

/// A text in quotes, with what is invisible escaped, and cut when it is long.
public func quoted(_ text: String) -> String { "'\(shown(text))'" }

/// A path in quotes: never cut, or nobody could find the file.
public func quotedPath(_ path: String) -> String { "'\(shown(path, longest: .max))'" }

/// A text without quotes, with what is invisible escaped, and cut when it is long.
func shown(_ text: String, longest: Int = 60) -> String {
  // Nearly every text, and looking a scalar's category up costs more than reading the document did.
  if text.utf8.count <= longest, text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text }
  var shown = ""
  var count = 0
  for scalar in text.unicodeScalars {
    guard count < longest else { return shown + "…" }
    count += 1
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse, .unassigned:
      shown += scalar == "\n" ? "\\n" : scalar == "\t" ? "\\t" : "\\u{\(String(scalar.value, radix: 16))}"
    default: shown.unicodeScalars.append(scalar)
    }
  }
  return shown
}

/// A count with its noun: "1 element", "5 elements".
public func counted(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
  count == 1 ? "1 \(noun)" : "\(count) \(plural ?? noun + "s")"
}

/// The end of a message: the nearest name, or else what would be right.
public func suggestion(_ nearest: String?, otherwise: String) -> String {
  nearest.map { "; did you mean \(quoted($0))?" } ?? "; \(otherwise)"
}

/// How many names are compared to find the nearest: a hostile document has millions.
let mostCompared = 10_000

/// Names as a list, the first dozen of them.
public func listed(_ names: [String], most: Int = 12) -> String {
  let shown = names.prefix(most).map(quoted).joined(separator: ", ")
  return names.count > most ? "\(shown) and \(names.count - most) more" : shown
}

extension Node {
  /// What this node is, as a finding says it: "the number '4.5'".
  public var found: String {
    switch content {
    case .mapping: return "a mapping"
    case .sequence: return "a sequence"
    case .scalar(let text, let isPlain):
      if text.isEmpty { return isPlain ? "left empty" : "an empty text" }
      guard isPlain else { return "the text \(quoted(text)) in quotes" }
      switch PlainMeaning(text) {
      case .null: return "nothing (\(quoted(text)))"
      case .integer, .number: return "the number \(quoted(text))"
      case .boolean: return "the truth value \(quoted(text))"
      case .oldBoolean, .text: return quoted(text)
      }
    }
  }
}
