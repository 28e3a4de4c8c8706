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
  /// The text of a value on a trace, by the trace's place; a mean's is the same on all.
  var text: (Double, Int) -> String

  /// The columns that the tables of a comparison have.
  static func shown(_ comparison: Comparison) -> [ComparedFigure] {
    all(comparison).filter { $0.key != throughput.key || comparison.hasThroughput }
  }

  private static var throughput: ComparedFigure {
    ComparedFigure(
      title: "throughput", unit: "samples/s", key: "throughput_per_s", better: .more,
      value: \.samplesPerSecond, mean: nil, text: { value, _ in NumberText.significant(value, 4) })
  }

  /// All columns, for scripts.
  static func all(_ comparison: Comparison) -> [ComparedFigure] {
    let seconds = ColumnUnits(comparison, symbol: "s", value: \.figures.timeSeconds)
    let base = [
      ComparedFigure(
        title: "cycles", unit: "", key: "cycles", better: nil, value: { Double($0.figures.cycles) },
        mean: nil, text: { value, _ in NumberText.grouped(Int(value)) }),
      ComparedFigure(
        title: "time", unit: seconds.unit, key: "time_s", better: .less, value: \.figures.timeSeconds,
        mean: nil, text: seconds.text),
      ComparedFigure(
        title: "speed-up", unit: "x", key: "speedup", better: .more, value: \.speedup, mean: \.speedup,
        text: { value, _ in NumberText.significant(value, 3) }),
      throughput,
      ComparedFigure(
        title: "MAC util.", unit: "%", key: "mac_utilization", better: .more,
        value: \.figures.macUtilization, mean: nil, text: { value, _ in NumberText.bare(percent: value) }),
    ]
    return base + (comparison.hasPrice ? [price] : []) + (comparison.hasEnergy ? energy(comparison) : [])
      + (comparison.hasArea ? area : [])
  }

  /// The column that is there where any design's board has a price; of a thousand dollars in tables, of one in files.
  private static var price: ComparedFigure {
    ComparedFigure(
      title: "samples/s", unit: "a 1,000 USD", key: "samples_per_s_per_usd", better: .more,
      value: \.samplesPerSecondPerDollar, mean: nil,
      text: { value, _ in NumberText.significant(1_000 * value, 3) })
  }

  /// The columns that are there where any design gives an area.
  private static var area: [ComparedFigure] {
    [
      ComparedFigure(
        title: "area", unit: "mm2", key: "area_mm2", better: .less, value: \.area, mean: nil,
        text: { value, _ in NumberText.significant(value, 4) }),
      ComparedFigure(
        title: "density", unit: "TOPS/mm2", key: "tops_per_mm2", better: .more,
        value: \.teraoperationsPerSquareMillimetre, mean: nil,
        text: { value, _ in NumberText.significant(value, 3) }),
    ]
  }

  /// The columns that are there where any design gives energies.
  private static func energy(_ comparison: Comparison) -> [ComparedFigure] {
    let energy = { (cell: Comparison.Cell) in cell.figures.energyPicojoules?.total }
    let product = { (cell: Comparison.Cell) in cell.figures.energyPicojoules?.delayProduct }
    let joules = ColumnUnits(comparison, symbol: "J") { energy($0).map { $0 * 1e-12 } }
    let jouleSeconds = ColumnUnits(comparison, symbol: "J s", value: product)
    return [
      ComparedFigure(
        title: "energy", unit: joules.unit, key: "energy_pj", better: .less, value: energy, mean: nil,
        text: { joules.text($0 * 1e-12, $1) }),
      ComparedFigure(
        title: "energy ratio", unit: "x", key: "energy_ratio", better: .less, value: \.energyRatio,
        mean: \.energyRatio, text: { value, _ in NumberText.significant(value, 3) }),
      ComparedFigure(
        title: "EDP", unit: jouleSeconds.unit, key: "energy_delay_product_j_s", better: .less,
        value: product, mean: nil, text: jouleSeconds.text),
      ComparedFigure(
        title: "EDP ratio", unit: "x", key: "energy_delay_product_ratio", better: .less,
        value: \.delayProductRatio, mean: \.delayProductRatio,
        text: { value, _ in NumberText.significant(value, 3) }),
      ComparedFigure(
        title: "efficiency", unit: "TOPS/W", key: "tops_per_watt", better: .more,
        value: { $0.figures.energyPicojoules?.teraoperationsPerWatt }, mean: nil,
        text: { value, _ in NumberText.significant(value, 3) }),
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
