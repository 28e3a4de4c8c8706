import DRAM
import Mapping

/// A memory of DRAM: four queues for each core, a round-robin arbiter, a window of requests under way, the ports of the
/// buffers, and the controllers (docs/model.md, 5.1).
///
/// The devices are simulated as far ahead as nothing that is still to be sent could reach them, and the DMA as far as
/// all arrivals are known that could matter to it.
struct DRAMServer {
  let coupling: DRAMCoupling
  private(set) var heads: [QueueHead]
  private(set) var requests = 0
  private(set) var bursts = 0
  private(set) var overfetchedBytes = 0
  /// Why the controllers were given up; from then on everything is complete at once.
  private(set) var failure: PlanError?

  private var machine: DRAMMachine
  /// What was sent since the last tick that was made.
  private var sent: Ring<DRAMMachine.Request>
  private var sentCount = 0
  /// Bursts that the controllers have and that are not known to be complete.
  private var inDevices = 0
  /// The last cycle up to which it is known what comes back of all that was sent, and that up to which all of it has
  /// been taken to its buffer.
  private var knownThrough = Int.max
  private var settledThrough = 0
  /// The last tick in which something was sent or became complete.
  private var progress = 0

  /// The cycle in which something was issued or sent last, its tick, and the queue whose turn is next.
  private var cycle = 0
  private var cycleTick = 0
  private var nextQueue = 0
  /// By queue the cycle from which its head may be issued, and the earliest of them.
  private var eligible: Ring<Int>
  private var earliest = Int.max
  private let window: Int
  private let queues: Int
  private var underWay = 0
  /// When requests under way complete, as far as that is known.
  private var completions = CycleQueue()
  private var table = RequestTable()
  /// By queue its head's place in the table, -1 before its first request, and the run of it under way.
  private var openTransfers: Ring<Int32>
  private var runs: Ring<RequestRun>
  /// Requests that the controllers are done with, in the order in which they come back.
  private var arrivals = ArrivalQueue()
  /// By core, the port through which the output buffer is read, and by core and operand those of filling.
  private var storePorts: [StorePort]
  private var fillPorts: Ring<BusTime>
  /// The cycle in which the next store is there that waits for its port.
  private var nextStore = Int.max
  private var moving = MovingData()
  /// What the devices said last; empty in between, and kept for its room.
  private var done: [DRAMMachine.Completion] = []

  /// Is shared by copies of which none has gone on.
  private final class Owner: Sendable {}
  private var owner = Owner()

  /// Ticks without any progress after which the controllers are given up.
  static let watchdog = 300_000

  init(_ coupling: DRAMCoupling, queues: [QueueHead.Segment]) {
    self.coupling = coupling
    heads = queues.map { QueueHead($0, request: coupling.request) }
    window = coupling.outstanding ?? Int.max
    self.queues = queues.count
    eligible = Ring(Int.max, room: queues.count)
    openTransfers = Ring(-1, room: queues.count)
    runs = Ring(RequestRun(), room: queues.count)
    storePorts = [StorePort](repeating: StorePort(), count: queues.count / 4)
    fillPorts = Ring(BusTime(), room: queues.count / 4 * 3)
    sent = Ring(DRAMMachine.Request(address: 0, bursts: 0, isWrite: false, tag: 0, from: 0), room: 64)
    do {
      machine = try DRAMMachine(coupling.system, logsBursts: true)
    } catch {
      preconditionFailure("a system that cannot be simulated is refused before it runs")
    }
  }

  /// Looks again at the heads whose eligibility was not known.
  mutating func refresh<Ledger: TransferLedger>(_ ledger: inout Ledger) {
    heads.refresh(&ledger, isIdeal: false)
    makeUnique()
    earliest = Int.max
    for queue in heads.indices { note(heads[queue].eligible, of: queue) }
  }

  private mutating func note(_ cycle: Int, of queue: Int) {
    eligible[queue] = cycle
    earliest = min(earliest, cycle)
  }

  /// Puts an operator's transfers behind those that wait, by queue.
  mutating func append(_ segments: [QueueHead.Segment]) {
    for (queue, segment) in segments.enumerated() { heads[queue].append(segment) }
  }

