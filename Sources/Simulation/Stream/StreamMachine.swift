import Mapping

/// Several cores, the reduction link and the memories, in order of time, over a stream of operators
/// (docs/model.md, 8 and 9).
///
/// It goes from event to event; between two of them only memories act, each as far as nothing that another one does
/// can matter to it.
struct StreamMachine {
  /// Why it stands still.
  enum Pause {
    /// The newest operator's loads have left their queues, so that the next one may come.
    case wantsOperator
    case isDone
    /// More time has passed than it was given.
    case isLate
  }

  /// One core: what its array does, and which pass it comes to next.
  struct Core {
    /// The operator and the number of the pass to be issued next, and of the oldest that has not ended.
    var issue = (sequence: 0, pass: 0)
    var oldest = (sequence: 0, pass: 0)
    /// The operator whose pass holds the array; -1 for none.
    var arraySequence = -1
    var vectorFree = 0
    var slots: SlotRing = [[], [], []]
  }

  private let timings: [MemoryTiming?]
  private let timedMemories: [Int]
  let hasDRAM: Bool
  var ledger = StreamLedger()
  var servers: [MemoryServer]
  var cores: [Core]
  var linkFree = 0
  /// The memory whose turn was broken off because the last load left its queue: the present cycle goes on with it.
  private(set) var brokenOffAt: Int?

  /// A machine in which nothing has happened; `mostRequests` are all that will be made of one memory, if known.
  init(cores: Int, timings: [MemoryTiming?], mostRequests: [Int]?) {
    self.timings = timings
    timedMemories = timings.indices.filter { timings[$0] != nil }
    hasDRAM = timings.contains { $0?.dram != nil }
    self.cores = [Core](repeating: Core(), count: cores)
    ledger.decoders = [StreamDecoder](repeating: StreamDecoder(), count: 2 * cores)
    let none = QueueHead.Segment(sequence: 0, queue: [], transfers: [], strips: [])
    servers = timings.indices.map { memory in
      MemoryServer(
        timing: timings[memory], queues: [QueueHead.Segment](repeating: none, count: 4 * cores),
        mostRequests: mostRequests?[memory] ?? Int.max)
    }
  }

  /// Adds the next operator; its loads may be issued from now on.
  mutating func append(
    _ prepared: PreparedOperator, identity: Int, inputFollows: Bool, weightFollows: Bool
  ) {
    ledger.loadsLeftAt = nil
    dropCommitted()
    var one = LiveOperator(
      StreamedOperator(
        prepared, identity: identity, inputFollows: inputFollows, weightFollows: weightFollows,
        gate: ledger.now, before: cores.map(\.slots)))
    let sequence = ledger.next
    for memory in servers.indices {
      servers[memory].append(prepared.segments(memory: memory, sequence: sequence))
    }
    takeSlots(&one, sequence)
    if !one.decoded.isEmpty { ledger.hasDecoders = true }
    let hasNoLoads = one.loadsLeft == 0
    ledger.operators.append(one)
    if hasNoLoads { ledger.loadsLeftAt = ledger.now }
    for core in cores.indices {
      skipFinished(core, \.issue) { _, _ in false }
      skipFinished(core, \.oldest) { _, _ in false }
    }
  }

  /// Forgets the oldest operators as long as nothing that is still to come can depend on when they were.
  mutating func dropCommitted() {
    while ledger.operators.count > 1, let oldest = ledger.operators.first, oldest.isCommitted {
      finished.append((ledger.first, oldest.record))
      ledger.operators.removeFirst()
      ledger.first += 1
    }
  }

  /// Counted of operators that were forgotten, by their number in the stream.
  private(set) var finished: [(sequence: Int, record: OperatorRecord)] = []

