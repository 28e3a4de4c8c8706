import Replay

/// Generations of one model on several machines, side by side, and where they come from.
public struct GenerationReport: Sendable {
  public var results: [GenerationResult]
  public var seed: UInt64
  public var inputs: [RunReport.Input]
  /// `PATH=VALUE` settings that every design was changed by, in order.
  public var settings: [String]

  public init(results: [GenerationResult], seed: UInt64, inputs: [RunReport.Input], settings: [String]) {
    self.results = results
    self.seed = seed
    self.inputs = inputs
    self.settings = settings
  }
}
