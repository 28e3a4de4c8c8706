import Hardware
import ReferenceMachine
import Tensors
import Testing
import Workloads

/// The arrays of the reference machine that leave out zeros, in cases that can be counted by hand (docs/model.md, 10).
@Suite struct SparseTimingTests {
  // MARK: Windows

  @Test func `The lane with most weights in a window decides how long all of them take`() throws {
    // Two trees of two choose from four. Window 0: filter 0 has 4 weights, filter 1 has 1: two steps. Window 1: 1 and 0: one.
    // Two folds of three pixels: 6 and 3 steps after the weights' own, two more until the last sums are written.
    let array = Self.trees(units: 2, width: 2, pipeline: 3, ArraySparsity(weight: .skip, window: 4))
    let zeros = Self.zeros(weight: ["11111000", "10000000"])
    let record = try run(.broadcast(array), .matrixProduct(m: 3, k: 8, n: 2), zeros: zeros)
    #expect(record.cycles == 1 + 6 + 3 + 2)
    #expect(record.slots["effective"] == 3 * (5 + 1))
    // Filter 1 has 3 pairs fewer than filter 0 in window 0, and 1 fewer in window 1, where each lane's second multiplier has nothing.
    #expect(record.slots["imbalance"] == 3 * (3 + 1))
    #expect(record.slots["fill_drain"] == 3 * 4)
    #expect(record.slots["decode"] == 0 && record.slots["unmapped"] == 3 * 2)
    // All inputs of each window for each pixel, and all weights, zeros too; the second window adds.
    #expect(record.buffers[0].reads == 3 * 8)
    #expect(record.buffers[1].reads == 16 && record.registerLoads == [0, 16])
    #expect(record.buffers[2].writes == 2 * 6 && record.buffers[2].reads == 6)
    #expect(record.folds == 2 && record.foldElements == 2 * (2 * 2))
  }

  @Test(arguments: [(16, 4), (4, 16), (3, 4)])
  func `No lane waits for another where none skips more`(width: Int, window: Int) throws {
    // Trees that are wider than what is left, and narrower: two filters of 10 weights none of which is zero.
    let array = Self.trees(units: 2, width: width, pipeline: 1, ArraySparsity(weight: .skip, window: window))
    let record = try run(
      .broadcast(array), .matrixProduct(m: 3, k: 10, n: 2),
      zeros: Self.zeros(weight: ["1111111111", "1111111111"]))
    #expect(record.slots["effective"] == 3 * 10 * 2 && record.slots["imbalance"] == 0)
  }

  @Test(arguments: [(1, 4), (2, 2), (3, 2), (4, 1)])
  func `Lanes wait for the scan of a window`(scan: Int, steps: Int) throws {
    // One multiplier; one pair of four positions has two factors.
    var array = Self.trees(
      units: 1, width: 1, pipeline: 1,
      ArraySparsity(input: .skip, weight: .skip, window: 4, scan: scan))
    array.dataflow = .outputStationary
    let zeros = Self.zeros(input: ["1100"], weight: ["0110"])
    let record = try run(.broadcast(array), .matrixProduct(m: 1, k: 4, n: 1), zeros: zeros)
    #expect(record.cycles == steps)
    #expect(record.slots["effective"] == 1 && record.slots["decode"] == steps - 1)
    #expect(record.buffers[0].reads == 4 && record.buffers[1].reads == 4)
  }

  @Test func `A window without a pair takes a step, and its sums are written`() throws {
    var array = Self.trees(
      units: 1, width: 2, pipeline: 2, ArraySparsity(input: .skip, weight: .skip, window: 4))
    array.dataflow = .outputStationary
    let zeros = Self.zeros(input: ["1010"], weight: ["0101"])
    let record = try run(.broadcast(array), .matrixProduct(m: 1, k: 4, n: 1), zeros: zeros)
    #expect(record.cycles == 1 + 1)
    #expect(record.slots["decode"] == 2 && record.slots["fill_drain"] == 2)
    #expect(record.buffers[2].writes == 1)
  }