  /// A copy has memory of its own from when it goes on.
  private mutating func makeUnique() {
    if isKnownUniquelyReferenced(&owner) { return }
    owner = Owner()
    completions.makeUnique()
    table.makeUnique()
    arrivals.makeUnique()
    fillPorts.makeUnique()
    eligible.makeUnique()
    openTransfers.makeUnique()
    runs.makeUnique()
    sent.makeUnique()
  }

  // MARK: The DMA

  /// The next cycle in which something is issued or sent, by what is known.
  private var nextAction: Int {
    var time = nextStore
    if earliest < Int.max {
      if underWay < window {
        time = min(time, max(earliest, cycle))
      } else if let free = completions.first {
        time = min(time, max(earliest, cycle, free))
      }
    }
    return time
  }

  /// When something may come of it next: twice the cycle for what may come back, one more for what may be issued.
  var nextKey: Int {
    var key = MemoryServer.key(issuedIn: nextAction)
    if inDevices > 0 { key = min(key, MemoryServer.key(completeIn: knownThrough + 1)) }
    if let first = arrivals.first { key = min(key, MemoryServer.key(completeIn: first.cycle)) }
    return key
  }

  /// Issues what it may in cycles before `limit`, until a transfer leaves its queue or is known to complete; returns
  /// whether one has.
  ///
  /// Where none has, all that completes through `limit` is known, or as much as sends from `open` on cannot change.
  mutating func serve<Ledger: TransferLedger>(
    _ ledger: inout Ledger, before limit: Int, open: Int
  ) -> Bool {
    makeUnique()
    while true {
      let time = nextAction
      if time < limit, time <= settledThrough {
        let isPlain = failure == nil && coupling.log == nil
        if isPlain ? actAhead(from: time, before: limit, &ledger) : act(in: time, &ledger) { return true }
        continue
      }
      guard settledThrough < min(time, limit) else { return false }
      switch learn(before: min(open, time), &ledger) {
      case .nothing: return false
      case .arrivals: break
      case .completion: return true
      }
    }
  }

  /// Issues what it may in the present cycle alone; returns whether a transfer has left its queue.
  mutating func serve<Ledger: TransferLedger>(_ ledger: inout Ledger, in now: Int) -> Bool {
    guard nextAction <= now else { return false }
    makeUnique()
    return act(in: now, &ledger)
  }

  /// Everything of a cycle, until a transfer leaves its queue; returns whether one has.
  private mutating func act<Ledger: TransferLedger>(in now: Int, _ ledger: inout Ledger) -> Bool {
    if cycle != now {
      cycle = now
      cycleTick = coupling.tick(ofSending: now)
    }
    underWay -= completions.remove(through: now)
    if nextStore <= now { sendStores() }
    guard underWay < window, earliest <= now else { return false }
    var active: UInt64 = 0
    for queue in 0..<queues { active |= (eligible[queue] <= now ? 1 : 0) &<< UInt64(queue) }
    while underWay < window {
      let ahead = (active &>> UInt64(nextQueue)) &<< UInt64(nextQueue)
      let queue = (ahead == 0 ? active : ahead).trailingZeroBitCount
      if issue(from: queue, &ledger) { return true }
    }
    return false
  }

  /// Acts in one cycle after the other as long as no other queue's head may be issued yet; returns whether a transfer has left
  /// its queue.
  ///
  /// It is what `act` does, cycle by cycle, while nobody else has to know of what is sent.
  private mutating func actAhead<Ledger: TransferLedger>(
    from time: Int, before limit: Int, _ ledger: inout Ledger
  ) -> Bool {
    var (active, end) = (UInt64(0), limit)
    for queue in 0..<queues {
      if eligible[queue] <= time {
        active |= 1 &<< UInt64(queue)
      } else {
        end = min(end, eligible[queue])
      }
    }
    var now = time
    while now < end, now <= settledThrough {
      cycle = now
      cycleTick = coupling.tick(ofSending: now)
      underWay -= completions.remove(through: now)
      let before = sentCount
      if nextStore <= now { handOnStores() }
      while underWay < window, active != 0 {
        let ahead = (active &>> UInt64(nextQueue)) &<< UInt64(nextQueue)
        let queue = (ahead == 0 ? active : ahead).trailingZeroBitCount
        let request = take(from: queue)
        if queue & 3 < 3 {
          handOn(request, isWrite: false)
        } else if let store = takeTurn(request, core: queue >> 2) {
          handOn(store, isWrite: true)
        }
        if runs[queue].remaining == 0, heads[queue].finishRun() {
          if sentCount > before { noteSent(after: before) }
          leave(queue, &ledger)
          return true
        }
      }
      if sentCount > before { noteSent(after: before) }
      now = nextStore
      if active != 0, let free = completions.first { now = min(now, max(cycle, free)) }
      if now == Int.max { break }
    }
    return false
  }

