import Hardware
import Quantities
import ReferenceMachine
import Tensors
import Testing
import Workloads

/// The broadcast arrays of the reference machine in cases that can be counted by hand.
@Suite struct BroadcastTimingTests {
  @Test func `A dot-product array streams the pixels of a 1x1 convolution past each block of weights`() throws
  {
    // Two trees of four. Nine pixels, eight channels, four filters: two chunks of filters by two of k, each a
    // fold of nine vectors after the weights' own step; five steps from the last vector to its result.
    let array = Self.dotProduct(units: 2, width: 4, pipeline: 5)
    let record = try run(.broadcast(array), Self.pointwise(side: 3, channels: 8, filters: 4))
    #expect(record.cycles == 1 + 4 * 9 + 5 - 1)
    #expect(record.folds == 4 && record.foldElements == 4 * 8)
    #expect(record.slots["effective"] == 9 * 8 * 4)
    #expect(record.slots["unmapped"] == 0)
    #expect(record.slots["fill_drain"] == (1 + 5 - 1) * 8)
    // Every input is read for each chunk of filters, every weight once; the second chunk of k adds.
    #expect(record.buffers[0].reads == 72 * 2)
    #expect(record.buffers[1].reads == 32)
    #expect(record.buffers[2].reads == 36)
  }

  @Test(arguments: [(BroadcastArray.Preload.serial, 1), (.shadowed, 0)])
  func `A serial preload and a gap stand between two folds`(preload: BroadcastArray.Preload, own: Int) throws
  {
    var array = Self.dotProduct(units: 2, width: 4, pipeline: 3)
    array.preload = preload
    array.foldGap = 2
    let record = try run(.broadcast(array), Self.pointwise(side: 3, channels: 8, filters: 4))
    #expect(record.cycles == 1 + 4 * 9 + 3 * (2 + own) + 3 - 1)
  }

  @Test func `A tree that a fold does not fill has unmapped multipliers, and padding ineffectual ones`()
    throws
  {
    // One pixel, window 3 x 3 of which the centre alone is inside, one channel: chunks of 4, 4 and 1 taps.
    let product = Product(
      inputHeight: 1, inputWidth: 1, channels: 1, filters: 1, kernelHeight: 3, kernelWidth: 3, padTop: 1,
      padBottom: 1, padLeft: 1, padRight: 1)
    let record = try run(.broadcast(Self.dotProduct(units: 2, width: 4, pipeline: 1)), product)
    #expect(record.cycles == 1 + 3)
    #expect(record.slots["effective"] == 1)
    #expect(record.slots["ineffectual"] == 8)
    #expect(record.slots["unmapped"] == 3 * 8 - 9)
    #expect(record.foldElements == 4 + 4 + 1)
    // Direct: one chunk for each tap.
    let direct = try run(
      .broadcast(Self.dotProduct(units: 2, width: 4, pipeline: 1)), product, spatial: .direct)
    #expect(direct.folds == 9 && direct.cycles == 1 + 9)
  }

  @Test func `A matrix of accumulators takes one of the reduction a step`() throws {
    // 4 pixels x 2 filters. 8 pixels, 3 filters: two runs by two, each a fold of 5 vectors.
    let array = BroadcastArray(
      arrangement: .matrix, dataflow: .outputStationary, pixelRows: 4, filters: 2, pipeline: 2, foldGap: 1,
      precision: Self.precision)
    let record = try run(.broadcast(array), .matrixProduct(m: 8, k: 5, n: 3))
    #expect(record.cycles == 4 * 5 + 3 * 1 + 2 - 1)
    #expect(record.slots["effective"] == 8 * 5 * 3)
    #expect(record.slots["unmapped"] == 2 * 5 * 4)
    #expect(record.slots["fill_drain"] == (3 + 1) * 8)
    #expect(record.foldElements == 2 * 8 + 2 * 4)
    #expect(record.buffers[2].writes == 24 && record.buffers[2].reads == 0)
  }

  @Test func `A cube takes blocks of pixels, and an input that several of them want once`() throws {
    // 2 x 2 pixels, 2 of the reduction, 1 filter. Output 3 x 3 of a window 2 x 1 over 4 x 3, one channel: blocks of
    // 2 x 2, 2 x 1, 1 x 2 and 1 x 1 pixels, one chunk of k.
    let array = BroadcastArray(
      arrangement: .cube, dataflow: .weightStationary, pixelRows: 2, pixelColumns: 2,
      pixelsAreFlattened: false, reduction: 2, filters: 1, pipeline: 4, precision: Self.precision)
    let product = Product(inputHeight: 4, inputWidth: 3, channels: 1, filters: 1, kernelHeight: 2)
    let record = try run(.broadcast(array), product)
    #expect(record.folds == 1 && record.foldElements == 8)
    #expect(record.cycles == 1 + 4 + 4 - 1)
    #expect(record.slots["effective"] == 18)
    #expect(record.slots["unmapped"] == 4 * 8 - 18)
    // Three rows by two columns, three by one, two by two, two by one.
    #expect(record.buffers[0].reads == 6 + 3 + 4 + 2)
  }