  /// Runs until the next operator may come, or with `isLast` until everything is over, or more than `limit` cycles are.
  mutating func run(isLast: Bool, within limit: Int = Int.max) -> Pause {
    if isLast { ledger.loadsLeftAt = nil }
    while true {
      settle(stopsForOperator: !isLast)
      if !isLast, ledger.loadsLeftAt != nil { return .wantsOperator }
      serveMemories(stopsForOperator: !isLast)
      if !isLast, let time = ledger.loadsLeftAt {
        account(until: time)
        ledger.now = time
        return .wantsOperator
      }
      let next = ledger.events.nextTime
      guard next < Int.max else {
        precondition(ledger.operators.allSatisfy(\.isCommitted), "nothing moves, and work is left")
        if hasDRAM { drainDevices() }
        return .isDone
      }
      guard next <= limit else { return .isLate }
      account(until: next)
      ledger.now = next
    }
  }

  /// Why a memory was given up; what was counted means nothing then.
  var failure: PlanError? { servers.lazy.compactMap(\.failure).first }

  /// Takes out what was counted since the last time, by the operator's number in the stream.
  mutating func takeRecords() -> [(sequence: Int, record: OperatorRecord)] {
    var records = finished
    finished = []
    for index in ledger.operators.indices {
      records.append((ledger.first + index, ledger.operators[index].record))
      ledger.operators[index].record = ledger.operators[index].fixed.prepared.emptyRecord
    }
    return records
  }
}

// MARK: Memories

extension StreamMachine {
  /// Lets the memories issue all that they issue before the next event.
  private mutating func serveMemories(stopsForOperator: Bool) {
    while true {
      guard let next = nextMemory(stopsForOperator) else { return }
      guard servers[next.memory].serve(&ledger, before: next.bound, open: next.open) else { continue }
      servers[next.memory].refresh(&ledger)
      if stopsForOperator, ledger.loadsLeftAt != nil {
        brokenOffAt = next.memory
        return
      }
    }
  }

  private struct Turn {
    var memory: Int
    /// The cycle before which it may issue, since nothing that others do can matter to it.
    var bound: Int
    /// The cycle from which on more may be given to it.
    var open: Int
  }

  /// The memory that does something next before the next event.
  private func nextMemory(_ stopsForOperator: Bool) -> Turn? {
    let limit = ledger.events.nextTime
    let last = MemoryServer.key(issuedIn: limit)
    if timedMemories.count == 1 {
      let memory = timedMemories[0]
      return servers[memory].nextKey < last ? Turn(memory: memory, bound: limit, open: limit) : nil
    }
    var best: (memory: Int, key: Int)?
    for memory in timedMemories {
      let key = servers[memory].nextKey
      if key < last, best == nil || key < best!.key { best = (memory, key) }
    }
    guard let best else { return nil }
    var turn = Turn(memory: best.memory, bound: limit, open: limit)
    for memory in timedMemories where memory != best.memory {
      let key = servers[memory].nextKey
      guard key < Int.max else { continue }
      let time = key / 2
      if key % 2 == 0 {
        // What completes in a cycle counts in it.
        turn.bound = min(turn.bound, time)
        turn.open = min(turn.open, time)
      } else if stopsForOperator {
        // That a load leaves its queue counts at once, and in a cycle the memories take turns.
        turn.bound = min(turn.bound, memory > best.memory ? time + 1 : time)
        turn.open = min(turn.open, time)
      } else {
        // What a bus carries completes later than its latency.
        let isBus = timings[memory]?.dram == nil
        let completes = time + 1 + (isBus ? timings[memory]?.latency ?? 0 : 0)
        turn.bound = min(turn.bound, completes)
        turn.open = min(turn.open, completes)
      }
    }
    turn.bound = max(turn.bound, best.key / 2 + best.key % 2)
    return turn
  }
}

// MARK: Cycles

