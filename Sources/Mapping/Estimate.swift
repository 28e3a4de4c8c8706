import Hardware
import Quantities
import Workloads

/// What a candidate mapping is judged by, least first (docs/mapping.md, "The rule").
struct Estimate: Comparable {
  var cycles: Int
  var bytes: Int
  var passes: Int

  static func < (left: Estimate, right: Estimate) -> Bool {
    (left.cycles, left.bytes, left.passes) < (right.cycles, right.bytes, right.passes)
  }
}

/// The rates of a design's memories, as estimates need them.
struct MemoryRates {
  /// Bytes a cycle; nil for an ideal memory.
  private let rates: [Ratio?]

  init(_ design: Design) {
    rates = design.memories.map { memory in
      switch memory.kind {
      case .ideal: nil
      case .bandwidth(let bandwidth): bandwidth.bytesPerCycle(design.clock)
      }
    }
  }

  /// Cycles that bytes take on a memory's bus.
  func cycles(_ bytes: Int, memory: Int) -> Int {
    guard let rate = rates[memory] else { return 0 }
    return scaled(bytes, by: rate.denominator, over: rate.numerator)
  }

  /// Cycles of the busiest memory, for the bytes of input, weight and output in their places.
  func cycles(_ bytes: (input: Int, weight: Int, output: Int), _ addresses: OperandAddresses) -> Int {
    var most = 0
    for memory in rates.indices {
      var sum = 0
      if addresses.input.memory == memory { sum = sum +| bytes.input }
      if addresses.weight.memory == memory { sum = sum +| bytes.weight }
      if addresses.output.memory == memory { sum = sum +| bytes.output }
      most = max(most, cycles(sum, memory: memory))
    }
    return most
  }
}
