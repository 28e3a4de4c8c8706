import Documents
import Replay

/// A replay's result and what it was made from: all that a report of any form needs.
public struct RunReport: Sendable {
  /// A file that the result depends on.
  public struct Input: Codable, Hashable, Sendable {
    /// As given, or its last part where an absolute path was given.
    public var path: String
    /// Lower-case hexadecimal.
    public var sha256: String

    public init(path: String, sha256: String) {
      self.path = path
      self.sha256 = sha256
    }
  }

  public var result: RunResult
  /// The design with every default written out.
  public var design: Node
  public var inputs: [Input]
  /// `PATH=VALUE` settings that the design was changed by, in order.
  public var settings: [String]
  /// What this seed and those after it make; nil where one seed was run.
  public var spread: SeedSpread?
  /// The same of each of the result's operators, by place; empty where one seed was run, or seeds have other operators.
  public var operatorSpreads: [SeedSpread]

  public init(
    result: RunResult, design: Node, inputs: [Input], settings: [String] = [], spread: SeedSpread? = nil,
    operatorSpreads: [SeedSpread] = []
  ) {
    self.spread = spread
    self.operatorSpreads = operatorSpreads
    self.result = result
    self.design = design
    self.inputs = inputs
    self.settings = settings
  }
}
