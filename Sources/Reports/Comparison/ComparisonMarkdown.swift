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
        let entries = row.entries.map { $0.isBest ? "**\($0.text.inMarkdown)**" : $0.text.inMarkdown }
        lines.append(line([(section.trace ?? "geometric mean").inMarkdown, row.design.inMarkdown] + entries))
      }
    }
    lines += seeds
    let baseline = comparison.designs[comparison.baseline].name.onOneLine
    lines += [
      "", "\(ComparisonGrid.ratios(comparison, over: baseline.inMarkdown)). The best of each trace is bold.",
    ]
    lines += comparison.cautions.flatMap { ["", "Not alike: \($0.inMarkdown)."] }
    if let assumptions = comparison.assumptions { lines += ["", assumptions.inMarkdown] }
    return lines.joined(separator: "\n") + "\n"
  }

  /// A second table, of what several seeds make.
  private var seeds: [String] {
    guard let spreads = comparison.spreads else { return [] }
    let figures = ["cycles", "time", "energy"].flatMap { figure in
      ["mean", "least", "greatest"].map { "\(figure), \($0)" }
    }
    var lines = ["", line(["trace", "design", "seeds"] + figures)]
    lines.append(line(["---", "---", "---:"] + figures.map { _ in "---:" }))
    for (trace, spreads) in zip(comparison.traces, spreads) {
      for (design, spread) in zip(comparison.designs, spreads) {
        lines.append(
          line(
            [trace.inMarkdown, design.name.inMarkdown, "\(spread.count)"]
              + SeedTable.cells(spread).map(\.inMarkdown)))
      }
    }
    return lines
  }

  private func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
}

extension String {
  /// This text on one line, with what Markdown would read as markup escaped.
  var inMarkdown: String {
    var text = ""
    // By scalar: a combining mark would hide the sign before it.
    for scalar in onOneLine.unicodeScalars {
      if "|*_`<>[]\\".unicodeScalars.contains(scalar) { text += "\\" }
      text.unicodeScalars.append(scalar)
    }
    return text
  }
}
