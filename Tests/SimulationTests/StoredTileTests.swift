import Hardware
import Mapping
import Quantities
import Simulation
import Tensors
import Testing
import Workloads

/// Tensors that lie without their zeros, in cases that can be counted by hand (docs/model.md, 11).
@Suite struct StoredTileTests {
  // MARK: Memories

  @Test func `Rows of weights move with their indices and the pointers around them`() throws {
    // Three filters of four weights, 1 . . 2 / . . . . / . 3 . .: three bytes of data, three indices of 2 bits, four
    // pointers of 4 bits. The metadata begin at the next multiple of 8, the pointers at the one after.
    let product = Self.product(m: 1, k: 4, n: 3)
    let design = Self.design(Self.systolic, Storage(weight: Storage.Kind(format: .compressedRows())))
    let work = Self.work(product, weight: ["1001", "0000", "0100"], storedWeight: .compressedRows())
    let whole = try Self.run(design, work, product)
    #expect(whole.memories[0].readBytes == [4, 3 + 1 + 2, 0])
    #expect(whole.memories[0].metadataBytes == [0, 1, 0] && whole.memories[0].pointerBytes == [0, 2, 0])
    #expect(whole.memories[0].requests == 1 + 3 + 1)
    // Decoded on the way in: twelve elements.
    #expect(whole.buffers[1].writes == 12 && whole.buffers[1].peakBytes == 12)
    #expect(whole.buffers[1].metadataAccesses == 0)
    // A filter at a time: indices of 4 and of 2 bits, pointers 0 and 1, 1 and 2 (of two bytes), 2 and 3.
    let cut = try Self.run(design, work, product, filters: 1)
    #expect(cut.memories[0].readBytes[1] == 3 + 2 + 4)
    #expect(cut.memories[0].metadataBytes[1] == 2 && cut.memories[0].pointerBytes[1] == 4)
    #expect(cut.memories[0].requests == 1 + 3 + 1 + 3 + 3)
  }

  @Test func `Runs within a byte are bytes of their own`() throws {
    // Four inputs of four bits: 1 . 1 1, a channel at a time. Data half a byte each, a bit of the mask each.
    let product = Self.product(m: 1, k: 4, n: 1)
    let design = Self.design(Self.systolic, Storage(activation: Storage.Kind(format: .bitmask)))
    var work = Self.work(product, input: ["1011"], storedInput: .bitmask)
    work.formats.input = .integer(bits: 4)
    let cut = try Self.run(design, work, product, channels: 1)
    #expect(cut.memories[0].readBytes[0] == 3 + 4 && cut.memories[0].metadataBytes[0] == 4)
    let whole = try Self.run(design, work, product)
    #expect(whole.memories[0].readBytes[0] == 2 + 1)
  }

  @Test func `Zeros of long runs are moved as elements`() throws {
    // 1 . . . . 2 in runs of 1 bit: zeros 2 and 4 are stored. Four elements, four bits.
    let product = Self.product(m: 1, k: 6, n: 1)
    let format = StorageFormat.runLength(runBits: 1, lines: .rows, pointers: .none)
    let design = Self.design(Self.systolic, Storage(activation: Storage.Kind(format: format)))
    let work = Self.work(product, input: ["100001"], storedInput: format)
    let record = try Self.run(design, work, product)
    #expect(record.memories[0].readBytes[0] == 4 + 1)
    // Elements 1 and 2 bring the zero that stands for them; 3 and 4 the other.
    let cut = try Self.run(design, work, product, channels: 3)
    #expect(cut.memories[0].readBytes[0] == (2 + 1) + (2 + 1))
  }

  @Test func `Stored outputs leave in their format`() throws {
    let product = Self.product(m: 2, k: 2, n: 4)
    let design = Self.design(Self.systolic, Storage(activation: Storage.Kind(format: .bitmask)))
    var work = Self.work(product)
    work.stored.output = StoredTensor(mask: Self.mask(["1000", "0110"]), format: .bitmask)
    let record = try Self.run(design, work, product)
    #expect(record.memories[0].writeBytes == [0, 0, 3 + 1] && record.memories[0].metadataBytes[2] == 1)
    #expect(record.buffers[2].reads == 8)
  }

  // MARK: Kept tiles

