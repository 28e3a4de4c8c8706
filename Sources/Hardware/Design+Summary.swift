import Quantities
import Workloads

/// What a design can do at most: pure functions of it, for `show` and for rooflines.
extension Design {
  /// Multiply-accumulates a second with every element busy, in the design's own formats; those that add digits in the fewest
  /// steps that values can take: one for all that a multiplier takes at once, or one a place where places are waited for.
  public var peakMACsPerSecond: Int {
    let mode = array.nativeMode
    let (peak, overflow) = (elements * clock.hertz).multipliedReportingOverflow(by: mode.products)
    return (overflow ? Int.max / 4 : min(peak, Int.max / 4)) / mode.leastSteps
  }

  /// The same in a cycle.
  public var peakMACsPerCycle: Ratio {
    let mode = array.nativeMode
    return Ratio(elements * mode.products, mode.leastSteps)
  }

  /// Operations a second with every element busy in a mode, with digits in the fewest steps that values can take.
  public func peakOperationsPerSecond(in mode: ArithmeticMode) -> Double {
    2 * Double(elements * mode.products) / Double(mode.leastSteps) * Double(clock.hertz)
  }

  /// Multipliers of all cores.
  public var elements: Int { cores.count * array.elements }

  /// Operations a second with every element busy: a multiplication and an addition for each MAC.
  public var peakOperationsPerSecond: Int { 2 * peakMACsPerSecond }

  /// The MACs for each byte of a memory below which the memory is slower than the array; nil where the memory
  /// is ideal.
  public func ridgeMACsPerByte(_ memory: Memory) -> Ratio? {
    guard let bandwidth = memory.kind.flat else { return nil }
    return Ratio(peakMACsPerSecond, bandwidth.bandwidth.bytesPerSecond)
  }

  /// The ridge point in operations for each byte, two for a MAC; nil where the memory is ideal.
  public func ridgeOperationsPerByte(_ memory: Memory) -> Ratio? {
    guard let bandwidth = memory.kind.flat else { return nil }
    return Ratio(peakOperationsPerSecond, bandwidth.bandwidth.bytesPerSecond)
  }
}

extension Buffers {
  /// Every buffer once, by the name it has in a design: `input`, `weight`, `output`, or `shared`.
  public var named: [(name: String, buffer: Buffer)] {
    switch self {
    case .perOperand: Operand.allCases.map { ($0.rawValue, self[$0]) }
    case .shared(let buffer): [("shared", buffer)]
    }
  }

  /// Bytes of all buffers together; nil where one is unbounded.
  public var capacity: Bytes? {
    let capacities = named.map(\.buffer.capacity)
    guard !capacities.contains(nil) else { return nil }
    return Bytes(count: capacities.reduce(0) { $0 + ($1?.count ?? 0) })
  }
}

extension Buffer {
  /// Bytes that the array can read or write in a cycle, where no two accesses meet in a bank.
  public var arrayBytesPerCycle: Int { banks * ports * width }

  /// The rate at which the memory side can fill or empty it; nil above 64 bits of bytes a second.
  public func fillBandwidth(_ clock: Frequency) -> Bandwidth? {
    let (rate, overflow) = fillBytesPerCycle.multipliedReportingOverflow(by: clock.hertz)
    return overflow ? nil : Bandwidth(bytesPerSecond: rate)
  }
}