  @Test func `Zeros of one operand are skipped beside gated ones of the other`() throws {
    // Inputs 1 and 2 of four are not zero: two pairs in one step, one of which has no weight.
    let sparsity = ArraySparsity(input: .skip, weight: .gate, window: 4)
    let zeros = Self.zeros(input: ["0110"], weight: ["1100"])
    let record = try run(
      .broadcast(Self.trees(units: 1, width: 2, pipeline: 1, sparsity)), .matrixProduct(m: 1, k: 4, n: 1),
      zeros: zeros)
    #expect(record.cycles == 1 + 1)
    #expect(record.slots["effective"] == 1 && record.slots["ineffectual"] == 1 && record.gated == 1)
  }

  // MARK: N:M weights

  @Test func `Trees of N to M weights take a window a step, or are dense`() throws {
    // A tree of two, two of every four: windows of four. Two folds of two pixels.
    let pattern = ArraySparsity.WeightPattern(nonzeros: 2, groupSize: 4)
    let array = Self.trees(
      units: 1, width: 2, pipeline: 1, ArraySparsity(weight: .skip, pattern: pattern))
    let product = Product.matrixProduct(m: 2, k: 8, n: 1)
    let fits = try run(.broadcast(array), product, zeros: Self.zeros(weight: ["10010110"]))
    #expect(fits.cycles == 1 + 2 * 2)
    #expect(fits.slots["effective"] == 2 * 4 && fits.slots["imbalance"] == 0)
    // Three in the first four: four chunks of two, each a fold of two pixels.
    let misses = try run(.broadcast(array), product, zeros: Self.zeros(weight: ["11010110"]))
    #expect(misses.cycles == 1 + 4 * 2)
    #expect(misses.slots["effective"] == 2 * 5 && misses.slots["ineffectual"] == 2 * 3 && misses.gated == 0)
    let unmasked = try run(.broadcast(array), product)
    #expect(unmasked.cycles == 1 + 4 * 2 && unmasked.slots["effective"] == 16)
  }

  @Test func `Resting places of N to M weights halve the folds`() throws {
    // Two rows, one column. Eight k are two groups, four places, two folds; three pixels. The second group has one
    // weight. Places 0 and 1 come in steps 0 and 1; streams from 2 and from 5; the last sum in step 5 + 2 + 1.
    let pattern = ArraySparsity.WeightPattern(nonzeros: 2, groupSize: 4)
    let array = Self.systolic(rows: 2, .weightStationary, pattern)
    let product = Product.matrixProduct(m: 3, k: 8, n: 1)
    let record = try run(.systolic(array), product, zeros: Self.zeros(weight: ["01011000"]))
    #expect(record.cycles == 5 + 3 + 2 + 1 - 2)
    #expect(record.folds == 2 && record.foldElements == 4)
    #expect(record.slots["effective"] == 3 * 3 && record.slots["ineffectual"] == 3)
    // A vector brings all four inputs of the fold's group.
    #expect(record.buffers[0].reads == 2 * 3 * 4 && record.buffers[1].reads == 4)
    // Each place of row 0 has one register on its way, of row 1 two.
    #expect(record.registerLoads == [0, 2 * (1 + 2)])
    // Dense: four folds, streams from 2, 5, 8 and 11.
    let dense = try run(.systolic(array), product)
    #expect(dense.cycles == 11 + 3 + 1 && dense.folds == 4)
  }

  @Test func `Streamed places of N to M weights halve the stream`() throws {
    // One element: four places, and a step to drain. Each group's inputs are read whole.
    let pattern = ArraySparsity.WeightPattern(nonzeros: 2, groupSize: 4)
    let array = Self.systolic(rows: 1, .outputStationary, pattern)
    let zeros = Self.zeros(weight: ["01011000"])
    let record = try run(.systolic(array), .matrixProduct(m: 1, k: 8, n: 1), zeros: zeros)
    #expect(record.cycles == 4 + 1)
    #expect(record.slots["effective"] == 3 && record.slots["ineffectual"] == 1)
    #expect(record.buffers[0].reads == 8 && record.buffers[1].reads == 4)
    // Six k are a group of four and one of two: four places again, of which inputs are four and two.
    let shorter = try run(
      .systolic(array), .matrixProduct(m: 1, k: 6, n: 1), zeros: Self.zeros(weight: ["010110"]))
    #expect(shorter.cycles == 4 + 1 && shorter.buffers[0].reads == 6)
  }

