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
      "% \\usepackage{booktabs}",
      "% \(ComparisonGrid.ratios(comparison, over: baseline)). The best of each trace is bold.",
    ]
    lines += comparison.cautions.map { "% Not alike: \($0)." }
    if let assumptions = comparison.assumptions { lines.append("% \(assumptions)") }
    lines += ["\\begin{tabular}{\(columns)}", "\\toprule"]
    let titles = grid.columns.map { column in
      column.unit.isEmpty ? escaped(column.title) : "\(escaped(column.title)) (\(unit(column.unit)))"
    }
    lines.append(line(["trace", "design"] + titles))
    for section in grid.sections {
      lines.append("\\midrule")
      for (place, row) in section.rows.enumerated() {
        let entries = row.entries.map { $0.isBest ? "\\textbf{\(escaped($0.text))}" : escaped($0.text) }
        let trace = place == 0 ? escaped(section.trace?.onOneLine ?? "geometric mean") : ""
        lines.append(line([trace, escaped(row.design)] + entries))
      }
    }
    return (lines + ["\\bottomrule", "\\end{tabular}"] + seeds).joined(separator: "\n") + "\n"
  }

  /// A second `tabular`, of what several seeds make.
  private var seeds: [String] {
    guard let spreads = comparison.spreads else { return [] }
    var lines = [
      "", "% Mean, least and greatest over \(spreads.first?.first?.count ?? 0) seeds.",
      "\\begin{tabular}{llrrrrrrrrr}", "\\toprule",
    ]
    let figures = ["cycles", "time", "energy"].flatMap { ["\($0), mean", "least", "greatest"] }
    lines.append(line(["trace", "design"] + figures))
    lines.append("\\midrule")
    for (trace, spreads) in zip(comparison.traces, spreads) {
      for (design, spread) in zip(comparison.designs, spreads) {
        lines.append(
          line([escaped(trace), escaped(design.name)] + SeedTable.cells(spread).map(escaped)))
      }
    }
    return lines + ["\\bottomrule", "\\end{tabular}"]
  }

  private func line(_ cells: [String]) -> String { cells.joined(separator: " & ") + " \\\\" }

  /// A unit as it is set: a mu for its u, and squares raised.
  private func unit(_ unit: String) -> String {
    let words = unit.split(separator: " ").map { word -> String in
      let isMicro = word.hasPrefix("u") && ["s", "J", "m2", "W"].contains(String(word.dropFirst()))
      return (isMicro ? "$\\mu$" : "") + escaped(String(isMicro ? word.dropFirst() : word))
    }
    return words.joined(separator: " ").replacing("mm2", with: "mm$^2$")
  }

  /// Text that LaTeX sets as it stands; what the usual fonts do not have is a question mark.
  private func escaped(_ text: String) -> String {
    var escaped = ""
    for scalar in text.onOneLine.unicodeScalars {
      switch scalar {
      case "\\": escaped += "\\textbackslash{}"
      case "~": escaped += "\\textasciitilde{}"
      case "^": escaped += "\\textasciicircum{}"
      case "<": escaped += "\\textless{}"
      case ">": escaped += "\\textgreater{}"
      case "|": escaped += "\\textbar{}"
      case "\"": escaped += "''"
      case "…": escaped += "\\ldots{}"
      // After the break of a line a bracket or a star would be its option.
      case "[", "]", "*": escaped += "{\(scalar)}"
      case "&", "%", "$", "#", "_", "{", "}": escaped += "\\\(scalar)"
      default:
        let isLetter = scalar.isASCII || ("\u{C0}"..."\u{FF}").contains(scalar)
        escaped += isLetter ? String(scalar) : "?"
      }
    }
    return escaped
  }
}
