import Hardware
import Quantities
import ReferenceMachine
import Tensors
import Testing
import Workloads

/// Interleaved sums of an output-stationary array of 4 x 4, in the reference machine, in cases that can be counted by hand.
@Suite struct InterleavedTimingTests {
  @Test func `Two sums of an element share its weights, and leave one turn after the other`() throws {
    let record = try run(sums: 2, m: 8, k: 5, n: 4)
    // Five vectors of two steps, the wave, two times four rows that drain.
    #expect(record.folds == 1 && record.cycles == 5 * 2 + 6 + 2 * 4)
    #expect(record.slots["effective"] == 8 * 5 * 4 && record.slots["unmapped"] == 0)
    #expect(record.buffers[0].reads == 8 * 5 && record.buffers[1].reads == 5 * 4)
    #expect(record.registerLoads == [0, 0])
  }

  @Test func `An adder of three steps is waited for where there are not three sums`() throws {
    #expect(try run(interval: 3, m: 4, k: 5, n: 4).cycles == 5 * 3 + 6 + 4)
    let two = try run(interval: 3, sums: 2, m: 8, k: 5, n: 3)
    #expect(two.cycles == 5 * 3 + 6 + 2 * 4)
    // The fourth column has no filter in the turns; in the step without one all wait.
    #expect(two.slots["unmapped"] == 5 * 2 * 4)
    #expect(two.slots["fill_drain"] == two.cycles * 16 - 5 * 2 * 16)
    #expect(try run(interval: 3, sums: 4, m: 16, k: 5, n: 4).cycles == 5 * 4 + 6 + 4 * 4)
  }

  @Test func `Rows without a pixel in the last turn are unmapped there alone`() throws {
    let record = try run(sums: 2, m: 7, k: 5, n: 4)
    #expect(record.cycles == 5 * 2 + 6 + 2 * 4)
    #expect(record.slots["unmapped"] == 5 * 4)
    #expect(record.foldElements == 16)
  }

  @Test func `What is left of the pixels is a fold with fewer turns`() throws {
    // Eight pixels in two turns, and one in one turn, which drains in one step.
    let record = try run(sums: 2, m: 9, k: 5, n: 4)
    #expect(record.folds == 2 && record.cycles == (5 * 2 + 2 * 4) + 5 + 6 + 1)
  }

  @Test(arguments: [2, 5])
  func `Second registers for all sums hide a drain behind vectors that are long enough`(depth: Int) throws {
    let record = try run(sums: 2, m: 16, k: depth, n: 4) { $0.drain = .shadowed }
    #expect(record.cycles == max(2 * depth, 2 * 4) + 2 * depth + 6 + 2 * 4)
  }

  @Test func `Several sums do not leave at once`() {
    #expect(throws: ReferenceFailure.self) {
      try run(sums: 2, m: 8, k: 5, n: 4) { $0.drain = .immediate }
    }
  }

  /// One pass of a matrix product, over an ideal memory and wide buffers.
  private func run(
    interval: Int = 1, sums: Int = 1, m: Int, k: Int, n: Int,
    _ change: (inout SystolicArray) -> Void = { _ in }
  ) throws -> ReferenceRecord {
    let byte = NumberFormat.integer(bits: 8)
    var array = SystolicArray(
      rows: 4, columns: 4, dataflow: .outputStationary,
      precision: ArrayPrecision(input: byte, weight: byte, accumulate: .integer(bits: 32)),
      accumulateInterval: interval, interleavedSums: sums)
    change(&array)
    let buffer = Buffer(capacity: nil, banks: 8, ports: 2, width: 8, tiles: 2)
    let design = Design(
      name: "bench", clock: Frequency(hertz: 1_000_000_000), array: .systolic(array),
      buffers: .perOperand(input: buffer, weight: buffer, output: buffer),
      memories: [Memory(name: "ideal", kind: .ideal)],
      placement: Placement(input: 0, weight: 0, output: 0, cache: 0),
      vectorUnit: VectorUnit(lanes: 4, functions: []))
    func place(_ address: Int) -> OperandAddresses.Place { .init(memory: 0, address: address) }
    let work = Work(
      body: .product(.matrixProduct(m: m, k: k, n: n), epilogue: []),
      formats: OperandFormats(input: byte, weight: byte, output: byte),
      addresses: OperandAddresses(
        input: place(0), weight: place(1 << 16), parameters: place(2 << 16), output: place(3 << 16),
        partialSums: place(4 << 16)))
    return try ReferenceMachine.run(
      design: design, work: work,
      mapping: .product(
        ProductMapping(
          groups: 1, rows: m, columns: 1, channels: k, filters: n, order: ProductMapping.Loop.allCases)))
  }
}