  @Test func `Resting inputs of N to M weights halve the folds`() throws {
    // Two rows, one column, three filters. Eight k are two groups, four places, two folds; each is preloaded in two steps and
    // streams three filters.
    let pattern = ArraySparsity.WeightPattern(nonzeros: 2, groupSize: 4)
    let array = Self.systolic(rows: 2, .inputStationary, pattern)
    let product = Product.matrixProduct(m: 1, k: 8, n: 3)
    let zeros = Self.zeros(weight: ["01011000", "11000011", "00000001"])
    let record = try run(.systolic(array), product, zeros: zeros)
    #expect(record.cycles == 5 + 3 + 2 + 1 - 2)
    #expect(record.folds == 2 && record.foldElements == 4)
    #expect(record.slots["effective"] == 3 + 4 + 1 && record.slots["ineffectual"] == 4)
    // All four inputs of a group once, with its second place; four weights' places for each filter.
    #expect(record.buffers[0].reads == 8 && record.buffers[1].reads == 3 * 4)
    // Four inputs in one register on the way to row 0, in two on that to row 1, in both folds.
    #expect(record.registerLoads == [2 * 4 * (1 + 2), 0])
    // Two k more are a group of two: two places, and a fold of their own.
    let longer = try run(
      .systolic(array), .matrixProduct(m: 1, k: 10, n: 1), zeros: Self.zeros(weight: ["0101100011"]))
    #expect(longer.folds == 3 && longer.buffers[0].reads == 10)
    #expect(longer.registerLoads == [(4 + 4 + 2) * (1 + 2), 0])
  }

  // MARK: Independent units

  @Test func `One unit that is never short of items takes a step for each effectual pair`() throws {
    // Items begin in step 2: step 0 finds the first, in step 1 it is on its way. Then, for each pixel and channel with an input,
    // as many steps as the channel has weights: the published identity of Eyeriss v2's processing element.
    let input = ["1011", "0110", "1111"]
    let weight = ["1101", "0111", "1110", "0010", "1011"]
    var sum = 0
    for pixel in input {
      for (channel, digit) in pixel.enumerated() where digit == "1" {
        sum += weight.count { Array($0)[channel] == "1" }
      }
    }
    let record = try run(
      .independent(Self.units(1, queue: 64, leastSteps: 0, ArraySparsity(window: 1, scan: 16))),
      .matrixProduct(m: 3, k: 4, n: 5), zeros: Self.zeros(input: input, weight: weight))
    #expect(record.cycles == 2 + sum)
    #expect(record.slots["effective"] == sum && record.slots["decode"] == 2)
    #expect(record.buffers[0].reads == 3 + 2 + 4 && record.buffers[1].reads == sum)
    #expect(record.buffers[2].writes == 15 && record.registerLoads == [0, 0])
    #expect(record.folds == 1 && record.foldElements == 1)
  }

  @Test func `A unit whose queue is full stops the broadcaster for all`() throws {
    // Two units, queues of one. Unit 0 has four weights at each of four positions, unit 1 none, and a step for each item.
    //   item   ready  issue  unit 0        unit 1
    //   0      1      1      [2, 6)        [2, 3)
    //   1      2      2      [6, 10)       [3, 4)
    //   2      3      6      [10, 14)      [7, 8)
    //   3      7      10     [14, 18)      [11, 12)
    var array = Self.units(2, queue: 1, leastSteps: 1, ArraySparsity(window: 1, scan: 1))
    array.pipeline = 2
    let weight = (0..<8).map { $0 % 2 == 0 ? "1111" : "0000" }
    let record = try run(
      .independent(array), .matrixProduct(m: 1, k: 4, n: 8),
      zeros: Self.zeros(input: ["1111"], weight: weight))
    #expect(record.cycles == 18 + 2)
    #expect(record.slots["effective"] == 16)
    // Steps 0 and 1 of both units.
    #expect(record.slots["decode"] == 2 * 2)
    // Unit 1: an empty step for each item, two times three steps of waiting for unit 0, six after its last item.
    #expect(record.slots["imbalance"] == 4 + 6 + 6)
    #expect(record.slots["fill_drain"] == 2 * 2)
    #expect(record.work.all == 16 && record.work.ofBusiest == 2 * 16)
  }