  @Test(arguments: [(2, 0), (1, 2)])
  func `Lanes read the stored weights of a window and their bits`(ports: Int, extra: Int) throws {
    // As in section 10: windows of five and of one weight. Words 0 of data and metadata are in one bank.
    let product = Self.product(m: 3, k: 8, n: 2)
    let array = Self.trees(units: 2, width: 2, ArraySparsity(weight: .skip, window: 4))
    let rows = ["11111000", "10000000"]
    var design = Self.design(
      .broadcast(array), Storage(weight: Storage.Kind(format: .bitmask, isKept: true)), weightPorts: ports)
    let kept = try Self.run(design, Self.work(product, weight: rows, storedWeight: .bitmask), product)
    design.storage = .dense
    let dense = try Self.run(design, Self.work(product, weight: rows), product)
    #expect(kept.buffers[1].reads == 6 && kept.buffers[1].writes == 6)
    #expect(kept.buffers[1].peakBytes == 6 + 2 && dense.buffers[1].peakBytes == 16)
    // A word of each for each window; a word of each at the fill.
    #expect(kept.buffers[1].readAccesses == 4 && kept.buffers[1].writeAccesses == 2)
    #expect(kept.buffers[1].metadataAccesses == 3)
    #expect(kept.registerLoads == [0, 6] && dense.registerLoads == [0, 16])
    #expect(kept.cycleStack.bufferBandwidth == extra && kept.slots.effective == dense.slots.effective)
    #expect(kept.cycleStack.working == dense.cycleStack.working)
  }

  @Test func `Indices are read for the stored weights alone`() throws {
    // CSR: indices of 3 bits, three pointers of 5.
    let product = Self.product(m: 3, k: 8, n: 2)
    let array = Self.trees(units: 2, width: 2, ArraySparsity(weight: .skip, window: 4))
    let design = Self.design(
      .broadcast(array), Storage(weight: Storage.Kind(format: .compressedRows(), isKept: true)))
    let work = Self.work(product, weight: ["11111000", "00000000"], storedWeight: .compressedRows())
    let record = try Self.run(design, work, product)
    #expect(record.buffers[1].peakBytes == 5 + 2 + 2)
    // Four weights of filter 0 in window 0, one in window 1.
    #expect(record.buffers[1].readAccesses == 4 && record.buffers[1].metadataAccesses == 2 + 2)
  }

  @Test func `Lanes read the stored inputs at the taps of their pixels`() throws {
    // Two pixels of four channels, outputs rest, one lane: pixel 0 has two stored inputs, pixel 1 none, whose bits are read
    // all the same.
    let product = Self.product(m: 2, k: 4, n: 1)
    var array = Self.trees(units: 1, width: 1, ArraySparsity(input: .skip, window: 4))
    array.dataflow = .outputStationary
    let design = Self.design(
      .broadcast(array), Storage(activation: Storage.Kind(format: .bitmask, isKept: true)))
    let record = try Self.run(
      design, Self.work(product, input: ["1100", "0000"], storedInput: .bitmask), product)
    #expect(record.buffers[0].reads == 2 && record.buffers[0].writes == 2)
    #expect(record.buffers[0].readAccesses == 1 + 2 && record.buffers[0].metadataAccesses == 2 + 1)
    #expect(record.buffers[0].peakBytes == 2 + 1)
  }

  @Test func `Resting inputs are loaded for each pixel that takes them`() throws {
    // A window of two taps over three pixels in a column, 1 . 1, two outputs: taps (1, .) and (., 1).
    let product = Product(inputHeight: 3, inputWidth: 1, channels: 1, filters: 1, kernelHeight: 2)
    var array = Self.trees(units: 1, width: 1, ArraySparsity(input: .skip, window: 2))
    array.dataflow = .inputStationary
    let design = Self.design(
      .broadcast(array), Storage(activation: Storage.Kind(format: .bitmask, isKept: true)))
    let record = try Self.run(
      design, Self.work(product, input: ["1", "0", "1"], storedInput: .bitmask), product)
    #expect(record.registerLoads == [2, 0] && record.buffers[0].reads == 2)
  }

