import Hardware
import Mapping
import Workloads

/// Operators one after the other on one machine (docs/model.md, 8 and 9).
public enum StreamRun {
  /// Runs a stream of operators on the design's own memories; a record for each.
  ///
  /// At a barrier each runs alone. Throws a `PlanError` where an operator is beyond what the simulator admits.
  public static func run(
    design: Design, stream: [SequencedWork]
  ) throws(PlanError) -> [OperatorRecord] {
    var prepared: [PreparedOperator] = []
    for one in stream {
      prepared.append(try PreparedOperator(design: design, work: one.work, mapping: one.mapping))
    }
    let timings = try PreparedOperator.timings(design)
    if design.boundary == .barrier {
      var records: [OperatorRecord] = []
      for one in prepared { records.append(try one.run(timings)) }
      return records
    }
    for one in prepared { try one.checkRange(timings) }
    var records = prepared.map(\.counts)
    var machine = StreamMachine(cores: design.cores.count, timings: timings, mostRequests: nil)
    for (index, one) in stream.enumerated() {
      machine.append(
        prepared[index], identity: index, inputFollows: one.inputFollows, weightFollows: one.weightFollows)
      _ = machine.run(isLast: index == stream.count - 1)
      for (sequence, counted) in machine.takeRecords() { records[sequence].add(counted, times: 1) }
    }
    for index in records.indices {
      records[index].fillSlots(cores: design.cores.count, elements: design.array.elements)
    }
    return records
  }
}
