import Simulation

/// When everything happened in a run, and which operator each execution was of (docs/timeline.md).
public struct RunRecording: Sendable {
  public var recorder: RunRecorder
  /// Of each execution its operator's place in the trace.
  public var executions: [Int]
  /// Of each operator of the trace its name, and how often it runs.
  public var operators: [(name: String, executions: Int)]

  /// Slices and levels that are recorded at most.
  public static let limit = 400_000

  public init(recorder: RunRecorder, executions: [Int], operators: [(name: String, executions: Int)]) {
    self.recorder = recorder
    self.executions = executions
    self.operators = operators
  }
}