  @Test func `Systolic arrays read an index with each place of N to M weights`() throws {
    let product = Self.product(m: 3, k: 8, n: 1)
    let pattern = ArraySparsity.WeightPattern(nonzeros: 2, groupSize: 4)
    let array = SystolicArray(
      rows: 2, columns: 1, dataflow: .weightStationary, precision: Self.precision,
      sparsity: ArraySparsity(weight: .skip, pattern: pattern))
    let indices = StorageFormat.groupIndices(GroupBound(n: 2, m: 4), axis: .columns)
    func run(_ format: StorageFormat) throws -> OperatorRecord {
      let design = Self.design(.systolic(array), Storage(weight: Storage.Kind(format: format, isKept: true)))
      return try Self.run(
        design, Self.work(product, weight: ["01011000"], storedWeight: format), product)
    }
    // Four places of a byte and of 2 bits.
    let places = try run(indices)
    #expect(places.buffers[1].peakBytes == 4 + 1 && places.buffers[1].reads == 4)
    #expect(places.buffers[1].readAccesses == 8 && places.buffers[1].metadataAccesses == 4 + 1)
    // Of a bitmask, places are made at the fill.
    let bits = try run(.bitmask)
    #expect(bits.buffers[1].peakBytes == 3 + 1 && bits.buffers[1].writes == 3)
    #expect(bits.buffers[1].readAccesses == 4 && bits.buffers[1].metadataAccesses == 1)
    #expect(bits.cycleStack.working == places.cycleStack.working)
  }

  @Test func `Independent units read the metadata of items, filters and pairs`() throws {
    let (input, weight) = (["1011", "0110", "1111"], ["1101", "0111", "1110", "0010", "1011"])
    let product = Self.product(m: 3, k: 4, n: 5)
    let array = IndependentArray(
      units: 1, multipliers: 1, queue: 64, leastSteps: 0, pipeline: 0, precision: Self.precision,
      sparsity: ArraySparsity(input: .skip, weight: .skip, window: 1, scan: 16))
    func run(_ format: StorageFormat) throws -> OperatorRecord {
      let kind = Storage.Kind(format: format, isKept: true)
      let work = Self.work(
        product, input: input, weight: weight, storedInput: format, storedWeight: format)
      return try Self.run(
        Self.design(.independent(array), Storage(weight: kind, activation: kind)), work, product)
    }
    // Nine items; a word of bits each, and one of each filter. One word of metadata at each fill.
    let bits = try run(.bitmask)
    #expect(bits.buffers[0].metadataAccesses == 9 + 1 && bits.buffers[1].metadataAccesses == 9 * 5 + 1)
    #expect(bits.buffers[0].reads == 9 && bits.buffers[0].readAccesses == 9 + 9)
    // An index for each input and for each pair; the fill has pointers too.
    let indices = try run(.compressedRows())
    #expect(indices.buffers[0].metadataAccesses == 9 + 2)
    #expect(indices.buffers[1].metadataAccesses == indices.buffers[1].reads + 2)
    #expect(indices.cycleStack.working == bits.cycleStack.working)
  }

  @Test func `Tiles whose zeros are not skipped are decoded`() throws {
    // Three of the first four: not 2:4.
    let product = Self.product(m: 2, k: 8, n: 1)
    let pattern = ArraySparsity.WeightPattern(nonzeros: 2, groupSize: 4)
    let array = Self.trees(units: 1, width: 2, ArraySparsity(weight: .skip, pattern: pattern))
    let design = Self.design(
      .broadcast(array), Storage(weight: Storage.Kind(format: .bitmask, isKept: true)))
    let record = try Self.run(
      design, Self.work(product, weight: ["11010110"], storedWeight: .bitmask), product)
    #expect(record.buffers[1].peakBytes == 8 && record.buffers[1].metadataAccesses == 0)
    #expect(record.memories[0].readBytes[1] == 5 + 1)
  }

  // MARK: What fits

  @Test func `A kept tile fits by its own bytes, and the greatest decides`() throws {
    // Eight filters of eight weights, of which only filter 5 has any: kept, all of them take 8 + 8 bytes.
    let product = Self.product(m: 1, k: 8, n: 8)
    let rows = (0..<8).map { $0 == 5 ? "11111111" : "00000000" }
    let array = Self.trees(units: 1, width: 2, ArraySparsity(weight: .skip, window: 4))
    var design = Self.design(
      .broadcast(array), Storage(weight: Storage.Kind(format: .bitmask, isKept: true)))
    design.buffers = .perOperand(
      input: Self.buffer(banks: 8), weight: Buffer(capacity: Bytes(count: 16), banks: 1, width: 8, tiles: 1),
      output: Self.buffer(banks: 8))
    let work = Self.work(product, weight: rows, storedWeight: .bitmask)
    let whole = MappingDirectives(whole: true)
    #expect(throws: Never.self) { try Mapper.map(work, on: design, directives: whole) }
    var full = work
    let other = Self.mask((0..<8).map { $0 > 4 ? "11111111" : "00000000" })
    full.zeros.weight = other
    full.stored.weight = StoredTensor(mask: other, format: .bitmask)
    #expect(throws: MappingFailure.self) { try Mapper.map(full, on: design, directives: whole) }
    // Four filters a tile: 24 bytes and 4 in the second.
    var cut = MappingDirectives(channels: 8, filters: 4)
    #expect(throws: MappingFailure.self) { try Mapper.map(full, on: design, directives: cut) }
    cut.filters = 1
    #expect(throws: Never.self) { try Mapper.map(full, on: design, directives: cut) }
  }

