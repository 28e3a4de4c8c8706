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
    /// The state did not come again in so many runs.
    case doesNotRepeat(runs: Int)
    /// So many cycles cannot be counted.
    case tooLong
    /// The state of a memory of DRAM is not compared, and a run sends it so many requests that more runs take too long.
    case dram(requests: Int)
  }

  /// Runs are tried until they have so many executions together: a few times those of the longest networks that ship,
  /// so that looking for a steady state stays a part of the time that the run itself takes.
  static let executions = 4096
  /// But at least so many runs, for a trace however long: the state of most comes again after two or three.
  static let leastRuns = 8
  /// And at most so many: the states of a short trace are small, but each is kept.
  static let mostRuns = 512

  /// With a memory of DRAM, whose states are not compared, the mean of so many runs after the first is taken,
  static let dramRuns = 2...8
  /// of which all together send at most so many requests: a second or two of work.
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
    case .doesNotRepeat(let runs): "the machine's state did not come again within \(runs) runs"
    case .dram(let requests):
      "the state of a memory of DRAM is not compared, and more runs of \(requests) requests each would take too long"
    case .tooLong: "the cycles of many runs do not fit into 62-bit arithmetic"
    }
  }
}
