import Accounting
import Hardware
import Mapping
import Simulation
import Workloads

/// Records of executions, of which most are equal: each that differs is kept once.
struct ExecutionRecords: Sendable {
  var distinct: [OperatorRecord] = []
  /// For each execution its place in `distinct`.
  var places: [Int] = []

  /// The sum over all executions.
  var cycles: Int { places.reduce(0) { $0 + distinct[$1].cycles } }

  /// The record of an execution.
  subscript(execution: Int) -> OperatorRecord { distinct[places[execution]] }
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
  func run(_ timings: [MemoryTiming?]) throws(PlanError) -> Run { try run(timings, recorder: nil).run }

  /// The same, recorded.
  func run(
    _ timings: [MemoryTiming?], recorder: RunRecorder?
  ) throws(PlanError) -> (run: Run, recorder: RunRecorder?) {
    try checkRange(timings, runs: 1)
    var run = Run(stream: OperatorStream(operators, timings: timings, cores: cores, recorder: recorder))
    for execution in order.executions {
      run.stream.append(arrival(execution))
      run.records.places += run.stream.takeFinishedPlaces()
    }
    var ended = run.stream
    ended.finish()
    run.records.places += ended.takeFinishedPlaces()
    run.records.distinct = ended.finishedRecords
    run.cycles = ended.now
    if let failure = ended.failure { throw failure }
    precondition(run.records.cycles == ended.now, "operators do not sum to the run")
    return (run, ended.takeRecorder())
  }

  /// What many runs one after the other come to, going on after the first one.
  func steadyState(_ run: Run, _ timings: [MemoryTiming?]) -> Result<SteadyState, Throughput.Problem> {
    guard run.stream.hasStates else { return meanOfRuns(run, timings) }
    // Long traces are not run as often as short ones.
    let limit = max(
      Throughput.leastRuns, min(Throughput.mostRuns, Throughput.executions / max(1, order.executions.count)))
    guard (try? checkRange(timings, runs: limit)) != nil else { return .failure(.tooLong) }
    var stream = run.stream
    if let found = stream.steadyState(of: again, limit: limit) { return .success(found) }
    // The state did not come again: so many more runs were made.
    return .success(SteadyState(cycles: stream.now - run.stream.now, runs: limit, isExact: false))
  }

  /// What a few more runs take, where whether the machine's state comes again is not known.
  private func meanOfRuns(_ run: Run, _ timings: [MemoryTiming?]) -> Result<SteadyState, Throughput.Problem> {
    let requests = run.records.places.reduce(0) { sum, place in
      run.records.distinct[place].memories.reduce(sum) { $0 + $1.requests }
    }
    let (range, affordable) = (Throughput.dramRuns, Throughput.dramRequests / max(1, requests))
    let runs = min(max(affordable, range.lowerBound), range.upperBound)
    guard (try? checkRange(timings, runs: runs + 1)) != nil else { return .failure(.tooLong) }
    var stream = run.stream
    guard let found = stream.mean(ofRuns: runs, of: again) else { return .failure(.noProgress) }
    return .success(found)
  }

  /// The executions of a run after another one.
  private var again: [OperatorStream.Arrival] {
    var again = order.executions.map(arrival)
    if !again.isEmpty { again[0] = arrival(order.firstAgain) }
    return again
  }

  /// All that a replay asks of a stream.
  struct Simulated: Sendable {
    var run: Run
    var steadyState: Result<SteadyState, Throughput.Problem>
    /// With all limits of the memories lifted; nil where the wall was not asked for.
    var unlimited: Run?
    var balanceBandwidth: Double?
  }

  /// On which memories a whole run is simulated.
  private enum Memories { case own, unlimited }

  /// A run, what many come to, and where it is asked for the memory wall: side by side, as far as there are workers.
  ///
  /// What is simulated does not depend on their number.
  func simulated(_ design: Design, findsWall: Bool, workers: Int) async -> Result<Simulated, PlanError> {
    let wanted: [Memories] = findsWall ? [.own, .unlimited] : [.own]
    let runs = await wanted.each(workers) { memories in run(on: memories, design) }
    do {
      let own = try runs[0].get()
      var found = Simulated(run: own.run, steadyState: own.steadyState ?? .failure(.tooLong))
      guard findsWall else { return .success(found) }
      let unlimited = try runs[1].get().run
      found.unlimited = unlimited
      let flat = flattened()
      found.balanceBandwidth = await BalanceSearch(design: design).find(
        unlimited: unlimited.cycles, movedBytes: movedBytes(executions), sideBySide: true
      ) { timings in
        await timings.each(workers) { timing in timing.flatMap { try? flat.run([$0]).cycles } }
      }
      return .success(found)
    } catch { return .failure(error) }
  }

  /// A run, and on the design's own memories what many come to.
  private func run(
    on memories: Memories, _ design: Design
  ) -> Result<(run: Run, steadyState: Result<SteadyState, Throughput.Problem>?), PlanError> {
    do {
      switch memories {
      case .own:
        let timings = try PreparedOperator.timings(design)
        let run = try self.run(timings)
        return .success((run, steadyState(run, timings)))
      case .unlimited: return .success((try self.run(design.memories.map { _ in nil }), nil))
      }
    } catch { return .failure(error) }
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

  /// Whether so many runs of the trace can be counted.
  func checkRange(_ timings: [MemoryTiming?], runs: Int) throws(PlanError) {
    try PreparedOperator.checkRange(executions.map { ($0.prepared, $0.times * runs) }, timings)
  }

  /// Each of the operators with its executions in one run.
  private var executions: [(prepared: PreparedOperator, times: Int)] {
    var times = [Int](repeating: 0, count: operators.count)
    for execution in order.executions { times[numbers[execution.number]] += 1 }
    return zip(operators, times).map { ($0, $1) }
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
      var record: Int
      var unlimited: Int?
    }
    var places: [Key: Int] = [:]
    var groups: [Alike] = []
    var counts = [Int](repeating: 0, count: numbers.count)
    for (place, execution) in order.executions.enumerated() {
      let record = run.records.places[place]
      let lifted = unlimited?.records[place].cycles
      let key = Key(number: execution.number, record: record, unlimited: lifted)
      if let known = places[key] {
        groups[known].executions += 1
      } else {
        places[key] = groups.count
        groups.append(
          Alike(
            number: execution.number, record: run.records[place], unlimited: lifted,
            first: counts[execution.number]))
      }
      counts[execution.number] += 1
    }
    return groups.enumerated().sorted {
      ($0.element.number, $0.offset) < ($1.element.number, $1.offset)
    }.map(\.element)
  }
}