  /// Lets a store take its turn at its buffer's port; returns it if it is there at once.
  @inline(__always)
  private mutating func takeTurn(_ request: StorePort.Waiting, core: Int) -> StorePort.Waiting? {
    let time = coupling.fillTime(ofBytes: request.bytes, operand: 2)
    let store = storePorts[core].take(request, time: time, fill: coupling.fill[2], in: cycle)
    if store == nil { nextStore = min(nextStore, storePorts[core].next) }
    return store
  }

  /// Takes a queue's next request.
  @inline(__always)
  private mutating func take(from queue: Int) -> StorePort.Waiting {
    if runs[queue].remaining == 0 { runs[queue] = heads[queue].takeRun() }
    let address = runs[queue].address
    let bytes = runs[queue].take(request: coupling.request)
    let first = coupling.bursts(before: address)
    // Requests are of whole bursts.
    let isFull = bytes == coupling.request
    let count = isFull ? coupling.fullBursts : coupling.bursts(before: address + bytes - 1) - first + 1
    if openTransfers[queue] < 0 { openTransfers[queue] = table.open() }
    let transfer = openTransfers[queue]
    let overfetched = count * coupling.burst - bytes
    let number = requests
    table.add(
      RequestTable.Request(
        number: number, left: Int32(count), bytes: Int32(bytes),
        transfer: transfer, queue: Int32(truncatingIfNeeded: queue)),
      overfetchedBytes: overfetched)
    requests += 1
    bursts += count
    overfetchedBytes += overfetched
    underWay += 1
    nextQueue = queue + 1 == queues ? 0 : queue + 1
    return StorePort.Waiting(number: number, first: first, count: count, bytes: bytes)
  }

  @inline(__always)
  private mutating func issue<Ledger: TransferLedger>(from queue: Int, _ ledger: inout Ledger) -> Bool {
    let request = take(from: queue)
    if queue & 3 == 3 {
      if let store = takeTurn(request, core: queue >> 2) { send(store, isWrite: true) }
    } else {
      send(request, isWrite: false)
    }
    guard runs[queue].remaining == 0, heads[queue].finishRun() else { return false }
    leave(queue, &ledger)
    return true
  }

  /// A queue's head leaves it, since its last request was issued.
  private mutating func leave<Ledger: TransferLedger>(_ queue: Int, _ ledger: inout Ledger) {
    let since = heads[queue].eligible
    let (moved, sequence) = heads[queue].finishTransfer(at: cycle)
    let all = table.close(openTransfers[queue], moved, in: sequence)
    openTransfers[queue] = -1
    eligible[queue] = Int.max
    earliest = Int.max
    for other in 0..<queues { earliest = min(earliest, eligible[other]) }
    ledger.leave(moved, in: sequence, since: since, at: cycle, all)
  }

  /// Sends the stores that have come through their buffers' ports by now, in the order of issue.
  private mutating func sendStores() {
    while let store = takeStore() { send(store, isWrite: true) }
  }

  /// The same where nobody else has to know.
  private mutating func handOnStores() {
    while let store = takeStore() { handOn(store, isWrite: true) }
  }

  /// Takes the first of the stores that have come through by now; where there is none, it is known when the next one will.
  private mutating func takeStore() -> StorePort.Waiting? {
    var (best, next) = (-1, Int.max)
    for core in storePorts.indices {
      let cycle = storePorts[core].next
      next = min(next, cycle)
      guard cycle <= self.cycle else { continue }
      if best < 0 || storePorts[core].number < storePorts[best].number { best = core }
    }
    nextStore = next
    return best < 0 ? nil : storePorts[best].removeFirst()
  }