  @Test(arguments: [1, 2, 3, 8, 100])
  func `A queue that changes no cycle does not change what units wait for`(queue: Int) throws {
    // Unit 0 has two weights at each position, unit 1 none and no empty steps: the broadcaster finds an item each step, of which
    // unit 1 would wait for every one, so a step each is decode. All else waits for unit 0, at once or in the end.
    let array = Self.units(2, queue: queue, leastSteps: 0, ArraySparsity(window: 1, scan: 1))
    let weight = ["1", "0", "1", "0"].map { String(repeating: $0, count: 20) }
    let record = try run(
      .independent(array), .matrixProduct(m: 2, k: 20, n: 4), zeros: Self.zeros(weight: weight))
    #expect(record.cycles == 2 + 80)
    #expect(record.slots["effective"] == 80)
    #expect(record.slots["decode"] == 2 + 2 + 39)
    #expect(record.slots["imbalance"] == 80 - 39)
  }

  @Test func `What others' full queues kept back is waited for later, too`() throws {
    // Two units, queues of one, a position each step. Unit 0 has four weights at position 0, unit 1 four at positions 1 and 2.
    //   item   ready  issue  unit 0      unit 1      the broadcaster is held
    //   0      1      1      [2, 6)      [2, 2)
    //   1      2      2      [6, 6)      [3, 7)
    //   2      3      6      [7, 7)      [7, 11)     in 3, 4, 5 by unit 0
    //   3      7      7      [8, 8)      [11, 11)
    //   4      8      11     [12, 12)    [12, 12)    in 8, 9, 10 by unit 1
    // Unit 1 works in 3 to 6 while unit 0 holds the broadcaster up, and is late by 3. In 11 it waits for item 4.
    let array = Self.units(2, queue: 1, leastSteps: 0, ArraySparsity(window: 1, scan: 1))
    let (first, second) = ("10000", "01100")
    let record = try run(
      .independent(array), .matrixProduct(m: 1, k: 5, n: 8),
      zeros: Self.zeros(weight: [first, second, first, second, first, second, first, second]))
    #expect(record.cycles == 12)
    #expect(record.slots["effective"] == 12)
    // Unit 0: 0 and 1, then 6 and 7, and of its wait for item 4 one step that it would wait anyhow. Unit 1: 0, 1 and 2.
    #expect(record.slots["decode"] == 5 + 3)
    // Unit 0: as long as unit 1's queue holds item 4 up. Unit 1: 11.
    #expect(record.slots["imbalance"] == 3 + 1)
  }

  @Test func `A unit's own full queue is not the fault of another`() throws {
    // One unit and a queue of one; four weights at the first, none at the others.
    //   item   ready  issue  unit
    //   0      1      1      [2, 6)
    //   1      2      2      [6, 6)
    //   2      3      6      [7, 7)
    //   3      7      7      [8, 8)
    let array = Self.units(1, queue: 1, leastSteps: 0, ArraySparsity(window: 1, scan: 1))
    let record = try run(
      .independent(array), .matrixProduct(m: 1, k: 4, n: 4),
      zeros: Self.zeros(weight: [String](repeating: "1000", count: 4)))
    #expect(record.cycles == 8)
    #expect(record.slots["decode"] == 4 && record.slots["imbalance"] == 0)
  }

  @Test func `Runs of more zeros than the bits count have padding zeros`() throws {
    // One bit counts no or one zero. Filters 2 and 5 of seven have weights: 1 and 4 are stored as zeros, 6 is not.
    let sparsity = ArraySparsity(window: 1, scan: 1, runBits: 1)
    let weight = ["0", "0", "1", "0", "0", "1", "0"]
    let record = try run(
      .independent(Self.units(1, queue: 1, leastSteps: 1, sparsity)), .matrixProduct(m: 1, k: 1, n: 7),
      zeros: Self.zeros(weight: weight))
    #expect(record.cycles == 2 + 4)
    #expect(record.slots["effective"] == 2 && record.slots["ineffectual"] == 2)
    #expect(record.buffers[1].reads == 4)
  }

