import Hardware
import Mapping
import Workloads

extension PreparedOperator {
  /// Runs the operator once on memories of the given timings, nil for an ideal one, in the design's order.
  ///
  /// Throws a `PlanError` where time does not fit into 64-bit units.
  public func run(_ timings: [MemoryTiming?]) throws(PlanError) -> OperatorRecord {
    try observe(timings).record
  }

  /// Runs the operator once on the design's own memories; nil where it takes more than `limit` cycles, which is mostly
  /// known before its end.
  public func run(_ design: Design, within limit: Int) throws(PlanError) -> OperatorRecord? {
    let timings = try Self.timings(design)
    try checkRange(timings)
    guard cores == 1 else {
      // Some core has at least as much to do as the mean.
      guard passCycles / cores <= limit else { return nil }
      return try runOnCores(timings, within: limit)?.record
    }
    guard passCycles <= limit else { return nil }
    var run = OperatorRun(self, timings)
    let record = run.finish(within: limit)
    if let failure = run.failure { throw failure }
    return record
  }

  /// Runs the operator once, and says which fast paths it took.
  public func observe(
    _ timings: [MemoryTiming?]
  ) throws(PlanError) -> (record: OperatorRecord, paths: FastPaths) {
    try checkRange(timings)
    if cores > 1, let run = try runOnCores(timings, within: Int.max) { return run }
    var run = OperatorRun(self, timings)
    let record = run.finish()
    if let failure = run.failure { throw failure }
    return (record, run.paths)
  }

  private func runOnCores(
    _ timings: [MemoryTiming?], within limit: Int
  ) throws(PlanError) -> (record: OperatorRecord, paths: FastPaths)? {
    var machine = StreamMachine(
      cores: cores, timings: timings,
      mostRequests: timings.indices.map { mostRequests($0, timings[$0]) })
    machine.append(self, identity: 0, inputFollows: false, weightFollows: false)
    let pause = machine.run(isLast: true, within: limit)
    guard pause != .isLate else { return nil }
    precondition(pause == .isDone, "an operator alone waits for another")
    if let failure = machine.failure { throw failure }
    var record = counts
    for (_, counted) in machine.takeRecords() { record.add(counted, times: 1) }
    record.fillSlots(cores: cores)
    return (record, paths(machine.servers))
  }

  /// Requests to a memory, at most.
  func mostRequests(_ memory: Int, _ timing: MemoryTiming?) -> Int {
    let bytes = (counts.memories[memory].readBytes + counts.memories[memory].writeBytes).reduce(0, +)
    return bytes / (timing?.request ?? 1) + 2 * runs
  }

  fileprivate func paths(_ servers: [MemoryServer]) -> FastPaths {
    FastPaths(
      closedFormPasses: profiles.count { $0.isClosedForm },
      sweptPasses: isVector ? 0 : profiles.count { !$0.isClosedForm },
      skippedRequests: servers.reduce(0) { $0 + $1.skippedRequests })
  }

  /// Runs the operator once on the design's own memories.
  public func run(_ design: Design) throws(PlanError) -> OperatorRecord {
    try run(Self.timings(design))
  }

  /// Throws a `PlanError` where its times on the design's own memories cannot be counted.
  public func checkRange(_ design: Design) throws(PlanError) { try checkRange(Self.timings(design)) }

  /// The timings of a design's own memories.
  public static func timings(_ design: Design) throws(PlanError) -> [MemoryTiming?] {
    var timings: [MemoryTiming?] = []
    for memory in design.memories {
      timings.append(try MemoryTiming(memory, in: design))
    }
    return timings
  }

  /// Runs the operator with every memory's bandwidth, latency and outstanding limit lifted.
  public func runUnlimited() throws(PlanError) -> OperatorRecord {
    try run(counts.memories.map { _ in nil })
  }

  /// Bounds every time of a run before it starts, by the sum of all that could delay it.
  func checkRange(_ timings: [MemoryTiming?]) throws(PlanError) {
    var requests = 0.0
    for (timing, counts) in zip(timings, counts.memories) {
      guard let timing else { continue }
      let bytes = Double((counts.readBytes + counts.writeBytes).reduce(0, +))
      requests += bytes / Double(timing.request) + 2 * Double(runs)
    }
    guard greatestTime(timings) < 4e18 else { throw .tooLarge }
    let most = 10_000_000_000
    guard requests <= Double(most) else { throw .beyond(.requests, most: most) }
  }