extension StreamMachine {
  /// Everything of the present cycle, but the requests of an only memory.
  ///
  /// Memories take turns in the design's order (docs/model.md, 5, step 4): what one completes at once may let another
  /// one issue more, but only in its next turn. With `stopsForOperator` it ends where the newest operator's last load
  /// leaves its queue, and goes on there the next time.
  private mutating func settle(stopsForOperator: Bool) {
    var changes = true
    while changes {
      changes = brokenOffAt != nil
      if brokenOffAt == nil {
        while let event = ledger.events.take(at: ledger.now) {
          apply(event)
          changes = true
        }
      }
      for memory in (brokenOffAt ?? 0)..<servers.count {
        repeat {
          servers[memory].refresh(&ledger)
          while let event = ledger.events.take(at: ledger.now) {
            // What is complete at once counts before the next request.
            apply(event)
            changes = true
            servers[memory].refresh(&ledger)
          }
          if stopsForOperator, ledger.loadsLeftAt != nil {
            brokenOffAt = memory
            return
          }
          // An only memory's requests may wait for all else: nobody's turn comes between.
        } while servers.count > 1 && servers[memory].nextKey <= MemoryServer.key(issuedIn: ledger.now)
          && servers[memory].serve(&ledger, in: ledger.now)
      }
      brokenOffAt = nil
      if issuePasses() { changes = true }
      if ledger.events.nextTime == ledger.now { changes = true }
    }
  }

  private mutating func apply(_ event: Event) {
    let index = event.sequence - ledger.first
    switch event.kind {
    case .transfer: completeTransfer(event.index, index)
    case .decoder: ledger.operators[index].decoded[Int(event.index)] = true
    case .reduction:
      for transfer in ledger.operators[index].fixed.sums[Int(event.index)] {
        let moved = ledger.operators[index].fixed.prepared.plan.transfers[Int(transfer)]
        if moved.isSent {
          ledger.operators[index].completed[Int(transfer)] = true
          ledger.operators[index].storesLeft -= 1
        } else {
          passOn(moved, event.sequence)
        }
      }
    case .pass:
      let core = ledger.operators[index].fixed.prepared.core(of: event.index)
      cores[core].arraySequence = -1
      ledger.operators[index].arraysBusy -= 1
      endPass(event.index, core, event.sequence)
    case .vectorPass:
      endPass(event.index, ledger.operators[index].fixed.prepared.core(of: event.index), event.sequence)
    case .vectorTile: makeReady(pass: event.index, index)
    }
  }

  private mutating func completeTransfer(_ transfer: Int32, _ index: Int) {
    ledger.operators[index].completed[Int(transfer)] = true
    let (memory, queue) = ledger.operators[index].place(of: transfer)
    if ledger.operators[index].isDecoded(transfer) {
      let core = ledger.operators[index].fixed.prepared.plan.transfers[Int(transfer)].core
      decode(core: Int(core), operand: queue == .input ? 0 : 1)
    }
    guard queue == .store else { return }
    ledger.operators[index].storesLeft -= 1
    ledger.operators[index].readyStores[memory] -= 1
  }

  private mutating func endPass(_ pass: Int32, _ core: Int, _ sequence: Int) {
    let index = sequence - ledger.first
    ledger.operators[index].passEnded[Int(pass)] = true
    ledger.operators[index].passesToEnd -= 1
    skipFinished(core, \.oldest) { one, pass in one.passEnded[pass] }
    let store = ledger.operators[index].fixed.prepared.plan.passes[Int(pass)].store
    guard store >= 0 else { return }
    let moved = ledger.operators[index].fixed.prepared.plan.transfers[Int(store)]
    guard moved.reduction >= 0 else {
      passOn(moved, sequence)
      return
    }
    let sum = Int(moved.reduction)
    ledger.operators[index].arrivals[sum] += 1
    guard Int(ledger.operators[index].arrivals[sum]) == ledger.operators[index].fixed.prepared.reducingCores
    else {
      return
    }
    let cycles = ledger.operators[index].fixed.prepared.linkCycles(bufferBits: moved.bufferBits)
    linkFree = max(linkFree, ledger.now) + cycles
    if isRecording { recordReduction(moved.reduction, sequence, cycles: cycles) }
    ledger.events.add(linkFree, .reduction, sequence, moved.reduction)
  }

