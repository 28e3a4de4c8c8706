import Accounting

/// A comparison as CSV: a line for each trace and design, and one for each design's geometric means.
public enum ComparisonCSV {
  /// The lines, ending in a line break; an undefined figure is an empty field.
  public static func text(_ comparison: Comparison) -> String {
    let figures = ComparedFigure.all(comparison)
    let seeds = comparison.spreads == nil ? [] : SeedSpread.columns
    var lines = [["trace", "design", "baseline"] + figures.map(\.key) + ["bound"] + seeds]
    let baseline = comparison.designs[comparison.baseline].name
    for (row, (trace, cells)) in zip(comparison.traces, comparison.cells).enumerated() {
      for (column, (design, cell)) in zip(comparison.designs, cells).enumerated() {
        let values = figures.map { number($0.value(cell), $0) }
        lines.append(
          [trace, design.name, baseline] + values + [cell.figures.bound?.rawValue ?? ""]
            + (comparison.spreads?[row][column].fields ?? []))
      }
    }
    for (design, mean) in zip(comparison.designs, comparison.means) {
      let values = figures.map { figure in number(figure.mean?(mean) ?? nil, figure) }
      lines.append(["geometric_mean", design.name, baseline] + values + [""] + seeds.map { _ in "" })
    }
    return lines.map { $0.map(CSVField.quoted).joined(separator: ",") + "\n" }.joined()
  }

  private static func number(_ value: Double?, _ figure: ComparedFigure) -> String {
    guard let value else { return "" }
    return figure.key == "cycles" ? "\(Int(value))" : "\(value)"
  }
}
