import Hardware
import Quantities
import Simulation
import Tensors
import Testing
import Workloads

/// Each cause of a stall and each class of slot, in a case small enough to count by hand.
@Suite struct StallCauseTests {
  @Test func `Waiting for tiles is latency until data moves, then bandwidth`() throws {
    // Both loads are issued in cycle 0. Data flows from 10: inputs until 12, weights until 14. The pass takes
    // 2R + C + T - 2 = 14 cycles, the store is issued in 28 and done in 40.
    let record = try run(design(memory: slow), .matrixProduct(m: 4, k: 4, n: 4))
    #expect(record.cycles == 40)
    #expect(record.cycleStack.working == 14)
    #expect(record.cycleStack.dramLatency == 10 + 10)
    #expect(record.cycleStack.dramBandwidth == 4 + 2)
    #expect(record.slots.dramLatency == 16 * 20)
    #expect(record.slots.dramBandwidth == 16 * 6)
  }

  @Test func `A bus that is busy for another transfer still counts as bandwidth`() throws {
    // The second pass waits for its weights while the bus carries the first one's store and those weights.
    let record = try run(
      design(memory: slow, tiles: 1), .matrixProduct(m: 4, k: 4, n: 8),
      ProductMapping(groups: 1, rows: 4, columns: 1, channels: 4, filters: 4, order: [.batch, .m, .n, .k]))
    // Loads as before, pass 14 to 28; then weights and a store are issued together: store 16 B after weights
    // 16 B: 38 to 42. The output slot is free in 42.
    #expect(record.cycles == 42 + 14 + 12)
    #expect(record.cycleStack.dramBandwidth == 4 + 4 + 2)
    #expect(record.cycleStack.dramLatency == 10 + 10 + 10)
  }

  @Test func `Partial sums that are read back through one port take a second cycle`() throws {
    let one = try run(design(outputPorts: 1), .matrixProduct(m: 4, k: 8, n: 4))
    let two = try run(design(outputPorts: 2), .matrixProduct(m: 4, k: 8, n: 4))
    #expect(two.cycleStack.bufferBandwidth == 0)
    #expect(two.cycles == 28)
    // Four results of the second fold are read and written.
    #expect(one.cycleStack.bufferBandwidth == 4)
    #expect(one.cycles == 32)
    #expect(one.slots.bufferBandwidth == 4 * 16)
  }

  @Test func `An epilogue on the last tile is waited for as the vector unit`() throws {
    let record = try run(
      design(), .matrixProduct(m: 4, k: 4, n: 4),
      epilogue: [Epilogue(function: "relu", parametersPerFilter: 0)])
    // 16 elements on 4 lanes after a latency of 5.
    #expect(record.cycles == 14 + 9)
    #expect(record.cycleStack.vectorUnit == 9)
    #expect(record.slots.vectorUnit == 9 * 16)
  }

  @Test func `A vector operator gives all its busy cycles to the vector unit`() throws {
    let vector = VectorWork(
      units: 16, stages: [.init(function: "relu", operationsPerUnit: 1)],
      input: .streaming(elementsPerUnit: 1), output: .streaming(elementsPerUnit: 1))
    let design = design()
    let record = try PreparedOperator(
      design: design, work: work(.vector(vector)), mapping: .vector(units: 8)
    ).run(design)
    #expect(record.cycles == 2 * (5 + 2))
    #expect(record.cycleStack.vectorUnit == 14)
    #expect(record.slots.total == 14 * 16)
  }

  @Test func `Padding taps are ineffectual and cost no buffer read`() throws {
    // One pixel, window 3 x 3, only its centre inside the image.
    let product = Product(
      inputHeight: 1, inputWidth: 1, channels: 1, filters: 4, kernelHeight: 3, kernelWidth: 3, padTop: 1,
      padBottom: 1, padLeft: 1, padRight: 1)
    let record = try run(design(), product)
    #expect(record.slots.effective == 4)
    #expect(record.slots.ineffectual == 8 * 4)
    #expect(record.buffers[0].reads == 1)
  }

  @Test func `Elements beyond a fold are unmapped, skew and preload are fill and drain`() throws {
    let record = try run(design(), .matrixProduct(m: 4, k: 2, n: 3))
    #expect(record.cycles == 14)
    #expect(record.slots.effective == 4 * 2 * 3)
    #expect(record.slots.unmapped == 4 * (16 - 6))
    #expect(record.slots.fillDrain == 14 * 16 - 4 * 16)
  }

  @Test func `A tile that lies wholly in the padding needs no request`() throws {
    let product = Product(inputHeight: 1, inputWidth: 1, channels: 4, filters: 4, padBottom: 1)
    let record = try run(
      design(memory: slow), product,
      ProductMapping(groups: 1, rows: 1, columns: 1, channels: 4, filters: 4, order: [.batch, .m, .n, .k]))
    #expect(record.memories[0].readBytes == [4, 16, 0])
    #expect(record.slots.ineffectual == 16)
  }

  private let slow = Memory(
    name: "main",
    kind: .bandwidth(
      BandwidthMemory(
        bandwidth: Bandwidth(bytesPerSecond: 8_000_000_000), latency: TimeSpan(picoseconds: 10_000),
        outstanding: 8, request: 16)))

  private func design(memory: Memory? = nil, outputPorts: Int = 2, tiles: Int = 2) -> Design {
    let byte = NumberFormat.integer(bits: 8)
    let buffer = Buffer(capacity: nil, banks: 8, ports: 2, width: 8, tiles: tiles)
    return Design(
      name: "small", clock: Frequency(hertz: 1_000_000_000),
      array: .systolic(
        SystolicArray(
          rows: 4, columns: 4, dataflow: .weightStationary,
          precision: ArrayPrecision(input: byte, weight: byte, accumulate: .integer(bits: 32)),
          preload: .serial, foldOverlap: false, partialFolds: .full)),
      buffers: .perOperand(
        input: buffer, weight: buffer,
        output: Buffer(capacity: nil, banks: 8, ports: outputPorts, width: 8, tiles: tiles)),
      memories: [memory ?? Memory(name: "main", kind: .ideal)],
      placement: Placement(input: 0, weight: 0, output: 0, cache: 0),
      vectorUnit: VectorUnit(lanes: 4, functions: [.init(name: "relu", latency: 5, interval: 1)]))
  }

  private func run(
    _ design: Design, _ product: Product, _ mapping: ProductMapping? = nil, epilogue: [Epilogue] = []
  ) throws -> OperatorRecord {
    let whole = ProductMapping(
      groups: product.groups, rows: product.outputHeight, columns: product.outputWidth,
      channels: product.channels, filters: product.filters, order: [.batch, .m, .n, .k])
    return try PreparedOperator(
      design: design, work: work(.product(product, epilogue: epilogue)), mapping: .product(mapping ?? whole)
    ).run(design)
  }

  private func work(_ body: Work.Body) -> Work {
    let byte = NumberFormat.integer(bits: 8)
    func place(_ address: Int) -> OperandAddresses.Place { .init(memory: 0, address: address) }
    return Work(
      body: body, formats: OperandFormats(input: byte, weight: byte, output: byte),
      addresses: OperandAddresses(
        input: place(0), weight: place(4096), parameters: place(8192), output: place(12288),
        partialSums: place(16384)))
  }
}
