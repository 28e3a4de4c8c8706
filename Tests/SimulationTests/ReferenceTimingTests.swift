import Hardware
import Quantities
import ReferenceMachine
import Tensors
import Testing
import Workloads

/// The reference machine in cases that can be counted by hand.
@Suite struct ReferenceTimingTests {
  @Test(arguments: [1, 5, 9])
  func `A serial preload makes each weight-stationary fold take 2R + C + T - 2 cycles`(vectors: Int) throws {
    let machine = Bench(.weightStationary) { $0.preload = .serial }
    #expect(try machine.product(m: vectors, k: 4, n: 4).cycles == 2 * 4 + 4 + vectors - 2)
    #expect(try machine.product(m: vectors, k: 8, n: 12).cycles == 6 * (2 * 4 + 4 + vectors - 2))
  }

  @Test func `A shadowed preload hides behind streams that are long enough`() throws {
    let machine = Bench(.inputStationary) { $0.preload = .shadowed }
    let record = try machine.product(m: 8, k: 8, n: 7)
    #expect(record.folds == 4)
    #expect(record.cycles == 4 + 4 * 7 + 4 + 4 - 2)
  }

  @Test(arguments: [1, 3, 10])
  func `An output-stationary fold takes T + R + C - 2 cycles, and R more to drain`(depth: Int) throws {
    let immediate = Bench(.outputStationary) { $0.drain = .immediate }
    #expect(try immediate.product(m: 4, k: depth, n: 4).cycles == depth + 4 + 4 - 2)
    for drain in [SystolicArray.Drain.serial, .shadowed] {
      let draining = Bench(.outputStationary) { $0.drain = drain }
      #expect(try draining.product(m: 4, k: depth, n: 4).cycles == depth + 2 * 4 + 4 - 2)
    }
  }

  @Test func `The next output-stationary fold follows a drain, or hides it`() throws {
    for (drain, distance) in [(SystolicArray.Drain.serial, 7 + 4), (.shadowed, 7)] {
      let machine = Bench(.outputStationary) { $0.drain = drain }
      #expect(try machine.product(m: 4, k: 7, n: 12).cycles == 2 * distance + 7 + 2 * 4 + 4 - 2)
    }
    let short = Bench(.outputStationary) { $0.drain = .shadowed }
    #expect(try short.product(m: 4, k: 1, n: 12).cycles == 2 * 4 + 1 + 2 * 4 + 4 - 2)
  }

  @Test func `A partial fold pays for its used rows or for all of them`() throws {
    let used = Bench(.weightStationary) { $0.partialFolds = .used }
    #expect(try used.product(m: 5, k: 3, n: 2).cycles == 3 + 5 + 4 + 4 - 2)
    let full = Bench(.weightStationary) { $0.partialFolds = .full }
    let record = try full.product(m: 5, k: 3, n: 2)
    #expect(record.cycles == 4 + 5 + 4 + 4 - 2)
    #expect(record.slots["effective"] == 5 * 3 * 2)
    #expect(record.slots["unmapped"] == 5 * (16 - 6))
  }

  @Test func `A bank of one byte takes four cycles for a vector of four`() throws {
    var machine = Bench(.outputStationary) { $0.drain = .immediate }
    let narrow = Buffer(capacity: nil, banks: 1, ports: 1, width: 1)
    machine.design.buffers = .perOperand(input: narrow, weight: Bench.wide, output: Bench.wide)
    let record = try machine.product(m: 4, k: 6, n: 4)
    #expect(record.bufferBandwidth == 6 * 3)
    #expect(record.cycles == 6 + 4 + 4 - 2 + 6 * 3)
    #expect(record.buffers[0].accesses == 24 + 24)
  }

