/// The difference of two results as tables in Markdown.
public enum DifferenceMarkdown {
  /// The tables and their notes, ending in a line break.
  public static func text(_ difference: ResultDifference) -> String {
    let (before, after) = (difference.before, difference.after)
    func label(_ file: ResultFile) -> String { "\(file.network) on \(file.design)".inMarkdown }
    var parts = [
      "before: \(label(before)), after: \(label(after)); \(NumberText.grouped(before.total.cycles)) to "
        + "\(NumberText.grouped(after.total.cycles)) cycles"
    ]
    for table in DifferenceTables(difference).all {
      let rules = table.columns.indices.map { table.isLeft($0) ? "---" : "---:" }
      let lines = [table.columns, rules] + table.rows.map { $0.map(\.inMarkdown) }
      if !table.rows.isEmpty {
        parts.append(lines.map { "| \($0.joined(separator: " | ")) |" }.joined(separator: "\n"))
      }
      parts += table.notes
    }
    if let nothing = DifferenceTables(difference).nothingMoved { parts.append(nothing) }
    parts += DifferenceTables(difference).numbers.map(\.inMarkdown)
    return parts.joined(separator: "\n\n") + "\n"
  }
}
