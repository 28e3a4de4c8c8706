import Hardware
import Mapping
import Quantities
import Simulation
import Tensors
import TestFiles
import Testing
import Workloads

/// Units that take filters of each other, in cases that can be counted by hand (docs/model.md, 10.3).
@Suite struct StealingTests {
  @Test(arguments: [(0, 4), (1, 5), (2, 5), (3, 6), (9, 12)])
  func `A unit with nothing to multiply takes the last filter of another`(steal: Int, cycles: Int) throws {
    // Unit 0 has four filters with a weight, unit 1 none. The item begins in step 2.
    //   e = 0: unit 0 [2, 3) [3, 4); unit 1 [2, 3) [3, 4), done in 4.      e = 1: unit 1 [2, 4), unit 0 to 5.
    //   e = 2: unit 1 [2, 5); unit 0 three of its own, to 5.                  e = 3: unit 1 [2, 6).
    let record = try run(
      Self.units(2, steal: steal), m: 1, weight: ["1", "0", "1", "0", "1", "0", "1", "0"])
    #expect(record.cycles == cycles)
    #expect(record.slots.effective == 4)
    #expect(record.slots.decode == 2 * 2)
    #expect(record.slots.imbalance == 2 * (cycles - 2) - 4)
  }

  @Test func `It is the last filter of the unit with most work left`() throws {
    // One window of four, filters dealt to three units: 0: 4 and 3, 1: 1, 2: 3, 2 and 2 pairs.
    //   unit 1: [2, 3) its own. Not begun then: unit 0 its 3; unit 2 its 2 and 2, together 4: it takes unit 2's last, [3, 5).
    //   unit 2: [2, 5) its first. In 5 units 1 and 2 are free: unit 1 first, whose richest is unit 0 with 3: [5, 8).
    //   unit 2: [5, 7) its second. unit 0: [2, 6), and leaves. All are done in 8.
    let record = try run(
      Self.units(3, steal: 0, window: 4), m: 1,
      weight: ["1111", "0001", "1110", "0111", "0000", "0011", "0000", "0000", "1100"])
    #expect(record.cycles == 8)
    #expect(record.slots.effective == 15)
    #expect(record.slots.imbalance == 3 * 6 - 15)
  }

  @Test func `Of equally much work the first unit's is taken`() throws {
    // Units 0 and 1 have two jobs each. In 2 unit 2 takes unit 0's second, [2, 8), so that unit 0 takes unit 1's in 3, [3, 9).
    let record = try run(Self.units(3, steal: 5), m: 1, weight: ["1", "1", "0", "1", "1", "0"])
    #expect(record.cycles == 9)
    #expect(record.slots.effective == 4)
  }

  @Test func `Units that are free at once act by their numbers, before the owner too`() throws {
    // Unit 2 alone has pairs, 2 and 1. In 2 unit 0 takes the last filter, [2, 7), and unit 1 the other, [2, 8): unit 2 leaves.
    var array = Self.units(3, steal: 4, window: 2)
    array.leastSteps = 0
    let record = try run(array, m: 1, weight: ["00", "00", "11", "00", "00", "01"])
    #expect(record.cycles == 8)
    #expect(record.slots.effective == 3 && record.slots.imbalance == 3 * 6 - 3)
  }

  @Test func `Units go on to the next item while others are at work for the last one`() throws {
    // Two pixels of one position; unit 0 has three filters, unit 1 one; a job taken costs three steps more.
    //   item 0, ready 1, issue 1, both begin in 2. unit 0: [2, 3) [3, 4). unit 1: [2, 3), takes the third: [3, 7).
    //   item 1, ready 2, issue 2. unit 0 comes in 4, with three of its own to 7, when unit 1 comes, too: unit 0 is first and takes
    //   unit 1's one, [7, 11). unit 1 finds nothing and leaves in 8.
    let array = Self.units(2, steal: 3)
    let record = try run(array, m: 2, weight: ["1", "1", "1", "0", "1", "0"])
    #expect(record.cycles == 11)
    #expect(record.slots.effective == 8)
    // Two for each unit until the first item is there, and no waiting for the second.
    #expect(record.slots.decode == 4)
    #expect(record.slots.imbalance == 22 - 8 - 4)
  }

  @Test func `A full queue waits for the unit that began last`() throws {
    // Queues of one, three pixels; unit 0 has four filters, unit 1 none; a job taken costs five steps more.
    //   item 0: begun in 2 by both. unit 0: [2, 5) three of its own. unit 1: [2, 8).
    //   item 1: ready and issued in 2. unit 0 comes in 5: [5, 8) three; in 8 it comes first, [8, 9) the fourth; unit 1 finds
    //   nothing and is done in 9.
    //   item 2: ready in 3, issued in 8, when the last unit began item 1. Both come in 9: unit 0 [9, 12), unit 1 [9, 15).
    let record = try run(
      Self.units(2, steal: 5), m: 3, weight: ["1", "0", "1", "0", "1", "0", "1", "0"])
    #expect(record.cycles == 15)
    #expect(record.slots.effective == 12 && record.slots.decode == 4)
  }

