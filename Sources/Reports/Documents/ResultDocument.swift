import Replay

/// `result.json`, schema `ridgeline-result/1` (docs/metrics.md explains every key).
public struct ResultDocument: Codable, Sendable {
  public static let schema = "ridgeline-result/1"

  public struct ToolView: Codable, Sendable {
    public var version: String
    public var modelVersion: Int

    enum CodingKeys: String, CodingKey {
      case version
      case modelVersion = "model_version"
    }
  }

  public var schema: String
  public var tool: ToolView
  public var seed: UInt64
  public var inputs: [RunReport.Input]
  public var settings: [String]
  public var design: DocumentValue
  public var network: String
  public var total: TotalView
  public var operators: [OperatorView]
  /// By component and `total`; absent where the design has no `area`.
  public var areaSquareMillimetres: [String: Double]?
  /// Absent where the trace has no phases.
  public var phases: [PhaseView]?
  /// Absent where one seed was run.
  public var seeds: SeedSpread?
  /// Absent where there are none.
  public var denseFallbacks: [FallbackView]?
  /// Absent where there are none.
  public var overflowingSums: [OverflowView]?

  /// Absent where there are none.
  public var patternMisses: [PatternMissView]?

  /// An operator whose weights do not have the array's N:M.
  public struct PatternMissView: Codable, Sendable {
    public var name: String
    public var pattern: String
    public var groups: Int
    public var tooFull: Int

    enum CodingKeys: String, CodingKey {
      case name, pattern, groups
      case tooFull = "too_full"
    }
  }

  /// A tensor that lies dense because the design's format cannot hold it.
  public struct FallbackView: Codable, Sendable {
    public var tensor: String
    public var format: String
    public var reason: String
  }

  /// A product whose sums may be greater than the accumulator holds.
  public struct OverflowView: Codable, Sendable {
    public var name: String
    public var k: Int
    public var input: String
    public var weight: String
    public var bits: Int
    public var accumulator: String
  }

  /// What the operators of one phase take together.
  public struct PhaseView: Codable, Sendable {
    /// Null of operators without one.
    public var name: OrNull<String>
    public var executions: Int
    public var cycles: Int
    public var timeSeconds: Double
    public var denseMACs: Int
    /// Absent where the design has no `energy`.
    public var energyPicojoules: Double?

    enum CodingKeys: String, CodingKey {
      case name, executions, cycles
      case timeSeconds = "time_s"
      case denseMACs = "dense_macs"
      case energyPicojoules = "energy_pj"
    }
  }

  enum CodingKeys: String, CodingKey {
    case schema, tool, seed, inputs, settings, design, network, total, operators, phases, seeds
    case areaSquareMillimetres = "area_mm2"
    case denseFallbacks = "dense_fallbacks"
    case overflowingSums = "overflowing_sums"
    case patternMisses = "pattern_misses"
  }

  /// The document as JSON: keys sorted, two spaces a level, ending in a line break.
  public func json() throws -> String { try JSONText.of(self) }
}

/// The sums of a run: an operator's fields that have a sum or can be recomputed from one.
public struct TotalView: Codable, Sendable {
  public var executions: Int
  /// Absent unless operators overlap in a shared buffer.
  public var barrierCycles: Int?
  /// Absent unless operators overlap and a search found other mappings than the rule's.
  public var searchedMappingCycles: Int?
  public var ruleMappingCycles: Int?
  /// What the design takes of its board, by resource; absent where it names none.
  public var resources: [String: ResourceView]?
  public var throughput: ThroughputView
  public var figures: FiguresView
  /// Absent where the design has no energies.
  public var energyActions: [EnergyActionView]?
  /// Absent where the design has neither energies nor areas.
  public var sources: SourcesView?
  /// Absent where the design does not say the supply of its SRAM.
  public var supply: SupplyView?
  /// Absent where the design has no energies.
  public var joulesPerSample: Double?
  /// Absent where the design is on no board with a price.
  public var samplesPerSecondPerDollar: OrNull<Double>?

  enum CodingKeys: String, CodingKey {
    case executions
    case barrierCycles = "barrier_cycles"
    case searchedMappingCycles = "searched_mapping_cycles"
    case ruleMappingCycles = "rule_mapping_cycles"
    case resources, sources
    case energyActions = "energy_actions"
    case supply = "sram_supply"
    case joulesPerSample = "energy_per_sample_j"
    case samplesPerSecondPerDollar = "samples_per_s_per_usd"
  }