  private mutating func send(_ waiting: StorePort.Waiting, isWrite: Bool) {
    guard failure == nil else {
      giveBack(waiting.number, bursts: waiting.count, in: cycleTick)
      settledThrough = min(settledThrough, knownAtLeast())
      return
    }
    handOn(waiting, isWrite: isWrite)
    coupling.log?.add(
      waiting.first..<(waiting.first + waiting.count), bytes: coupling.burst, isWrite: isWrite,
      tick: cycleTick)
    noteSent(after: sentCount - 1)
  }

  /// What is known of what comes back while requests are sent in this cycle: nothing of them is complete before the next
  /// tick.
  @inline(__always)
  private mutating func knownAtLeast() -> Int {
    coupling.arrival(ofTick: cycleTick + 1) - 1
  }

  /// Keeps a request for the controllers' lines.
  @inline(__always)
  private mutating func handOn(_ waiting: StorePort.Waiting, isWrite: Bool) {
    let request = DRAMMachine.Request(
      address: UInt64(waiting.first) * UInt64(coupling.burst), bursts: waiting.count, isWrite: isWrite,
      tag: waiting.number, from: cycleTick)
    if sentCount == sent.room { sent.grow(request, keeping: 0..<sentCount) }
    sent[sentCount] = request
    sentCount += 1
    inDevices += waiting.count
  }

  /// Something was sent in this cycle, after so many requests that the controllers have not got yet, of which the first decides what
  /// is known.
  @inline(__always)
  private mutating func noteSent(after others: Int) {
    progress = max(progress, cycleTick)
    guard others == 0 else { return }
    knownThrough = min(knownThrough, knownAtLeast())
    settledThrough = min(settledThrough, knownThrough)
  }

  // MARK: The devices

  private enum Learnt {
    case nothing, arrivals, completion
  }

  /// Finds out more of what comes back, as far as nothing that is issued from `open` on, or after an arrival that is not
  /// known yet, can change it.
  private mutating func learn<Ledger: TransferLedger>(
    before open: Int, _ ledger: inout Ledger
  ) -> Learnt {
    let before = settledThrough
    if settle(before: open, &ledger) { return .completion }
    if settledThrough > before { return .arrivals }
    guard inDevices > 0 else { return .nothing }
    let (known, tick) = (knownThrough, machine.cycle)
    let target = coupling.ratio.tick(ofCycle: min(open, knownThrough + 1)) - 1
    // Even without another tick more may be known than when something was sent.
    simulate(to: max(target, tick))
    guard machine.cycle > tick || knownThrough > known else { return .nothing }
    return settle(before: open, &ledger) ? .completion : .arrivals
  }

  /// Gives the controllers' lines what was sent, before the first tick that it may be offered in.
  private mutating func handOver() {
    machine.send(sent.first(sentCount))
    sentCount = 0
  }

  /// Makes the ticks to one.
  private mutating func simulate(to tick: Int) {
    handOver()
    machine.advance(to: tick)
    machine.takeCompletions(into: &done)
    inDevices -= done.count
    for completion in done {
      progress = max(progress, completion.cycle)
      if let latest = table.burst(of: completion.tag, in: completion.cycle) {
        arrive(completion.tag, latest)
      }
    }
    arrivals.order()
    done.removeAll(keepingCapacity: true)
    if inDevices == 0 {
      knownThrough = Int.max
    } else if tick - progress > Self.watchdog {
      giveUp(in: tick)
    } else {
      // What happens in a tick makes nothing complete before the next one.
      let change = max(tick + 1, machine.nextChange ?? tick + 1)
      knownThrough = max(knownThrough, coupling.arrival(ofTick: change + 1) - 1)
    }
  }

  /// A request's last burst is complete: when it comes back. The arrivals are then put in order.
  private mutating func arrive(_ number: Int, _ latest: Int) {
    arrivals.add(ArrivalQueue.Arrival(cycle: coupling.arrival(ofTick: latest), number: number))
  }

