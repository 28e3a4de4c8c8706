import Hardware
import Quantities
import ReferenceMachine
import Tensors
import Testing
import Workloads

/// What loops that turn round find in the slots, counted by hand.
@Suite struct ScanTests {
  /// Input bytes of a product of 1 x 8 x 3 in tiles of two channels and one filter.
  private func inputBytes(
    _ scan: ProductMapping.Scan, slots: Int, order: [ProductMapping.Loop] = [.batch, .m, .n, .k]
  ) throws -> Int {
    let buffer = Buffer(capacity: nil, banks: 8, ports: 2, width: 8, tiles: 2, mostTiles: 4)
    let array = ProcessingArray.systolic(
      SystolicArray(
        rows: 4, columns: 4, dataflow: .weightStationary,
        precision: ArrayPrecision(
          input: .integer(bits: 8), weight: .integer(bits: 8), accumulate: .integer(bits: 32))))
    let memory = BandwidthMemory(
      bandwidth: Bandwidth(bytesPerSecond: 1_000_000_000), latency: TimeSpan(picoseconds: 0),
      outstanding: nil, request: 64)
    let design = Design(
      name: "bench", clock: Frequency(hertz: 1_000_000_000), array: array,
      buffers: .perOperand(input: buffer, weight: buffer, output: buffer),
      memories: [Memory(name: "main", kind: .bandwidth(memory))],
      placement: Placement(input: 0, weight: 0, output: 0, cache: 0), vectorUnit: nil)
    let byte = NumberFormat.integer(bits: 8)
    func place(_ address: Int) -> OperandAddresses.Place { .init(memory: 0, address: address) }
    let work = Work(
      body: .product(.matrixProduct(m: 1, k: 8, n: 3), epilogue: []),
      formats: OperandFormats(input: byte, weight: byte, output: byte),
      addresses: OperandAddresses(
        input: place(0), weight: place(1 << 16), parameters: place(2 << 16), output: place(3 << 16),
        partialSums: place(4 << 16)))
    let mapping = ProductMapping(
      groups: 1, rows: 1, columns: 1, channels: 2, filters: 1, order: order, scan: scan,
      slots: .init(input: slots))
    let stepped = try ReferenceMachine.run(design: design, work: work, mapping: .product(mapping))
    let computed = try fastEngine(design: design, work: work, mapping: .product(mapping))
    #expect(stepped == computed)
    return stepped.memories[0].readBytes[0]
  }

  @Test func `At every turn what is in the slots is used again`() throws {
    // Four tiles of two bytes, for each of three filters.
    #expect(try inputBytes(.raster, slots: 2) == 3 * 4 * 2)
    #expect(try inputBytes(.serpentine, slots: 1) == (4 + 3 + 3) * 2)
    #expect(try inputBytes(.serpentine, slots: 2) == (4 + 2 + 2) * 2)
    // The one tile that is not there takes the slot of the one that is needed last, at either turn.
    #expect(try inputBytes(.serpentine, slots: 3) == (4 + 1 + 1) * 2)
    #expect(try inputBytes(.serpentine, slots: 4) == 4 * 2)
  }

  @Test func `The outermost loop runs once and never turns`() throws {
    let order: [ProductMapping.Loop] = [.k, .batch, .m, .n]
    for scan in ProductMapping.Scan.allCases {
      #expect(try inputBytes(scan, slots: 1, order: order) == 4 * 2)
    }
  }
}
