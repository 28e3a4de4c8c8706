/// A text in quotes, on one line and not too long, for a finding.
func quoted(_ text: String) -> String {
  let longest = 60
  var shown = ""
  for (place, scalar) in text.unicodeScalars.enumerated() {
    guard place < longest else { return "'\(shown)…'" }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
      shown += "\\u{\(String(scalar.value, radix: 16))}"
    default: shown.unicodeScalars.append(scalar)
    }
  }
  return "'\(shown)'"
}
