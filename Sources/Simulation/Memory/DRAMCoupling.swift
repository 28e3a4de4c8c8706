import DRAM
import Hardware
import Mapping
import Workloads

/// A DRAM memory as the DMA sees it, in the array's cycles (docs/model.md, 5.1).
struct DRAMCoupling: Sendable {
  let system: DRAMSystem
  /// The DRAM's ticks in the array's cycles.
  let ratio: CycleRatio
  private let interface: Interface
  /// What is issued in a cycle comes back later than this many cycles after it.
  let leastLatency: Int
  let outstanding: Int?
  let request: Int
  /// Bytes of a burst.
  let burst: Int
  private let byBurst: Divisor
  /// The bytes of a burst are 2 to this; -1 where they are no power of two.
  private let burstShift: Int
  /// Bursts of a request that is full.
  let fullBursts: Int
  /// Bytes a cycle through the memory's port of each operand's buffer.
  let fill: InlineArray<3, Int>
  /// What a full request holds each port.
  private let fullFill: InlineArray<3, BusTime>
  /// Ticks from a column command to its first data, at least.
  let leastDataDelay: Int
  /// Gets what is sent, where somebody wants it.
  var log: RequestLog?

  /// Throws `PlanError.memory` where the system cannot be simulated.
  init(_ memory: DRAMMemory, latency: Int, in design: Design) throws(PlanError) {
    system = memory.system
    let timing = system.timing
    guard CycleRatio.isCountable(clockPicoseconds: timing.clockPicoseconds, clock: design.clock) else {
      throw .tooLarge
    }
    ratio = CycleRatio(clockPicoseconds: timing.clockPicoseconds, clock: design.clock)
    interface = try Interface(memory, in: design, latency: latency, ratio)
    leastLatency = interface.leastLatency
    outstanding = memory.outstanding
    request = memory.request
    burst = system.organization.requestBytes
    byBurst = Divisor(UInt64(max(1, burst)))
    burstShift = burst.nonzeroBitCount == 1 ? burst.trailingZeroBitCount : -1
    fullBursts = request / max(1, burst)
    let buffers = design.buffers
    let fill = InlineArray<3, Int> { buffers[Operand.allCases[$0]].fillBytesPerCycle }
    self.fill = fill
    let request = memory.request
    fullFill = InlineArray { BusTime(units: request, perCycle: fill[$0]) }
    leastDataDelay = timing.additiveLatency + min(timing.readLatency, timing.writeLatency)
    do { _ = try DRAMMachine(system) } catch { throw .memory(reason: error.description) }
  }

  /// The first tick in which what is sent in a cycle may be offered.
  @inline(__always)
  func tick(ofSending cycle: Int) -> Int {
    interface.isOfArray ? ratio.tick(ofCycle: cycle) : interface.tick(ofSending: cycle)
  }

  /// The cycle in which arrives what is complete in a tick.
  @inline(__always)
  func arrival(ofTick tick: Int) -> Int {
    interface.isOfArray ? ratio.cycle(ofTick: tick) + interface.latency : interface.arrival(ofTick: tick)
  }

  /// The bursts that end before an address, or with it.
  @inline(__always)
  func bursts(before address: Int) -> Int {
    burstShift >= 0 ? address &>> burstShift : Int(byBurst.quotient(UInt64(address)))
  }

  /// How long so many bytes hold the port of an operand's buffer.
  @inline(__always)
  func fillTime(ofBytes bytes: Int, operand: Int) -> BusTime {
    bytes == request ? fullFill[operand] : BusTime(units: bytes, perCycle: fill[operand])
  }

  /// Cycles that so many requests take, at most: each of their bursts by itself, with a row of its own, turns and
  /// refreshes before it; and a buffer's port, and the way.
  func greatestTime(requests: Double) -> Double {
    let timing = system.timing
    let row = timing.activateToActivate + timing.precharge + timing.activateToRead + timing.activateToWrite
    let column = timing.readLatency + timing.writeLatency + timing.additiveLatency + timing.writeRecovery
    let turns =
      timing.writeToReadSame + timing.readToPrecharge + timing.rankSwitch
      + max(timing.columnSame, timing.writeSame)
    let alone = row + column + turns + timing.fourActivates + 4 * system.organization.burstClocks + 64
    let refreshed = max(1, timing.refreshInterval - timing.refresh)
    let share = Double(timing.refreshInterval + timing.refresh) / Double(refreshed)
    let bursts = requests * Double(request / burst)
    let ticks = bursts * Double(alone) * max(2, share)
    let ports = requests * Double(request) / Double(max(1, min(fill[0], fill[1], fill[2])))
    return ratio.cycles(ticks) + ports + requests * (Double(leastLatency + 2) + interface.mostWaiting)
  }
}

/// The DMA's side of the controllers: its clock between the array's and the DRAM's.
private struct Interface: Sendable {
  /// Whether it has the array's clock, so that nothing has to be converted to it.
  let isOfArray: Bool
  /// Its cycles of the latency.
  let latency: Int
  /// Its cycles in the array's, and the DRAM's ticks in its own.
  private let inArray: CycleRatio
  private let ticks: CycleRatio

  init(
    _ memory: DRAMMemory, in design: Design, latency: Int, _ ratio: CycleRatio
  ) throws(PlanError) {
    guard let clock = memory.interfaceClock, clock != design.clock else {
      (isOfArray, self.latency) = (true, latency)
      (inArray, ticks) = (CycleRatio(of: design.clock, in: design.clock), ratio)
      return
    }
    let period = memory.system.timing.clockPicoseconds
    guard let cycles = memory.flat.latencyCycles(clock),
      CycleRatio.isCountable(clockPicoseconds: period, clock: clock)
    else { throw .tooLarge }
    (isOfArray, self.latency) = (false, cycles)
    inArray = CycleRatio(of: clock, in: design.clock)
    ticks = CycleRatio(clockPicoseconds: period, clock: clock)
  }

  /// What leaves with an edge comes back with the edge after the latency at the earliest.
  var leastLatency: Int { inArray.cycle(ofTick: latency + 1) - 1 }

  /// Cycles for which what is handed over may wait for edges, both ways, at most.
  var mostWaiting: Double { isOfArray ? 0 : 2 * inArray.cycles(1) + 2 }

  func tick(ofSending cycle: Int) -> Int { ticks.tick(ofCycle: inArray.tick(ofCycle: cycle)) }

  func arrival(ofTick tick: Int) -> Int {
    let edge = ticks.cycle(ofTick: tick)
    return edge < Int.max - latency ? inArray.cycle(ofTick: edge + latency) : Int.max
  }
}
