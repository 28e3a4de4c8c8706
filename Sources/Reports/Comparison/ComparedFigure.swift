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

  /// The columns that the tables of a comparison have.
  static func shown(_ comparison: Comparison) -> [ComparedFigure] {
    all(comparison).filter { $0.key != throughput.key || comparison.hasThroughput }
  }

  private static var throughput: ComparedFigure {
    ComparedFigure(
      title: "throughput", unit: "samples/s", key: "throughput_per_s", better: .more,
      value: \.samplesPerSecond, mean: nil, text: { NumberText.significant($0, 4) })
  }

  /// All columns, for scripts.
  static func all(_ comparison: Comparison) -> [ComparedFigure] {
    let base = [
      ComparedFigure(
        title: "cycles", unit: "", key: "cycles", better: nil, value: { Double($0.figures.cycles) },
        mean: nil, text: { NumberText.grouped(Int($0)) }),
      ComparedFigure(
        title: "time", unit: "ms", key: "time_s", better: .less, value: \.figures.timeSeconds, mean: nil,
        text: { NumberText.significant($0 * 1e3, 4) }),
      ComparedFigure(
        title: "speed-up", unit: "x", key: "speedup", better: .more, value: \.speedup, mean: \.speedup,
        text: { NumberText.significant($0, 3) }),
      throughput,
      ComparedFigure(
        title: "MAC util.", unit: "%", key: "mac_utilization", better: .more,
        value: \.figures.macUtilization, mean: nil, text: { NumberText.bare(percent: $0) }),
    ]
    return base + (comparison.hasEnergy ? energy(comparison) : []) + (comparison.hasArea ? area : [])
  }

  /// The columns that are there where any design gives an area.
  private static var area: [ComparedFigure] {
    [
      ComparedFigure(
        title: "area", unit: "mm2", key: "area_mm2", better: .less, value: \.area, mean: nil,
        text: { NumberText.significant($0, 4) }),
      ComparedFigure(
        title: "density", unit: "TOPS/mm2", key: "tops_per_mm2", better: .more,
        value: \.teraoperationsPerSquareMillimetre, mean: nil, text: { NumberText.significant($0, 3) }),
    ]
  }

  /// The columns that are there where any design gives energies.
  private static func energy(_ comparison: Comparison) -> [ComparedFigure] {
    let energy = { (cell: Comparison.Cell) in cell.figures.energyPicojoules?.total }
    let product = { (cell: Comparison.Cell) in cell.figures.energyPicojoules?.delayProduct }
    let (joules, jouleSeconds) = (
      DecimalScale(comparison.cells.joined().compactMap { energy($0).map { $0 * 1e-12 } }),
      DecimalScale(comparison.cells.joined().compactMap(product))
    )
    return [
      ComparedFigure(
        title: "energy", unit: joules.prefix + "J", key: "energy_pj", better: .less, value: energy, mean: nil,
        text: { joules.text($0 * 1e-12) }),
      ComparedFigure(
        title: "energy ratio", unit: "x", key: "energy_ratio", better: .less, value: \.energyRatio,
        mean: \.energyRatio, text: { NumberText.significant($0, 3) }),
      ComparedFigure(
        title: "EDP", unit: jouleSeconds.prefix + "J s", key: "energy_delay_product_j_s", better: .less,
        value: product, mean: nil, text: { jouleSeconds.text($0) }),
      ComparedFigure(
        title: "EDP ratio", unit: "x", key: "energy_delay_product_ratio", better: .less,
        value: \.delayProductRatio, mean: \.delayProductRatio, text: { NumberText.significant($0, 3) }),
      ComparedFigure(
        title: "efficiency", unit: "TOPS/W", key: "tops_per_watt", better: .more,
        value: { $0.figures.energyPicojoules?.teraoperationsPerWatt }, mean: nil,
        text: { NumberText.significant($0, 3) }),
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

/// The decimal multiple of a unit in which a whole column is printed: that in which its least number is at least 1.
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

  func text(_ value: Double) -> String { NumberText.significant(value / factor, 4) }
}
