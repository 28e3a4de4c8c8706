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

  /// False where nothing of the trace is drawn, so that all seeds give one result; nil elsewhere.
  public var isDrawn: Bool?

  enum CodingKeys: String, CodingKey {
    case count, cycles
    case isDrawn = "drawn"
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

extension SeedSpread {
  /// Columns of files for scripts, by name: how many seeds, then mean, least and greatest of each figure.
  static let columns =
    ["seeds_count"]
    + ["cycles", "time_s", "energy_pj"].flatMap { figure in
      ["mean", "min", "max"].map { "seeds_\(figure)_\($0)" }
    }

  /// The values of the columns; nil where the design gives no energies.
  var values: [Double?] {
    [Double(count)]
      + [cycles, timeSeconds, energyPicojoules].flatMap { [$0?.mean, $0?.min, $0?.max] }
  }

  /// The values as fields of CSV.
  var fields: [String] { ["\(count)"] + values.dropFirst().map { $0.map { "\($0)" } ?? "" } }
}

/// The table of what several seeds make: a line for each figure of a design on a trace.
struct SeedTable {
  private var table = TextTable(columns: [
    TextTable.Column(title: "seeds", isLeft: true), TextTable.Column(title: "", isLeft: true),
    TextTable.Column(title: "mean"), TextTable.Column(title: "least"), TextTable.Column(title: "greatest"),
  ])

  /// A heading for the lines that follow.
  mutating func add(heading: String) { table.rows.append(.across(heading, .faint)) }

  mutating func add(_ label: String, _ spread: SeedSpread) {
    for (place, row) in Self.rows(spread).enumerated() { table.add([place == 0 ? label : ""] + row) }
  }

  /// Lines in which no name is cut, however narrow the terminal.
  func lines(_ style: TextStyle) -> [String] {
    var wide = style
    wide.width = max(style.width, 1 << 16)
    return table.lines(wide)
  }

  /// A row for each figure that there is: its name, then mean, least and greatest.
  static func rows(_ spread: SeedSpread) -> [[String]] {
    let cells = Self.cells(spread)
    return ["cycles", "time", "energy"].enumerated().compactMap { place, figure in
      let values = cells[3 * place..<3 * place + 3]
      return values.contains { $0 != NumberText.undefined } ? [figure] + values : nil
    }
  }

  /// Texts of mean, least and greatest of cycles, time and energy.
  static func cells(_ spread: SeedSpread) -> [String] {
    cells(spread.cycles) { NumberText.grouped(Int($0.rounded())) }
      + cells(spread.timeSeconds, NumberText.time)
      + cells(spread.energyPicojoules) { EnergyRows.text($0) }
  }

  private static func cells(_ spread: SeedSpread.Spread?, _ text: (Double) -> String) -> [String] {
    guard let spread else { return Array(repeating: NumberText.undefined, count: 3) }
    return [spread.mean, spread.min, spread.max].map(text)
  }
}