  // MARK: Machines

  private static let precision = ArrayPrecision(
    input: .integer(bits: 8), weight: .integer(bits: 8), accumulate: .integer(bits: 32))

  private static let systolic = ProcessingArray.systolic(
    SystolicArray(rows: 4, columns: 4, dataflow: .weightStationary, precision: precision))

  private static func trees(units: Int, width: Int, _ sparsity: ArraySparsity) -> BroadcastArray {
    BroadcastArray(
      arrangement: .dotProduct, dataflow: .weightStationary, reduction: width, filters: units, pipeline: 3,
      precision: precision, sparsity: sparsity)
  }

  private static func buffer(banks: Int, ports: Int = 1) -> Buffer {
    Buffer(capacity: nil, banks: banks, ports: ports, width: 8, tiles: 1)
  }

  private static func design(
    _ array: ProcessingArray, _ storage: Storage, weightPorts: Int = 1
  ) -> Design {
    Design(
      name: "bench", clock: Frequency(hertz: 1_000_000_000), array: array,
      buffers: .perOperand(
        input: buffer(banks: 8), weight: buffer(banks: 8, ports: weightPorts),
        output: buffer(banks: 8, ports: 2)),
      memories: [
        Memory(
          name: "main",
          kind: .bandwidth(
            BandwidthMemory(
              bandwidth: Bandwidth(bytesPerSecond: 1_000_000_000), latency: TimeSpan(picoseconds: 0),
              outstanding: nil, request: 8)))
      ],
      placement: Placement(input: 0, weight: 0, output: 0, cache: 0), vectorUnit: nil, storage: storage)
  }

  private static func product(m: Int, k: Int, n: Int) -> Product {
    var product = Product.matrixProduct(m: m, k: k, n: n)
    product.layout.weight = .filtersOutside
    return product
  }

  /// Masks of rows of digits.
  private static func mask(_ rows: [String]) -> OccupancyMask {
    let digits = rows.map { Array($0) }
    return OccupancyMask(rows: rows.count, columns: digits[0].count) { digits[$0][$1] == "1" }
  }

  private static func work(
    _ product: Product, input: [String]? = nil, weight: [String]? = nil, storedInput: StorageFormat? = nil,
    storedWeight: StorageFormat? = nil
  ) -> Work {
    func place(_ address: Int) -> OperandAddresses.Place { .init(memory: 0, address: address) }
    let byte = NumberFormat.integer(bits: 8)
    let (inputs, weights) = (input.map(mask), weight.map(mask))
    func stored(_ mask: OccupancyMask?, _ format: StorageFormat?) -> StoredTensor? {
      guard let mask, let format else { return nil }
      return StoredTensor(mask: mask, format: format)
    }
    return Work(
      body: .product(product, epilogue: []), formats: OperandFormats(input: byte, weight: byte, output: byte),
      addresses: OperandAddresses(
        input: place(0), weight: place(4096), parameters: place(8192), output: place(12_288),
        partialSums: place(16_384)),
      zeros: ProductZeros(input: inputs, weight: weights),
      stored: StoredOperands(input: stored(inputs, storedInput), weight: stored(weights, storedWeight)))
  }

  private static func run(
    _ design: Design, _ work: Work, _ product: Product, channels: Int? = nil, filters: Int? = nil
  ) throws -> OperatorRecord {
    let mapping = ProductMapping(
      groups: product.groups, rows: product.outputHeight, columns: product.outputWidth,
      channels: channels ?? product.channels, filters: filters ?? product.filters,
      order: ProductMapping.Loop.allCases, spatial: .im2col)
    return try PreparedOperator(design: design, work: work, mapping: .product(mapping)).run(design)
  }
}
