import Hardware
import Mapping
import Workloads

/// Operators one after the other on one machine (docs/model.md, 8 and 9).
public enum StreamRun {
  /// Runs a stream of operators on the design's own memories; a record for each.
  ///
  /// At a barrier each runs alone. Throws a `PlanError` where an operator is beyond what the simulator admits.
  public static func run(
    design: Design, stream: [SequencedWork], reuse: OperatorStream.Reuse = .equalStates
  ) throws(PlanError) -> [OperatorRecord] {
    let timings = try PreparedOperator.timings(design)
    // Equal operators are one.
    var numbers: [SequencedWork: Int] = [:]
    var prepared: [PreparedOperator] = []
    var order: [Int] = []
    for one in stream {
      let alone = SequencedWork(work: one.work, mapping: one.mapping)
      if let number = numbers[alone] {
        order.append(number)
      } else {
        numbers[alone] = prepared.count
        order.append(prepared.count)
        prepared.append(try PreparedOperator(design: design, work: one.work, mapping: one.mapping))
      }
    }
    if design.boundary == .barrier {
      var records: [OperatorRecord] = []
      for number in order { records.append(try prepared[number].run(timings)) }
      return records
    }
    try PreparedOperator.checkRange(order.map { (prepared[$0], 1) }, timings)
    var machine = OperatorStream(prepared, timings: timings, cores: design.cores.count, reuse: reuse)
    for (number, one) in zip(order, stream) {
      machine.append(
        OperatorStream.Arrival(
          number: number, inputFollows: one.inputFollows, weightFollows: one.weightFollows))
    }
    machine.finish()
    if let failure = machine.failure { throw failure }
    return machine.takeFinished()
  }
}
