/// A name in quotes, on one line and not too long, for an error.
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
func counted(_ count: Int, _ noun: String, _ plural: String? = nil) -> String {
  count == 1 ? "1 \(noun)" : "\(count) \(plural ?? noun + "s")"
}

/// Names as a list, the first dozen of them.
func listed(_ names: [String]) -> String {
  let most = 12
  let shown = names.prefix(most).map(quoted).joined(separator: ", ")
  return names.count > most ? "\(shown) and \(names.count - most) more" : shown
}

/// A shape as people write it: "64 x 128"; "scalar" where there is no axis.
func shown(_ shape: [Int]) -> String {
  shape.isEmpty ? "scalar" : shape.map(String.init).joined(separator: " x ")
}
