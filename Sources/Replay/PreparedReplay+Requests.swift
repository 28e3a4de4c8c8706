import Documents
import Hardware
import Mapping
import Simulation

extension PreparedReplay {
  /// Runs all executions once more, in their order, for the requests that they send to memories of DRAM.
  ///
  /// Each has its operator's own addresses, and those of the first copy where a group repeats, as in the figures; so
  /// what equal operators send is there as often as it is sent. At a barrier an execution begins with the first tick at
  /// or after the end of the one before.
  ///
  /// - Parameter logs: By memory, who gets its requests.
  func logRequests(_ logs: [Int: RequestLog]) throws(ReplayError) {
    guard let order = order ?? ExecutionOrder(trace) else {
      throw unsuitable(trace.operators.indices.first, .tooManyExecutions(trace.network))
    }
    var place = trace.operators.indices.first
    do throws(PlanError) {
      var timings = try PreparedOperator.timings(design)
      for (memory, log) in logs { timings[memory] = timings[memory]?.logging(to: log) }
      if design.boundary == .overlap {
        var operators: [PreparedOperator] = []
        for number in works.indices {
          place = number
          operators.append(try prepared(number))
        }
        let stream = StreamReplay(
          order: order, numbers: Array(works.indices), operators: operators, cores: design.cores.count)
        _ = try stream.run(timings)
      } else {
        var known: [Int: PreparedOperator] = [:]
        var cycle = 0
        for execution in order.executions {
          place = execution.number
          let one: PreparedOperator
          if let before = known[execution.number] {
            one = before
          } else {
            one = try prepared(execution.number)
            known[execution.number] = one
          }
          for (memory, log) in logs { log.begin(at: timings[memory]?.tick(ofCycle: cycle) ?? 0) }
          cycle += try one.run(timings).cycles
          guard logs.values.contains(where: \.isWanted) else { return }
        }
      }
    } catch {
      throw unsuitable(place, .tooLargeTogether(trace.network, reason: error.reason))
    }
    for log in logs.values { log.finish() }
  }

  func prepared(_ number: Int) throws(PlanError) -> PreparedOperator {
    try PreparedOperator(design: design, work: works[number], mapping: chosen[jobs.indices[number]].mapping)
  }

  func unsuitable(_ operation: Int?, _ message: Finding.Message) -> ReplayError {
    let findings = Findings()
    if let operation { findings.add(message, at: trace.operators[operation].position) }
    return .unsuitable(findings.sorted())
  }
}
