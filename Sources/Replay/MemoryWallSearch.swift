import Hardware
import Mapping
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
    var wall = MemoryWall(cycles: cycles, unlimitedCycles: unlimited)
    wall.balanceBandwidth = await balanceBandwidth(unlimited)
    return .success(wall)
  }

  private func balanceBandwidth(_ unlimited: Int) async -> Double? {
    let flattened = operators.map { (prepared: $0.prepared.flattened(), times: $0.times) }
    return await BalanceSearch(design: design).find(unlimited: unlimited, movedBytes: movedBytes(operators)) {
      timings in
      var cycles: [Int?] = []
      for timing in timings {
        guard let timing else {
          cycles.append(nil)
          continue
        }
        cycles.append(await Self.cycles(flattened, timing, workers))
      }
      return cycles
    }
  }

  /// `sum + cycles x times`, nil where that does not fit.
  private static func sum(_ sum: Int, _ cycles: Int, times: Int) -> Int? {
    let (product, tooMuch) = cycles.multipliedReportingOverflow(by: times)
    let (total, overflow) = sum.addingReportingOverflow(product)
    return tooMuch || overflow || total > 1 << 60 ? nil : total
  }

  /// Cycles of all executions on one memory; nil where they cannot be counted.
  private static func cycles(
    _ operators: [(prepared: PreparedOperator, times: Int)], _ timing: MemoryTiming, _ workers: Int
  ) async -> Int? {
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
    let workers = min(workers, operators.count)
    return await withTaskGroup(of: Int?.self) { group in
      for worker in 0..<workers { group.addTask { sum(from: worker, by: workers) } }
      var total: Int? = 0
      for await part in group {
        total = total.flatMap { sum in part.flatMap { Self.sum(sum, $0, times: 1) } }
      }
      return total
    }
  }
}
