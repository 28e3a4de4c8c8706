import Hardware
import Mapping
import Quantities
import ReferenceMachine
import Simulation
import Tensors
import Testing
import Workloads

/// What several products at once, several steps and digits take, in cases that can be counted by hand.
@Suite struct ArithmeticTimingTests {
  @Test func `Rows of a systolic array hold two weights each, and the last what is left`() throws {
    // 3 x 2 elements of two products: k = 7 are chunks of 6 and 1, of which the second has one row.
    let array = SystolicArray(
      rows: 3, columns: 2, dataflow: .weightStationary, precision: Self.precision(products: 2))
    let record = try run(.systolic(array), .matrixProduct(m: 5, k: 7, n: 2), bits: 4)
    // Three steps of preload, 5 vectors, 1 of the next preload hidden, 5 vectors, the wave of 3 + 2 - 2.
    #expect(record.cycles == 3 + 5 + 5 + 3)
    #expect(record.folds == 2 && record.foldElements == 3 * 2 + 1 * 2)
    #expect(record.products.effective == 5 * 7 * 2)
    // Two slots an element: one for each product.
    #expect(record.slots.effective == 5 * 7 * 2)
    #expect(record.slots.unmapped == 5 * (2 * 12 - 14))
    #expect(record.slots.total == record.cycles * 12)
    // Row i's two weights move through i + 1 registers.
    #expect(record.registerLoads[1] == 2 * (2 * (1 + 2 + 3) + 1))
    #expect(record.buffers[0].reads == 5 * 7)
  }

  @Test func `A pair of one product takes two slots where another has two at once`() throws {
    let array = SystolicArray(
      rows: 3, columns: 2, dataflow: .weightStationary, precision: Self.precision(products: 2))
    let record = try run(.systolic(array), .matrixProduct(m: 5, k: 3, n: 2), bits: 8)
    #expect(record.products.effective == 30)
    #expect(record.slots.effective == 60)
    #expect(record.slots.total == record.cycles * 12)
  }

  @Test func `Vectors of three steps keep an output-stationary array three times as long`() throws {
    let array = SystolicArray(
      rows: 2, columns: 2, dataflow: .outputStationary, precision: Self.precision(steps: 3))
    let record = try run(.systolic(array), .matrixProduct(m: 4, k: 5, n: 2), bits: 16)
    // Two folds of 15 steps with two to drain, and the wave and the drain at the end.
    #expect(record.cycles == 15 + 2 + 15 + 2 + 2)
    #expect(record.products.effective == 40)
    #expect(record.slots.effective == 3 * 40)
  }

  @Test func `A SIMD core's product takes two steps, and its loads one`() throws {
    let core = SIMDCluster(
      lanes: 4, registerPixels: 2, registerFilters: 2, loopOverhead: 1, blockOverhead: 3, transform: 0,
      precision: Self.precision(steps: 2))
    let record = try run(.simd(core), .matrixProduct(m: 2, k: 8, n: 2), bits: 16)
    // A block: 3, then twice 2 + 2 loads, 4 products of two steps and 1, then 4 sums.
    #expect(record.cycles == 3 + 2 * (4 + 8 + 1) + 4)
    #expect(record.slots.effective == 2 * 32)
  }

  @Test func `A vector of a broadcast array is read in its first step and written after its last`() throws {
    let array = BroadcastArray(
      arrangement: .dotProduct, dataflow: .weightStationary, reduction: 4, filters: 2, restingChunks: 2,
      pipeline: 3, precision: Self.precision(steps: 2))
    let record = try run(.broadcast(array), .matrixProduct(m: 3, k: 12, n: 2), bits: 16)
    // Two runs of two chunks, the second with one, which takes the steps of two.
    #expect(record.cycles == 1 + 2 * (3 * 2 * 2) + 2)
    #expect(record.slots.effective == 2 * 72)
    #expect(record.slots.unmapped == 2 * 3 * 8)
    #expect(record.buffers[0].reads == 3 * 12)
  }

