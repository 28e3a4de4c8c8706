import Hardware
import Quantities

/// A time on a bus: whole cycles, and units of a further one.
struct BusTime {
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
  var roundedUp: Int { units > 0 ? cycles + 1 : cycles }
}

/// A memory's timing in exact units of a fraction of the array's cycle (docs/model.md, 5).
public struct MemoryTiming: Sendable {
  let unitsPerCycle: Int
  /// Units that one byte to or from each operand's buffer holds the bus.
  let unitsPerByte: InlineArray<3, Int>
  let latency: Int
  let outstanding: Int?
  let request: Int
  /// What a full request holds the bus, by operand.
  let fullRequest: InlineArray<3, BusTime>

  public init(units: BusUnits, latency: Int, outstanding: Int?, request: Int) {
    unitsPerCycle = units.perCycle
    unitsPerByte = InlineArray { units.perByte[$0] }
    let (cycle, bytes) = (unitsPerCycle, unitsPerByte)
    fullRequest = InlineArray { BusTime(units: request * bytes[$0], perCycle: cycle) }
    self.latency = latency
    self.outstanding = outstanding
    self.request = request
  }

  /// The timing of a memory in a design; nil where its rate needs units that are too fine.
  public init?(_ memory: BandwidthMemory, in design: Design) {
    guard let latency = memory.latencyCycles(design.clock),
      let units = BusUnits(bytesPerCycle: memory.bytesPerCycle(design.clock), buffers: design.buffers)
    else { return nil }
    self.init(
      units: units, latency: latency, outstanding: memory.outstanding, request: memory.request)
  }

  /// Units of a byte to or from the slowest buffer.
  var slowestByte: Int { max(unitsPerByte[0], unitsPerByte[1], unitsPerByte[2]) }
}
