import Hardware
import ReferenceMachine
import Tensors
import Testing
import Workloads

/// Row-stationary arrays of the reference machine in cases that can be counted by hand (docs/model.md, 3.4).
@Suite struct RowTimingTests {
  @Test func `A kernel's rows are added up down the array`() throws {
    // Two kernel rows on two elements; the two output rows are a fold each, of one vector. Fold 0: two weights and two
    // inputs come in steps 0 and 1, one product each in step 2. Fold 1 finds its weights; two inputs come in steps 2
    // and 3. The last sum leaves in step 5.
    let product = Product(inputHeight: 3, inputWidth: 1, channels: 1, filters: 1, kernelHeight: 2)
    let record = try run(.rowStationary(Self.array(rows: 2, columns: 1)), product)
    #expect(record.cycles == 6)
    #expect(record.folds == 2 && record.foldElements == 4)
    #expect(record.slots["effective"] == 4 && record.slots["fill_drain"] == 4 * 2)
    #expect(record.buffers[0].reads == 4 && record.buffers[1].reads == 2)
    #expect(record.buffers[2].writes == 2 && record.buffers[2].reads == 0)
    #expect(record.registerLoads == [4, 2])
  }

  @Test func `An element slides its row of the kernel along a row of the input`() throws {
    // Three outputs of three taps, for two filters: 6 steps a vector. Six weights come two at a time, three inputs
    // one at a time; each later vector needs one more.
    var array = Self.array(rows: 1, columns: 1, files: (3, 6, 2))
    (array.buses.weight, array.pipeline) = (2, 3)
    let product = Product(inputHeight: 1, inputWidth: 5, channels: 1, filters: 2, kernelWidth: 3)
    let record = try run(.rowStationary(array), product)
    // The last vector ends; two more steps of the pipeline; two sums leave.
    #expect(record.cycles == 3 + 3 * 6 + 2 + 2)
    #expect(record.slots["effective"] == 18)
    #expect(record.buffers[0].reads == 5 && record.buffers[1].reads == 6)
    #expect(record.registerLoads == [5, 6])
    // A stride that leaves nothing of the row: all three inputs are new.
    var stepping = product
    (stepping.inputWidth, stepping.strideWidth) = (9, 3)
    let strided = try run(.rowStationary(array), stepping)
    #expect(strided.cycles == record.cycles && strided.registerLoads == [9, 6])
  }

  @Test func `A slow bus of sums holds up the vector after the next`() throws {
    // A vector of 1 step whose two sums leave in 2: vectors 0 and 1 begin in steps 1 and 2, then one every two steps.
    let product = Product(inputHeight: 2, inputWidth: 5, channels: 1, filters: 1)
    var array = Self.array(rows: 1, columns: 2)
    array.buses.input = 2
    let slow = try run(.rowStationary(array), product)
    #expect(slow.cycles == 1 + 1 + 2 * 3 + 2 + 2)
    array.buses.output = 2
    let fast = try run(.rowStationary(array), product)
    #expect(fast.cycles == 1 + 5 + 1)
  }

  @Test(arguments: [(true, 4), (false, 6)])
  func `An input row that two output rows take comes once, or once for each`(
    multicast: Bool, inputs: Int
  ) throws {
    let product = Product(inputHeight: 4, inputWidth: 1, channels: 1, filters: 1, kernelHeight: 3)
    var array = Self.array(rows: 3, columns: 2)
    array.multicast = multicast
    let record = try run(.rowStationary(array), product)
    #expect(record.buffers[0].reads == inputs && record.registerLoads == [6, 6])
    #expect(record.cycles == inputs + 1 + 2)
  }

  @Test(arguments: [(RowStationaryArray.Preload.shadowed, 6), (.serial, 7)])
  func `A second set of files is filled while the first is in use`(
    preload: RowStationaryArray.Preload, cycles: Int
  ) throws {
    // Two channels, one after the other, of two pixels: each vector is one step, and each fold one weight.
    let product = Product(inputHeight: 1, inputWidth: 2, channels: 2, filters: 1)
    var array = Self.array(rows: 1, columns: 1)
    array.preload = preload
    let record = try run(.rowStationary(array), product)
    #expect(record.cycles == cycles)
    // The second fold adds to what the first has written.
    #expect(record.buffers[2].writes == 4 && record.buffers[2].reads == 2)
  }

  @Test(arguments: [(RowStationaryArray.WeightsStay.pass, 12, 6), (.operator, 6, 3)])
  func `A pass finds the weights that the pass before has left, where they stay`(
    stay: RowStationaryArray.WeightsStay, weights: Int, wait: Int
  ) throws {
    // Two images of one output row are a pass each: six weights come one by one beside three inputs, then one vector of
    // 3 x 2 products; two sums leave in two steps. The second image's pass may wait for its three inputs alone.
    let product = Product(images: 2, inputHeight: 1, inputWidth: 3, channels: 1, filters: 2, kernelWidth: 3)
    var array = Self.array(rows: 1, columns: 1, files: (3, 6, 2))
    array.weightsStay = stay
    let record = try run(.rowStationary(array), product)
    #expect(record.buffers[1].reads == weights && record.registerLoads == [6, weights])
    #expect(record.cycles == 6 + 6 + 2 + wait + 6 + 2)
  }

  @Test func `Sets of rows take channels and filters, sets of columns more filters`() throws {
    // Two output rows on five columns: two sets. Of five rows two sets have channels {0, 1} and {2}, twice over.
    // Filters in twos: {0, 1}, {2, 3}, {4}, and a set without any.
    let product = Product(inputHeight: 2, inputWidth: 1, channels: 3, filters: 5)
    var array = Self.array(rows: 5, columns: 5, files: (2, 4, 8))
    array.buses = .init(input: 100, weight: 100, output: 100)
    let record = try run(.rowStationary(array), product)
    #expect(record.folds == 1 && record.foldElements == 3 * 2 * 2)
    #expect(record.cycles == 1 + 4 + 1)
    #expect(record.slots["effective"] == 30 && record.slots["unmapped"] == 100 - 30)
    // Inputs of two rows and three channels go to three sets; each weight to two output rows.
    #expect(record.buffers[0].reads == 6 && record.registerLoads == [18, 30])
  }

  @Test(arguments: [(2, 3, 3), (3, 2, 3), (3, 3, 2)])
  func `A kernel that the files or the rows have no room for is refused`(
    inputs: Int, weights: Int, rows: Int
  ) throws {
    let product = Product(
      inputHeight: 3, inputWidth: 3, channels: 1, filters: 1, kernelHeight: 3, kernelWidth: 3)
    let small = Self.array(rows: rows, columns: 1, files: (inputs, weights, 1))
    #expect(throws: ReferenceFailure.self) { try run(.rowStationary(small), product) }
    let enough = Self.array(rows: 3, columns: 1, files: (3, 3, 1))
    #expect(try run(.rowStationary(enough), product).slots["effective"] == 9)
  }

  private static func array(
    rows: Int, columns: Int, files: (Int, Int, Int) = (1, 1, 1)
  ) -> RowStationaryArray {
    RowStationaryArray(
      rows: rows, columns: columns, files: .init(input: files.0, weight: files.1, sum: files.2),
      buses: .init(input: 1, weight: 1, output: 1), pipeline: 1,
      precision: ArrayPrecision(
        input: .integer(bits: 8), weight: .integer(bits: 8), accumulate: .integer(bits: 32)))
  }
}