  @Test func `A load takes the latency and then the bus, exactly`() throws {
    var machine = Bench(.weightStationary)
    machine.setInputMemory(bytesPerSecond: 8_000_000_000, nanoseconds: 7, outstanding: nil, request: 64)
    // 100 bytes at 8 a cycle end at 7 + 12.5; the vector unit then takes 3 + 100 / 4 x 2.
    let record = try machine.vector(elements: 100)
    #expect(record.dramLatency == 7)
    #expect(record.dramBandwidth == 13)
    #expect(record.vectorUnit == 53)
    #expect(record.cycles == 20 + 53)
    #expect(record.memories[1].requests == 2)
    #expect(record.memories[1].busyCycles == 13)
  }

  @Test func `One outstanding request pays the latency each time`() throws {
    var machine = Bench(.weightStationary)
    machine.setInputMemory(bytesPerSecond: 8_000_000_000, nanoseconds: 7, outstanding: 1, request: 8)
    let record = try machine.vector(elements: 32)
    #expect(record.dramLatency + record.dramBandwidth == 4 * (7 + 1))
    #expect(record.memories[1].busyCycles == 4)
  }

  @Test func `A buffer that is slower than the memory holds up the bus`() throws {
    var machine = Bench(.weightStationary)
    machine.setInputMemory(bytesPerSecond: 64_000_000_000, nanoseconds: 0, outstanding: nil, request: 64)
    let slow = Buffer(capacity: nil, banks: 1, ports: 1, width: 2)
    machine.design.buffers = .perOperand(input: slow, weight: Bench.wide, output: Bench.wide)
    #expect(try machine.vector(elements: 100).dramBandwidth == 50)
  }

  @Test func `The epilogue follows the pass, and the store follows the epilogue`() throws {
    let machine = Bench(.weightStationary)
    let epilogue = [Epilogue(function: "add", parametersPerFilter: 2)]
    let record = try machine.product(m: 4, k: 4, n: 4, epilogue: epilogue)
    #expect(record.vectorUnit == 3 + 16 / 4 * 2)
    #expect(record.cycles == 4 + 4 + 4 + 4 - 2 + 11)
    #expect(record.memories[0].readBytes[1] == 16 + 8)
  }

  @Test func `Partial sums leave and come back when another tile takes their only slot`() throws {
    var machine = Bench(.weightStationary)
    let single = Buffer(capacity: nil, banks: 8, ports: 2, width: 8, tiles: 1)
    machine.design.buffers = .perOperand(input: Bench.wide, weight: Bench.wide, output: single)
    let (record, seen) = try machine.observed(
      .matrixProduct(m: 4, k: 8, n: 8),
      ProductMapping(groups: 1, rows: 4, columns: 1, channels: 4, filters: 4, order: [.k, .batch, .m, .n]))
    #expect((seen.partialStores, seen.reloads, seen.finalStores) == (2, 2, 2))
    #expect(record.memories[0].readBytes[2] == 2 * 16 * 4)
    #expect(record.memories[0].writeBytes[2] == 2 * 16 * 4 + 2 * 16)
  }

  @Test func `A tile that lies in the padding alone needs no transfer to be there`() throws {
    let machine = Bench(.weightStationary)
    let product = Product(
      inputHeight: 1, inputWidth: 1, channels: 1, filters: 4, kernelHeight: 2, dilationHeight: 2, padTop: 1,
      padBottom: 1)
    let mapping = ProductMapping(
      groups: 1, rows: 1, columns: 1, channels: 1, filters: 4, order: ProductMapping.Loop.allCases)
    for isIdeal in [true, false] {
      var machine = machine
      if !isIdeal {
        machine.setInputMemory(bytesPerSecond: 1_000_000_000, nanoseconds: 9, outstanding: 1, request: 8)
      }
      let (record, seen) = try machine.observed(product, mapping)
      #expect(seen.emptyTransfers == 1)
      #expect(record.cycles == 2 + 1 + 4 + 4 - 2)
      #expect(record.slots["ineffectual"] == 8)
    }
  }

