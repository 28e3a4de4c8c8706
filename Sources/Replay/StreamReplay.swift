import Accounting
import Hardware
import Mapping
import Simulation
import Workloads

/// Records of executions, of which most are equal: each that differs is kept once.
struct ExecutionRecords: Sendable {
  private(set) var distinct: [OperatorRecord] = []
  /// For each execution its place in `distinct`.
  private(set) var places: [Int32] = []
  /// The sum over all executions.
  private(set) var cycles = 0
  private var known: [OperatorRecord: Int32] = [:]

  mutating func add(_ records: [OperatorRecord]) {
    for record in records {
      cycles += record.cycles
      if let place = known[record] {
        places.append(place)
      } else {
        known[record] = Int32(distinct.count)
        places.append(Int32(distinct.count))
        distinct.append(record)
      }
    }
  }
}

/// A trace as one stream of operators on one machine (docs/model.md, 9).
struct StreamReplay: Sendable {
  let order: ExecutionOrder
  /// For each operator of the trace, which of `operators` it is.
  let numbers: [Int]
  var operators: [PreparedOperator]
  let cores: Int

  /// A run from a cold machine to its end.
  struct Run: Sendable {
    /// What the executions counted, in their order.
    var records = ExecutionRecords()
    var cycles = 0
    /// The stream before its end, so that it can go on.
    var stream: OperatorStream
  }

  /// Runs all executions once on memories of the given timings.
  func run(_ timings: [MemoryTiming?]) throws(PlanError) -> Run {
    try checkRange(timings, runs: 1)
    var run = Run(stream: OperatorStream(operators, timings: timings, cores: cores))
    for execution in order.executions {
      run.stream.append(arrival(execution))
      run.records.add(run.stream.takeFinished())
    }
    var ended = run.stream
    ended.finish()
    run.records.add(ended.takeFinished())
    run.cycles = ended.now
    precondition(run.records.cycles == ended.now, "operators do not sum to the run")
    return run
  }

  /// What many runs one after the other come to, going on after the first one.
  func steadyState(_ run: Run, _ timings: [MemoryTiming?]) -> Result<SteadyState, Throughput.Problem> {
    // Long traces are not run as often as short ones.
    let limit = max(
      Throughput.leastRuns, min(Throughput.mostRuns, Throughput.executions / max(1, order.executions.count)))
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

  /// Cycles of the same executions of other operators; nil where one is missing or they cannot be counted.
  func cycles(of operators: [PreparedOperator?], on design: Design) -> Int? {
    var other = self
    other.operators = operators.compactMap { $0 }
    guard other.operators.count == operators.count else { return nil }
    return try? other.run(PreparedOperator.timings(design)).cycles
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
  struct Alike {
    var number: Int
    var record: OperatorRecord
    /// Cycles with unlimited memories, where these were asked for.
    var unlimited: Int?
    var executions = 1
    /// The first of them among all of the operator.
    var first: Int
  }

  /// The executions of each operator by their figures, in trace order, then in the order of their first executions.
  func grouped(_ run: Run, unlimited: Run?) -> [Alike] {
    struct Key: Hashable {
      var number: Int
      var record: Int32
      var unlimited: Int?
    }
    var places: [Key: Int] = [:]
    var groups: [Alike] = []
    var counts = [Int](repeating: 0, count: numbers.count)
    for (place, execution) in order.executions.enumerated() {
      let record = run.records.places[place]
      let lifted = unlimited.map { $0.records.distinct[Int($0.records.places[place])].cycles }
      let key = Key(number: execution.number, record: record, unlimited: lifted)
      if let known = places[key] {
        groups[known].executions += 1
      } else {
        places[key] = groups.count
        groups.append(
          Alike(
            number: execution.number, record: run.records.distinct[Int(record)], unlimited: lifted,
            first: counts[execution.number]))
      }
      counts[execution.number] += 1
    }
    return groups.enumerated().sorted {
      ($0.element.number, $0.offset) < ($1.element.number, $1.offset)
    }.map(\.element)
  }
}
