import Hardware
import Mapping
import Quantities
import Simulation
import Tensors
import TestFiles
import Testing
import Workloads

/// DSP chains in cases that can be counted by hand (docs/model.md, 3.5 and 10.4).
@Suite struct DSPChainTests {
  private static let int8 = NumberFormat.integer(bits: 8)
  private static let precision = ArrayPrecision(input: int8, weight: int8, accumulate: .integer(bits: 32))

  /// Chains of 16 DSPs: 4 pixels x 2 filters, or 1 x 16.
  private static func array(
    vector: Bool = true, cascade: Int? = nil, above: Int? = nil, densities: [Int] = [], block: Int = 1
  ) -> DSPChainArray {
    DSPChainArray(
      dsp: .dsp48e2, chain: 16, group: 2, matrix: .init(pixels: 4, filters: 2, packing: .init(inputs: 2)),
      vector: vector ? .init(pixels: 1, filters: 4) : nil, cascade: cascade,
      adjust: .init(above: above, latency: 3), nodeLatency: 1, switchSteps: 5, precision: precision,
      sparsity: ArraySparsity(
        weight: densities.isEmpty ? .none : .skip, densities: densities, block: block))
  }

  private static func run(
    _ array: DSPChainArray, m: Int, k: Int, n: Int, weights: OccupancyMask? = nil, switches: Bool = false,
    formats: OperandFormats = OperandFormats(input: int8, weight: int8, output: int8)
  ) throws -> OperatorRecord {
    let buffer = Buffer(capacity: nil, banks: 64, ports: 2, width: 64, tiles: 2)
    let design = Design(
      name: "chains", clock: Frequency(hertz: 225_000_000), array: .dspChain(array),
      buffers: .perOperand(input: buffer, weight: buffer, output: buffer),
      memories: [Memory(name: "main", kind: .ideal)],
      placement: Placement(input: 0, weight: 0, output: 0, cache: 0), vectorUnit: nil)
    let place = OperandAddresses.Place(memory: 0, address: 0)
    let product = Product.matrixProduct(m: m, k: k, n: n)
    var work = Work(
      body: .product(product, epilogue: []), formats: formats,
      addresses: OperandAddresses(
        input: place, weight: place, parameters: place, output: place, partialSums: place),
      zeros: ProductZeros(weight: weights))
    work.switchesMode = switches
    let mapping = ProductMapping(
      groups: 1, rows: product.outputHeight, columns: product.outputWidth, channels: k, filters: n,
      order: ProductMapping.Loop.allCases)
    return try PreparedOperator(design: design, work: work, mapping: .product(mapping)).run(design)
  }

  @Test func `A matrix takes a step for each set of pixels, chunk of filters and chain of the reduction`()
    throws
  {
    // 7 products of int8 fit a lane, so 16 DSPs are read twice on the way, 3 steps each: 4 + 15 + 6.
    let record = try Self.run(Self.array(), m: 8, k: 64, n: 6)
    #expect(record.cycles == 2 * 3 * 4 + 24)
    #expect(record.slots.effective == 8 * 64 * 6 && record.slots.unmapped == 0)
    #expect(record.slots.fillDrain == 24 * 4 * 2 * 16)
    // 16 DSPs a chain, 4 chains: two pixels and a filter in each DSP.
    #expect(record.chain.operations == 8 / 2 * 6 * 64 && record.chain.adjusts == 8 / 2 * 6 * 4 * 2)
    #expect(record.chain.selections == 0)
    #expect(record.buffers[0].reads == 3 * 8 * 64 && record.buffers[1].reads == 2 * 6 * 64)
    #expect(record.buffers[2].writes == 48)
  }

  @Test func `Nodes that break the cascade spare the adjusts for a level of adders`() throws {
    // Two pieces of 8: 4 + 7 + 1 + 1, and the unit is not needed up to 8.
    let record = try Self.run(Self.array(cascade: 8, above: 8), m: 8, k: 64, n: 6)
    #expect(record.cycles == 24 + 12 && record.chain.adjusts == 0)
  }

  @Test func `A vector runs in the mode that takes fewer steps, and changing to it costs`() throws {
    // Nothing is packed in it: 4 + 15 steps until the first sums.
    let record = try Self.run(Self.array(), m: 1, k: 64, n: 8)
    #expect(record.cycles == 2 * 4 + 18)
    #expect(record.slots.unmapped == 8 * (128 - 64))
    let other = try Self.run(Self.array(), m: 1, k: 64, n: 8, switches: true)
    #expect(other.cycles == record.cycles + 5 && other.slots.fillDrain == record.slots.fillDrain + 5 * 128)
    #expect(try Self.run(Self.array(vector: false), m: 1, k: 64, n: 8).cycles == 4 * 4 + 24)
  }

