import Hardware
import Mapping
import Quantities
import Simulation

/// Runs operators again on other memories to find what the memory costs (docs/metrics.md).
struct MemoryWallSearch {
  private let operators: [(prepared: PreparedOperator, times: Int)]
  private let cycles: Int
  private let design: Design
  private let workers: Int

  /// Operators with their executions, and the cycles that these take together on the design.
  init(_ operators: [(PreparedOperator, Int)], cycles: Int, design: Design, workers: Int = 1) {
    self.operators = operators.map { ($0.0, $0.1) }
    self.cycles = cycles
    self.design = design
    self.workers = workers
  }

  func find() async -> Result<MemoryWall, PlanError> {
    var unlimited = 0
    do {
      for one in operators {
        guard let sum = Self.sum(unlimited, try one.prepared.runUnlimited().cycles, times: one.times) else {
          return .failure(.tooLarge)
        }
        unlimited = sum
      }
    } catch { return .failure(error) }
    return .success(
      MemoryWall(
        unlimitedCycles: unlimited,
        factor: unlimited > 0 ? Double(cycles) / Double(unlimited) : nil,
        balanceBandwidth: await balanceBandwidth(unlimited)))
  }

  /// Bytes per second of the least bandwidth that is within 1 % of `unlimited` cycles, to 0.1 %.
  private func balanceBandwidth(_ unlimited: Int) async -> Double? {
    guard let flat = FlatMemory(design), unlimited > 0, let bytes = movedBytes, bytes > 0 else { return nil }
    let limit = unlimited + unlimited / 100
    let flattened = operators.map { (prepared: $0.prepared.flattened(), times: $0.times) }
    // Bandwidths are whole numbers of bytes in `period` cycles; no bus moves the bytes below the first.
    var period = 1
    while bytes * period / limit < 4096, period < 1 << 10 { period *= 2 }
    var search = BandwidthSearch(least: max(1, bytes * period / limit), limit: limit)
    while let bandwidth = search.next {
      let timing = flat.timing(Ratio(bandwidth, period), design.buffers)
      search.note(bandwidth, cycles: await Self.cycles(flattened, timing, workers))
    }
    return search.found.map { perSecond(Ratio($0, period)) }
  }

  /// `sum + cycles x times`, nil where that does not fit.
  private static func sum(_ sum: Int, _ cycles: Int, times: Int) -> Int? {
    let (product, tooMuch) = cycles.multipliedReportingOverflow(by: times)
    let (total, overflow) = sum.addingReportingOverflow(product)
    return tooMuch || overflow || total > 1 << 60 ? nil : total
  }

  /// Bytes that all executions move; nil beyond what the search can count with.
  private var movedBytes: Int? {
    var bytes = 0
    for one in operators {
      let (product, overflow) = one.prepared.movedBytes.multipliedReportingOverflow(by: one.times)
      guard !overflow, product < 1 << 52 else { return nil }
      bytes += product
    }
    return bytes < 1 << 52 ? bytes : nil
  }

  /// Cycles of all executions on one memory; nil where they cannot be counted.
  private static func cycles(
    _ operators: [(prepared: PreparedOperator, times: Int)], _ timing: MemoryTiming?, _ workers: Int
  ) async -> Int? {
    guard let timing else { return nil }
    @Sendable func sum(from start: Int, by step: Int) -> Int? {
      var sum = 0
      for index in stride(from: start, to: operators.count, by: step) {
        guard let record = try? operators[index].prepared.run([timing]) else { return nil }
        guard let next = Self.sum(sum, record.cycles, times: operators[index].times) else { return nil }
        sum = next
      }
      return sum
    }
    guard workers > 1, operators.count > 1 else { return sum(from: 0, by: 1) }
    return await withTaskGroup(of: Int?.self) { group in
      for worker in 0..<workers { group.addTask { sum(from: worker, by: workers) } }
      var total: Int? = 0
      for await part in group {
        total = total.flatMap { sum in part.flatMap { Self.sum(sum, $0, times: 1) } }
      }
      return total
    }
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
