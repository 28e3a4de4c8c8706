import Hardware
import Quantities
import ReferenceMachine
import Tensors
import Testing
import Workloads

/// DSP chains of the reference machine in cases that can be counted by hand, and of the fast engine, which has to say the same
/// (docs/model.md, 3.5 and 10.4).
@Suite struct ChainTimingTests {
  @Test func `The cascade, the unit that reads lanes, nodes and the tree each take their time`() throws {
    // Six DSPs in a row; two pixels in each. One vector of six positions: it enters in step 0.
    var array = Self.array(chain: 6)
    #expect(try run(array, m: 2, k: 6, n: 1).cycles == 1 + 5)
    // Words of two DSPs at most: read twice on the way, 3 steps each.
    array.adjust = .init(above: 2, latency: 3)
    let adjusted = try run(array, m: 2, k: 6, n: 1)
    #expect(adjusted.cycles == 6 + 2 * 3)
    #expect(adjusted.chains.adjusts == 2 && adjusted.chains.operations == 6)
    // Two pieces of three, each read once; a node and a level of the tree.
    (array.cascade, array.nodeLatency) = (3, 2)
    let broken = try run(array, m: 2, k: 6, n: 1)
    #expect(broken.cycles == 1 + 2 + 3 + 2 + 1)
    #expect(broken.chains.adjusts == 2)
    // Three pieces of two: nothing to read, and two levels.
    array.cascade = 2
    #expect(try run(array, m: 2, k: 6, n: 1).cycles == 1 + 1 + 2 + 2)
    // Pumped, three DSPs do the same: a piece of three ticks behind the first is a step and a half.
    array = Self.array(chain: 3)
    array.pump = 2
    let pumped = try run(array, m: 2, k: 6, n: 1)
    #expect(pumped.cycles == 1 + 1 && pumped.chains.operations == 6)
    array.chain = 4
    array.cascade = 4
    #expect(try run(array, m: 2, k: 6, n: 1).cycles == 1 + 2)
  }

  @Test func `Products of neighbours are added in one tick`() throws {
    var array = Self.array(chain: 2)
    (array.dsp, array.dot, array.matrix) = (.dsp58, true, .init(pixels: 1, filters: 1))
    // Seven positions: two vectors of six, the second with one of them.
    let record = try run(array, m: 1, k: 7, n: 1)
    #expect(record.cycles == 2 + 1 && record.chains.operations == 2 + 1)
    #expect(record.slots["unmapped"] == 5 && record.slots["fill_drain"] == 6)
  }

  @Test func `A shorter sum at a chain's end waits as long as the longest, and has its node before it`()
    throws
  {
    // Sums of two or four DSPs, two filters a vector. The first has three weights and takes a step, the second takes half of the
    // next; the two of the next vector share a chain.
    var array = Self.array(chain: 4)
    array.sparsity = ArraySparsity(weight: .skip, densities: [2, 4])
    array.nodeLatency = 5
    let mask = OccupancyMask(rows: 4, columns: 4) { row, column in column < (row == 0 ? 3 : 1) }
    let mixed = try run(array, m: 1, k: 4, n: 4, mask)
    #expect(mixed.cycles == 3 + (1 + 3 + 5) - 1)
    #expect(mixed.slots["effective"] == 6 && mixed.slots["ineffectual"] == 4)
    #expect(mixed.buffers[1].reads == 4 + 2 + 2 + 2 && mixed.buffers[0].reads == 2 * 4)
    #expect(mixed.chains == .init(operations: 10, adjusts: 0, selections: 10))
    // Whole chains alone have no node; halves alone have one DSP less before it.
    let whole = OccupancyMask(rows: 3, columns: 4) { _, column in column < 3 }
    #expect(try run(array, m: 1, k: 4, n: 3, whole).cycles == 3 + (1 + 3) - 1)
    let halves = OccupancyMask(rows: 3, columns: 4) { _, column in column < 2 }
    #expect(try run(array, m: 1, k: 4, n: 3, halves).cycles == 2 + (1 + 1 + 5) - 1)
  }

  @Test func `A change of the mode stands in front of the first pass alone`() throws {
    var array = Self.array(chain: 4)
    array.vector = .init(pixels: 1, filters: 2)
    array.switchSteps = 7
    let plain = try run(array, m: 1, k: 4, n: 6, filters: 2)
    let switched = try run(array, m: 1, k: 4, n: 6, filters: 2, switches: true)
    #expect(plain.passes == 3 && plain.cycles == 3 * 4)
    #expect(switched.cycles == plain.cycles + 7)
    #expect(switched.slots["fill_drain"] == plain.slots["fill_drain"]! + 7 * 8)
  }

  /// Chains for two pixels in each DSP and one filter, of int8, without stages before and behind them.
  private static func array(chain: Int) -> DSPChainArray {
    let byte = NumberFormat.integer(bits: 8)
    return DSPChainArray(
      dsp: .dsp48e2, chain: chain, matrix: .init(pixels: 2, filters: 1, packing: .init(inputs: 2)),
      pipeline: 1, precision: ArrayPrecision(input: byte, weight: byte, accumulate: .integer(bits: 32)))
  }

  private func run(
    _ array: DSPChainArray, m: Int, k: Int, n: Int, _ weights: OccupancyMask? = nil, filters: Int? = nil,
    switches: Bool = false
  ) throws -> ReferenceRecord {
    let buffer = Buffer(capacity: nil, banks: 64, ports: 2, width: 64, tiles: 2)
    let design = Design(
      name: "chains", clock: Frequency(hertz: 200_000_000), array: .dspChain(array),
      buffers: .perOperand(input: buffer, weight: buffer, output: buffer),
      memories: [Memory(name: "main", kind: .ideal)],
      placement: Placement(input: 0, weight: 0, output: 0, cache: 0), vectorUnit: nil)
    func place(_ address: Int) -> OperandAddresses.Place { .init(memory: 0, address: address) }
    let product = Product.matrixProduct(m: m, k: k, n: n)
    let byte = NumberFormat.integer(bits: 8)
    var work = Work(
      body: .product(product, epilogue: []),
      formats: OperandFormats(input: byte, weight: byte, output: byte),
      addresses: OperandAddresses(
        input: place(0), weight: place(1000), parameters: place(2000), output: place(3000),
        partialSums: place(4000)),
      zeros: ProductZeros(weight: weights))
    work.switchesMode = switches
    let mapping = WorkMapping.product(
      ProductMapping(
        groups: 1, rows: product.outputHeight, columns: product.outputWidth, channels: k,
        filters: filters ?? n, order: ProductMapping.Loop.allCases))
    let record = try ReferenceMachine.run(design: design, work: work, mapping: mapping)
    #expect(try fastEngine(design: design, work: work, mapping: mapping) == record)
    return record
  }
}