  /// The longest that it could take, in the finest units of time or of slots.
  func greatestTime(_ timings: [MemoryTiming?]) -> Double {
    var cycles = Double(passCycles) + Double(plan.transfers.count)
    for (timing, counts) in zip(timings, counts.memories) {
      guard let timing else { continue }
      let bytes = Double((counts.readBytes + counts.writeBytes).reduce(0, +))
      let pieces = bytes / Double(timing.request) + 2 * Double(runs)
      cycles += timing.greatestTime(bytes: bytes, requests: pieces + Double(plan.transfers.count))
    }
    cycles += greatestEpilogueCycles
    cycles += decodeCycles.reduce(0.0) { $0 + Double(max(0, $1)) }
    if reducingCores > 1 {
      for transfer in plan.transfers where transfer.reduction >= 0 && !transfer.isSent {
        cycles += Double(linkCycles(bufferBits: transfer.bufferBits))
      }
    }
    let units = timings.reduce(1.0) { max($0, Double($1?.unitsPerCycle ?? 1)) }
    return cycles * max(units, Double(elements * cores))
  }
}

/// How often a run could compute what it would else have stepped through; for tests that each way is taken.
public struct FastPaths: Sendable {
  /// Shapes of passes whose cycles a closed form gave, and those that were swept step by step.
  public var closedFormPasses: Int
  public var sweptPasses: Int
  /// Requests served by skips over steady streams.
  public var skippedRequests: Int
}

/// The recurrence over passes: a pass starts at the latest of its inputs' arrival, the array's freedom and room
/// in its output slot.
private struct OperatorRun {
  private let prepared: PreparedOperator
  private var times: TransferTimes
  private var servers: [MemoryServer]
  private var record: OperatorRecord
  private var now = 0
  private var vectorFree = 0
  /// The decoders of inputs and of weights, and when the loads of the pass under way leave them; 0 of others.
  private var decoders = (input: LoadDecoder(), weight: LoadDecoder())
  private var leaves = (input: 0, weight: 0)
  /// What holds up the pass under way; of one at a time.
  private var blocking: WaitIntervals
  /// Whether some memory is simulated behind the passes, and has to be taken along.
  private let hasDRAM: Bool

  /// Why a memory was given up; the record means nothing then.
  var failure: PlanError? { servers.lazy.compactMap(\.failure).first }

  /// Which fast paths the run took.
  var paths: FastPaths { prepared.paths(servers) }

  init(_ prepared: PreparedOperator, _ timings: [MemoryTiming?]) {
    self.prepared = prepared
    times = TransferTimes(prepared.plan, keepsFirsts: !prepared.decodeCycles.isEmpty)
    servers = timings.indices.map { memory in
      MemoryServer(
        timing: timings[memory], queues: prepared.segments(memory: memory, sequence: 0),
        mostRequests: prepared.mostRequests(memory, timings[memory]))
    }
    hasDRAM = timings.contains { $0?.dram != nil }
    blocking = WaitIntervals(memories: timings.count)
    record = prepared.counts
  }

  mutating func finish() -> OperatorRecord {
    for index in prepared.plan.passes.indices { runPass(index) }
    return drained()
  }

  /// Nil as soon as the passes that are left cannot be done within `limit` cycles.
  mutating func finish(within limit: Int) -> OperatorRecord? {
    var left = prepared.passCycles + leastTail
    for index in prepared.plan.passes.indices {
      runPass(index)
      left -= prepared.profiles[Int(prepared.plan.passes[index].shape)].cycles
      guard now + left <= limit else { return nil }
    }
    let record = drained()
    return record.cycles <= limit ? record : nil
  }

  /// Cycles from the end of the last pass until its tile is stored, at least.
  private var leastTail: Int {
    guard let last = prepared.plan.passes.last, last.store >= 0 else { return 0 }
    let store = prepared.plan.transfers[Int(last.store)]
    let epilogue =
      store.throughVectorUnit ? prepared.epilogueCycles(of: Int32(prepared.plan.passes.count - 1)) : 0
    return epilogue + servers[store.memory].leastCycles(ofStore: store.bytes)
  }

  private mutating func drained() -> OperatorRecord {
    drain()
    record.cycles = now
    record.fillSlots(cores: 1)
    return record
  }

