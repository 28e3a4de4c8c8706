import Simulation

/// How long one run of a trace takes, and each of many (docs/metrics.md).
public struct Throughput: Hashable, Sendable {
  /// Samples of the network's input that one run works on, as the trace says.
  public var samples: Int
  /// Cycles of one run, from a cold machine to its end.
  public var latencyCycles: Int
  /// What many runs without a break come to.
  public var steadyState: Result<SteadyState, Problem>

  /// Why there is no steady state to report.
  public enum Problem: Error, Hashable, Sendable {
    /// So many cycles cannot be counted.
    case tooLong
    /// A memory's controllers make no progress in a later run.
    case noProgress
  }

  /// Runs are tried until they have so many executions together: a few times those of the longest networks that ship,
  /// so that looking for a steady state stays a part of the time that the run itself takes.
  static let executions = 4096
  /// But at least so many runs, for a trace however long: the state of most comes again after two or three.
  static let leastRuns = 8
  /// And at most so many: the states of a short trace are small, but each is kept.
  static let mostRuns = 512

  /// With a memory of DRAM, whose states are not compared, the mean of so many runs after the first is taken: one, which
  /// takes what the first did, for a trace however long,
  static let dramRuns = 1...8
  /// and more as long as all together send at most so many requests: half a second of work.
  static let dramRequests = 1 << 22

  /// Cycles from the end of a run to the end of the next, in the mean.
  public var steadyCycles: Double? { (try? steadyState.get())?.cyclesPerRun }

  /// Of runs that do not overlap.
  init(samples: Int, cycles: Int) {
    self.init(
      samples: samples, latencyCycles: cycles,
      steadyState: .success(SteadyState(cycles: cycles, runs: 1)))
  }

  init(samples: Int, latencyCycles: Int, steadyState: Result<SteadyState, Problem>) {
    self.samples = samples
    self.latencyCycles = latencyCycles
    self.steadyState = steadyState
  }
}

extension Throughput.Problem: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noProgress: "a memory's controllers make no progress in a run after the first"
    case .tooLong: "the cycles of many runs do not fit into 62-bit arithmetic"
    }
  }
}
