/// The difference of two results as a text for reading in a terminal.
public struct DifferenceText {
  private let difference: ResultDifference
  private let style: TextStyle

  public init(_ difference: ResultDifference, style: TextStyle = TextStyle()) {
    self.difference = difference
    self.style = style
  }

  /// The totals, what moved in all, and every operator that changed; ends in a line break.
  public var text: String {
    let tables = DifferenceTables(difference).all.map { table in
      (table.rows.isEmpty ? [] : textTable(table).lines(style)) + table.notes
    }
    let numbers = DifferenceTables(difference).numbers.map { $0.wrapped(to: style.width, indent: "  ") }
    let parts =
      [head] + tables + (DifferenceTables(difference).nothingMoved.map { [[$0]] } ?? [])
      + (numbers.isEmpty ? [] : [numbers])
    return parts.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  private func textTable(_ table: DifferenceTables.Table) -> TextTable {
    var text = TextTable(
      columns: table.columns.enumerated().map { place, title in
        TextTable.Column(title: title, isLeft: table.isLeft(place))
      })
    text.wrapsLast = table.wrapsLast
    for row in table.rows { text.add(row) }
    return text
  }

  private var head: [String] {
    let (before, after) = (difference.before, difference.after)
    func label(_ file: ResultFile) -> String { "\(file.network) on \(file.design)".onOneLine }
    let move = difference.total
    let (old, new) = (before.total.cycles, after.total.cycles)
    var line = "\(NumberText.grouped(old)) -> \(NumberText.grouped(new)) cycles"
    if move.cycles == 0 {
      line += ", no change"
    } else if old > 0, new > 0 {
      let ratio = Double(max(old, new)) / Double(min(old, new))
      line +=
        " (\(DifferenceTables.signed(move.cycles)), \(NumberText.decimal(ratio, 3)) x \(new < old ? "faster" : "slower"))"
    }
    let bytes =
      "\(NumberText.scaled(Double(before.total.movedBytes), unit: "B")) -> "
      + "\(NumberText.scaled(Double(after.total.movedBytes), unit: "B")) moved"
    return [
      style.apply(.strong, to: "before: \(label(before))".fitting(style.width)),
      style.apply(.strong, to: "after:  \(label(after))".fitting(style.width)), line, bytes,
    ]
  }
}
