extension String {
  /// This text on one line and without what a terminal would obey.
  var onOneLine: String {
    var text = ""
    for scalar in unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned: text += "?"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  /// This text in so many characters, the middle left out where it is longer.
  func fitting(_ width: Int) -> String {
    guard count > width else { return self }
    guard width > 4 else { return String(prefix(width)) }
    let head = (width - 1) / 2
    return "\(prefix(head))…\(suffix(width - 1 - head))"
  }

  func padded(to width: Int, onTheLeft: Bool = false) -> String {
    let spaces = String(repeating: " ", count: max(0, width - count))
    return onTheLeft ? spaces + self : self + spaces
  }

  /// This text with spaces at which `wrapped` breaks no line.
  var unbroken: String { split(separator: " ", omittingEmptySubsequences: false).joined(separator: "\u{A0}") }

  /// The words in lines of at most so many characters, all but the first line indented; of the first as many characters
  /// as `first` stand before it.
  func wrapped(to width: Int, indent: String = "", first: Int = 0) -> String {
    var lines: [String] = []
    var line = ""
    for word in split(separator: " ") {
      let candidate = line.isEmpty ? String(word) : "\(line) \(word)"
      if candidate.count + (lines.isEmpty ? first : 0) > width, !line.isEmpty {
        lines.append(line)
        line = indent + word
      } else {
        line = candidate
      }
    }
    lines.append(line)
    return String(lines.joined(separator: "\n").map { $0 == "\u{A0}" ? " " : $0 })
  }
}
