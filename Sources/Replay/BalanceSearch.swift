import Hardware
import Quantities
import Simulation

/// Looks for the least bandwidth of one flat memory that is as good as no limit at all (docs/metrics.md).
struct BalanceSearch {
  let design: Design

  /// Bytes per second of the least bandwidth that is within 1 % of `unlimited` cycles, to 0.1 %.
  ///
  /// `cycles` is asked for the cycles on some memories, on one at a time unless they are tried side by side; nil counts
  /// as too many, and of a memory that cannot be had it is.
  func find(
    unlimited: Int, movedBytes: Int?, sideBySide: Bool = false, cycles: ([MemoryTiming?]) async -> [Int?]
  ) async -> Double? {
    guard let flat = FlatMemory(design), unlimited > 0, let bytes = movedBytes, bytes > 0 else { return nil }
    let limit = unlimited + unlimited / 100
    // Bandwidths are whole numbers of bytes in `period` cycles; no bus moves the bytes below the first.
    var period = 1
    while bytes * period / limit < 4096, period < 1 << 10 { period *= 2 }
    var search = BandwidthSearch(
      least: max(1, bytes * period / limit), limit: limit, sideBySide: sideBySide)
    while !search.next.isEmpty {
      let bandwidths = search.next
      let found = await cycles(bandwidths.map { flat.timing(Ratio($0, period), design.buffers) })
      for (bandwidth, cycles) in zip(bandwidths, found) { search.note(bandwidth, cycles: cycles) }
    }
    return search.found.map { Ratio($0, period).value * Double(design.clock.hertz) }
  }
}

/// All of a design's limited memories as one: their rates and windows together, the greatest latency.
private struct FlatMemory {
  private let latency: Int
  private let outstanding: Int?
  private let request: Int
  /// Bytes a second of all.
  private let bandwidth: Int
  private let clock: Frequency

  init?(_ design: Design) {
    let memories = design.memories.compactMap(\.kind.flat)
    guard !memories.isEmpty else { return nil }
    latency = memories.compactMap { $0.latencyCycles(design.clock) }.max() ?? 0
    request = memories.map(\.request).max() ?? 1
    bandwidth = memories.reduce(0) { $0 + $1.bandwidth.bytesPerSecond }
    let windows = memories.map(\.outstanding)
    outstanding = windows.contains(nil) ? nil : windows.reduce(0) { $0 + ($1 ?? 0) }
    clock = design.clock
  }

  /// The flat memory at another bandwidth, with as many requests under way for each byte a cycle.
  func timing(_ bytesPerCycle: Ratio, _ buffers: Buffers) -> MemoryTiming? {
    guard let units = BusUnits(bytesPerCycle: bytesPerCycle, buffers: buffers) else { return nil }
    let window = outstanding.map { scaledWindow($0, bytesPerCycle) }
    return MemoryTiming(units: units, latency: latency, outstanding: window, request: request)
  }

  /// `outstanding x rate / own rate`, rounded up; at most as many as a design may have.
  private func scaledWindow(_ outstanding: Int, _ bytesPerCycle: Ratio) -> Int {
    let dividend = UInt128(outstanding) * UInt128(bytesPerCycle.numerator) * UInt128(clock.hertz)
    let divisor = UInt128(bytesPerCycle.denominator) * UInt128(bandwidth)
    return Int(max(1, min(1 << 20, (dividend + divisor - 1) / divisor)))
  }
}
