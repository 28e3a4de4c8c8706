/// What operators that run again and again, without a break, take in the long run.
public struct SteadyState: Hashable, Sendable {
  /// Cycles in which so many runs come and go.
  public var cycles: Int
  public var runs: Int
  /// Whether from there on they take the same over and over; else it is what so many runs took.
  public var isExact: Bool

  public init(cycles: Int, runs: Int, isExact: Bool = true) {
    self.cycles = cycles
    self.runs = runs
    self.isExact = isExact
  }

  /// Cycles of one run, in the mean.
  public var cyclesPerRun: Double { Double(cycles) / Double(runs) }
}

extension OperatorStream {
  /// Goes on after one run of operators with more of the same, each time with `again`, until the state after one
  /// of them equals that after another; nil if it does not within so many runs, the one before included, or where
  /// states cannot be told apart.
  public mutating func steadyState(of again: [Arrival], limit: Int) -> SteadyState? {
    guard hasStates else { return nil }
    var seen: [StreamState: (runs: Int, cycles: Int)] = [:]
    for runs in 1...max(1, limit) {
      let state = currentState()
      if let before = seen[state] {
        return SteadyState(cycles: now - before.cycles, runs: runs - before.runs)
      }
      seen[state] = (runs, now)
      for one in again {
        append(one)
        _ = takeFinishedPlaces()
      }
    }
    return nil
  }

  /// What so many more runs take, going on after one, where it cannot be told whether states repeat; nil where a memory
  /// was given up.
  public mutating func mean(ofRuns runs: Int, of again: [Arrival]) -> SteadyState? {
    let start = now
    for one in (0..<runs).flatMap({ _ in again }) {
      append(one)
      _ = takeFinishedPlaces()
    }
    return failure == nil ? SteadyState(cycles: now - start, runs: runs, isExact: false) : nil
  }
}
