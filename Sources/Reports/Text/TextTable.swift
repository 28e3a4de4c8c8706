/// A table of texts: columns as wide as they must be, the first one cut to fit.
struct TextTable {
  struct Column {
    var title: String
    /// Second line of the head: the unit.
    var unit = ""
    var isLeft = false
  }
  enum Row {
    case cells([String], TextStyle.Emphasis?)
    /// A line across all columns.
    case across(String, TextStyle.Emphasis?)
  }

  var columns: [Column]
  var rows: [Row] = []

  mutating func add(_ cells: [String], _ emphasis: TextStyle.Emphasis? = nil) {
    rows.append(.cells(cells, emphasis))
  }

  /// The lines, none longer than the style's width unless the other columns alone are.
  func lines(_ style: TextStyle) -> [String] {
    var widths = columns.map { max($0.title.count, $0.unit.count) }
    for case .cells(let cells, _) in rows {
      for (place, cell) in cells.enumerated() { widths[place] = max(widths[place], cell.count) }
    }
    let others = widths.dropFirst().reduce(0) { $0 + $1 + 2 }
    widths[0] = min(widths[0], max(12, style.width - others))
    var lines = [style.apply(.strong, to: line(columns.map(\.title), widths))]
    if columns.contains(where: { !$0.unit.isEmpty }) {
      lines.append(style.apply(.faint, to: line(columns.map(\.unit), widths)))
    }
    for row in rows {
      switch row {
      case .cells(let cells, let emphasis): lines.append(style.apply(emphasis, to: line(cells, widths)))
      case .across(let text, let emphasis):
        lines.append(style.apply(emphasis, to: text.fitting(style.width)))
      }
    }
    return lines
  }

  private func line(_ cells: [String], _ widths: [Int]) -> String {
    var line = zip(columns.indices, cells).map { place, cell in
      cell.fitting(widths[place]).padded(to: widths[place], onTheLeft: !columns[place].isLeft)
    }.joined(separator: "  ")
    while line.last == " " { line.removeLast() }
    return line
  }
}