  private mutating func runPass(_ index: Int) {
    let pass = prepared.plan.passes[index]
    var start = max(now, completion(of: pass.inputLoad), completion(of: pass.weightLoad))
    start = max(start, completion(of: pass.reload), completion(of: pass.slotStore))
    if !prepared.decodeCycles.isEmpty {
      leaves.input = leaving(pass.inputLoad, &decoders.input)
      leaves.weight = leaving(pass.weightLoad, &decoders.weight)
      start = max(start, leaves.input, leaves.weight)
    }
    if start > now { classifyWait(for: pass, until: start) }
    // By its fields: a profile is much to copy.
    let (cycles, steps) = (
      prepared.profiles[Int(pass.shape)].cycles, prepared.profiles[Int(pass.shape)].steps
    )
    now = start + cycles
    if prepared.isVector {
      record.cycleStack.vectorUnit += cycles
    } else {
      record.cycleStack.working += steps
      record.cycleStack.bufferBandwidth += cycles - steps
    }
    times.passEnds[index] = now
    guard pass.store >= 0 else { return }
    if prepared.plan.transfers[Int(pass.store)].throughVectorUnit {
      vectorFree = max(vectorFree, now) + prepared.epilogueCycles(of: Int32(index))
      times.storeReady[index] = vectorFree
    } else {
      times.storeReady[index] = now
    }
  }

  /// The cycle in which a transfer is complete; 0 of none.
  private mutating func completion(of transfer: Int32) -> Int {
    guard transfer >= 0 else { return 0 }
    let index = Int(transfer)
    if times.completions[index] < 0 {
      servers[prepared.plan.transfers[index].memory].serve(index, times: &times)
    }
    return times.completions[index]
  }

  /// The cycle in which a load that is complete leaves its decoder; 0 of one that comes through none.
  private func leaving(_ load: Int32, _ decoder: inout LoadDecoder) -> Int {
    guard load >= 0, prepared.decodeCycles[Int(load)] >= 0 else { return 0 }
    return decoder.take(
      first: times.firsts[Int(load)], complete: times.completions[Int(load)],
      cycles: prepared.decodeCycles[Int(load)])
  }

  /// The cycles after the last pass, until every store is complete.
  private mutating func drain() {
    var end = max(now, vectorFree)
    blocking.removeAll()
    for index in prepared.plan.passes.indices where prepared.plan.passes[index].store >= 0 {
      let store = prepared.plan.passes[index].store
      let complete = completion(of: store)
      guard complete > now else { continue }
      end = max(end, complete)
      let ready = times.eligibility(of: Int(store)) ?? 0
      blocking.add(memory: memory(of: store), from: max(now, ready), to: complete)
    }
    account(until: end)
    if hasDRAM { drainDevices() }
    for index in servers.indices {
      record.memories[index].requests = servers[index].requests
      record.memories[index].busyCycles = servers[index].busyCycles
      guard let dram = servers[index].dram else { continue }
      record.memories[index].bursts = dram.bursts
      record.memories[index].overfetchedBytes = dram.overfetchedBytes
      record.memories[index].dram = servers[index].dramRecord(until: now)
    }
  }

  /// The cycles after everything else, until the devices have moved all that they took (docs/model.md, 5.1).
  private mutating func drainDevices() {
    var end = now
    blocking.removeAll()
    for index in servers.indices {
      let drained = servers[index].drain(&times)
      blocking.add(memory: index, from: now, to: drained)
      end = max(end, drained)
    }
    if end > now { account(until: end) }
  }

  private mutating func classifyWait(for pass: Pass, until end: Int) {
    blocking.removeAll()
    addWait(for: pass.inputLoad)
    addWait(for: pass.weightLoad)
    addWait(for: pass.reload)
    addWait(for: pass.slotStore)
    addDecoding(of: pass.inputLoad, leaving: leaves.input)
    addDecoding(of: pass.weightLoad, leaving: leaves.weight)
    account(until: end)
  }

  private mutating func addWait(for transfer: Int32) {
    guard transfer >= 0, times.completions[Int(transfer)] > now else { return }
    // A store blocks from when it may be issued; until then it is the vector unit that is waited for.
    let isStore = prepared.plan.transfers[Int(transfer)].queue == .store
    let start = isStore ? max(now, times.eligibility(of: Int(transfer)) ?? 0) : now
    blocking.add(memory: memory(of: transfer), from: start, to: times.completions[Int(transfer)])
  }

  private mutating func addDecoding(of load: Int32, leaving end: Int) {
    if end > now { blocking.addDecoding(from: max(now, times.completions[Int(load)]), to: end) }
  }

  private func memory(of transfer: Int32) -> Int { prepared.plan.transfers[Int(transfer)].memory }

  /// Gives the cycles from now to `end` to what is blocking, and goes there.
  private mutating func account(until end: Int) {
    if hasDRAM {
      for index in servers.indices { servers[index].reach(end, &times) }
    }
    let blocked = blocking.cycles()
    let moving = blocking.movingCycles(&servers)
    record.cycleStack.dramBandwidth += moving
    record.cycleStack.dramLatency += blocked - moving
    let decoding = blocking.decodingCycles()
    record.cycleStack.decode += decoding
    record.cycleStack.vectorUnit += end - now - blocked - decoding
    now = end
  }
}
