import Hardware
import ReferenceMachine
import Tensors
import Testing
import Workloads

/// Direct and channel-wise products on a systolic array, in cases that can be counted by hand.
@Suite struct LyingTimingTests {
  @Test func `A channel-wise fold holds as many groups as fit, and zeros between them`() throws {
    // Depthwise with two taps on 5 x 4: two groups side by side; three groups are folds of two and of one.
    let product = Product(
      groups: 3, inputHeight: 4, inputWidth: 1, channels: 1, filters: 1, kernelHeight: 2)
    let record = try run(Self.array(rows: 5, columns: 4), product, spatial: .channelWise)
    #expect(record.folds == 2 && record.foldElements == 2 * 2 + 2)
    // Preload 4 rows, stream 3 pixels, then the second fold's preload of 2 after the wave, and its stream.
    #expect(record.cycles == (4 + 3 + 5 + 4 - 2) + (2 + 3 + 5 + 4 - 2))
    #expect(record.slots["effective"] == 3 * 3 * 2)
    #expect(record.slots["unmapped"] == 2 * 3 * 20 - 18)
    #expect(record.buffers[1].reads == 6)
    #expect(record.buffers[0].reads == 3 * 6)
    // One group at a time, im2col takes a fold each.
    #expect(try run(Self.array(rows: 5, columns: 4), product).folds == 3)
  }

  @Test func `Direct chunks of k stay within a tap`() throws {
    // Three taps of five channels on four rows: chunks of 4 and 1 for each tap, and not 4, 4, 4, 3.
    let product = Product(inputHeight: 3, inputWidth: 1, channels: 5, filters: 2, kernelHeight: 3)
    let whole = try run(Self.array(rows: 4, columns: 2), product)
    let direct = try run(Self.array(rows: 4, columns: 2), product, spatial: .direct)
    #expect(whole.folds == 4 && direct.folds == 6)
    #expect(whole.cycles == 15 + 4 * (1 + 4 + 2 - 2))
    #expect(direct.cycles == 15 + 6 * (1 + 4 + 2 - 2))
  }

  private static func array(rows: Int, columns: Int) -> ProcessingArray {
    .systolic(
      SystolicArray(
        rows: rows, columns: columns, dataflow: .weightStationary,
        precision: ArrayPrecision(
          input: .integer(bits: 8), weight: .integer(bits: 8), accumulate: .integer(bits: 32)),
        preload: .serial))
  }
}
