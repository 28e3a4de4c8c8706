import Quantities

/// The ports through which the requests of a memory of DRAM go into buffers and come out of them (docs/model.md, 5.1).
struct BufferGates {
  /// By core and operand, of loads and reloads; times are in units of the gate's own, `1 / F` of a cycle.
  private var filledUntil: [[Int]]
  /// By core, of stores.
  private var emptiedUntil: [Int]
  /// By operand, the bytes that its buffer takes in or gives out in a cycle.
  private let fillBytes: [Int]
  /// Requests that found their gate taken.
  private(set) var waits = 0

  init(cores: Int, fillBytes: [Int]) {
    filledUntil = Array(repeating: fillBytes.map { _ in 0 }, count: cores)
    emptiedUntil = Array(repeating: 0, count: cores)
    self.fillBytes = fillBytes
  }

  /// The cycle in which a load's or reload's request, back in a cycle, is in its buffer.
  mutating func fill(core: Int, operand: Int, bytes: Int, from cycle: Int) -> Int {
    pass(bytes, by: \.filledUntil[core][operand], rate: fillBytes[operand], from: cycle)
  }

  /// The cycle in which a store's request, issued in a cycle, has come out of its buffer.
  mutating func empty(core: Int, operand: Int, bytes: Int, from cycle: Int) -> Int {
    pass(bytes, by: \.emptiedUntil[core], rate: fillBytes[operand], from: cycle)
  }

  private mutating func pass(
    _ bytes: Int, by gate: WritableKeyPath<BufferGates, Int>, rate: Int, from cycle: Int
  ) -> Int {
    if self[keyPath: gate] > cycle * rate { waits += 1 }
    self[keyPath: gate] = max(cycle * rate, self[keyPath: gate]) + bytes
    return ceilingDivision(self[keyPath: gate], by: rate)
  }
}
