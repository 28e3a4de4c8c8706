/// A comparison as a table in Markdown, the best of each trace in bold.
public struct ComparisonMarkdown {
  private let comparison: Comparison

  public init(_ comparison: Comparison) { self.comparison = comparison }

  /// The table and its notes, ending in a line break.
  public var text: String {
    let grid = ComparisonGrid(comparison)
    let titles =
      ["trace", "design"] + grid.columns.map { $0.unit.isEmpty ? $0.title : "\($0.title) (\($0.unit))" }
    let rules = ["---", "---"] + grid.columns.map { $0.title == "bound" ? "---" : "---:" }
    var lines = [line(titles), line(rules)]
    for section in grid.sections {
      for row in section.rows {
        let entries = row.entries.map { $0.isBest ? "**\(escaped($0.text))**" : escaped($0.text) }
        lines.append(line([escaped(section.trace ?? "geometric mean"), escaped(row.design)] + entries))
      }
    }
    let baseline = comparison.designs[comparison.baseline].name.onOneLine
    lines += ["", "Speed-ups are over \(escaped(baseline)); the best of each trace is bold."]
    lines += comparison.differences.flatMap {
      ["", "Not alike: \(escaped($0.sentence(comparison.designs)))."]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }

  /// Text that Markdown would read as markup.
  private func escaped(_ text: String) -> String {
    String(
      text.onOneLine.flatMap { character -> [Character] in
        "|*_`<>[]\\".contains(character) ? ["\\", character] : [character]
      })
  }
}
