import Accounting

/// A column of a comparison.
struct ComparedFigure {
  /// Which of two values is the better one.
  enum Better { case less, more }

  /// The column's title, its unit, and its name in files.
  var title: String
  var unit: String
  var key: String
  var better: Better?
  var value: (Comparison.Cell) -> Double?
  /// The value over all traces; nil where a mean makes no sense.
  var mean: ((Comparison.Mean) -> Double?)?
  var text: (Double) -> String

  /// The columns that a comparison has.
  static func all(_ comparison: Comparison) -> [ComparedFigure] {
    [
      ComparedFigure(
        title: "cycles", unit: "", key: "cycles", better: nil, value: { Double($0.figures.cycles) },
        mean: nil, text: { NumberText.grouped(Int($0)) }),
      ComparedFigure(
        title: "time", unit: "ms", key: "time_s", better: .less, value: \.figures.timeSeconds, mean: nil,
        text: { NumberText.significant($0 * 1e3, 4) }),
      ComparedFigure(
        title: "speed-up", unit: "x", key: "speedup", better: .more, value: \.speedup, mean: \.speedup,
        text: { NumberText.significant($0, 3) }),
      ComparedFigure(
        title: "MAC util.", unit: "%", key: "mac_utilization", better: .more,
        value: \.figures.macUtilization, mean: nil, text: { NumberText.bare(percent: $0) }),
    ]
  }

  /// The designs that are best on a trace, all of them where several are equal; none where all are.
  func best(of cells: [Comparison.Cell]) -> Set<Int> { best(cells.map(value)) }

  /// The designs that are best over all traces.
  func best(of means: [Comparison.Mean]) -> Set<Int> { best(means.map { mean?($0) ?? nil }) }

  private func best(_ values: [Double?]) -> Set<Int> {
    let known = values.compactMap { $0 }
    guard let better, let least = known.min(), let most = known.max(), least < most else { return [] }
    let chosen = better == .less ? least : most
    return Set(values.indices.filter { values[$0] == chosen })
  }
}
