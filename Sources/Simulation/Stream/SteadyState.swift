/// When operators that run again and again, without a break, take the same over and over.
public struct SteadyState: Hashable, Sendable {
  /// Cycles in which so many runs come and go.
  public var cycles: Int
  public var runs: Int

  public init(cycles: Int, runs: Int) {
    self.cycles = cycles
    self.runs = runs
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
}
