import Hardware
import Mapping
import Quantities
import Simulation

/// Runs operators again on other memories to find what the memory costs (docs/metrics.md).
struct MemoryWallSearch {
  private let operators: [(prepared: PreparedOperator, times: Int)]
  private let cycles: Int
  private let design: Design

  /// Operators with their executions, and the cycles that these take together on the design.
  init(_ operators: [(PreparedOperator, Int)], cycles: Int, design: Design) {
    self.operators = operators.map { ($0.0, $0.1) }
    self.cycles = cycles
    self.design = design
  }

  func find() throws(PlanError) -> MemoryWall {
    var unlimited = 0
    for one in operators { unlimited += one.times * (try one.prepared.runUnlimited().cycles) }
    return MemoryWall(
      unlimitedCycles: unlimited,
      factor: unlimited > 0 ? Double(cycles) / Double(unlimited) : nil,
      balanceBandwidth: balanceBandwidth(unlimited))
  }

  /// Bytes per second of the least bandwidth that is within 1 % of `unlimited` cycles, to 0.1 %.
  private func balanceBandwidth(_ unlimited: Int) -> Double? {
    guard let flat = FlatMemory(design), unlimited > 0 else { return nil }
    let limit = unlimited + unlimited / 100
    var bytes = 0
    for one in operators {
      let (product, overflow) = one.prepared.movedBytes.multipliedReportingOverflow(by: one.times)
      guard !overflow, product < 1 << 52 else { return nil }
      bytes += product
    }
    guard bytes > 0, bytes < 1 << 52 else { return nil }
    let flattened = operators.map { (prepared: $0.prepared.flattened(), times: $0.times) }

    // Bandwidths are whole numbers of bytes in `period` cycles; no bus moves the bytes below `low`.
    var period = 1
    while bytes * period / limit < 4096, period < 1 << 10 { period *= 2 }
    var low = max(1, bytes * period / limit)
    func suffices(_ bandwidth: Int) -> Bool {
      guard let timing = flat.timing(Ratio(bandwidth, period), design.buffers) else { return false }
      var sum = 0
      for one in flattened {
        guard let record = try? one.prepared.run([timing]) else { return false }
        sum += one.times * record.cycles
        if sum > limit { return false }
      }
      return true
    }
    if suffices(low) { return perSecond(Ratio(low, period)) }
    var high = low
    repeat {
      low = high
      high = high + high / 4 + 1
      guard high < 1 << 30 else { return nil }
      if high / 64 > max(1, bytes * period / limit) { high = high * 4 }
    } while !suffices(high)
    while high - low > max(1, high / 1000) {
      let middle = low + (high - low) / 2
      if suffices(middle) { high = middle } else { low = middle }
    }
    return perSecond(Ratio(high, period))
  }

  private func perSecond(_ bytesPerCycle: Ratio) -> Double {
    bytesPerCycle.value * Double(design.clock.hertz)
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
    var memories: [BandwidthMemory] = []
    for memory in design.memories {
      if case .bandwidth(let bandwidth) = memory.kind { memories.append(bandwidth) }
    }
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
    var window: Int?
    if let outstanding {
      let scale = bytesPerCycle.value * Double(clock.hertz) / Double(bandwidth)
      window = max(1, min(1 << 20, Int((Double(outstanding) * scale + 0.999_999).rounded(.down))))
    }
    return MemoryTiming(units: units, latency: latency, outstanding: window, request: request)
  }
}