  /// Lets a tile go on to its store, through the vector unit if it has to.
  private mutating func passOn(_ store: Transfer, _ sequence: Int) {
    let index = sequence - ledger.first
    guard store.throughVectorUnit else {
      makeReady(pass: store.afterPass, index)
      return
    }
    let core = Int(store.core)
    let cycles = ledger.operators[index].fixed.prepared.epilogueCycles(of: store.afterPass)
    cores[core].vectorFree = max(cores[core].vectorFree, ledger.now) + cycles
    if isRecording { recordFinishedTile(store, sequence, cycles: cycles) }
    ledger.events.add(cores[core].vectorFree, .vectorTile, sequence, store.afterPass)
  }

  private mutating func makeReady(pass: Int32, _ index: Int) {
    ledger.operators[index].storeReady[Int(pass)] = true
    let store = ledger.operators[index].fixed.prepared.plan.passes[Int(pass)].store
    let memory = ledger.operators[index].fixed.prepared.plan.transfers[Int(store)].memory
    ledger.operators[index].readyStores[memory] += 1
  }

  /// Moves a core's place in the stream past passes for which `isOver` holds.
  private mutating func skipFinished(
    _ core: Int, _ place: WritableKeyPath<Core, (sequence: Int, pass: Int)>,
    _ isOver: (borrowing LiveOperator, Int) -> Bool
  ) {
    var at = cores[core][keyPath: place]
    if at.sequence < ledger.first { at = (ledger.first, -1) }
    while at.sequence < ledger.next {
      let range = ledger.operators[at.sequence - ledger.first].fixed.prepared.plan.cores[core].passes
      if at.pass < range.lowerBound { at.pass = range.lowerBound }
      while at.pass < range.upperBound, isOver(ledger.operators[at.sequence - ledger.first], at.pass) {
        at.pass += 1
      }
      if at.pass < range.upperBound { break }
      at = (at.sequence + 1, -1)
    }
    cores[core][keyPath: place] = at
  }
}

// MARK: Passes

extension StreamMachine {
  /// Issues every pass that may be; returns whether there was one.
  private mutating func issuePasses() -> Bool {
    var hasIssued = false
    var changes = true
    while changes {
      changes = false
      for core in cores.indices {
        while issuePass(core) { changes = true }
      }
      if changes { hasIssued = true }
    }
    return hasIssued
  }

  private mutating func issuePass(_ core: Int) -> Bool {
    let (sequence, number) = cores[core].issue
    guard sequence < ledger.next else { return false }
    let index = sequence - ledger.first
    if index > 0 {
      guard ledger.operators[index - 1].passesToIssue == 0, ledger.operators[index - 1].arraysBusy == 0 else {
        return false
      }
    }
    let isVector = ledger.operators[index].fixed.prepared.isVector
    guard isVector || cores[core].arraySequence < 0 else { return false }
    let pass = ledger.operators[index].fixed.prepared.plan.passes[number]
    for load in [pass.inputLoad, pass.weightLoad, pass.reload] where load >= 0 {
      guard ledger.operators[index].isThere(load) else { return false }
    }
    guard ledger.hasOutputSlot(pass, core: core, in: index) else { return false }
    start(pass, Int32(number), core, sequence, isVector: isVector)
    return true
  }

  private mutating func start(
    _ pass: Pass, _ number: Int32, _ core: Int, _ sequence: Int, isVector: Bool
  ) {
    let index = sequence - ledger.first
    let profile = ledger.operators[index].fixed.prepared.profiles[Int(pass.shape)]
    ledger.operators[index].passesToIssue -= 1
    if isVector {
      cores[core].vectorFree = max(cores[core].vectorFree, ledger.now) + profile.cycles
      ledger.events.add(cores[core].vectorFree, .vectorPass, sequence, number)
    } else {
      cores[core].arraySequence = sequence
      ledger.operators[index].arraysBusy += 1
      ledger.operators[index].record.cycleStack.working += profile.steps
      ledger.operators[index].record.cycleStack.bufferBandwidth += profile.cycles - profile.steps
      ledger.events.add(ledger.now + profile.cycles, .pass, sequence, number)
    }
    if isRecording { recordPass(pass, number, core, sequence, profile) }
    cores[core].issue.pass += 1
    skipFinished(core, \.issue) { _, _ in false }
  }
}
