/// The decimal multiples of a unit in which a column of a comparison is printed.
///
/// One for the whole column, said in its head, as long as all its numbers can be read in it; else, where the traces are
/// very different, one for each trace, said with each number.
struct ColumnUnits {
  /// What the head says; empty where each number has its own.
  let unit: String
  private let symbol: String
  private let all: DecimalScale
  /// By trace; empty where one is for all.
  private let traces: [DecimalScale]

  /// The greatest number that is still easily read.
  private static let most = 1e5

  init(_ comparison: Comparison, symbol: String, value: (Comparison.Cell) -> Double?) {
    let rows = comparison.cells.map { $0.compactMap(value) }
    let values = Array(rows.joined())
    self.symbol = symbol
    all = DecimalScale(values)
    let isOne = all.multiple(values.max() ?? 0) < Self.most
    traces = isOne ? [] : rows.map { DecimalScale($0) }
    unit = isOne ? all.prefix + symbol : ""
  }

  /// The text of a value in the base unit, on a trace by its place.
  func text(_ value: Double, _ trace: Int) -> String {
    guard traces.indices.contains(trace) else { return all.text(value) }
    return "\(traces[trace].text(value)) \(traces[trace].prefix)\(symbol)"
  }
}

/// The decimal multiple of a unit in which several numbers are printed: that in which the least of them is at least 1.
struct DecimalScale {
  let prefix: String
  private let factor: Double

  init(_ values: [Double]) {
    let scales = [
      ("", 1.0), ("m", 1e-3), ("u", 1e-6), ("n", 1e-9), ("p", 1e-12), ("f", 1e-15), ("a", 1e-18),
    ]
    let least = values.filter { $0 > 0 }.min() ?? 1
    (prefix, factor) = scales.first { least >= $0.1 } ?? scales[scales.count - 1]
  }

  /// How many of the multiple a value is.
  func multiple(_ value: Double) -> Double { value / factor }

  func text(_ value: Double) -> String { NumberText.significant(multiple(value), 4) }
}
