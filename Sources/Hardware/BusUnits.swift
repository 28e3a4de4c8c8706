import Quantities
import Workloads

/// The fraction of a cycle in which a memory's bus is counted exactly, and what a byte takes of it.
///
/// A byte takes `max(1 / rate, 1 / F)` cycles (docs/model.md, 5); the unit is fine enough to make that a whole number
/// for the memory's rate and for every buffer's `F`.
public struct BusUnits: Hashable, Sendable {
  public let perCycle: Int
  /// Units that one byte to or from each operand's buffer holds the bus.
  public let perByte: [Int]

  /// The units of a rate above zero; nil where they would be too fine for 64-bit times.
  public init?(bytesPerCycle: Ratio, buffers: Buffers) {
    self.init(bytesPerCycle: bytesPerCycle, fills: Operand.allCases.map { buffers[$0].fillBytesPerCycle })
  }

  /// The units of a rate that no buffer holds up; nil where they would be too fine.
  public init?(bytesPerCycle: Ratio) {
    self.init(bytesPerCycle: bytesPerCycle, fills: Operand.allCases.map { _ in Int.max })
  }

  private init?(bytesPerCycle: Ratio, fills: [Int]) {
    var units = bytesPerCycle.numerator
    // A buffer that is faster than the memory never decides how long a byte takes.
    for fill in fills where Ratio(fill) < bytesPerCycle {
      let (product, overflow) = (units / greatestCommonDivisor(units, fill))
        .multipliedReportingOverflow(by: fill)
      guard !overflow, product <= Self.limit else { return nil }
      units = product
    }
    let (byte, overflow) = (units / bytesPerCycle.numerator)
      .multipliedReportingOverflow(by: bytesPerCycle.denominator)
    guard !overflow, units <= Self.limit, byte <= Self.limit else { return nil }
    perCycle = units
    perByte = fills.map { Ratio($0) < bytesPerCycle ? units / $0 : byte }
  }

  /// Finer units than this leave no room for a network's cycles in 62 bits.
  private static let limit = 1 << 40
}

extension BandwidthMemory {
  /// Bytes that the memory moves in a cycle of `clock`.
  public func bytesPerCycle(_ clock: Frequency) -> Ratio {
    Ratio(bandwidth.bytesPerSecond, clock.hertz)
  }

  /// The latency in whole cycles of `clock`, rounded up; nil where it does not fit.
  public func latencyCycles(_ clock: Frequency) -> Int? {
    let (high, low) = latency.picoseconds.multipliedFullWidth(by: clock.hertz)
    guard high < 1_000_000_000_000 else { return nil }
    let (quotient, remainder) = 1_000_000_000_000.dividingFullWidth((high, low))
    return remainder > 0 ? quotient + 1 : quotient
  }
}
