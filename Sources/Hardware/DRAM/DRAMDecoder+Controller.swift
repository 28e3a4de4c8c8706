import Documents
import Quantities

extension DRAMDecoder {
  private enum RowPolicyName: String, CaseIterable {
    case open, closed, timeout
  }

  private enum SchedulerName: String, CaseIterable {
    case firstReady = "first_ready"
    case inOrder = "in_order"
  }

  static func decodeController(_ reader: MappingReader, _ clock: TimeSpan?) -> DRAMController? {
    let base = DRAMController()
    let policy = reader.enumeration("policy", as: DRAMController.Policy.self, default: base.policy)
    let rowPolicy = decodeRowPolicy(reader)
    let scheduler = decodeScheduler(reader)
    let refresh = reader.enumeration("refresh", as: DRAMController.Refresh.self, default: base.refresh)
    let readQueue = reader.integer("read_queue", in: DRAMLimits.queue, default: base.readQueue)
    let writeQueue = reader.integer("write_queue", in: DRAMLimits.queue, default: base.writeQueue)
    let bankQueue = reader.integer("bank_queue", in: DRAMLimits.bankQueue, default: base.bankQueue)
    let drainFrom = reader.integer("drain_from", in: DRAMLimits.queue, default: base.drainFrom)
    let drainTo = reader.integer("drain_to", in: 0...DRAMLimits.queue.upperBound, default: base.drainTo)
    reader.finish()
    guard let rowPolicy, let scheduler else { return nil }
    guard drainTo < drainFrom, drainFrom <= writeQueue else {
      let key = reader.keys.first { ["drain_from", "drain_to"].contains($0) } ?? "write_queue"
      reader.report(.drainsNotOrdered(to: drainTo, from: drainFrom, queue: writeQueue), at: key)
      return nil
    }
    return DRAMController(
      policy: policy, rowPolicy: rowPolicy, scheduler: scheduler, refresh: refresh, readQueue: readQueue,
      writeQueue: writeQueue, bankQueue: bankQueue, drainFrom: drainFrom, drainTo: drainTo)
  }

  private static func decodeRowPolicy(_ reader: MappingReader) -> DRAMController.RowPolicy? {
    let name = reader.enumeration("row_policy", as: RowPolicyName.self, default: .open)
    guard name == .timeout else {
      if reader.has("timeout") {
        reader.report(.playsNoPart("timeout", "row_policy", "timeout"), at: "timeout")
      }
      return name == .open ? .open : .closed
    }
    return reader.integer("timeout", in: 1...DRAMLimits.longClocks.upperBound)
      .map(DRAMController.RowPolicy.timeout)
  }

  private static func decodeScheduler(_ reader: MappingReader) -> DRAMController.Scheduler? {
    switch reader.enumeration("scheduler", as: SchedulerName.self, default: .firstReady) {
    case .firstReady: return .firstReady(cap: reader.integer("cap", in: DRAMLimits.cap, default: 4))
    case .inOrder:
      if reader.has("cap") { reader.report(.playsNoPart("cap", "scheduler", "first_ready"), at: "cap") }
      return .inOrder
    }
  }
}
