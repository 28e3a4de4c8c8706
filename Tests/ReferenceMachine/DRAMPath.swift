import Hardware
import Quantities

/// Controllers and devices behind the DMA's interface, each in a clock of its own, stepped edge by edge (docs/model.md, 5.1).
final class DRAMPath: RequestPath {
  /// A request of whole bursts.
  private final class Request {
    let transfer: Transfer
    let bytes: Range<Int>
    /// Its number in the order of issue.
    let number: Int
    var burstsUnderWay = 0
    /// The latest tick in which one of its bursts was complete.
    var latest = 0

    init(_ transfer: Transfer, bytes: Range<Int>, number: Int) {
      (self.transfer, self.bytes, self.number) = (transfer, bytes, number)
    }

    var isStore: Bool { transfer.queue == .store }
  }

  private struct Burst {
    var request: Request
    var address: Int
    var number: Int
  }

  private(set) var underWay = 0
  private var dram: SteppedDRAM
  /// The array's cycles beside ticks, its cycles beside the interface's edges, and those beside ticks.
  private let clocks: ClockPair
  private let edges: ClockPair
  private let ticksOfEdges: ClockPair
  /// The interface's next edge, and its cycles of the latency.
  private var edge = 0
  private let latency: Int
  private var gates: BufferGates
  private var issued = 0
  private let burstBytes: Int
  /// What the array has sent, and no edge of the interface has taken.
  private var crossing: [Request] = []
  /// What the controllers were done with since the interface's last edge, and what is on its way there, with the edge that
  /// it comes back with.
  private var served: [Request] = []
  private var underLatency: [(edge: Int, request: Request)] = []
  /// Whether the present edge, which began with the present cycle, has still to take what is sent in it.
  private var isEdgeDue = false
  /// By channel, the bursts that have left the interface and are not accepted.
  private var lines: [[Burst]]
  private var burstsSent = 0
  /// What waits for bursts that are accepted and not complete, by the bursts' numbers.
  private var accepted: [Int: Request] = [:]
  /// Stores' requests that come out of their buffers, with their cycles; what the interface has given back since the last
  /// cycle; and what completes, with its cycle.
  private var leaving: [(cycle: Int, request: Request)] = []
  private var returned: [Request] = []
  private var finishing: [(cycle: Int, transfer: Transfer)] = []
  /// Whether the present tick, which began with the present cycle, has still to offer.
  private var isOfferDue = false
  private var countsBefore: [SteppedDRAM.Counts] = []
  /// The last tick in which a burst was accepted or complete, or none waited.
  private var progress = 0
  /// Ticks without progress after which the controllers count as stuck; fewer than the page's, so that tests are short.
  private static let watchdog = 100_000

  /// - Parameter fillBytes: By operand, the bytes its buffer takes in or gives out in a cycle.
  init(_ memory: DRAMMemory, clock: Frequency, cores: Int, fillBytes: [Int]) {
    dram = SteppedDRAM(memory.system)
    let (interface, period) = (memory.interfaceClock ?? clock, memory.system.timing.clockPicoseconds)
    clocks = ClockPair(clock, tickPicoseconds: period)
    edges = ClockPair(clock, ticks: interface)
    ticksOfEdges = ClockPair(interface, tickPicoseconds: period)
    latency = cycles(of: memory.latency, interface)
    gates = BufferGates(cores: cores, fillBytes: fillBytes)
    burstBytes = memory.system.organization.requestBytes
    lines = Array(repeating: [], count: memory.system.organization.channels)
  }

  // MARK: The DMA's side

  func issue(_ transfer: Transfer, request number: Int, in cycle: Int) {
    underWay += 1
    let request = Request(transfer, bytes: transfer.contents.requests[number], number: issued)
    issued += 1
    guard request.isStore else { return crossing.append(request) }
    let left = gates.empty(
      core: transfer.ends[0].core, operand: transfer.operand.index, bytes: request.bytes.count, from: cycle)
    leaving.append((left, request))
  }

  /// The numbers of the bursts that bytes touch.
  func bursts(of bytes: Range<Int>) -> ClosedRange<Int> {
    bytes.lowerBound / burstBytes...(bytes.upperBound - 1) / burstBytes
  }

  /// Bytes that are moved with a request and not needed.
  func overfetchedBytes(of bytes: Range<Int>) -> Int { bursts(of: bytes).count * burstBytes - bytes.count }

  /// A request's bursts stand in their channels' lines.
  private func send(_ request: Request) {
    for index in bursts(of: request.bytes) {
      let burst = Burst(request: request, address: index * burstBytes, number: burstsSent)
      burstsSent += 1
      request.burstsUnderWay += 1
      lines[dram.channel(of: UInt64(burst.address))].append(burst)
    }
  }

  func complete(in cycle: Int) -> [Transfer] {
    let done = finishing.filter { $0.cycle <= cycle }.map(\.transfer)
    finishing.removeAll { $0.cycle <= cycle }
    underWay -= done.count
    return done
  }

  /// Requests that waited for their buffer's port.
  var gateWaits: Int { gates.waits }

