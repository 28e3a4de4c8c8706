import Documents
import Simulation

/// How a trace is replayed; none of it changes a figure but the seed.
public struct ReplayOptions: Sendable {
  public var seed: UInt64
  /// Whether the memory wall is found, which takes more runs.
  public var findsMemoryWall: Bool
  /// Threads that simulate.
  public var workers: Int
  /// Called with the operators done and those to do, from any thread, in no order.
  public var progress: (@Sendable (_ done: Int, _ total: Int) -> Void)?

  /// Where operators are kept that were simulated before; nil where each is simulated anew.
  public var cache: ReplayCache?

  /// By memory of DRAM, who gets the requests that the run sends to it, which takes one more run.
  public var requestLogs: [Int: RequestLog] = [:]

  /// Whether it is simulated what twice of something would bring, which takes several more runs.
  public var findsWhatIfs = false
  /// Whether it is recorded when everything happens, which takes one more run.
  public var records = false

  public init(
    seed: UInt64 = 0, findsMemoryWall: Bool = true, workers: Int = 1,
    progress: (@Sendable (_ done: Int, _ total: Int) -> Void)? = nil
  ) {
    self.seed = seed
    self.findsMemoryWall = findsMemoryWall
    self.workers = workers
    self.progress = progress
  }
}

/// Why a replay did not happen.
public enum ReplayError: Error, Sendable {
  /// The design cannot run the trace: findings at the trace's or design's lines.
  case unsuitable([Finding])
}
