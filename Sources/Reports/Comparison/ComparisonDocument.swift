import FoundationEssentials

/// A comparison as JSON.
public struct ComparisonDocument: Codable, Sendable {
  public static let schema = "ridgeline-comparison/1"

  /// A design on a trace.
  public struct CellView: Codable, Sendable {
    public var design: String
    public var cycles: Int
    public var timeSeconds: Double
    public var speedup: OrNull<Double>
    public var macUtilization: OrNull<Double>
    public var bound: String

    enum CodingKeys: String, CodingKey {
      case design, cycles, speedup, bound
      case timeSeconds = "time_s"
      case macUtilization = "mac_utilization"
    }
  }
  public struct TraceView: Codable, Sendable {
    public var trace: String
    public var designs: [CellView]
  }
  public struct MeanView: Codable, Sendable {
    public var design: String
    public var speedup: OrNull<Double>
  }
  /// A resource that the designs do not have alike.
  public struct DifferenceView: Codable, Sendable {
    public var resource: String
    public var factor: OrNull<Double>
    public var values: [String]
  }

  public var schema: String
  public var baseline: String
  public var traces: [TraceView]
  public var geometricMeans: [MeanView]
  public var differences: [DifferenceView]

  enum CodingKeys: String, CodingKey {
    case schema, baseline, traces, differences
    case geometricMeans = "geometric_means"
  }

  public init(_ comparison: Comparison) {
    schema = Self.schema
    baseline = comparison.designs[comparison.baseline].name
    traces = zip(comparison.traces, comparison.cells).map { trace, cells in
      TraceView(
        trace: trace, designs: zip(comparison.designs, cells).map { CellView($0.name, $1) })
    }
    geometricMeans = zip(comparison.designs, comparison.means).map {
      MeanView(design: $0.name, speedup: OrNull(figure: $1.speedup))
    }
    differences = comparison.differences.map {
      DifferenceView(resource: $0.resource, factor: OrNull(figure: $0.factor), values: $0.values)
    }
  }

  /// The document: keys sorted, two spaces a level, ending in a line break.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
  }
}

extension ComparisonDocument.CellView {
  init(_ design: String, _ cell: Comparison.Cell) {
    self.design = design
    cycles = cell.figures.cycles
    timeSeconds = cell.figures.timeSeconds
    speedup = OrNull(figure: cell.speedup)
    macUtilization = OrNull(figure: cell.figures.macUtilization)
    bound = cell.figures.bound.rawValue
  }
}