  @Test func `Resting inputs meet the filters one chunk after the other`() throws {
    var array = Self.dotProduct(units: 2, width: 4, pipeline: 1)
    array.dataflow = .inputStationary
    // Four pixels one at a time, one chunk of k, five filters in three chunks.
    let record = try run(.broadcast(array), .matrixProduct(m: 4, k: 3, n: 5))
    #expect(record.cycles == 1 + 4 * 3)
    #expect(record.buffers[0].reads == 4 * 3)
    #expect(record.buffers[1].reads == 4 * 15)
  }

  @Test func `With inputs of their own, lanes take the filters of several groups`() throws {
    // Depthwise 3 x 3 over five groups, two lanes: pairs in runs of 2, 2, 1; taps in chunks of 3.
    var array = Self.dotProduct(units: 2, width: 4, pipeline: 1)
    array.ownInputs = true
    array.ownReduction = 3
    let product = Product(
      groups: 5, inputHeight: 4, inputWidth: 4, channels: 1, filters: 1, kernelHeight: 3, kernelWidth: 3)
    let record = try run(.broadcast(array), product, spatial: .channelWise)
    #expect(record.folds == 3 * 3)
    #expect(record.cycles == 1 + 9 * 4)
    #expect(record.foldElements == 3 * (6 + 6 + 3))
    #expect(record.slots["effective"] == 4 * 9 * 5)
    #expect(record.slots["unmapped"] == 9 * 4 * 8 - 4 * 9 * 5)
  }

  @Test func `Weights of several chunks rest together, and the sum of a pixel is written once`() throws {
    // One tree of two. Three pixels; six channels are three chunks: runs of two and one, each a fold of 3 x 2 vectors, of
    // which the second run's have nothing in every other step.
    var array = Self.dotProduct(units: 1, width: 2, pipeline: 3)
    array.restingChunks = 2
    let record = try run(.broadcast(array), .matrixProduct(m: 3, k: 6, n: 1))
    #expect(record.folds == 2 && record.foldElements == 2 + 2)
    #expect(record.cycles == 1 + 2 * 6 + 3 - 1)
    #expect(record.slots["effective"] == 3 * 6)
    #expect(record.slots["unmapped"] == 3 * 2)
    #expect(record.buffers[0].reads == 3 * 6)
    #expect(record.buffers[2].writes == 2 * 3 && record.buffers[2].reads == 3)
  }

  @Test func `Part of the kernel at a time packs taps where channels are few`() throws {
    // 3 x 3 over one channel on a tree of two, four chunks together: by tap each run has one chunk of four, by
    // part of the kernel nine taps are in three runs.
    var array = Self.dotProduct(units: 1, width: 2, pipeline: 1)
    array.restingChunks = 4
    let product = Product(
      inputHeight: 4, inputWidth: 4, channels: 1, filters: 1, kernelHeight: 3, kernelWidth: 3)
    let direct = try run(.broadcast(array), product, spatial: .direct)
    #expect(direct.folds == 9 && direct.cycles == 1 + 9 * 4 * 4)
    let part = try run(.broadcast(array), product, spatial: .partKernel)
    #expect(part.folds == 3 && part.cycles == 1 + 3 * 4 * 4)
    #expect(part.slots["effective"] == 4 * 9)
  }

  @Test(arguments: [(BroadcastArray.Preload.serial, 4), (.shadowed, 0)])
  func `Weights that move in two at a time take the steps of all registers`(
    preload: BroadcastArray.Preload, wait: Int
  ) throws {
    // 2 x 4 registers at two a step: four steps, and a fold of three pixels hides no more than three of them.
    var array = Self.dotProduct(units: 2, width: 4, pipeline: 1)
    array.preload = preload
    array.preloadRate = 2
    let record = try run(.broadcast(array), .matrixProduct(m: 3, k: 8, n: 2))
    #expect(record.cycles == 4 + (preload == .serial ? 3 + 4 : 4) + 3)
    // And one of nine all of them.
    let longer = try run(.broadcast(array), .matrixProduct(m: 9, k: 8, n: 2))
    #expect(longer.cycles == 4 + 9 + wait + 9)
    #expect(longer.buffers[1].reads == 16)
  }

  private static let precision = ArrayPrecision(
    input: .integer(bits: 8), weight: .integer(bits: 8), accumulate: .integer(bits: 32))

  private static func dotProduct(units: Int, width: Int, pipeline: Int) -> BroadcastArray {
    BroadcastArray(
      arrangement: .dotProduct, dataflow: .weightStationary, reduction: width, filters: units,
      pipeline: pipeline, precision: precision)
  }

  private static func pointwise(side: Int, channels: Int, filters: Int) -> Product {
    Product(inputHeight: side, inputWidth: side, channels: channels, filters: filters)
  }
}
