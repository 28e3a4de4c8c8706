import Hardware
import Quantities
import Workloads

/// What the vector unit takes for finished tiles, or for the tiles of a vector operator (docs/model.md, 6).
struct VectorCost {
  private struct Stage {
    var operations: Int
    var latency: Int
    var interval: Int
  }

  private let lanes: Int
  private let isChained: Bool
  private let stages: [Stage]

  /// Functions that a design does not have cost nothing: it is refused elsewhere.
  init(_ functions: [(name: String, operationsPerUnit: Int)], _ unit: VectorUnit?) {
    lanes = unit?.lanes ?? 1
    isChained = unit?.isChained == true
    stages = functions.compactMap { function in
      unit?.function(named: function.name).map {
        Stage(operations: function.operationsPerUnit, latency: $0.latency, interval: $0.interval)
      }
    }
  }

  /// Cycles of one tile of so many units.
  func cycles(_ units: Int) -> Int { cycles(tiles: 1, units: units) }

  /// Cycles of so many tiles, one after the other, with so many units in all; at least.
  func cycles(tiles: Int, units: Int) -> Int {
    var latency = 0
    var (longest, sum) = (0, 0)
    for stage in stages {
      let cycles = ceilingDivision(units *| stage.operations, by: lanes) *| stage.interval
      latency = latency +| stage.latency
      longest = max(longest, cycles)
      sum = sum +| cycles
    }
    return tiles *| latency +| (isChained ? longest : sum)
  }
}
