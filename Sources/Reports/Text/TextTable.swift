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
  /// Whether the last column goes on in further lines where it is wide, and the first is never cut.
  var wrapsLast = false

  mutating func add(_ cells: [String], _ emphasis: TextStyle.Emphasis? = nil) {
    rows.append(.cells(cells, emphasis))
  }

  /// Writes the first cell of a line of cells.
  mutating func setFirst(_ text: String, at place: Int) {
    guard case .cells(var cells, let emphasis) = rows[place], !cells.isEmpty else { return }
    // The row lets go of its cells, so that they are not copied.
    rows[place] = .cells([], nil)
    cells[0] = text
    rows[place] = .cells(cells, emphasis)
  }

  /// How wide the first column may be.
  func roomOfFirst(_ style: TextStyle) -> Int { Self.roomOfFirst(style, columnWidths) }

  private static func roomOfFirst(_ style: TextStyle, _ widths: [Int]) -> Int {
    max(12, style.width - widths.dropFirst().reduce(0) { $0 + $1 + 2 })
  }

  /// As wide as the widest cell of each column.
  private var columnWidths: [Int] {
    var widths = columns.map { max($0.title.count, $0.unit.count) }
    for case .cells(let cells, _) in rows {
      for (place, cell) in cells.enumerated() { widths[place] = max(widths[place], cell.count) }
    }
    return widths
  }

  /// The lines, none longer than the style's width unless the other columns alone are.
  func lines(_ style: TextStyle) -> [String] {
    var widths = columnWidths
    if wrapsLast {
      let last = widths.count - 1
      widths[last] = min(widths[last], max(24, style.width - lineWidth(widths.dropLast()) - 2))
    } else {
      widths[0] = min(widths[0], Self.roomOfFirst(style, widths))
    }
    let cut = firstCut(widths[0])
    var lines = [style.apply(.strong, to: line(columns.map(\.title), widths))]
    if columns.contains(where: { !$0.unit.isEmpty }) {
      lines.append(style.apply(.faint, to: line(columns.map(\.unit), widths)))
    }
    for row in rows {
      switch row {
      case .cells(var cells, let emphasis):
        var rest: [Substring] = []
        if wrapsLast, let last = cells.popLast() {
          rest = last.wrapped(to: widths[cells.count], indent: "").split(separator: "\n")
          cells.append(rest.isEmpty ? "" : String(rest.removeFirst()))
        }
        if let first = cells.first { cells[0] = cut.text(first) }
        lines.append(style.apply(emphasis, to: line(cells, widths)))
        for more in rest {
          let blank = [String](repeating: "", count: cells.count - 1)
          lines.append(style.apply(emphasis, to: line(blank + [String(more)], widths)))
        }
      case .across(let text, let emphasis):
        lines.append(style.apply(emphasis, to: text.fitting(style.width)))
      }
    }
    return lines
  }

  /// Where the texts of the first column lose their middle, so that those that differ still do.
  private func firstCut(_ width: Int) -> NameCut {
    let texts = rows.compactMap { if case .cells(let cells, _) = $0 { cells.first } else { nil } }
    return NameCut(texts, width: width)
  }

  /// Of its widest lines, whatever the style.
  var width: Int { lineWidth(columnWidths[...]) }

  private func lineWidth(_ widths: ArraySlice<Int>) -> Int {
    widths.reduce(0, +) + 2 * max(0, widths.count - 1)
  }

  private func line(_ cells: [String], _ widths: [Int]) -> String {
    var line = zip(columns.indices, cells).map { place, cell in
      cell.fitting(widths[place]).padded(to: widths[place], onTheLeft: !columns[place].isLeft)
    }.joined(separator: "  ")
    while line.last == " " { line.removeLast() }
    return line
  }
}