  /// Takes the requests that come back to their buffers, in their order, as far as nothing that is issued from `open` on
  /// can come between; returns whether a transfer is known to complete.
  private mutating func settle<Ledger: TransferLedger>(before open: Int, _ ledger: inout Ledger) -> Bool {
    // What is issued in a cycle comes back more than the latency later.
    var through = min(knownThrough, later(min(open, knownThrough)))
    var hasCompleted = false
    while let arrival = arrivals.first, arrival.cycle <= through {
      arrivals.removeFirst()
      let done = fill(table[arrival.number], from: arrival.cycle)
      // It may let something be issued.
      through = min(through, later(done))
      if window < Int.max { completions.add(done) }
      guard let transfer = table.finish(arrival.number, in: done) else { continue }
      ledger.complete(
        transfer.transfer, in: transfer.sequence, first: transfer.earliest, at: transfer.latest)
      hasCompleted = true
    }
    settledThrough = max(settledThrough, through)
    return hasCompleted
  }

  private func later(_ cycle: Int) -> Int {
    cycle < Int.max - coupling.leastLatency ? cycle + coupling.leastLatency : Int.max
  }

  /// The cycle in which a request is complete that comes back in one.
  @inline(__always)
  private mutating func fill(_ request: RequestTable.Request, from back: Int) -> Int {
    let queue = Int(request.queue)
    guard queue & 3 < 3 else { return back }
    let (port, fill) = ((queue >> 2) * 3 + (queue & 3), coupling.fill[queue & 3])
    let taken = coupling.fillTime(ofBytes: Int(request.bytes), operand: queue & 3)
    var end = fillPorts[port]
    if end.cycles < back { end = BusTime(cycles: back) }
    end.add(taken, perCycle: fill)
    fillPorts[port] = end
    return end.roundedUp
  }

  // MARK: Controllers that make no progress

  private mutating func giveUp(in tick: Int) {
    failure = .memory(reason: DRAMFailure.livelock(cycle: tick).description)
    inDevices = 0
    knownThrough = Int.max
    for request in table.incomplete {
      let isWaiting = storePorts.contains { $0.contains(request.number) }
      if !isWaiting { giveBack(request.number, bursts: Int(request.left), in: tick) }
    }
  }

  private mutating func giveBack(_ number: Int, bursts: Int, in tick: Int) {
    for _ in 0..<bursts {
      if let latest = table.burst(of: number, in: tick + 1) { arrive(number, latest) }
    }
    arrivals.order()
  }
}

// MARK: What it comes to

extension DRAMServer {
  /// Makes the busy cycles before `end` known; nothing is sent before it any more.
  mutating func completeHistory<Ledger: TransferLedger>(until end: Int, _ ledger: inout Ledger) {
    makeUnique()
    let target = coupling.ratio.tick(ofCycle: end) - 1 - coupling.leastDataDelay
    // Writes may be still to come that are complete for the DMA.
    if target > machine.cycle {
      simulate(to: target)
      _ = settle(before: end, &ledger)
    }
    noteBusy(until: end)
  }

  private mutating func noteBusy(until end: Int) { moving.take(from: &machine, coupling.ratio, until: end) }

  /// Cycles in which data moved.
  var busyCycles: Int { moving.busyCycles }

  /// Cycles in which data moved, from `start` to `end`; later calls must not start earlier.
  mutating func forEachBusy(from start: Int, to end: Int, _ body: (Int, Int) -> Void) {
    moving.forEach(from: start, to: end, body)
  }

  /// Lets the controllers end what they have; returns the cycle in which the last data have moved.
  mutating func drain<Ledger: TransferLedger>(_ ledger: inout Ledger) -> Int {
    makeUnique()
    handOver()
    var last = machine.cycle
    while failure == nil, !machine.isDrained, let change = machine.nextChange {
      let before = machine.dataEnd
      simulate(to: change)
      if machine.dataEnd > before { last = change }
      if change - last > Self.watchdog { giveUp(in: change) }
    }
    _ = settle(before: Int.max, &ledger)
    noteBusy(until: Int.max)
    return coupling.ratio.cycle(ofTick: machine.dataEnd)
  }

  /// What the devices did in the ticks that begin before a cycle, in which everything is over.
  mutating func record(until end: Int) -> DRAMRecord {
    let ticks = max(1, coupling.ratio.tick(ofCycle: end))
    if ticks - 1 > machine.cycle { machine.advance(to: ticks - 1) }
    do {
      return try machine.record(cycles: ticks)
    } catch {
      preconditionFailure(error.description)
    }
  }
}
