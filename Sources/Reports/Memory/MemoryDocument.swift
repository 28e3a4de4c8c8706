import Accounting
import DRAM
import Hardware

/// The result of a replay on a memory as JSON, schema `ridgeline-memory/1` (docs/memories.md explains every key).
public struct MemoryDocument: Encodable, Sendable {
  public static let schema = "ridgeline-memory/1"

  public struct Latencies: Codable, Sendable {
    public var p50: Int
    public var p90: Int
    public var p99: Int
    public var max: Int
  }

  /// One channel: its counts, a bus stack a pseudo-channel, and in a replay its ranks.
  public struct Channel: Codable, Sendable {
    public var counts: Counts
    public var busCycles: [[String: Int]]
    /// Pseudo-channel by pseudo-channel; absent in results of runs.
    public var ranks: [Rank]?

    enum CodingKeys: String, CodingKey {
      case busCycles = "bus_cycles"
      case ranks
    }

    init(_ channel: DRAMChannelRecord, ranks: [Rank]? = nil) {
      counts = Counts(channel.counts)
      busCycles = channel.busStacks.map { MemoryDocument.dictionary($0.named) }
      self.ranks = ranks
    }

    public init(from decoder: any Decoder) throws {
      counts = try Counts(from: decoder)
      let container = try decoder.container(keyedBy: CodingKeys.self)
      busCycles = try container.decode([[String: Int]].self, forKey: .busCycles)
      ranks = try container.decodeIfPresent([Rank].self, forKey: .ranks)
    }

    public func encode(to encoder: any Encoder) throws {
      try counts.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(busCycles, forKey: .busCycles)
      try container.encodeIfPresent(ranks, forKey: .ranks)
    }
  }

  /// One rank of a pseudo-channel: commands to it, how long it was in which state, and what all of that took.
  public struct Rank: Codable, Sendable {
    public var activates: Int
    public var reads: Int
    public var writes: Int
    public var refreshes: Int
    public var bankRefreshes: Int
    public var activeCycles: Int
    public var idleCycles: Int
    public var openBankCycles: Int
    /// Absent where the memory states none.
    public var energy: [String: Double]?
    /// Of each of its devices.
    public var deviceEnergy: Double?

    enum CodingKeys: String, CodingKey {
      case activates, reads, writes, refreshes
      case bankRefreshes = "bank_refreshes"
      case activeCycles = "active_cycles"
      case idleCycles = "idle_cycles"
      case openBankCycles = "open_bank_cycles"
      case energy = "energy_pj"
      case deviceEnergy = "device_energy_pj"
    }

    init(_ rank: DRAMRankRecord, on system: DRAMSystem) {
      activates = rank.activates
      reads = rank.reads
      writes = rank.writes
      refreshes = rank.refreshes
      bankRefreshes = rank.bankRefreshes
      activeCycles = rank.activeCycles
      idleCycles = rank.idleCycles
      openBankCycles = rank.openBankCycles
      let figures = DRAMEnergyFigures(of: rank, on: system)
      energy = figures?.dictionary
      deviceEnergy = figures.map { $0.total / Double(system.organization.devicesPerRank) }
    }
  }

  /// Commands, and requests that needed none.
  public struct Counts: Codable, Sendable {
    public var reads: Int
    public var writes: Int
    public var rowHits: Int
    public var activates: Int
    public var precharges: Int
    public var refreshes: Int
    public var bankRefreshes: Int
    public var synchronisations: Int
    public var forwardedReads: Int
    public var mergedReads: Int
    public var mergedWrites: Int

    enum CodingKeys: String, CodingKey {
      case reads, writes
      case rowHits = "row_hits"
      case activates, precharges, refreshes
      case bankRefreshes = "bank_refreshes"
      case synchronisations
      case forwardedReads = "forwarded_reads"
      case mergedReads = "merged_reads"
      case mergedWrites = "merged_writes"
    }

    init(_ counts: DRAMCounts) {
      reads = counts.reads
      writes = counts.writes
      rowHits = counts.readRowHits + counts.writeRowHits
      activates = counts.activates
      precharges = counts.precharges
      refreshes = counts.refreshes
      bankRefreshes = counts.bankRefreshes
      synchronisations = counts.synchronisations
      forwardedReads = counts.forwardedReads
      mergedReads = counts.mergedReads
      mergedWrites = counts.mergedWrites
    }
  }

