import Hardware
import Mapping
import Quantities
import Tensors
import Testing
import Workloads

@Suite struct PoolingMapperTests {
  @Test func `A chosen tile fits, and has all channels wherever such a tile fits`() throws {
    var random = SplitMix64(seed: 20_261_124)
    var (cut, whole) = (0, 0)
    for _ in 0..<300 {
      let pooling = Self.pooling(
        side: 1 + random.next(below: 8), channels: 1 + random.next(below: 64),
        images: 1 + random.next(below: 2))
      let (design, work) = (Self.design(capacity: 32 << random.next(below: 8)), Self.work(pooling))
      guard case .vector(let units, let channels)? = try? Self.map(pooling, design) else {
        #expect(throws: MappingFailure.self) {
          try Self.map(pooling, design, MappingDirectives(channels: 1, units: 1))
        }
        continue
      }
      let plan = try Plan(vector: pooling, units: units, channels: channels, work: work, design: design)
      let capacity = try #require(design.buffers[.input].capacity).count
      #expect(plan.peakBytes.allSatisfy { $0 <= capacity })
      #expect(plan.transfers.reduce(0) { $0 + ($1.queue == .store ? $1.elements : 0) } == pooling.outputs)
      guard channels != nil else {
        whole += 1
        continue
      }
      cut += 1
      #expect(throws: MappingFailure.self) {
        try Self.map(pooling, design, MappingDirectives(channels: 64, units: 1))
      }
    }
    #expect(cut > 30 && whole > 30)
  }

  @Test func `Channels that are fixed are kept, and those of the design are products'`() throws {
    var design = Self.design(capacity: 1 << 20)
    let pooling = Self.pooling(side: 7, channels: 64, images: 1)
    design.mapping = MappingDirectives(channels: 8)
    #expect(try Self.map(pooling, design) == .vector(units: 1))
    #expect(
      try Self.map(pooling, design, MappingDirectives(channels: 24)) == .vector(units: 1, channels: 24))
    #expect(try Self.map(pooling, design, MappingDirectives(channels: 65)) == .vector(units: 1))
  }

  @Test func `A tile of one channel that does not fit says so`() {
    do {
      _ = try Self.map(Self.pooling(side: 9, channels: 4, images: 1), Self.design(capacity: 64))
      Issue.record("two tiles of 81 bytes do not fit into 64")
    } catch {
      #expect(
        "\(error)"
          == "the input buffer has 64 B, and its tile slots need 162 B for a tile of units 1, channels 1")
    }
  }

  private static func map(
    _ pooling: VectorWork, _ design: Design, _ directives: MappingDirectives = MappingDirectives()
  ) throws(MappingFailure) -> WorkMapping {
    try Mapper.map(work(pooling), on: design, directives: directives)
  }

  /// A global pooling, of one output row an image.
  private static func pooling(side: Int, channels: Int, images: Int) -> VectorWork {
    VectorWork(
      units: images, stages: [],
      input: .window(
        PoolingWindow(
          inputHeight: side, outputHeight: 1, kernelHeight: side, strideHeight: 1, padTop: 0,
          elementsPerRow: side * channels, channels: channels)),
      output: .streaming(elementsPerUnit: channels))
  }

  private static func design(capacity: Int) -> Design {
    let byte = NumberFormat.integer(bits: 8)
    let buffer = Buffer(capacity: Bytes(count: capacity), banks: 4, ports: 2, width: 4)
    return Design(
      name: "small", clock: Frequency(hertz: 1_000_000_000),
      array: .systolic(
        SystolicArray(
          rows: 4, columns: 4, dataflow: .weightStationary,
          precision: ArrayPrecision(input: byte, weight: byte, accumulate: .integer(bits: 32)))),
      buffers: .perOperand(input: buffer, weight: buffer, output: buffer),
      memories: [Memory(name: "main", kind: .ideal)],
      placement: Placement(input: 0, weight: 0, output: 0, cache: 0), vectorUnit: nil)
  }

  private static func work(_ pooling: VectorWork) -> Work {
    let byte = NumberFormat.integer(bits: 8)
    let place = OperandAddresses.Place(memory: 0, address: 0)
    return Work(
      body: .vector(pooling), formats: OperandFormats(input: byte, weight: byte, output: byte),
      addresses: OperandAddresses(
        input: place, weight: place, parameters: place, output: place, partialSums: place))
  }
}

extension VectorWork {
  /// Elements of a global pooling's output.
  fileprivate var outputs: Int { units * channels }
}
