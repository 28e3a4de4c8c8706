import Hardware
import Quantities

/// A memory's timing in exact units of a fraction of the array's cycle (docs/model.md, 5).
public struct MemoryTiming: Sendable {
  let unitsPerCycle: Int
  /// Units that one byte to or from each operand's buffer holds the bus.
  let unitsPerByte: InlineArray<3, Int>
  let latency: Int
  let outstanding: Int?
  let request: Int

  public init(units: BusUnits, latency: Int, outstanding: Int?, request: Int) {
    unitsPerCycle = units.perCycle
    unitsPerByte = InlineArray { units.perByte[$0] }
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
