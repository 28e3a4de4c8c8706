/// A comparison as JSON.
public struct ComparisonDocument: Codable, Sendable {
  public static let schema = "ridgeline-comparison/1"

  /// A design on a trace.
  public struct CellView: Codable, Sendable {
    public var design: String
    public var cycles: Int
    public var timeSeconds: Double
    public var speedup: OrNull<Double>
    public var throughputPerSecond: OrNull<Double>
    public var macUtilization: OrNull<Double>
    public var bound: OrNull<String>
    /// Operators whose search for a mapping ended at its budget; absent where none was searched for.
    public var endedSearches: Int?
    /// Operators with zeros of which the array, which skips some, skips none; absent where there is no such operator.
    public var unusedZeros: Int?
    /// Absent, like the four after it, where no design gives energies.
    public var energyPicojoules: OrNull<Double>?
    public var energyDelayProduct: OrNull<Double>?
    public var teraoperationsPerWatt: OrNull<Double>?
    public var energyRatio: OrNull<Double>?
    public var energyDelayProductRatio: OrNull<Double>?
    /// Absent, like the one after it, where no design gives an area.
    public var areaSquareMillimetres: OrNull<Double>?
    public var teraoperationsPerSquareMillimetre: OrNull<Double>?
    /// Absent where no design's board has a price.
    public var samplesPerSecondPerDollar: OrNull<Double>?
    /// Absent where one seed was run.
    public var seeds: SeedSpread?

    enum CodingKeys: String, CodingKey {
      case design, cycles, speedup, bound, seeds
      case energyPicojoules = "energy_pj"
      case energyDelayProduct = "energy_delay_product_j_s"
      case teraoperationsPerWatt = "tops_per_watt"
      case energyRatio = "energy_ratio"
      case energyDelayProductRatio = "energy_delay_product_ratio"
      case areaSquareMillimetres = "area_mm2"
      case teraoperationsPerSquareMillimetre = "tops_per_mm2"
      case timeSeconds = "time_s"
      case endedSearches = "ended_searches"
      case unusedZeros = "unused_zeros"
      case throughputPerSecond = "throughput_per_s"
      case samplesPerSecondPerDollar = "samples_per_s_per_usd"
      case macUtilization = "mac_utilization"
    }
  }
  /// What is to be known of the numbers of a design's energies and areas.
  public struct DesignSourcesView: Codable, Sendable {
    public var design: String
    public var sources: SourcesView
  }
  public struct TraceView: Codable, Sendable {
    public var trace: String
    public var designs: [CellView]
  }
  public struct MeanView: Codable, Sendable {
    public var design: String
    public var speedup: OrNull<Double>
    /// Absent, like the one after it, where no design gives energies.
    public var energyRatio: OrNull<Double>?
    public var energyDelayProductRatio: OrNull<Double>?

    enum CodingKeys: String, CodingKey {
      case design, speedup
      case energyRatio = "energy_ratio"
      case energyDelayProductRatio = "energy_delay_product_ratio"
    }
  }
  /// Where a comparison comes from.
  public struct Origin: Sendable {
    public var seed: UInt64
    public var inputs: [RunReport.Input]
    /// `PATH=VALUE` settings that every design was changed by, in order.
    public var settings: [String]

    public init(seed: UInt64 = 0, inputs: [RunReport.Input] = [], settings: [String] = []) {
      self.seed = seed
      self.inputs = inputs
      self.settings = settings
    }
  }
  /// What a declared roofline says of a trace, of which nothing is simulated.
  public struct DeclaredView: Codable, Sendable {
    public var machine: String
    public var trace: String
    public var timeSeconds: Double
    public var readBytes: Int
    public var writeBytes: Int
    public var energyJoules: OrNull<Double>

    enum CodingKeys: String, CodingKey {
      case machine, trace
      case timeSeconds = "time_s"
      case readBytes = "read_bytes"
      case writeBytes = "write_bytes"
      case energyJoules = "energy_j"
    }
  }
  /// A resource that the designs do not have alike.
  public struct DifferenceView: Codable, Sendable {
    public var resource: String
    public var factor: OrNull<Double>
    public var values: [String]
  }

