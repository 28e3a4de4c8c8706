import Hardware
import Quantities
import ReferenceMachine
import Tensors
import Testing
import Workloads

/// The reference machine's cores and streams in cases that can be counted by hand.
///
/// The memory moves 8 bytes a cycle after 10 cycles, in requests of 16 bytes: a tile of 16 bytes. A pass of
/// 4 x 4 x 4 on the 4 x 4 array takes 2 R + C + T - 2 = 14 cycles.
@Suite struct CoresAndOverlapTimingTests {
  @Test func `Cores that share inputs get them by one transfer`() throws {
    // Input from 10 to 12, weights to 14 and to 16; passes to 28 and 30; stores on the bus from 38 to 42.
    let record = try run(cores: 2, product(n: 8, .n))[0]
    #expect(record.cycles == 42)
    #expect(record.memories[0].readBytes == [16, 32, 0])
    #expect(record.working == 14 + 14)
    #expect(record.imbalance == 2)
    #expect(record.dramLatency == 2 * (10 + 8))
    #expect(record.dramBandwidth == 4 + 6 + 2 * 4)
    #expect(record.slots["imbalance"] == 2 * 16)
    #expect(record.buffers[0].writes == 2 * 16)
  }

  @Test func `Without multicast the inputs cross the bus twice`() throws {
    let record = try run(cores: 2, delivery: .separate, product(n: 8, .n))[0]
    #expect(record.cycles == 44)
    #expect(record.memories[0].readBytes == [32, 32, 0])
    #expect(record.imbalance == 4)
  }

  @Test func `Sums of a cut reduction cross the link before they are stored`() throws {
    // 64 bytes over a link of 16 a cycle take 4 cycles, after 3 of latency.
    let record = try run(cores: 2, isIdeal: true, product(k: 8, .k))[0]
    #expect(record.cycles == 14 + 3 + 4)
    #expect((record.working, record.vectorUnit) == (28, 14))
    #expect((record.buffers[2].reads, record.buffers[2].writes) == (2 * 16 + 16, 2 * 16 + 16))
    #expect(record.memories[0].writeBytes == [0, 0, 16])
    #expect((record.linkBytes, record.linkAdditions) == (64, 16))
  }

  @Test func `A core without a share is out of balance until the others have ended`() throws {
    // Of two rows the first core has none; one row takes 2 R + C + 1 - 2 cycles.
    let record = try run(cores: 3, isIdeal: true, product(m: 2, .m))[0]
    #expect(record.cycles == 11)
    #expect((record.working, record.imbalance) == (22, 11))
  }

  @Test func `The next operator's tiles load while this one computes`() throws {
    // All four loads are issued in cycle 0 and there by 18; passes from 14 to 28 and to 42.
    let records = try run(.overlap, product(), product(at: 1))
    #expect(records.map(\.cycles) == [28, 26])
    #expect(records[1].dramLatency == 10)
    #expect(records[1].dramBandwidth == 2)
    #expect(try run(.barrier, product(), product(at: 1)).map(\.cycles) == [40, 40])
  }

  @Test func `An input that was just made is read when all of it is stored`() throws {
    // The store is done in 40, the input there in 52, the pass done in 66. The weights come in the meantime.
    var second = product(at: 1)
    second.work.addresses.input = product().work.addresses.output
    second.inputFollows = true
    let records = try run(.overlap, product(), second)
    #expect(records.map(\.cycles) == [28, 50])
    #expect((records[1].dramLatency, records[1].dramBandwidth, records[1].working) == (30, 6, 14))
  }

  @Test func `A load that does not wait for what it reads is found out`() throws {
    var second = product(at: 1)
    second.work.addresses.input = product().work.addresses.output
    #expect(throws: ReferenceFailure.self) { try run(.overlap, product(), second) }
  }

  @Test func `The array computes the next operator beside the vector unit`() throws {
    #expect(try run(.overlap, isIdeal: true, vector(), product(at: 1)).map(\.cycles) == [0, 14])
    #expect(try run(.barrier, isIdeal: true, vector(), product(at: 1)).map(\.cycles) == [11, 14])
  }

  private func run(
    _ boundary: Boundary = .barrier, cores: Int = 1, delivery: Cores.Delivery = .multicast,
    isIdeal: Bool = false, _ stream: SequencedWork...
  ) throws -> [ReferenceRecord] {
    let byte = NumberFormat.integer(bits: 8)
    let wide = Buffer(capacity: nil, banks: 8, ports: 2, width: 8, tiles: 2)
    let rate = BandwidthMemory(
      bandwidth: Bandwidth(bytesPerSecond: 8_000_000_000), latency: TimeSpan(picoseconds: 10_000),
      outstanding: nil, request: 16)
    let design = Design(
      name: "bench", clock: Frequency(hertz: 1_000_000_000),
      array: .systolic(
        SystolicArray(
          rows: 4, columns: 4, dataflow: .weightStationary,
          precision: ArrayPrecision(input: byte, weight: byte, accumulate: .integer(bits: 32)),
          preload: .serial)),
      cores: Cores(
        count: cores, partitions: ProductMapping.Partition.allCases, delivery: delivery,
        reduction: .init(width: 16, latency: 3)),
      buffers: .perOperand(input: wide, weight: wide, output: wide),
      memories: [Memory(name: "main", kind: isIdeal ? .ideal : .bandwidth(rate))],
      placement: Placement(input: 0, weight: 0, output: 0, cache: 0),
      vectorUnit: VectorUnit(lanes: 4, functions: [.init(name: "add", latency: 3, interval: 2)]),
      boundary: boundary)
    return try ReferenceMachine.run(design: design, stream: stream)
  }

  /// A product in one pass a core, with tensors of its own.
  private func product(
    at number: Int = 0, m: Int = 4, k: Int = 4, n: Int = 4, _ partition: ProductMapping.Partition? = nil
  ) -> SequencedWork {
    SequencedWork(
      work: work(.product(.matrixProduct(m: m, k: k, n: n), epilogue: []), at: number),
      mapping: .product(
        ProductMapping(
          groups: 1, rows: m, columns: 1, channels: k, filters: n, order: ProductMapping.Loop.allCases,
          partition: partition)))
  }

  /// One pass of 16 single elements: 3 + 16 / 4 x 2 = 11 cycles.
  private func vector() -> SequencedWork {
    let vector = VectorWork(
      units: 16, stages: [.init(function: "add", operationsPerUnit: 1)],
      input: .streaming(elementsPerUnit: 1), output: .streaming(elementsPerUnit: 1))
    return SequencedWork(work: work(.vector(vector), at: 0), mapping: .vector(units: 16))
  }

  private func work(_ body: Work.Body, at number: Int) -> Work {
    let byte = NumberFormat.integer(bits: 8)
    func place(_ tensor: Int) -> OperandAddresses.Place {
      .init(memory: 0, address: (8 * number + tensor) << 12)
    }
    return Work(
      body: body, formats: OperandFormats(input: byte, weight: byte, output: byte),
      addresses: OperandAddresses(
        input: place(0), weight: place(1), parameters: place(2), output: place(3), partialSums: place(4)))
  }
}