  @Test func `Padding zeros are jobs, and belong to the unit that stores them`() throws {
    // One bit counts no or one zero. Unit 0 has filters 0, 2, 4, 6, of which 2 is stored as a zero: three jobs; unit 1 none.
    //   unit 0: [2, 3) and [3, 4); unit 1: [2, 4) the last.
    let array = Self.units(2, steal: 1, runBits: 1)
    let record = try run(array, m: 1, weight: ["0", "0", "0", "0", "1", "0", "1", "0"])
    #expect(record.cycles == 4)
    #expect(record.slots.effective == 2 && record.slots.ineffectual == 1)
  }

  @Test func `Several multipliers make jobs shorter, and units without filters take none`() throws {
    // Two multipliers, three units, two filters of 4 and 1 pairs in a window: 2 and 1 steps.
    var array = Self.units(3, steal: 0, window: 4)
    array.multipliers = 2
    array.pipeline = 3
    let record = try run(array, m: 1, weight: ["1111", "0010"])
    #expect(record.cycles == 2 + 2 + 3)
    // Of the second filter's step one multiplier has no pair; its unit waits for another, and unit 2 has no filter.
    #expect(record.slots.effective == 5 && record.slots.unmapped == 1 + 2 * 7)
    #expect(record.slots.imbalance == 2 && record.slots.fillDrain == 2 * 2 * 3)
  }

  @Test func `Where taking costs nothing, no unit waits while a filter has not begun`() throws {
    for seed in 0..<UInt64(200) {
      var random = RandomNumbers(seed: seed &* 0x9E6C_63D0_876A_9A2F &+ 0x51)
      // More than 64 units, too, of which there is no set in a word.
      let isWide = seed.isMultiple(of: 5)
      let filters = random.integer(1...(isWide ? 300 : 40))
      let percent = random.integer(0...100)
      let weight = (0..<filters).map { _ in random.chance(percent) ? "1" : "0" }
      var array = Self.units(random.integer(1...(isWide ? 80 : 9)), steal: 0)
      (array.queue, array.leastSteps) = (64, 0)
      let pixels = random.integer(1...30)
      let record = try run(array, m: pixels, weight: weight)
      let jobs = weight.count { $0 == "1" }
      let units = min(array.units, filters)
      // The broadcaster is never late where items have work for all.
      guard jobs >= units else { continue }
      #expect(record.cycles == 2 + (pixels * jobs + units - 1) / units, "seed \(seed)")
    }
  }

  // MARK: Machines and masks

  private static func units(
    _ units: Int, steal: Int, window: Int = 1, runBits: Int? = nil
  ) -> IndependentArray {
    IndependentArray(
      units: units, multipliers: 1, queue: 1, distribution: .stealing, stealSteps: steal, leastSteps: 1,
      pipeline: 0,
      precision: ArrayPrecision(
        input: .integer(bits: 8), weight: .integer(bits: 8), accumulate: .integer(bits: 32)),
      sparsity: ArraySparsity(
        input: .skip, weight: .skip, window: window, scan: window, runBits: runBits))
  }

  /// Some pixels without zeros on filters of digits, in one pass.
  private func run(_ array: IndependentArray, m pixels: Int, weight: [String]) throws -> OperatorRecord {
    let digits = weight.map { Array($0) }
    let product = Product.matrixProduct(m: pixels, k: digits[0].count, n: digits.count)
    let mask = OccupancyMask(rows: digits.count, columns: digits[0].count) { digits[$0][$1] == "1" }
    let buffer = Buffer(capacity: nil, banks: 1, ports: 1, width: 1, tiles: 2)
    let design = Design(
      name: "units", clock: Frequency(hertz: 1_000_000_000), array: .independent(array),
      buffers: .perOperand(input: buffer, weight: buffer, output: buffer),
      memories: [Memory(name: "main", kind: .ideal)],
      placement: Placement(input: 0, weight: 0, output: 0, cache: 0), vectorUnit: nil)
    let format = NumberFormat.integer(bits: 8)
    let place = OperandAddresses.Place(memory: 0, address: 0)
    let work = Work(
      body: .product(product, epilogue: []),
      formats: OperandFormats(input: format, weight: format, output: format),
      addresses: OperandAddresses(
        input: place, weight: place, parameters: place, output: place, partialSums: place),
      zeros: ProductZeros(weight: mask))
    let mapping = ProductMapping(
      groups: 1, rows: product.outputHeight, columns: product.outputWidth, channels: product.channels,
      filters: product.filters, order: [.batch, .m, .n, .k])
    return try PreparedOperator(design: design, work: work, mapping: .product(mapping)).run(design)
  }
}