  public var schema: String
  public var tool: ResultDocument.ToolView
  public var seed: UInt64
  public var inputs: [RunReport.Input]
  public var settings: [String]
  public var baseline: String
  public var traces: [TraceView]
  public var geometricMeans: [MeanView]
  public var differences: [DifferenceView]
  /// Of designs with energies or areas; absent where there are none. The share of the energy is of all traces together.
  public var sources: [DesignSourcesView]?
  /// Absent where there are none.
  public var declared: [DeclaredView]?

  enum CodingKeys: String, CodingKey {
    case schema, tool, seed, inputs, settings, baseline, traces, differences, sources, declared
    case geometricMeans = "geometric_means"
  }

  public init(_ comparison: Comparison, origin: Origin = Origin()) {
    schema = Self.schema
    tool = ResultDocument.ToolView(version: Tool.version, modelVersion: Tool.modelVersion)
    (seed, inputs, settings) = (origin.seed, origin.inputs, origin.settings)
    baseline = comparison.designs[comparison.baseline].name
    traces = zip(comparison.traces, comparison.cells).enumerated().map { place, part in
      var cells = zip(comparison.designs, part.1).map { CellView($0.name, $1, comparison) }
      for design in cells.indices { cells[design].seeds = comparison.spreads?[place][design] }
      return TraceView(trace: part.0, designs: cells)
    }
    geometricMeans = zip(comparison.designs, comparison.means).map {
      var view = MeanView(design: $0.name, speedup: OrNull(figure: $1.speedup))
      if comparison.hasEnergy {
        view.energyRatio = OrNull(figure: $1.energyRatio)
        view.energyDelayProductRatio = OrNull(figure: $1.delayProductRatio)
      }
      return view
    }
    differences = comparison.differences.map {
      DifferenceView(resource: $0.resource, factor: OrNull(figure: $0.factor), values: $0.values)
    }
    let known = zip(comparison.designs, comparison.assumedShares).compactMap { design, share in
      SourcesView(design, assumedShare: share).map { DesignSourcesView(design: design.name, sources: $0) }
    }
    if !known.isEmpty { sources = known }
    guard !comparison.declared.isEmpty else { return }
    declared = comparison.declared.map {
      DeclaredView(
        machine: $0.machine, trace: $0.network, timeSeconds: $0.timeSeconds, readBytes: $0.readBytes,
        writeBytes: $0.writeBytes, energyJoules: OrNull($0.energyJoules))
    }
  }

  /// The document: keys sorted, two spaces a level, ending in a line break.
  public func json() throws -> String { try JSONText.of(self) }
}

extension ComparisonDocument.CellView {
  init(_ design: String, _ cell: Comparison.Cell, _ comparison: Comparison) {
    self.design = design
    cycles = cell.figures.cycles
    timeSeconds = cell.figures.timeSeconds
    speedup = OrNull(figure: cell.speedup)
    throughputPerSecond = OrNull(figure: cell.samplesPerSecond)
    macUtilization = OrNull(figure: cell.figures.macUtilization)
    bound = OrNull(cell.figures.bound?.rawValue)
    if cell.searchedOperators > 0 { endedSearches = cell.endedSearches }
    if cell.unusedZeros > 0 { unusedZeros = cell.unusedZeros }
    if comparison.hasArea {
      areaSquareMillimetres = OrNull(figure: cell.area)
      teraoperationsPerSquareMillimetre = OrNull(figure: cell.teraoperationsPerSquareMillimetre)
    }
    if comparison.hasPrice {
      samplesPerSecondPerDollar = OrNull(figure: cell.samplesPerSecondPerDollar)
    }
    guard comparison.hasEnergy else { return }
    let energy = cell.figures.energyPicojoules
    energyPicojoules = OrNull(figure: energy?.total)
    energyDelayProduct = OrNull(figure: energy?.delayProduct)
    teraoperationsPerWatt = OrNull(figure: energy?.teraoperationsPerWatt)
    energyRatio = OrNull(figure: cell.energyRatio)
    energyDelayProductRatio = OrNull(figure: cell.delayProductRatio)
  }
}