  public init(
    executions: Int, barrierCycles: Int?, overlapChoice: OverlapChoice?, throughput: ThroughputView,
    figures: FiguresView,
    energyActions: [EnergyActionView]?
  ) {
    self.executions = executions
    self.barrierCycles = barrierCycles
    searchedMappingCycles = overlapChoice?.searchedCycles
    ruleMappingCycles = overlapChoice?.ruleCycles
    self.throughput = throughput
    self.figures = figures
    self.energyActions = energyActions
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    executions = try container.decode(Int.self, forKey: .executions)
    barrierCycles = try container.decodeIfPresent(Int.self, forKey: .barrierCycles)
    searchedMappingCycles = try container.decodeIfPresent(Int.self, forKey: .searchedMappingCycles)
    ruleMappingCycles = try container.decodeIfPresent(Int.self, forKey: .ruleMappingCycles)
    resources = try container.decodeIfPresent([String: ResourceView].self, forKey: .resources)
    energyActions = try container.decodeIfPresent([EnergyActionView].self, forKey: .energyActions)
    sources = try container.decodeIfPresent(SourcesView.self, forKey: .sources)
    supply = try container.decodeIfPresent(SupplyView.self, forKey: .supply)
    joulesPerSample = try container.decodeIfPresent(Double.self, forKey: .joulesPerSample)
    samplesPerSecondPerDollar = try container.decodeIfPresent(
      OrNull<Double>.self, forKey: .samplesPerSecondPerDollar)
    throughput = try ThroughputView(from: decoder)
    figures = try FiguresView(from: decoder)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(executions, forKey: .executions)
    try container.encodeIfPresent(barrierCycles, forKey: .barrierCycles)
    try container.encodeIfPresent(searchedMappingCycles, forKey: .searchedMappingCycles)
    try container.encodeIfPresent(ruleMappingCycles, forKey: .ruleMappingCycles)
    try container.encodeIfPresent(resources, forKey: .resources)
    try container.encodeIfPresent(energyActions, forKey: .energyActions)
    try container.encodeIfPresent(sources, forKey: .sources)
    try container.encodeIfPresent(supply, forKey: .supply)
    try container.encodeIfPresent(joulesPerSample, forKey: .joulesPerSample)
    try container.encodeIfPresent(samplesPerSecondPerDollar, forKey: .samplesPerSecondPerDollar)
    try throughput.encode(to: encoder)
    try figures.encode(to: encoder)
  }
}

/// What of the buffers' bits is wrong at the supply that their numbers are at.
public struct SupplyView: Codable, Sendable {
  public var bitErrorRate: Double
  public var readBits: Double
  public var wrongBitsPerSample: Double

  enum CodingKeys: String, CodingKey {
    case bitErrorRate = "bit_error_rate"
    case readBits = "read_bits"
    case wrongBitsPerSample = "wrong_bits_per_sample"
  }
}

/// How many numbers of the energies and areas are assumptions, and what they are of.
public struct SourcesView: Codable, Sendable {
  public var energies: Int
  public var energiesAssumed: Int
  /// Null of a run that takes no energy.
  public var energyAssumedShare: OrNull<Double>
  public var areas: Int
  public var areasAssumed: Int
  /// Absent where the design has no energies.
  public var boundary: String?
  /// Components without an energy.
  public var leftOut: [String]

  enum CodingKeys: String, CodingKey {
    case energies, areas, boundary
    case energiesAssumed = "energies_assumed"
    case energyAssumedShare = "energy_assumed_share"
    case areasAssumed = "areas_assumed"
    case leftOut = "left_out"
  }
}

/// What a design takes of one resource of its board.
public struct ResourceView: Codable, Sendable {
  public var taken: Int
  public var available: Int
  /// Of what there is; null of a board that has none.
  public var share: OrNull<Double>
}

/// One run of the trace, and many without a break.
public struct ThroughputView: Codable, Sendable {
  public var samples: Int
  public var latencyCycles: Int
  public var latencySeconds: Double
  public var steadyStateCycles: OrNull<Double>
  public var steadyStateRuns: OrNull<Int>
  /// Of all these runs; absent in documents of versions that did not say it.
  public var steadyStateRunsCycles: OrNull<Int>?
  /// Whether runs repeat from there on; null where there is no steady state, absent in documents of older versions.
  public var steadyStateExact: OrNull<Bool>?
  /// Why there is no steady state; null where there is one.
  public var steadyStateProblem: OrNull<String>
  public var throughputPerSecond: OrNull<Double>

  enum CodingKeys: String, CodingKey, CaseIterable {
    case samples
    case latencyCycles = "latency_cycles"
    case latencySeconds = "latency_s"
    case steadyStateCycles = "steady_state_cycles"
    case steadyStateRuns = "steady_state_runs"
    case steadyStateRunsCycles = "steady_state_runs_cycles"
    case steadyStateExact = "steady_state_exact"
    case steadyStateProblem = "steady_state_problem"
    case throughputPerSecond = "throughput_per_s"
  }
}

/// One kind of action of a component, and what one takes.
public struct EnergyActionView: Codable, Sendable {
  public var component: String
  public var action: String
  public var count: Double
  public var picojoulesEach: Double
  public var picojoules: Double
  public var source: String

  enum CodingKeys: String, CodingKey {
    case component, action, count, source
    case picojoulesEach = "pj_each"
    case picojoules = "energy_pj"
  }
}

/// One operator; its figures are those of one execution.
public struct OperatorView: Codable, Sendable {
  public var identity: Identity
  public var figures: FiguresView

  /// What the trace says of it.
  public struct Identity: Codable, Sendable {
    public var name: String
    public var kind: String
    public var phase: OrNull<String>
    public var groups: [String]
    public var `repeat`: Int
    public var firstExecution: Int
    /// Null where the operator is no product.
    public var batch: OrNull<Int>
    public var m: OrNull<Int>
    public var k: OrNull<Int>
    public var n: OrNull<Int>
    /// The memory of each operand that there is.
    public var placement: [String: String]

    enum CodingKeys: String, CodingKey {
      case name, kind, phase, groups, `repeat`
      case firstExecution = "first_execution"
      case batch, m, k, n, placement
    }
  }

  public init(identity: Identity, figures: FiguresView) {
    self.identity = identity
    self.figures = figures
  }

  public init(from decoder: any Decoder) throws {
    identity = try Identity(from: decoder)
    figures = try FiguresView(from: decoder)
  }

  public func encode(to encoder: any Encoder) throws {
    try identity.encode(to: encoder)
    try figures.encode(to: encoder)
  }
}