  @Test func `Lanes wait for the one with the most digits, and a zero takes a step`() throws {
    // Two trees of two; one chunk. Digits of the weights 7, 1 | 0, 5 are 3, 1 | 0, 2.
    let array = BroadcastArray(
      arrangement: .dotProduct, dataflow: .outputStationary, reduction: 2, filters: 2, pipeline: 2,
      precision: Self.precision(.digits(DigitArithmetic(operand: .weight, recoding: .bits))))
    let values = ProductValues(weight: Self.tensor([7, 1, 0, 5], rows: 2))
    let record = try run(
      .broadcast(array), .matrixProduct(m: 3, k: 2, n: 2), bits: 8, values: values)
    #expect(record.cycles == 3 * 3 + 1)
    #expect(record.digits == 3 * 6)
    #expect(record.slots.effective == 3 * 6)
    #expect(record.slots.ineffectual == 3)
    #expect(record.slots.imbalance == 3 * (12 - 7))
    #expect(record.products.effective == 3 * 3 && record.products.ineffectual == 3)
    #expect(record.slots.total == record.cycles * 4)
  }

  @Test func `Pairs of digits take steps where both operands are recoded`() throws {
    // Inputs 3, 4 have 2 and 1 digits; weights 7, 0 have 3 and none: 6 steps, and of the other pixel's 8, 0 as many as 3.
    let array = BroadcastArray(
      arrangement: .dotProduct, dataflow: .outputStationary, reduction: 2, filters: 1, pipeline: 1,
      precision: Self.precision(.digits(DigitArithmetic(operand: .both, recoding: .bits))))
    let values = ProductValues(
      input: Self.tensor([3, 4, 8, 0], rows: 2), weight: Self.tensor([7, 0], rows: 1))
    let record = try run(
      .broadcast(array), .matrixProduct(m: 2, k: 2, n: 1), bits: 8, values: values)
    #expect(record.cycles == 6 + 3)
    #expect(record.digits == 9 && record.slots.effective == 9)
    #expect(record.slots.ineffectual == 2 && record.slots.imbalance == 5 + 2)
  }

  private static func precision(products: Int = 1, steps: Int = 1) -> ArrayPrecision {
    let format = NumberFormat.integer(bits: products > 1 ? 4 : 16)
    return ArrayPrecision(
      input: .integer(bits: 8), weight: .integer(bits: 8), accumulate: .integer(bits: 32),
      pairs: [FormatPair(input: format, weight: format, products: products, steps: steps)])
  }

  private static func precision(_ arithmetic: Arithmetic) -> ArrayPrecision {
    ArrayPrecision(
      input: .integer(bits: 8), weight: .integer(bits: 8), accumulate: .integer(bits: 32),
      arithmetic: arithmetic)
  }

  private static func tensor(_ values: [Int], rows: Int) -> ValueTensor? {
    ValueTensor(
      rows: rows, columns: values.count / rows, format: .integer(bits: 8), values: values)
  }

  /// One tile of a product on an array that nothing holds up.
  private func run(
    _ array: ProcessingArray, _ product: Product, bits: Int, values: ProductValues = .none
  ) throws -> OperatorRecord {
    let buffer = Buffer(capacity: nil, banks: 64, ports: 64, width: 64, tiles: 2)
    func place(_ number: Int) -> OperandAddresses.Place { .init(memory: 0, address: number << 12) }
    let design = Design(
      name: "example", clock: Frequency(hertz: 1_000_000_000), array: array,
      buffers: .perOperand(input: buffer, weight: buffer, output: buffer),
      memories: [Memory(name: "main", kind: .ideal)],
      placement: Placement(input: [0], weight: [0], output: [0], cache: [0]), vectorUnit: nil)
    let format = NumberFormat.integer(bits: bits)
    let work = Work(
      body: .product(product, epilogue: []),
      formats: OperandFormats(input: format, weight: format, output: .integer(bits: 8)),
      addresses: OperandAddresses(
        input: place(0), weight: place(1), parameters: place(2), output: place(3), partialSums: place(4)),
      zeros: ProductZeros(input: values.input?.mask(), weight: values.weight?.mask()), values: values)
    let mapping = ProductMapping(
      groups: product.groups, rows: product.outputHeight, columns: product.outputWidth,
      channels: product.channels, filters: product.filters, order: [.batch, .m, .n, .k])
    let record = try PreparedOperator(design: design, work: work, mapping: .product(mapping)).run(design)
    let stepped = try ReferenceMachine.run(design: design, work: work, mapping: .product(mapping))
    #expect(ReferenceRecord(record) == stepped)
    return record
  }
}
