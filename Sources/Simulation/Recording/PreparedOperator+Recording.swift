import Mapping

extension PreparedOperator {
  /// Runs the operator once, as `run(_:)` does, and records at most `limit` slices of it.
  ///
  /// The record is the one of `run(_:)`, but for when devices moved data last. Throws a `PlanError` where time does not fit into 64-bit units.
  public func record(
    _ timings: [MemoryTiming?], limit: Int
  ) throws(PlanError) -> (record: OperatorRecord, recorder: RunRecorder) {
    try checkRange(timings)
    var machine = StreamMachine(
      cores: cores, timings: timings,
      mostRequests: timings.indices.map { mostRequests($0, timings[$0]) })
    machine.ledger.recorder = RunRecorder(
      RecordedTracks(cores: cores, memories: timings.count), limit: limit, hasLevels: true)
    machine.append(self, identity: 0, inputFollows: false, weightFollows: false)
    let pause = machine.run(isLast: true)
    precondition(pause == .isDone, "an operator alone waits for another")
    if let failure = machine.failure { throw failure }
    var record = counts
    for (_, counted) in machine.takeRecords() { record.add(counted, times: 1) }
    record.fillSlots(cores: cores)
    guard let recorder = machine.takeRecorder() else { preconditionFailure("a recording is lost") }
    return (record, recorder)
  }
}

extension StreamMachine {
  /// The recording, which ends here; nil where there is none.
  mutating func takeRecorder() -> RunRecorder? {
    defer { ledger.recorder = nil }
    ledger.recorder?.finish()
    return ledger.recorder
  }
}
