import Accounting

/// What several seeds make of one design, trace and mapping.
public struct SeedSpread: Codable, Hashable, Sendable {
  /// Mean, least and greatest of a figure.
  public struct Spread: Codable, Hashable, Sendable {
    public var mean: Double
    public var min: Double
    public var max: Double

    /// Of at least one value.
    init(_ values: [Double]) {
      precondition(!values.isEmpty, "a spread is of at least one value")
      mean = values.reduce(0, +) / Double(values.count)
      min = values.min() ?? 0
      max = values.max() ?? 0
    }
  }

  public var count: Int
  public var cycles: Spread
  public var timeSeconds: Spread
  /// Nil where the design gives no energies.
  public var energyPicojoules: Spread?

  enum CodingKeys: String, CodingKey {
    case count, cycles
    case timeSeconds = "time_s"
    case energyPicojoules = "energy_pj"
  }

  /// Of the totals of at least one run, one a seed.
  public init(_ totals: [OperatorFigures]) {
    count = totals.count
    cycles = Spread(totals.map { Double($0.cycles) })
    timeSeconds = Spread(totals.map(\.timeSeconds))
    let energies = totals.compactMap { $0.energyPicojoules?.total }
    energyPicojoules = energies.count == totals.count ? Spread(energies) : nil
  }
}

/// The table of what several seeds make, a line for each design on a trace.
struct SeedTable {
  private var table = TextTable(columns: [
    TextTable.Column(title: "seeds", isLeft: true), TextTable.Column(title: "cycles", unit: "mean"),
    TextTable.Column(title: "", unit: "least"), TextTable.Column(title: "", unit: "greatest"),
    TextTable.Column(title: "time", unit: "mean"), TextTable.Column(title: "", unit: "least"),
    TextTable.Column(title: "", unit: "greatest"), TextTable.Column(title: "energy", unit: "mean"),
    TextTable.Column(title: "", unit: "least"), TextTable.Column(title: "", unit: "greatest"),
  ])

  mutating func add(_ label: String, _ spread: SeedSpread) {
    table.add(
      [label] + cells(spread.cycles) { NumberText.grouped(Int($0.rounded())) }
        + cells(spread.timeSeconds, NumberText.time)
        + cells(spread.energyPicojoules) { EnergyRows.text($0) })
  }

  func lines(_ style: TextStyle) -> [String] { table.lines(style) }

  private func cells(_ spread: SeedSpread.Spread?, _ text: (Double) -> String) -> [String] {
    guard let spread else { return Array(repeating: NumberText.undefined, count: 3) }
    return [spread.mean, spread.min, spread.max].map(text)
  }
}
