/// A comparison as a text for reading in a terminal.
public struct ComparisonText {
  private let comparison: Comparison
  private let style: TextStyle

  public init(_ comparison: Comparison, style: TextStyle = TextStyle()) {
    self.comparison = comparison
    self.style = style
  }

  /// The table and its notes, ending in a line break.
  public var text: String {
    let grid = ComparisonGrid(comparison)
    var table = TextTable(
      columns: [TextTable.Column(title: "design", isLeft: true)]
        + grid.columns.map {
          TextTable.Column(title: $0.title, unit: $0.unit, isLeft: $0.title == "bound")
        })
    for section in grid.sections {
      table.rows.append(.across(section.trace?.onOneLine ?? "geometric mean", .faint))
      for row in section.rows {
        // A star is there where nobody sees a bold number, and in a file.
        table.add(["  " + row.design] + row.entries.map { $0.isBest ? $0.text + "*" : $0.text })
      }
    }
    return (table.lines(style) + [""] + notes).joined(separator: "\n") + "\n"
  }

  private var notes: [String] {
    let baseline = comparison.designs[comparison.baseline].name.onOneLine
    let sentences =
      ["* is the best of a trace. Speed-ups are over '\(baseline)'."]
      + comparison.differences.map { "Not alike: \($0.sentence(comparison.designs))." }
    return sentences.map { $0.wrapped(to: style.width, indent: "  ") }
  }
}
