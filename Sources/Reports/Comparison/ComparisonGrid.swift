import Accounting

/// A comparison as cells of text, which each format then lays out in its own way.
struct ComparisonGrid {
  struct Entry {
    var text: String
    var isBest = false
  }
  /// The rows of a trace, or of the means over all.
  struct Section {
    /// Nil for the geometric means.
    var trace: String?
    /// A design's name and its entries, in the order of the columns.
    var rows: [(design: String, entries: [Entry])]
  }

  let columns: [(title: String, unit: String)]
  let sections: [Section]

  init(_ comparison: Comparison) {
    let figures = ComparedFigure.shown(comparison)
    columns = figures.map { ($0.title, $0.unit) } + [("bound", "")]
    var sections = zip(comparison.traces, comparison.cells).enumerated().map { place, part in
      let (trace, cells) = part
      let best = figures.map { $0.best(of: cells) }
      return Section(
        trace: trace,
        rows: comparison.designs.indices.map { design in
          let entries = zip(figures, best).map { figure, best in
            Entry(
              text: figure.value(cells[design]).map { figure.text($0, place) } ?? NumberText.undefined,
              isBest: best.contains(design))
          }
          return (
            comparison.designs[design].name.onOneLine,
            entries + [Entry(text: cells[design].figures.bound?.rawValue ?? NumberText.undefined)]
          )
        })
    }
    let best = figures.map { $0.best(of: comparison.means) }
    sections.append(
      Section(
        trace: nil,
        rows: comparison.designs.indices.map { design in
          let entries = zip(figures, best).map { figure, best in
            guard let mean = figure.mean else { return Entry(text: "") }
            return Entry(
              text: mean(comparison.means[design]).map { figure.text($0, 0) } ?? NumberText.undefined,
              isBest: best.contains(design))
          }
          return (comparison.designs[design].name.onOneLine, entries + [Entry(text: "")])
        }))
    self.sections = sections
  }

  /// What the ratios are, without a full stop.
  static func ratios(_ comparison: Comparison, over baseline: String) -> String {
    let speedups = "Speed-ups are over \(baseline)"
    return comparison.hasEnergy
      ? speedups + "; ratios of energy and of EDP (energy x time) are to it, below 1 is better" : speedups
  }
}
