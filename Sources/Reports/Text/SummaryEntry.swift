/// A line of a summary: what something is called, and what it is, in as many lines as that takes.
struct SummaryEntry {
  private let title: String
  private let text: String

  init(_ title: String, _ text: String) { (self.title, self.text) = (title, text) }

  /// The line, or several; `column` is where the text begins behind the margin.
  func line(_ style: TextStyle, column: Int = 10) -> String {
    let indent = String(repeating: " ", count: column + 2)
    return "  \(title.padded(to: column))"
      + text.onOneLine.wrapped(to: style.width, indent: indent, first: column + 2)
  }
}

/// Sources by their numbers, each once, in the order in which they are named.
struct SourceNotes {
  private var numbers: [String: Int] = [:]
  private(set) var sources: [String] = []

  /// What stands for a source where it is used: "[3]".
  mutating func mark(of source: String) -> String {
    let source = source.onOneLine
    if let known = numbers[source] { return "[\(known)]" }
    sources.append(source)
    numbers[source] = sources.count
    return "[\(sources.count)]"
  }

  /// A line for each source, or several, all but the first indented.
  func lines(_ style: TextStyle) -> [String] {
    let width = "[\(sources.count)] ".count
    return sources.enumerated().map { place, source in
      let text = "[\(place + 1)] ".padded(to: width) + source
      return style.apply(
        .faint, to: text.wrapped(to: style.width, indent: String(repeating: " ", count: width)))
    }
  }
}
