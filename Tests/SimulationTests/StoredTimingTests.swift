import Hardware
import Quantities
import ReferenceMachine
import Tensors
import Testing
import Workloads

/// Tensors without their zeros in the reference machine, in cases that can be counted by hand (docs/model.md, 11).
@Suite struct StoredTimingTests {
  // MARK: In memory

  @Test func `Tiles of rows in CSR share the pointer between them`() throws {
    // Two filters of four k, a tile each: 1010 and 0100. Indices of 2 bits, pointers of 4, elements of a byte. Requests of 4: data
    // at 0 to 2, indices from 4, pointers from 8. The first tile: 2 + 1 bytes, pointers 0 and 1 in one; the second: 1 + 1, pointers
    // 1 and 2 in two.
    let record = try Self.run(
      .matrixProduct(m: 1, k: 4, n: 2), weight: ["1010", "0100"], as: .compressedRows(), filters: 1)
    #expect(record.memories[0].readBytes[1] == (2 + 1 + 1) + (1 + 1 + 2))
    #expect(record.memories[0].metadataBytes[1] == 2 && record.memories[0].pointerBytes[1] == 3)
    // Input, two tiles of three regions, two results, one after the other.
    #expect(record.memories[0].requests == 1 + 3 + 3 + 2)
    // The array skips nothing: tiles are decoded.
    #expect(record.buffers[1].writes == 8 && record.buffers[1].metadataAccesses == 0)
    #expect(record.slots["ineffectual"] == 5)
  }

  @Test func `Half of the rows of a tensor in CSC needs every pointer, and entries that do not adjoin`()
    throws
  {
    // Columns 10, 01, 11, 00: indices of one bit, pointers of 4. Row 0 has the first and third of four stored elements.
    let record = try Self.run(
      .matrixProduct(m: 1, k: 4, n: 2), weight: ["1010", "0110"], as: .compressedColumns(), filters: 1)
    // Row 0 is data bytes 0 and 2, row 1 bytes 1 and 3; index bits 0 and 2 are two requests of one byte.
    #expect(record.memories[0].readBytes[1] == (2 + 2 + 3) + (2 + 2 + 3))
    #expect(record.memories[0].requests == 1 + (2 + 2 + 1) + (2 + 2 + 1) + 2)
  }

  @Test(
    arguments: [
      // Data, metadata and pointer bytes of 2 x 4 elements 1000, 0001 in tiles of a row.
      (StorageFormat.bitmask, 2, 2, 0),
      // One run over both rows, six zeros between the two: one of every two zeros is stored.
      (.runLength(runBits: 1, lines: .rows, pointers: .none), 1 + 4, 1 + 1, 0),
      (.coordinates(), 2, 2, 0), (.ellpack(width: 2), 4, 2, 0),
      // Two groups a row, a place each: an empty one belongs to the group's first zero.
      (.groupIndices(GroupBound(n: 1, m: 2), axis: .columns), 4, 2, 0),
      // One block of rows, 2 x 3: elements 0 to 2, and column 3 whose block goes over the edge. Both tiles need both blocks' index,
      // and both pointers, which are 2 bits each.
      (.blocks(BlockShape(height: 2, width: 3)), 3 + 1 + 2 + 6, 2, 2),
    ])
  func `Tiles move what belongs to them`(_ format: StorageFormat, data: Int, metadata: Int, pointers: Int)
    throws
  {
    let record = try Self.run(
      .matrixProduct(m: 1, k: 4, n: 2), weight: ["1000", "0001"], as: format, filters: 1)
    let memory = record.memories[0]
    #expect(memory.readBytes[1] - memory.metadataBytes[1] - memory.pointerBytes[1] == data)
    #expect(memory.metadataBytes[1] == metadata && memory.pointerBytes[1] == pointers)
  }

  @Test func `A tensor in one tile moves the bytes that its format takes`() throws {
    var checked = 0
    for seed in 0..<400 as Range<UInt64> {
      var one = RandomCase(seed: seed)
      guard case .product(let product, _) = one.work.body, one.work.stored.weight != nil,
        !one.work.hasRanks
      else { continue }
      one.mapping = .product(
        ProductMapping(
          groups: product.groups, rows: product.outputHeight, columns: product.outputWidth,
          channels: product.channels, filters: product.filters, order: [.batch, .m, .n, .k]))
      for index in one.design.memories.indices { one.design.memories[index].kind = .ideal }
      let record = try ReferenceMachine.run(design: one.design, work: one.work, mapping: one.mapping)
      let sizes = one.work.storedBytes(accumulator: one.design.array.accumulatorFormat)
      let read = record.memories.reduce(0) { $0 + $1.readBytes[1] }
      #expect(read == sizes[1] + sizes[2], "seed \(seed)")
      checked += 1
    }
    #expect(checked > 50)
  }

  // MARK: On the chip