  @Test(arguments: [(2, 1), (4, 2), (8, 4), (16, 8)])
  func `Of weights with N of 16 a step takes 16 over N times the filters`(kept: Int, steps: Int) throws {
    let mask = OccupancyMask(rows: 16, columns: 32) { row, column in (column + row) % 16 < kept }
    let record = try Self.run(
      Self.array(vector: false, densities: [2, 4, 8, 16]), m: 4, k: 32, n: 16, weights: mask)
    // A part of so many DSPs is broken off; more than 7 are adjusted.
    let latency = 4 + kept - 1 + (kept - 1) / 7 * 3 + (kept < 16 ? 1 : 0)
    #expect(record.cycles == 2 * steps + latency - 1)
    #expect(record.slots.effective == 4 * 32 * kept && record.slots.unmapped == 0)
    #expect(record.buffers[1].reads == 32 * kept && record.buffers[0].reads == 4 * 32)
    #expect(record.chain.selections == 4 * 32 * kept && record.chain.operations == 2 * 32 * kept)
    #expect(record.products.effective == 4 * 32 * kept)
  }

  @Test func `Blocks of zeros take no step, and of one filter's density its block has it`() throws {
    // Of three windows the first has 3 weights of filter 0 and one of filter 3, the second none.
    let mask = OccupancyMask(rows: 4, columns: 48) { row, column in
      row == 0 && column < 3 || row == 3 && column == 0 || column == 40
    }
    let array = Self.array(vector: false, densities: [2, 4, 8, 16], block: 2)
    let record = try Self.run(array, m: 1, k: 48, n: 4, weights: mask)
    // 4 + 4 + 2 + 2 positions of 32, none, 8 of 32.
    #expect(record.cycles == 2 + (4 + 3 + 1) - 1)
    #expect(record.slots.effective == 4 + 4 && record.slots.ineffectual == 8 + 4)
    #expect(record.slots.unmapped == 2 * 128 - 20)
    #expect(record.buffers[0].reads == 2 * 16 && record.buffers[1].reads == 12 + 8)
    // Nothing at all takes the step in which zeros are written.
    let none = OccupancyMask(rows: 4, columns: 48) { _, _ in false }
    let empty = try Self.run(array, m: 1, k: 48, n: 4, weights: none)
    #expect(empty.cycles == 1 + (4 + 1 + 1) - 1 && empty.slots.unmapped == 128)
    #expect(empty.buffers[2].writes == 4 && empty.buffers[0].reads == 0)
  }

  @Test func `Weights without a mask run on whole chains`() throws {
    let dense = try Self.run(Self.array(), m: 8, k: 64, n: 6)
    #expect(try Self.run(Self.array(densities: [4, 16]), m: 8, k: 64, n: 6).cycles == dense.cycles)
  }

  @Test func `Narrow formats are packed with twice the filters`() throws {
    let int4 = NumberFormat.integer(bits: 4)
    var array = Self.array(vector: false)
    array.precision.pairs = [FormatPair(input: int4, weight: int4, products: 2)]
    let record = try Self.run(
      array, m: 8, k: 64, n: 8, formats: OperandFormats(input: int4, weight: int4, output: Self.int8))
    // Lanes of 11 bits have room for 15 products: one adjust.
    #expect(record.cycles == 2 * 2 * 4 + 4 + 15 + 3 - 1)
    #expect(record.slots.effective == 8 * 64 * 8 && record.slots.unmapped == 0)
    #expect(record.chain.operations == 8 / 2 * 8 / 2 * 64)
    let wide = try Self.run(array, m: 8, k: 64, n: 8)
    #expect(wide.cycles == 2 * 4 * 4 + 24 && wide.slots.effective == 2 * 8 * 64 * 8)
  }

  @Test func `DSPs are counted in the mode that has more chains`() {
    #expect(ProcessingArray.dspChain(Self.array()).dspCount == 16 * 4)
    var pumped = Self.array()
    (pumped.chain, pumped.pump, pumped.cascade) = (8, 2, 8)
    #expect(pumped.positions == 16 && pumped.dsps == 8 * 4 && pumped.latency(ofPositions: 16) == 4 + 4)
  }
}
