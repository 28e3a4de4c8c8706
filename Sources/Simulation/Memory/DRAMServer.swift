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
  private(set) var history = BusHistory()
  /// Why the controllers were given up; from then on everything is complete at once.
  private(set) var failure: PlanError?

  private var machine: DRAMMachine
  /// Bursts that the controllers have and that are not known to be complete.
  private var inDevices = 0
  /// The last cycle up to which it is known what comes back of all that was sent, and that up to which all of it has
  /// been taken to its buffer.
  private var knownThrough = Int.max
  private var settledThrough = 0
  /// The last tick in which something was sent or became complete.
  private var progress = 0

  /// The cycle in which something was issued or sent last, and the queue whose turn is next.
  private var cycle = 0
  private var nextQueue = 0
  private let window: Int
  private var underWay = 0
  /// When requests under way complete, as far as that is known.
  private var completions = CycleHeap()
  private var table = RequestTable()
  /// By queue its head's place in the table; -1 before its first request.
  private var openTransfers: [Int32]
  /// Requests that the controllers are done with, in the order in which they come back.
  private var arrivals: [Arrival] = []
  /// By core, the port through which the output buffer is read, and by core and operand those of filling.
  private var storePorts: [StorePort]
  private var fillPorts: [BusTime]
  /// Cycles in which data move, those of the last commands, which may be still to come.
  private var busy: [(start: Int, end: Int)] = []
  /// What the devices said last; empty in between, and kept for its room.
  private var done: [DRAMMachine.Completion] = []
  private var moved: [DRAMMachine.Burst] = []

  private struct Arrival {
    var cycle: Int
    var number: Int
    var place: Int

    func isBefore(_ other: Arrival) -> Bool {
      cycle == other.cycle ? number < other.number : cycle < other.cycle
    }
  }

  /// Ticks without any progress after which the controllers are given up.
  static let watchdog = 300_000

  init(_ coupling: DRAMCoupling, queues: [QueueHead.Segment]) {
    self.coupling = coupling
    heads = queues.map { QueueHead($0, request: coupling.request) }
    window = coupling.outstanding ?? Int.max
    openTransfers = [Int32](repeating: -1, count: queues.count)
    storePorts = [StorePort](repeating: StorePort(), count: queues.count / 4)
    fillPorts = [BusTime](repeating: BusTime(), count: queues.count / 4 * 3)
    do {
      machine = try DRAMMachine(coupling.system, logsBursts: true)
    } catch {
      preconditionFailure("a system that cannot be simulated is refused before it runs")
    }
  }

  /// Looks again at the heads whose eligibility was not known.
  mutating func refresh<Ledger: TransferLedger>(_ ledger: inout Ledger) {
    heads.refresh(&ledger, isIdeal: false)
  }

  /// Puts an operator's transfers behind those that wait, by queue.
  mutating func append(_ segments: [QueueHead.Segment]) {
    for (queue, segment) in segments.enumerated() { heads[queue].append(segment) }
  }

  // MARK: The DMA

  /// The next cycle in which something is issued or sent, by what is known.
  private var nextAction: Int {
    var eligible = Int.max
    for head in heads { eligible = min(eligible, head.eligible) }
    var time = Int.max
    if eligible < Int.max {
      if underWay < window {
        time = max(eligible, cycle)
      } else if let free = completions.first {
        time = max(eligible, cycle, free)
      }
    }
    for port in storePorts { time = min(time, port.next) }
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
    while true {
      let time = nextAction
      if time < limit, time <= settledThrough {
        if act(in: time, &ledger) { return true }
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
    nextAction <= now && act(in: now, &ledger)
  }

  /// Everything of a cycle, until a transfer leaves its queue; returns whether one has.
  private mutating func act<Ledger: TransferLedger>(in now: Int, _ ledger: inout Ledger) -> Bool {
    cycle = now
    while let completion = completions.first, completion <= now {
      completions.removeFirst()
      underWay -= 1
    }
    sendStores()
    guard underWay < window else { return false }
    var active: UInt64 = 0
    for queue in heads.indices where heads[queue].eligible <= now { active |= 1 << UInt64(queue) }
    guard active != 0 else { return false }
    while underWay < window {
      let ahead = (active >> UInt64(nextQueue)) << UInt64(nextQueue)
      let queue = (ahead == 0 ? active : ahead).trailingZeroBitCount
      if issue(from: queue, &ledger) { return true }
    }
    return false
  }

  private mutating func issue<Ledger: TransferLedger>(from queue: Int, _ ledger: inout Ledger) -> Bool {
    let address = heads[queue].nextAddress
    let bytes = heads[queue].takeRequest()
    let first = address / coupling.burst
    let count = (address + bytes - 1) / coupling.burst - first + 1
    if openTransfers[queue] < 0 { openTransfers[queue] = table.open() }
    let transfer = openTransfers[queue]
    let place = table.add(
      RequestTable.Request(
        number: requests, transfer: transfer, queue: Int32(queue), bytes: Int32(bytes), left: Int32(count),
        latest: 0))
    table.count(transfer, bursts: count, overfetchedBytes: count * coupling.burst - bytes)
    requests += 1
    bursts += count
    overfetchedBytes += count * coupling.burst - bytes
    underWay += 1
    nextQueue = queue + 1 == heads.count ? 0 : queue + 1
    if queue & 3 == 3 {
      let waits = StorePort.Waiting(number: requests - 1, place: place, first: first, count: count)
      if let sent = storePorts[queue >> 2].take(waits, bytes: bytes, fill: coupling.fill[2], in: cycle) {
        send(sent, isWrite: true)
      }
    } else {
      send(StorePort.Waiting(number: requests - 1, place: place, first: first, count: count), isWrite: false)
    }
    guard heads[queue].isRunDone, heads[queue].finishRun() else { return false }
    let (number, sequence) = heads[queue].finishTransfer(at: cycle)
    let moved = table.close(transfer, number, in: sequence)
    openTransfers[queue] = -1
    ledger.leave(number, in: sequence, at: cycle, moved)
    return true
  }

  /// Sends the stores that have come through their buffers' ports by now, in the order of issue.
  private mutating func sendStores() {
    while true {
      var best = -1
      for core in storePorts.indices where storePorts[core].next <= cycle {
        if best < 0 || storePorts[core].number < storePorts[best].number { best = core }
      }
      guard best >= 0 else { return }
      send(storePorts[best].removeFirst(), isWrite: true)
    }
  }

  private mutating func send(_ sent: StorePort.Waiting, isWrite: Bool) {
    let tick = coupling.ratio.tick(ofCycle: cycle)
    guard failure == nil else {
      giveBack(sent.place, bursts: sent.count, in: tick)
      settledThrough = min(settledThrough, coupling.ratio.cycle(ofTick: tick + 1) + coupling.latency - 1)
      return
    }
    for burst in sent.first..<(sent.first + sent.count) {
      machine.send(
        UInt64(burst) * UInt64(coupling.burst), isWrite: isWrite, tag: sent.place, from: tick)
    }
    coupling.log?.add(
      sent.first..<(sent.first + sent.count), bytes: coupling.burst, isWrite: isWrite, tick: tick)
    inDevices += sent.count
    progress = max(progress, tick)
    // Nothing of it is complete before the next tick.
    knownThrough = min(knownThrough, coupling.ratio.cycle(ofTick: tick + 1) + coupling.latency - 1)
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

  /// Makes the ticks to one.
  private mutating func simulate(to tick: Int) {
    machine.advance(to: tick)
    machine.takeCompletions(into: &done)
    for completion in done {
      inDevices -= 1
      progress = max(progress, completion.cycle)
      if table.burst(of: completion.tag, in: completion.cycle) { arrive(completion.tag) }
    }
    done.removeAll(keepingCapacity: true)
    if inDevices == 0 {
      knownThrough = Int.max
    } else if tick - progress > Self.watchdog {
      giveUp(in: tick)
    } else {
      // What happens in a tick makes nothing complete before the next one.
      let change = max(tick + 1, machine.nextChange ?? tick + 1)
      knownThrough = max(knownThrough, coupling.ratio.cycle(ofTick: change + 1) + coupling.latency - 1)
    }
  }

  /// A request's last burst is complete: when it comes back.
  private mutating func arrive(_ place: Int) {
    let request = table.requests[place]
    let back = coupling.ratio.cycle(ofTick: request.latest) + coupling.latency
    let arrival = Arrival(cycle: back, number: request.number, place: place)
    var index = arrivals.count
    while index > 0, arrival.isBefore(arrivals[index - 1]) { index -= 1 }
    arrivals.insert(arrival, at: index)
  }

  /// Takes the requests that come back to their buffers, in their order, as far as nothing that is issued from `open` on
  /// can come between; returns whether a transfer is known to complete.
  private mutating func settle<Ledger: TransferLedger>(before open: Int, _ ledger: inout Ledger) -> Bool {
    // What is issued in a cycle comes back more than the latency later.
    var through = min(knownThrough, later(min(open, knownThrough)))
    var settled = 0
    var hasCompleted = false
    while settled < arrivals.count, arrivals[settled].cycle <= through {
      let arrival = arrivals[settled]
      settled += 1
      let done = fill(table.requests[arrival.place], from: arrival.cycle)
      // It may let something be issued.
      through = min(through, later(done))
      if window < Int.max { completions.add(done) }
      guard let transfer = table.finish(arrival.place, in: done) else { continue }
      ledger.complete(transfer.transfer, in: transfer.sequence, at: transfer.latest)
      hasCompleted = true
    }
    if settled > 0 { arrivals.removeFirst(settled) }
    settledThrough = max(settledThrough, through)
    return hasCompleted
  }

  private func later(_ cycle: Int) -> Int {
    cycle < Int.max - coupling.latency ? cycle + coupling.latency : Int.max
  }

  /// The cycle in which a request is complete that comes back in one.
  private mutating func fill(_ request: RequestTable.Request, from back: Int) -> Int {
    let queue = Int(request.queue)
    guard queue & 3 < 3 else { return back }
    let (port, fill) = ((queue >> 2) * 3 + (queue & 3), coupling.fill[queue & 3])
    if fillPorts[port].cycles < back { fillPorts[port] = BusTime(cycles: back) }
    fillPorts[port].add(BusTime(units: Int(request.bytes), perCycle: fill), perCycle: fill)
    return fillPorts[port].roundedUp
  }

  // MARK: Controllers that make no progress

  private mutating func giveUp(in tick: Int) {
    failure = .memory(reason: DRAMFailure.livelock(cycle: tick).description)
    inDevices = 0
    knownThrough = Int.max
    for place in table.requests.indices where table.requests[place].left > 0 {
      let isWaiting = storePorts.contains { $0.contains(place) }
      if !isWaiting { giveBack(place, bursts: Int(table.requests[place].left), in: tick) }
    }
  }

  private mutating func giveBack(_ place: Int, bursts: Int, in tick: Int) {
    for _ in 0..<bursts where table.burst(of: place, in: tick + 1) { arrive(place) }
  }
}

// MARK: What it comes to

extension DRAMServer {
  /// Makes the busy cycles before `end` known; nothing is sent before it any more.
  mutating func completeHistory<Ledger: TransferLedger>(until end: Int, _ ledger: inout Ledger) {
    let target = coupling.ratio.tick(ofCycle: end) - 1 - coupling.leastDataDelay
    // Writes may be still to come that are complete for the DMA.
    if target > machine.cycle {
      simulate(to: target)
      _ = settle(before: end, &ledger)
    }
    noteBusy(until: end)
  }

  private mutating func noteBusy(until end: Int) {
    machine.takeBursts(into: &moved)
    for burst in moved {
      let start = coupling.ratio.cycle(inTick: burst.start)
      let stop = coupling.ratio.cycle(ofTick: burst.end)
      if let last = busy.last, start >= last.start, start <= last.end {
        busy[busy.count - 1].end = max(last.end, stop)
      } else {
        busy.append((start, stop))
      }
    }
    moved.removeAll(keepingCapacity: true)
    busy.sort { $0.start < $1.start }
    var count = 0
    while count < busy.count, busy[count].start < end {
      history.add(busy[count].start, busy[count].end)
      count += 1
    }
    busy.removeFirst(count)
  }

  /// Cycles in which data moved, from `start` to `end`; later calls must not start earlier.
  mutating func forEachBusy(from start: Int, to end: Int, _ body: (Int, Int) -> Void) {
    history.forEach(from: start, to: end, body)
  }

  /// Lets the controllers end what they have; returns the cycle in which the last data have moved.
  mutating func drain<Ledger: TransferLedger>(_ ledger: inout Ledger) -> Int {
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