  public var schema: String
  public var tool: ResultDocument.ToolView
  public var inputs: [RunReport.Input]
  public var settings: [String]
  /// The resolved memory, distances in clocks.
  public var memory: DocumentValue
  public var policy: String
  public var peakBandwidth: Double
  public var requests: Int
  public var readRequests: Int
  public var writeRequests: Int
  public var cycles: Int
  public var runCycles: Int
  public var dataCycles: Int
  public var time: Double
  public var averageReadLatency: OrNull<Double>
  public var readLatency: OrNull<Latencies>
  public var movedBytes: Int
  public var bandwidth: Double
  public var utilization: Double
  public var rowHitRate: OrNull<Double>
  /// Beside the other keys of the document.
  public var counts: Counts
  public var busCycles: [String: Int]
  public var channels: [Channel]
  /// Absent where the memory states none.
  public var energy: [String: Double]?

  enum CodingKeys: String, CodingKey {
    case schema, tool, inputs, settings, memory, policy
    case peakBandwidth = "peak_bandwidth_bytes_per_s"
    case requests
    case readRequests = "read_requests"
    case writeRequests = "write_requests"
    case cycles
    case runCycles = "run_cycles"
    case dataCycles = "data_cycles"
    case time = "time_s"
    case averageReadLatency = "average_read_latency_cycles"
    case readLatency = "read_latency_cycles"
    case movedBytes = "moved_bytes"
    case bandwidth = "bandwidth_bytes_per_s"
    case utilization = "bandwidth_utilization"
    case rowHitRate = "row_hit_rate"
    case busCycles = "bus_cycles"
    case channels
    case energy = "energy_pj"
  }

  public init(_ report: MemoryReport) {
    let (figures, system) = (report.figures, report.system)
    schema = Self.schema
    tool = ResultDocument.ToolView(version: Tool.version, modelVersion: Tool.modelVersion)
    inputs = report.inputs
    settings = report.settings
    memory = DocumentValue(system.resolved())
    policy = system.controller.policy.rawValue
    peakBandwidth = system.peakBytesPerSecond
    requests = figures.requests
    readRequests = figures.readRequests
    writeRequests = figures.writeRequests
    cycles = figures.cycles
    runCycles = figures.runCycles
    dataCycles = figures.dataCycles
    time = Double(figures.cycles) * Double(system.timing.clockPicoseconds) * 1e-12
    averageReadLatency = OrNull(figure: figures.readLatency?.average)
    readLatency = OrNull(
      figures.readLatency.map {
        Latencies(p50: $0.half, p90: $0.ninetieth, p99: $0.ninetyNinth, max: $0.most)
      })
    movedBytes = figures.movedBytes
    bandwidth = figures.bytesPerSecond
    utilization = figures.utilization
    rowHitRate = OrNull(figure: figures.rowHitRate)
    counts = Counts(figures.counts)
    busCycles = Self.dictionary(figures.busStack.named)
    channels = report.record.channels.map { channel in
      Channel(channel, ranks: channel.ranks.map { Rank($0, on: system) })
    }
    energy = figures.energy?.dictionary
  }

  public func encode(to encoder: any Encoder) throws {
    try counts.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(schema, forKey: .schema)
    try container.encode(tool, forKey: .tool)
    try container.encode(inputs, forKey: .inputs)
    try container.encode(settings, forKey: .settings)
    try container.encode(memory, forKey: .memory)
    try container.encode(policy, forKey: .policy)
    try container.encode(peakBandwidth, forKey: .peakBandwidth)
    try container.encode(requests, forKey: .requests)
    try container.encode(readRequests, forKey: .readRequests)
    try container.encode(writeRequests, forKey: .writeRequests)
    try container.encode(cycles, forKey: .cycles)
    try container.encode(runCycles, forKey: .runCycles)
    try container.encode(dataCycles, forKey: .dataCycles)
    try container.encode(time, forKey: .time)
    try container.encode(averageReadLatency, forKey: .averageReadLatency)
    try container.encode(readLatency, forKey: .readLatency)
    try container.encode(movedBytes, forKey: .movedBytes)
    try container.encode(bandwidth, forKey: .bandwidth)
    try container.encode(utilization, forKey: .utilization)
    try container.encode(rowHitRate, forKey: .rowHitRate)
    try container.encode(busCycles, forKey: .busCycles)
    try container.encode(channels, forKey: .channels)
    try container.encodeIfPresent(energy, forKey: .energy)
  }

  static func dictionary(_ named: [(name: String, count: Int)]) -> [String: Int] {
    Dictionary(named.map { ($0.name, $0.count) }) { first, _ in first }
  }

  /// The document as JSON: keys sorted, two spaces a level, ending in a line break.
  public func json() throws -> String { try JSONText.of(self) }
}
