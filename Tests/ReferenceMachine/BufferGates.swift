import Quantities

/// The ports through which requests to memories of DRAM go into buffers and come out of them (docs/model.md, 5.1).
final class BufferGates {
  /// By core and operand, of loads and reloads; times are in units of the gate's own, `1 / F` of a cycle.
  private var filledUntil: [[Int]]
  /// By core, of stores.
  private var emptiedUntil: [Int]
  /// By operand, the bytes that its buffer takes in or gives out in a cycle.
  private let fillBytes: [Int]
  private var issued = 0
  /// Requests that found their gate taken.
  private(set) var waits = 0

  init(cores: Int, fillBytes: [Int]) {
    filledUntil = Array(repeating: fillBytes.map { _ in 0 }, count: cores)
    emptiedUntil = Array(repeating: 0, count: cores)
    self.fillBytes = fillBytes
  }

  /// The number of the next request in the order of issue, of all memories.
  func nextNumber() -> Int {
    defer { issued += 1 }
    return issued
  }

  /// The cycle in which a load's or reload's request, back in a cycle, is in its buffer.
  func fill(core: Int, operand: Int, bytes: Int, from cycle: Int) -> Int {
    pass(bytes, by: &filledUntil[core][operand], rate: fillBytes[operand], from: cycle)
  }

  /// The cycle in which a store's request, issued in a cycle, has come out of its buffer.
  func empty(core: Int, operand: Int, bytes: Int, from cycle: Int) -> Int {
    pass(bytes, by: &emptiedUntil[core], rate: fillBytes[operand], from: cycle)
  }

  private func pass(_ bytes: Int, by until: inout Int, rate: Int, from cycle: Int) -> Int {
    if until > cycle * rate { waits += 1 }
    until = max(cycle * rate, until) + bytes
    return ceilingDivision(until, by: rate)
  }
}