  @Test func `A difference between two engines is shrunk to a small case`() throws {
    let wrong: Engine = { design, work, mapping in
      var record = try ReferenceMachine.run(design: design, work: work, mapping: mapping)
      if record.folds > 1 { record.cycles += 1 }
      return record
    }
    let failing = try #require(
      (0..<100).lazy.map(RandomCase.init(seed:)).first { difference($0, engine: wrong) != nil })
    let smallest = shrunk(failing) { difference($0, engine: wrong) != nil }
    let record = try ReferenceMachine.run(
      design: smallest.design, work: smallest.work, mapping: smallest.mapping)
    #expect(record.folds == 2)
    checkAgreement(smallest, engine: ReferenceMachine.run)
  }
}

/// A 4 x 4 machine with wide buffers and, until it gets another, an ideal memory.
private struct Bench {
  static let wide = Buffer(capacity: nil, banks: 8, ports: 2, width: 8, tiles: 2)
  var design: Design
  private var inputMemory = 0

  init(_ dataflow: Dataflow, _ change: (inout SystolicArray) -> Void = { _ in }) {
    let byte = NumberFormat.integer(bits: 8)
    var array = SystolicArray(
      rows: 4, columns: 4, dataflow: dataflow,
      precision: ArrayPrecision(input: byte, weight: byte, accumulate: .integer(bits: 32)))
    change(&array)
    let add = VectorUnit.Function(name: "add", latency: 3, interval: 2)
    design = Design(
      name: "bench", clock: Frequency(hertz: 1_000_000_000), array: .systolic(array),
      buffers: .perOperand(input: Self.wide, weight: Self.wide, output: Self.wide),
      memories: [Memory(name: "ideal", kind: .ideal)],
      placement: Placement(input: 0, weight: 0, output: 0, cache: 0),
      vectorUnit: VectorUnit(lanes: 4, functions: [add]))
  }

  /// Gives the inputs a memory of their own.
  mutating func setInputMemory(bytesPerSecond: Int, nanoseconds: Int, outstanding: Int?, request: Int) {
    let memory = BandwidthMemory(
      bandwidth: Bandwidth(bytesPerSecond: bytesPerSecond),
      latency: TimeSpan(picoseconds: nanoseconds * 1000), outstanding: outstanding, request: request)
    design.memories.append(Memory(name: "inputs", kind: .bandwidth(memory)))
    inputMemory = 1
  }

  private func work(_ body: Work.Body) -> Work {
    let byte = NumberFormat.integer(bits: 8)
    func place(_ address: Int) -> OperandAddresses.Place { .init(memory: 0, address: address) }
    return Work(
      body: body, formats: OperandFormats(input: byte, weight: byte, output: byte),
      addresses: OperandAddresses(
        input: .init(memory: inputMemory, address: 0), weight: place(1 << 16), parameters: place(2 << 16),
        output: place(3 << 16), partialSums: place(4 << 16)))
  }

  /// One pass of a matrix product.
  func product(m: Int, k: Int, n: Int, epilogue: [Epilogue] = []) throws -> ReferenceRecord {
    let mapping = ProductMapping(
      groups: 1, rows: m, columns: 1, channels: k, filters: n, order: ProductMapping.Loop.allCases)
    return try ReferenceMachine.run(
      design: design, work: work(.product(.matrixProduct(m: m, k: k, n: n), epilogue: epilogue)),
      mapping: .product(mapping))
  }

  func observed(_ product: Product, _ mapping: ProductMapping) throws -> (ReferenceRecord, Observations) {
    try ReferenceMachine.observe(
      design: design, work: work(.product(product, epilogue: [])), mapping: .product(mapping))
  }

  /// One pass of a vector operator over single elements, written to the ideal memory.
  func vector(elements: Int) throws -> ReferenceRecord {
    let vector = VectorWork(
      units: elements, stages: [.init(function: "add", operationsPerUnit: 1)],
      input: .streaming(elementsPerUnit: 1), output: .streaming(elementsPerUnit: 1))
    return try ReferenceMachine.run(
      design: design, work: work(.vector(vector)), mapping: .vector(units: elements))
  }
}