  @Test(arguments: [(IndependentArray.Distribution.interleaved, 7), (.blocked, 5), (.greedy, 5)])
  func `Filters are dealt out to units`(distribution: IndependentArray.Distribution, most: Int) throws {
    // Four, one, three and two weights in one window: 0 and 2 beside 1 and 3, 0 and 1 beside 2 and 3, 0 and 1 beside 2 and 3.
    var array = Self.units(2, queue: 1, leastSteps: 1, ArraySparsity(window: 4))
    array.distribution = distribution
    let record = try run(
      .independent(array), .matrixProduct(m: 1, k: 4, n: 4),
      zeros: Self.zeros(weight: ["1111", "0100", "1011", "0011"]))
    #expect(record.cycles == 2 + most)
    #expect(record.slots["effective"] == 10 && record.slots["imbalance"] == 2 * most - 10)
  }

  @Test func `Multipliers of a unit take pairs of one filter`() throws {
    // Two multipliers, one window of four: filters with 3 and 1 weights take 2 and 1 steps.
    var array = Self.units(1, queue: 1, leastSteps: 1, ArraySparsity(window: 4))
    array.multipliers = 2
    let record = try run(
      .independent(array), .matrixProduct(m: 1, k: 4, n: 2), zeros: Self.zeros(weight: ["1101", "0100"]))
    #expect(record.cycles == 2 + 3)
    #expect(record.slots["effective"] == 4 && record.slots["unmapped"] == 2 && record.slots["imbalance"] == 0)
    #expect(record.foldElements == 2)
  }

  @Test func `Where all inputs are zero, they are looked through and zeros are written`() throws {
    var array = Self.units(2, queue: 1, leastSteps: 1, ArraySparsity(window: 1, scan: 3))
    array.pipeline = 1
    let record = try run(
      .independent(array), .matrixProduct(m: 2, k: 2, n: 1), zeros: Self.zeros(input: ["00", "00"]))
    // Four positions, three a step. Unit 1 has no filter.
    #expect(record.cycles == 2 + 1)
    #expect(record.slots["decode"] == 2 && record.slots["fill_drain"] == 1)
    #expect(record.slots["unmapped"] == 3)
    #expect(record.buffers[0].reads == 0 && record.buffers[2].writes == 2)
  }

  // MARK: Machines and masks

  private static let precision = ArrayPrecision(
    input: .integer(bits: 8), weight: .integer(bits: 8), accumulate: .integer(bits: 32))

  private static func trees(
    units: Int, width: Int, pipeline: Int, _ sparsity: ArraySparsity
  ) -> BroadcastArray {
    BroadcastArray(
      arrangement: .dotProduct, dataflow: .weightStationary, reduction: width, filters: units,
      pipeline: pipeline, precision: precision, sparsity: sparsity)
  }

  private static func systolic(
    rows: Int, _ dataflow: Dataflow, _ pattern: ArraySparsity.WeightPattern
  ) -> SystolicArray {
    SystolicArray(
      rows: rows, columns: 1, dataflow: dataflow, precision: precision,
      sparsity: ArraySparsity(weight: .skip, pattern: pattern))
  }

  /// Units of one multiplier that skip the zeros of both operands.
  private static func units(
    _ units: Int, queue: Int, leastSteps: Int, _ sparsity: ArraySparsity
  ) -> IndependentArray {
    var sparsity = sparsity
    (sparsity.input, sparsity.weight) = (.skip, .skip)
    return IndependentArray(
      units: units, multipliers: 1, queue: queue, leastSteps: leastSteps, pipeline: 0, precision: precision,
      sparsity: sparsity)
  }

  /// Masks of rows of digits.
  private static func zeros(input: [String]? = nil, weight: [String]? = nil) -> ProductZeros {
    func mask(_ rows: [String]) -> OccupancyMask {
      let digits = rows.map { Array($0) }
      return OccupancyMask(rows: rows.count, columns: digits[0].count) { digits[$0][$1] == "1" }
    }
    return ProductZeros(input: input.map(mask), weight: weight.map(mask))
  }
}
