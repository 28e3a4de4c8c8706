import Hardware
import ReferenceMachine

/// In how many random cases each thing happened that a test of the controllers has to reach.
struct MemoryCoverage {
  private(set) var cases = 0
  private var counts: [String: Int] = [:]

  mutating func add(_ one: RandomMemory, _ record: SteppedDRAM.Record?) {
    cases += 1
    note(one.system)
    guard let record else {
      note("livelock", true)
      return
    }
    let stacks = record.stacks.joined()
    func stack(_ name: String, _ path: KeyPath<SteppedDRAM.BusStack, Int>) {
      note("stack: \(name)", stacks.contains { $0[keyPath: path] > 0 })
    }
    stack("read", \.read)
    stack("write", \.write)
    stack("turnaround", \.turnaround)
    stack("row miss", \.rowMiss)
    stack("bank group", \.bankGroup)
    stack("four activates", \.fourActivate)
    stack("refresh", \.refresh)
    stack("controller", \.controller)
    stack("no request", \.noRequest)

    let policy = one.system.controller.policy.rawValue
    func count(_ name: String, _ path: KeyPath<SteppedDRAM.Counts, Int>) {
      note("\(policy): \(name)", record.counts.contains { $0[keyPath: path] > 0 })
    }
    count("refreshes", \.refreshes)
    count("row hits", \.readRowHits)
    count("row hits of writes", \.writeRowHits)
    count("precharges for requests", \.demandPrecharges)
    count("dual commands", \.dualCommands)
    count("forwarded reads", \.forwardedReads)
    count("merged reads", \.mergedReads)
    count("merged writes", \.mergedWrites)
    func observe(_ name: String, _ path: KeyPath<SteppedDRAM.Observations, Int>) {
      note("\(policy): \(name)", record.observations.contains { $0[keyPath: path] > 0 })
    }
    observe("drains", \.drains)
    observe("starvation cap", \.cappedRows)
    observe("writes behind reads of their line", \.heldWrites)
    observe("requests refused", \.refusals)
    if one.system.controller.policy == .standard {
      count("refreshes of banks", \.bankRefreshes)
      count("synchronisations", \.synchronisations)
      observe("timeouts", \.timeouts)
      note(
        "closing column commands",
        record.commands.contains { $0.kind == .readPrecharge || $0.kind == .writePrecharge })
    } else {
      observe("second commands rejected", \.rejectedCommands)
    }
  }

  private mutating func note(_ system: DRAMSystem) {
    let controller = system.controller
    let policy = controller.policy.rawValue
    note("policy: \(policy)", true)
    note("refresh: \(controller.refresh.rawValue)", true)
    switch controller.rowPolicy {
    case .open: note("\(policy), rows: open", true)
    case .closed: note("\(policy), rows: closed", true)
    case .timeout: note("\(policy), rows: timeout", true)
    }
    if case .inOrder = controller.scheduler { note("in order", true) }
    let organization = system.organization
    note("\(policy), dual command bus", organization.hasDualCommandBus)
    note("\(policy), two ranks", organization.ranks == 2)
    note("\(policy), bank groups", organization.bankGroups > 1)
    note("\(policy), channels", organization.channels > 1)
    note("pseudo-channels", organization.pseudoChannels > 1)
    note("split activate", system.timing.activateClocks > 1)
    note("split activate on a dual bus", system.timing.activateClocks > 1 && organization.hasDualCommandBus)
    note("window of 32 activates", system.timing.thirtyTwoActivates > 0)
    note("a distance of writes of its own", system.timing.writeSame > system.timing.columnSame)
    note("hashed addresses", !system.addresses.hashes.isEmpty)
    note("fields in parts", system.addresses.order.contains { $0.bits != nil })
  }

  private mutating func note(_ name: String, _ happened: Bool) {
    counts[name, default: 0] += happened ? 1 : 0
  }

  mutating func add(_ other: MemoryCoverage) {
    cases += other.cases
    counts.merge(other.counts, uniquingKeysWith: +)
  }

  private var percentages: [(name: String, percent: Double)] {
    counts.sorted { $0.key < $1.key }.map { ($0.key, 100 * Double($0.value) / Double(max(1, cases))) }
  }

  /// What happened in fewer of a hundred cases.
  func rare(below percent: Double) -> [String] {
    percentages.filter { $0.percent < percent }.map(\.name)
  }

  var description: String {
    percentages.map { name, percent in
      let tenths = Int((percent * 10).rounded())
      return "  \(name): \(tenths / 10).\(tenths % 10) %"
    }.joined(separator: "\n")
  }
}
