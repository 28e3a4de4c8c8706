import Accounting
import Hardware
import Mapping
import Simulation
import Workloads

/// A trace as one stream of operators on one machine (docs/model.md, 9).
struct StreamReplay: Sendable {
  let order: ExecutionOrder
  /// For each operator of the trace, which of `operators` it is.
  let numbers: [Int]
  var operators: [PreparedOperator]
  let cores: Int

  /// A run from a cold machine to its end.
  struct Run: Sendable {
    /// In the order of the executions.
    var records: [OperatorRecord]
    var cycles: Int
    /// The stream before its end, so that it can go on.
    var stream: OperatorStream
  }

  /// Runs all executions once on memories of the given timings.
  func run(_ timings: [MemoryTiming?]) throws(PlanError) -> Run {
    try checkRange(timings, runs: 1)
    var stream = OperatorStream(operators, timings: timings, cores: cores)
    for execution in order.executions { stream.append(arrival(execution)) }
    var ended = stream
    ended.finish()
    let records = ended.takeFinished()
    precondition(records.reduce(0) { $0 + $1.cycles } == ended.now, "operators do not sum to the run")
    return Run(records: records, cycles: ended.now, stream: stream)
  }

  /// What many runs one after the other come to, going on after the first one.
  func steadyState(_ run: Run, _ timings: [MemoryTiming?]) -> Result<SteadyState, Throughput.Problem> {
    // Long traces are not run as often as short ones.
    let limit = max(
      Throughput.leastRuns, min(Throughput.mostRuns, Throughput.executions / max(1, run.records.count)))
    guard (try? checkRange(timings, runs: limit)) != nil else { return .failure(.tooLong) }
    var stream = run.stream
    var again = order.executions.map(arrival)
    if !again.isEmpty { again[0] = arrival(order.firstAgain) }
    guard let found = stream.steadyState(of: again, limit: limit) else {
      return .failure(.doesNotRepeat(runs: limit))
    }
    return .success(found)
  }

  private func arrival(_ execution: ExecutionOrder.Execution) -> OperatorStream.Arrival {
    OperatorStream.Arrival(
      number: numbers[execution.number], inputFollows: execution.inputFollows,
      weightFollows: execution.weightFollows)
  }

  /// The same stream with all tensors in one memory.
  func flattened() -> StreamReplay {
    var flat = self
    flat.operators = operators.map { $0.flattened() }
    return flat
  }

  /// Bytes that all executions move; nil beyond what a search can count with.
  var movedBytes: Int? {
    var bytes = 0
    for execution in order.executions {
      bytes += operators[numbers[execution.number]].movedBytes
      guard bytes < 1 << 52 else { return nil }
    }
    return bytes
  }

  /// Whether so many runs of the trace can be counted.
  func checkRange(_ timings: [MemoryTiming?], runs: Int) throws(PlanError) {
    var times = [Int](repeating: 0, count: operators.count)
    for execution in order.executions { times[numbers[execution.number]] += runs }
    try PreparedOperator.checkRange(zip(operators, times).map { ($0, $1) }, timings)
  }
}

extension StreamReplay {
  /// Executions of one operator whose figures are equal.
  struct Alike: Hashable {
    var number: Int
    var record: OperatorRecord
    /// Cycles with unlimited memories, where these were asked for.
    var unlimited: Int?
  }

  /// The executions of each operator by their figures: how many are alike, and the first of them; in trace order, then
  /// in the order of their first executions.
  func grouped(_ run: Run, unlimited: Run?) -> [(alike: Alike, times: Int, first: Int)] {
    var places: [Alike: Int] = [:]
    var groups: [(alike: Alike, times: Int, first: Int)] = []
    var counts = [Int](repeating: 0, count: numbers.count)
    for (place, execution) in order.executions.enumerated() {
      let alike = Alike(
        number: execution.number, record: run.records[place], unlimited: unlimited?.records[place].cycles)
      let first = counts[execution.number]
      counts[execution.number] += 1
      if let known = places[alike] {
        groups[known].times += 1
      } else {
        places[alike] = groups.count
        groups.append((alike, 1, first))
      }
    }
    return groups.enumerated().sorted {
      ($0.element.alike.number, $0.offset) < ($1.element.alike.number, $1.offset)
    }.map(\.element)
  }
}
