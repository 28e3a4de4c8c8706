import Replay
import Simulation

/// A whole cut into named integer parts, as bars show it.
struct Stack {
  struct Part {
    var name: String
    var count: Int
  }
  var parts: [Part]

  var total: Int { parts.reduce(0) { $0 + $1.count } }

  /// The parts that are there at all.
  var visible: [Part] { parts.filter { $0.count > 0 } }

  func share(_ part: Part) -> Double { total > 0 ? Double(part.count) / Double(total) : 0 }
}

extension Stack {
  init(_ slots: SlotStack) { parts = slots.named.map { Part(name: $0.name, count: $0.count) } }

  init(_ cycles: CycleStack) { parts = cycles.named.map { Part(name: $0.name, count: $0.count) } }
}

extension CycleStack {
  /// The classes by their names in reports.
  var named: [(name: String, count: Int)] {
    [
      ("working", working), ("buffer_bandwidth", bufferBandwidth), ("dram_bandwidth", dramBandwidth),
      ("dram_latency", dramLatency), ("decode", decode), ("vector_unit", vectorUnit),
      ("imbalance", imbalance),
    ]
  }

  /// Cycles that a memory took: waiting for its bandwidth or its latency.
  var memory: Int { dramBandwidth + dramLatency }
}