  @Test func `Kept weights of trees are read without their zeros, and with their bits`() throws {
    // A tree of one chooses among eight: 11000010, of one byte each. Words of two bytes.
    let sparsity = ArraySparsity(weight: .skip, window: 8)
    let array = ProcessingArray.broadcast(
      BroadcastArray(
        arrangement: .dotProduct, dataflow: .weightStationary, pipeline: 1, precision: Self.precision,
        sparsity: sparsity))
    let bits = try Self.run(
      .matrixProduct(m: 1, k: 8, n: 1), weight: ["11000010"], as: .bitmask, isKept: true, on: array)
    // 3 bytes and 1 of bits. The fill writes three elements in two words, and one word of bits; the array reads the same.
    #expect(bits.buffers[1].peakBytes == 4)
    #expect(bits.buffers[1].writes == 3 && bits.buffers[1].writeAccesses == 2 + 1)
    #expect(bits.buffers[1].reads == 3 && bits.buffers[1].readAccesses == 2 + 1)
    #expect(bits.buffers[1].metadataAccesses == 2)
    #expect(bits.registerLoads == [0, 3])
    // Rows of 16 + 2 x 4 bits: three elements, indices of three bits, pointers of four.
    let rows = try Self.run(
      .matrixProduct(m: 1, k: 8, n: 1), weight: ["11000010"], as: .compressedRows(), isKept: true, on: array)
    #expect(rows.buffers[1].peakBytes == 3 + 2 + 1)
    #expect(rows.buffers[1].writeAccesses == 2 + 1 + 1 && rows.buffers[1].readAccesses == 2 + 1)
    #expect(rows.buffers[1].metadataAccesses == 2 + 1)
    // A place that nothing fills is read, too, and rests.
    let places = try Self.run(
      .matrixProduct(m: 1, k: 8, n: 1), weight: ["11000010"], as: .ellpack(width: 4), isKept: true, on: array)
    #expect(places.buffers[1].reads == 4 && places.registerLoads == [0, 4])
    #expect(places.slots["effective"] == 3)
  }

  @Test func `Indices are read with the places of a systolic array`() throws {
    // 0101 and 1000: two groups of four, two places each, in one column of four rows; a place of a byte, an index of two bits.
    let pattern = ArraySparsity.WeightPattern(nonzeros: 2, groupSize: 4)
    let array = ProcessingArray.systolic(
      SystolicArray(
        rows: 4, columns: 1, dataflow: .weightStationary, precision: Self.precision,
        sparsity: ArraySparsity(weight: .skip, pattern: pattern)))
    let record = try Self.run(
      .matrixProduct(m: 1, k: 8, n: 1), weight: ["01011000"],
      as: .groupIndices(GroupBound(n: 2, m: 4), axis: .columns), isKept: true, on: array)
    // A place a step, its byte's word and its index's; the fill has two words of places and one of indices.
    #expect(record.buffers[1].reads == 4 && record.buffers[1].readAccesses == 4 + 4)
    #expect(record.buffers[1].writeAccesses == 2 + 1 && record.buffers[1].metadataAccesses == 4 + 1)
    #expect(record.buffers[1].peakBytes == 4 + 1)
  }

  @Test func `Units read a bitmask for each item and filter, and an index for each pair`() throws {
    let array = ProcessingArray.independent(
      IndependentArray(
        units: 1, multipliers: 1, queue: 1, pipeline: 0, precision: Self.precision,
        sparsity: ArraySparsity(weight: .skip, window: 4, scan: 4)))
    let bits = try Self.run(
      .matrixProduct(m: 1, k: 8, n: 2), weight: ["11000010", "00000000"], as: .bitmask, isKept: true,
      on: array)
    // Two items, two filters, a word each; the fill has two words of weights and one of 16 bits.
    #expect(bits.buffers[1].reads == 3 && bits.buffers[1].readAccesses == 3 + 2 * 2)
    #expect(bits.buffers[1].metadataAccesses == 2 * 2 + 1)
    let places = try Self.run(
      .matrixProduct(m: 1, k: 8, n: 2), weight: ["11000010", "00000000"], as: .coordinates(), isKept: true,
      on: array)
    #expect(places.buffers[1].metadataAccesses == 3 + 1)
  }

  // MARK: Machines

  private static let precision = ArrayPrecision(
    input: .integer(bits: 8), weight: .integer(bits: 8), accumulate: .integer(bits: 32))

  /// A product whose weight lies in a format, in elements of a byte; with requests of four bytes and words of two.
  private static func run(
    _ product: Product, weight rows: [String], as format: StorageFormat, isKept: Bool = false,
    on array: ProcessingArray? = nil, filters: Int? = nil
  ) throws -> ReferenceRecord {
    let digits = rows.map { Array($0) }
    let mask = OccupancyMask(rows: rows.count, columns: digits[0].count) { digits[$0][$1] == "1" }
    let dense = ProcessingArray.systolic(
      SystolicArray(rows: 4, columns: 2, dataflow: .weightStationary, precision: precision))
    let buffer = Buffer(capacity: nil, banks: 8, ports: 8, width: 2, tiles: 2)
    let memory = BandwidthMemory(
      bandwidth: Bandwidth(bytesPerSecond: 1_000_000_000), latency: TimeSpan(picoseconds: 0),
      outstanding: nil, request: 4)
    let design = Design(
      name: "stored", clock: Frequency(hertz: 1_000_000_000), array: array ?? dense,
      buffers: .perOperand(input: buffer, weight: buffer, output: buffer),
      memories: [Memory(name: "main", kind: .bandwidth(memory))],
      placement: Placement(input: 0, weight: 0, output: 0, cache: 0), vectorUnit: nil,
      storage: Storage(weight: Storage.Kind(format: format, isKept: isKept)))
    func place(_ address: Int) -> OperandAddresses.Place { .init(memory: 0, address: address) }
    let byte = NumberFormat.integer(bits: 8)
    let work = Work(
      body: .product(product, epilogue: []),
      formats: OperandFormats(input: byte, weight: byte, output: byte),
      addresses: OperandAddresses(
        input: place(1024), weight: place(0), parameters: place(2048), output: place(2048),
        partialSums: place(4096)),
      zeros: ProductZeros(weight: mask),
      stored: StoredOperands(weight: StoredTensor(mask: mask, format: format)))
    let mapping = ProductMapping(
      groups: 1, rows: product.outputHeight, columns: product.outputWidth, channels: product.channels,
      filters: filters ?? product.filters, order: [.batch, .m, .n, .k])
    return try ReferenceMachine.run(design: design, work: work, mapping: .product(mapping))
  }
}
