import Documents
import Quantities

/// A machine of which only a roofline is declared: nothing of it is simulated (docs/language-models.md).
public struct DeclaredMachine: Hashable, Sendable {
  /// Operations a second of products whose factors have a format.
  public struct Peak: Hashable, Sendable {
    public var format: String
    public var operationsPerSecond: Int
  }

  public var name: String
  public var sources: [String]
  /// In the order written.
  public var peaks: [Peak]
  public var bandwidth: Bandwidth
  /// The share of the bandwidth that programs reach; 1 unless something else was measured.
  public var bandwidthUtilization: Ratio
  /// The format of all tensors; nil where the model's are taken.
  public var format: String?
  public var powerWatts: Int?
  /// Dollars.
  public var price: Int?

  /// Bytes a second that programs reach.
  public var usableBytesPerSecond: Double { Double(bandwidth.bytesPerSecond) * bandwidthUtilization.value }

  /// The peak of a product of such formats: the least of those that are declared for them, or of all.
  public func peakOperationsPerSecond(_ formats: [String]) -> Double {
    let own = peaks.filter { formats.contains($0.format) }
    return Double((own.isEmpty ? peaks : own).map(\.operationsPerSecond).min() ?? 1)
  }
}

extension DeclaredMachine {
  /// Whether a document declares a machine, and describes no design.
  public static func isDeclared(_ node: Node) -> Bool { node["roofline"] != nil && node["array"] == nil }

  /// The machine of a document; nil where findings say what is wrong.
  public static func decode(_ node: Node, findings: Findings) -> DeclaredMachine? {
    guard let reader = MappingReader(node, context: "the declared machine", findings: findings) else {
      return nil
    }
    let name = reader.identifier("name")
    let sources = DesignDecoder.decodeSources(reader)
    if sources.isEmpty, !reader.has("source") { _ = reader.text("source") }
    let format = reader.identifierIfPresent("format")
    let roofline = reader.mapping("roofline")
    let bandwidth = roofline?.quantity("bandwidth", as: Bandwidth.self)
    let utilization =
      roofline?.ratio("bandwidth_utilization", in: Ratio(1, 1_000)...Ratio(1), default: Ratio(1)) ?? Ratio(1)
    var peaks: [Peak] = []
    if let own = roofline?.mapping("peak") {
      for key in own.keys {
        guard let peak = own.integer(key, in: 1...1 << 60) else { continue }
        peaks.append(Peak(format: key, operationsPerSecond: peak))
      }
      own.finish()
      if peaks.isEmpty { roofline?.report(.noPeak, at: "peak") }
    }
    roofline?.finish()
    let power = reader.integerIfPresent("power_w", in: 1...1 << 20)
    let price = reader.integerIfPresent("price_usd", in: 1...1 << 30)
    reader.finish()
    guard let name, let bandwidth, !peaks.isEmpty else { return nil }
    return DeclaredMachine(
      name: name, sources: sources, peaks: peaks, bandwidth: bandwidth, bandwidthUtilization: utilization,
      format: format, powerWatts: power, price: price)
  }
}

extension Finding.Message {
  fileprivate static let noPeak = Self(
    .invalidValue,
    "'peak' has no format; state the operations a second of each, for example fp16: 312000000000000")
}