  /// Writes a request that is back into its buffer; a store needs no more.
  private func handOver(_ request: Request, in cycle: Int) {
    let transfer = request.transfer
    let end =
      request.isStore
      ? cycle
      : gates.fill(
        core: transfer.ends[0].core, operand: transfer.operand.index, bytes: request.bytes.count, from: cycle)
    finishing.append((end, transfer))
  }

  // MARK: Time

  /// The tick and the interface's edge that begin with a cycle, before the cycle's steps; what has come out of its buffer is
  /// sent, and what is back goes into its own.
  func begin(_ cycle: Int) {
    if clocks.tick(dram.cycle, isWith: cycle) {
      countsBefore = dram.channels.map(\.counts)
      tick()
      isOfferDue = true
    }
    if edges.tick(edge, isWith: cycle) {
      receive()
      isEdgeDue = true
    }
    crossing += leaving.filter { $0.cycle == cycle }.map(\.request)
    leaving.removeAll { $0.cycle == cycle }
    for request in returned.sorted(by: { $0.number < $1.number }) { handOver(request, in: cycle) }
    returned = []
  }

  /// All edges and ticks that come before the next cycle, after a cycle's steps.
  func end(_ cycle: Int) throws {
    if isEdgeDue { leaveEdge() }
    isEdgeDue = false
    if isOfferDue { offer() }
    isOfferDue = false
    while true {
      let isTick = clocks.tick(dram.cycle, isBefore: cycle + 1)
      let isEdge = edges.tick(edge, isBefore: cycle + 1)
      guard isTick || isEdge else { break }
      // The earlier of the two; of both at once first the tick, then the edge, then what the tick offers.
      let isTickFirst = isTick && (!isEdge || ticksOfEdges.tick(dram.cycle, isBefore: edge))
      let areTogether = isTick && isEdge && ticksOfEdges.tick(dram.cycle, isWith: edge)
      if isTickFirst || areTogether { tick() }
      if !isTickFirst {
        receive()
        leaveEdge()
      }
      if isTickFirst || areTogether { offer() }
    }
    if accepted.isEmpty, lines.allSatisfy(\.isEmpty) { progress = dram.cycle }
    guard dram.cycle - progress <= Self.watchdog else {
      throw ReferenceFailure(description: "a memory's controllers make no progress", isOfControllers: true)
    }
  }

  private func tick() {
    for number in dram.step() {
      if let request = accepted.removeValue(forKey: number) { note(request, completeIn: dram.cycle) }
    }
  }

  /// Each channel's line offers its first burst, once, and the tick is over.
  private func offer() {
    for channel in lines.indices {
      guard let burst = lines[channel].first else { continue }
      let isWrite = burst.request.isStore
      guard dram.accept(UInt64(burst.address), isWrite: isWrite, number: burst.number) else { continue }
      lines[channel].removeFirst()
      progress = dram.cycle
      accepted[burst.number] = burst.request
    }
    dram.cycle += 1
  }

  private func note(_ request: Request, completeIn tick: Int) {
    progress = tick
    request.latest = max(request.latest, tick)
    request.burstsUnderWay -= 1
    guard request.burstsUnderWay == 0 else { return }
    served.append(request)
  }

  /// An edge of the interface: what the controllers were done with by then sets off, and what is there comes back.
  private func receive() {
    underLatency += served.map { (edge + latency, $0) }
    served = []
    returned += underLatency.filter { $0.edge == edge }.map(\.request)
    underLatency.removeAll { $0.edge == edge }
  }

  /// The edge sends what has come to it by now.
  private func leaveEdge() {
    for request in crossing { send(request) }
    crossing = []
    edge += 1
  }

  // MARK: The data buses

  func movedData(in cycle: Int) -> Bool {
    dram.channels.flatMap(\.buses).contains { bus in
      // Bursts come one after the other: those before the first that is over are over, too.
      for burst in bus.bursts.reversed() {
        let data = burst.data..<burst.data + bus.burstClocks
        if clocks.overlap(data, cycle: cycle) { return true }
        if clocks.tick(data.upperBound, isBefore: cycle) { return false }
      }
      return false
    }
  }

  /// Whether in a cycle some burst has still to be moved, or is moved.
  func isMoving(in cycle: Int) -> Bool {
    guard lines.allSatisfy(\.isEmpty), dram.channels.allSatisfy(\.isDrained) else { return true }
    return dram.channels.flatMap(\.buses).contains { bus in
      guard let last = bus.bursts.last else { return false }
      return clocks.firstCycle(from: last.data + bus.burstClocks) > cycle
    }
  }

  /// What controllers and devices did in so many cycles, at whose end the machine is.
  func tally(cycles: Int) throws -> ReferenceRecord.DRAMTally {
    let ticks = clocks.ticks(in: cycles)
    // A tick that begins with the end is not counted.
    let isOver = isOfferDue && ticks == dram.cycle
    try require(isOver || ticks == dram.cycle + (isOfferDue ? 1 : 0), "the DRAM is in another tick")
    return ReferenceRecord.DRAMTally(
      cycles: ticks, counts: isOver ? countsBefore : dram.channels.map(\.counts),
      stacks: dram.channels.map { $0.buses.map { $0.stack(cycles: ticks) } })
  }
}
