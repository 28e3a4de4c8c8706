/// A name in quotes, on one line and not too long, for a finding.
func quoted(_ name: String) -> String {
  let longest = 60
  var shown = ""
  for (place, scalar) in name.unicodeScalars.enumerated() {
    guard place < longest else { return "'\(shown)…'" }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
      shown += "\\u{\(String(scalar.value, radix: 16))}"
    default: shown.unicodeScalars.append(scalar)
    }
  }
  return "'\(shown)'"
}

/// A count with its noun: "1 element", "5 elements".
func counted(_ count: Int, _ noun: String) -> String { count == 1 ? "1 \(noun)" : "\(count) \(noun)s" }
