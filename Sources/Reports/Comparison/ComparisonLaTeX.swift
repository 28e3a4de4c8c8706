/// A comparison as a LaTeX table of the package booktabs, the best of each trace in bold.
public struct ComparisonLaTeX {
  private let comparison: Comparison

  public init(_ comparison: Comparison) { self.comparison = comparison }

  /// A `tabular` to put into a `table`, ending in a line break.
  public var text: String {
    let grid = ComparisonGrid(comparison)
    let columns = "ll" + grid.columns.map { $0.title == "bound" ? "l" : "r" }.joined()
    let baseline = comparison.designs[comparison.baseline].name.onOneLine
    var lines = [
      "% \\usepackage{booktabs}", "% Speed-ups are over \(baseline); the best of each trace is bold.",
    ]
    lines += comparison.differences.map { "% Not alike: \($0.sentence(comparison.designs))." }
    lines += ["\\begin{tabular}{\(columns)}", "\\toprule"]
    let titles = grid.columns.map { $0.unit.isEmpty ? $0.title : "\($0.title) [\($0.unit)]" }
    lines.append(line(["trace", "design"] + titles.map(escaped)))
    for section in grid.sections {
      lines.append("\\midrule")
      for (place, row) in section.rows.enumerated() {
        let entries = row.entries.map { $0.isBest ? "\\textbf{\(escaped($0.text))}" : escaped($0.text) }
        let trace = place == 0 ? escaped(section.trace?.onOneLine ?? "geometric mean") : ""
        lines.append(line([trace, escaped(row.design)] + entries))
      }
    }
    return (lines + ["\\bottomrule", "\\end{tabular}"]).joined(separator: "\n") + "\n"
  }

  private func line(_ cells: [String]) -> String { cells.joined(separator: " & ") + " \\\\" }

  /// Text that LaTeX would read as commands.
  private func escaped(_ text: String) -> String {
    text.map { character in
      switch character {
      case "\\": "\\textbackslash{}"
      case "~": "\\textasciitilde{}"
      case "^": "\\textasciicircum{}"
      case "&", "%", "$", "#", "_", "{", "}": "\\\(character)"
      default: String(character)
      }
    }.joined()
  }
}
