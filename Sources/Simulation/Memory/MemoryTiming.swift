import Hardware
import Mapping
import Quantities

/// A time on a bus: whole cycles, and units of a further one.
struct BusTime: BitwiseCopyable {
  var cycles = 0
  var units = 0

  init() {}

  init(cycles: Int) { self.cycles = cycles }

  init(units: Int, perCycle: Int) {
    cycles = units / perCycle
    self.units = units - cycles * perCycle
  }

  @inline(__always)
  mutating func add(_ other: BusTime, perCycle: Int) {
    cycles += other.cycles
    units += other.units
    if units >= perCycle {
      units -= perCycle
      cycles += 1
    }
  }

  /// The cycle in which what ends at this time is complete.
  @inline(__always)
  var roundedUp: Int { units > 0 ? cycles + 1 : cycles }
}

/// How a memory that is not ideal takes its time, in the array's cycles (docs/model.md, 5).
public struct MemoryTiming: Sendable {
  /// The rate of a bus; of DRAM one that nothing exceeds.
  let bus: BusTiming
  /// Nil for a memory that is a bus and nothing else.
  var dram: DRAMCoupling?

  /// A memory of one bus.
  public init(units: BusUnits, latency: Int, outstanding: Int?, request: Int) {
    bus = BusTiming(units: units, latency: latency, outstanding: outstanding, request: request)
    dram = nil
  }

  /// The timing of a memory in a design; nil for an ideal one. Throws `PlanError.tooLarge` where its rate needs units
  /// that are too fine, and `PlanError.memory` where its controllers cannot be simulated.
  public init?(_ memory: Memory, in design: Design) throws(PlanError) {
    guard let flat = memory.kind.flat else { return nil }
    guard let latency = flat.latencyCycles(design.clock), let units = memory.units(in: design) else {
      throw .tooLarge
    }
    bus = BusTiming(
      units: units, latency: latency, outstanding: flat.outstanding, request: flat.request)
    guard case .dram(let memory) = memory.kind else {
      dram = nil
      return
    }
    dram = try DRAMCoupling(memory, latency: latency, in: design)
  }

  var latency: Int { bus.latency }
  var request: Int { bus.request }

  /// Cycles that bytes and so many requests of them hold the memory, at most.
  func greatestTime(bytes: Double, requests: Double) -> Double {
    if let dram { return dram.greatestTime(requests: requests) }
    return bytes * Double(bus.slowestByte) / Double(bus.unitsPerCycle) + requests * Double(latency + 2)
  }

  /// The parts of a cycle in which its times are counted.
  var unitsPerCycle: Int { dram == nil ? bus.unitsPerCycle : 1 }
}

/// A bus's timing in exact units of a fraction of the array's cycle.
struct BusTiming: Sendable {
  let unitsPerCycle: Int
  /// Units that one byte to or from each operand's buffer holds the bus.
  let unitsPerByte: InlineArray<3, Int>
  let latency: Int
  let outstanding: Int?
  let request: Int
  /// What a full request holds the bus, by operand.
  let fullRequest: InlineArray<3, BusTime>

  init(units: BusUnits, latency: Int, outstanding: Int?, request: Int) {
    unitsPerCycle = units.perCycle
    unitsPerByte = InlineArray { units.perByte[$0] }
    let (cycle, bytes) = (unitsPerCycle, unitsPerByte)
    fullRequest = InlineArray { BusTime(units: request * bytes[$0], perCycle: cycle) }
    self.latency = latency
    self.outstanding = outstanding
    self.request = request
  }

  /// What a request of so many bytes holds the bus.
  @inline(__always)
  func time(of bytes: Int, _ operand: Int) -> BusTime {
    if bytes == request { return fullRequest[operand] }
    return BusTime(units: bytes * unitsPerByte[operand], perCycle: unitsPerCycle)
  }

  /// Units of a byte to or from the slowest buffer.
  var slowestByte: Int { max(unitsPerByte[0], unitsPerByte[1], unitsPerByte[2]) }
}
