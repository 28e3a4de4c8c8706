import Hardware
import Mapping
import Quantities
import Simulation
import Tensors
import Testing
import Workloads

/// Decoders with a rate, and multiplications by scales, in cases small enough to count by hand (docs/model.md, 12 and 13.5).
@Suite struct DecoderTimingTests {
  private let main = OperandAddresses.Place(memory: 0, address: 0)

  /// 4 x 4 elements, weight-stationary; a memory of 8 B a cycle and 10 cycles of latency, or an ideal one.
  private func design(
    _ decoders: Decoders, isIdeal: Bool = false, dequantization: Dequantization? = nil
  ) -> Design {
    let byte = NumberFormat.integer(bits: 8)
    let buffer = Buffer(capacity: nil, banks: 8, ports: 4, width: 8, tiles: 2)
    let flat = BandwidthMemory(
      bandwidth: Bandwidth(bytesPerSecond: 8_000_000_000), latency: TimeSpan(picoseconds: 10_000),
      outstanding: nil, request: 8)
    return Design(
      name: "bench", clock: Frequency(hertz: 1_000_000_000),
      array: .systolic(
        SystolicArray(
          rows: 4, columns: 4, dataflow: .weightStationary,
          precision: ArrayPrecision(
            input: byte, weight: byte, accumulate: .integer(bits: 32), dequantization: dequantization),
          preload: .serial)),
      buffers: .perOperand(input: buffer, weight: buffer, output: buffer),
      memories: [Memory(name: "main", kind: isIdeal ? .ideal : .bandwidth(flat))],
      placement: Placement(input: 0, weight: 0, output: 0, cache: 0), vectorUnit: nil, decoders: decoders)
  }

  /// A product 4 x 4 x 4 of weights in groups of so many along k, or of a word.
  private func run(
    _ design: Design, k: Int = 4, n: Int = 4, group: Int? = nil, mean: Int = 8, filters: Int = 4,
    channels: Int = 4
  ) throws -> OperatorRecord {
    let product = Product.matrixProduct(m: 4, k: k, n: n)
    var encoding = FormatEncoding()
    if let group {
      let scale = try #require(NumberFormat(name: "fp16"))
      encoding.scale = FormatEncoding.Scale(format: scale, group: .elements(group, .reduction))
    } else {
      encoding.pack = FormatEncoding.Pack(elements: 1, bits: mean)
      encoding.isMean = true
    }
    let byte = NumberFormat.integer(bits: 8)
    let format = NumberFormat(byte, encoding)
    var work = Work(
      body: .product(product, epilogue: []),
      formats: OperandFormats(input: byte, weight: format, output: byte),
      addresses: OperandAddresses(
        input: .init(memory: 0, address: 4096), weight: main, parameters: main,
        output: .init(memory: 0, address: 8192), partialSums: .init(memory: 0, address: 16384)))
    work.encoded.weight = EncodedTensor(format: format, shape: EncodedShape(WeightShape(product)))
    let mapping = ProductMapping(
      groups: 1, rows: 4, columns: 1, channels: channels, filters: filters, order: [.batch, .m, .n, .k])
    return try PreparedOperator(design: design, work: work, mapping: .product(mapping)).run(design)
  }

  @Test func `A decoder begins with the first request and ends its rate later`() throws {
    // Inputs: requests of 8 B are complete in 11 and 12, weights in 13 and 14, as in turn: input 11, weight 12, input 13,
    // weight 14. So 16 weights at 1 a cycle have left in 12 + 16; the pass takes 14 cycles, its store 12.
    let record = try run(design(Decoders(weight: Ratio(1))))
    #expect(record.cycles == 28 + 14 + 12)
    #expect(record.cycleStack.decode == 28 - 14)
    #expect(record.slots.decode == 16 * (28 - 14))
    #expect(record.cycleStack.dramLatency + record.cycleStack.dramBandwidth == 14 + 12)
  }

  @Test func `A decoder that is fast enough takes no time`() throws {
    // 16 weights at 8 a cycle have left in 12 + 2, when the last request is complete.
    let record = try run(design(Decoders(weight: Ratio(8))))
    #expect(record.cycles == 14 + 14 + 12)
    #expect(record.cycleStack.decode == 0)
    // At 7 a cycle it is one more.
    #expect(try run(design(Decoders(weight: Ratio(7)))).cycleStack.decode == 1)
  }

  @Test func `Only what is encoded comes through a decoder`() throws {
    #expect(try run(design(Decoders(input: Ratio(1, 16)))).cycles == 14 + 14 + 12)
  }

  @Test func `Loads go through a decoder one after the other`() throws {
    // Two tiles of weights are there in cycle 0, and leave in 16 and 32; each pass takes 14 cycles.
    let record = try run(design(Decoders(weight: Ratio(1)), isIdeal: true), n: 8, filters: 4)
    #expect(record.cycles == 32 + 14)
    #expect(record.cycleStack.decode == 16 + 2)
    #expect(record.cycleStack.working == 28)
    // 5/2 a cycle: 16 take 7.
    #expect(try run(design(Decoders(weight: Ratio(5, 2)), isIdeal: true), n: 8).cycleStack.decode == 7)
  }

  @Test func `Scales are multiplied in by element, group or tile`() throws {
    func count(_ kind: Dequantization, group: Int, channels: Int = 8) throws -> Int {
      try run(design(.none, dequantization: kind), k: 8, group: group, channels: channels).dequantizations
    }
    // Each of 32 weights comes to rest once.
    #expect(try count(.element, group: 4) == 32)
    // 16 sums of two groups, of three where the last is what is left, of eight.
    #expect(try count(.group, group: 4) == 32)
    #expect(try count(.group, group: 3) == 48)
    #expect(try count(.group, group: 1) == 128)
    // Tiles of 4 channels have one group each.
    #expect(try count(.tile, group: 4, channels: 4) == 32)
    #expect(throws: PlanError.scalesInTile(group: 4, channels: 8)) { try count(.tile, group: 4) }
    #expect(try run(design(.none), k: 8, group: 4, channels: 8).dequantizations == 0)
  }
}
