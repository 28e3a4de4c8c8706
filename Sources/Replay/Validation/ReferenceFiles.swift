import Documents
import Hardware
import Workloads

/// The designs and traces that ship, which some reference points are about.
public struct ReferenceFiles: Sendable {
  private let designPath: @Sendable (String) throws -> String
  private let tracePath: @Sendable (String) throws -> String

  /// Takes the paths of a design and of a trace by their names, asked for only where a point needs one.
  public init(
    design: @escaping @Sendable (String) throws -> String,
    trace: @escaping @Sendable (String) throws -> String
  ) {
    designPath = design
    tracePath = trace
  }

  public func design(_ name: String, settings: [String] = []) throws -> Design {
    let path = try designPath(name)
    return try Self.required { Design.load(path: path, settings: settings, findings: $0) }
  }

  func trace(_ name: String) throws -> Trace {
    let path = try tracePath(name)
    return try Self.required { Trace.load(path: path, seed: 0, findings: $0) }
  }

  /// What a reader gives; throws its findings where that is nothing.
  static func required<Value>(_ read: (Findings) -> Value?) throws(ReplayError) -> Value {
    let findings = Findings()
    guard let value = read(findings), !findings.hasErrors else { throw .unsuitable(findings.sorted()) }
    return value
  }
}
