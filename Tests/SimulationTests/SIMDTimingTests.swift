import Hardware
import ReferenceMachine
import Tensors
import Testing
import Workloads

/// The SIMD core of the reference machine in cases that can be counted by hand.
@Suite struct SIMDTimingTests {
  @Test func `A block loads its pixels and filters, multiplies all pairs, and writes them at the end`() throws
  {
    // 3 pixels x 3 filters, k of 10 on 4 lanes: runs of 2 and 1 pixels by 2 and 1 filters, three runs of k.
    let record = try run(.simd(Self.cluster()), .matrixProduct(m: 3, k: 10, n: 3))
    var steps = 0
    for pixels in [2, 1] {
      for filters in [2, 1] {
        steps += 5 + 3 * (pixels + filters + pixels * filters + 1) + pixels * filters
      }
    }
    #expect(steps == 36 + 2 * 25 + 18)
    #expect(record.cycles == steps)
    #expect(record.folds == 4 && record.foldElements == 4 * 4)
    #expect(record.slots["effective"] == 90)
    #expect(record.slots["unmapped"] == 9 * 2)
    #expect(record.slots["fill_drain"] == (steps - 27) * 4)
    #expect(record.buffers[0].reads == 3 * 10 * 2)
    #expect(record.buffers[1].reads == 3 * 10 * 2)
    #expect(record.buffers[2].writes == 9)
  }

  @Test func `A window is laid out once for all filters, and then read without the buffer`() throws {
    // Two pixels of a window of three taps over two channels: k of 6, two runs of 3 steps for each pixel.
    let product = Product(inputHeight: 4, inputWidth: 1, channels: 2, filters: 3, kernelHeight: 3)
    let record = try run(.simd(Self.cluster()), product)
    let blocks = (5 + 2 * (2 + 2 + 4 + 1) + 4) + (5 + 2 * (2 + 1 + 2 + 1) + 2)
    #expect(record.cycles == 2 * 2 * 3 + blocks)
    #expect(record.buffers[0].reads == 2 * 6)
    var bare = Self.cluster()
    bare.transform = 0
    let without = try run(.simd(bare), product)
    #expect(without.cycles == blocks)
    #expect(without.buffers[0].reads == 2 * 6 * 2)
  }

  @Test func `Pairs come to fewer multipliers in beats, also where the last run of k has few`() throws {
    // k of 10 in runs of 4, 4 and 2, two beats each; the last run's second beat has nothing.
    var cluster = Self.cluster()
    cluster.macsPerCycle = 2
    let record = try run(.simd(cluster), .matrixProduct(m: 3, k: 10, n: 3))
    let whole = try run(.simd(Self.cluster()), .matrixProduct(m: 3, k: 10, n: 3))
    #expect(record.cycles == whole.cycles + 9 * 3)
    #expect(record.folds == 4 && record.foldElements == 4 * 2)
    #expect(record.slots["effective"] == 90)
    #expect(record.slots["unmapped"] == 9 * 2)
    #expect(record.slots["fill_drain"] == (record.cycles - 9 * 6) * 2)
    #expect(record.buffers[0].reads == whole.buffers[0].reads)
  }

  private static func cluster() -> SIMDCluster {
    SIMDCluster(
      lanes: 4, registerPixels: 2, registerFilters: 2, loopOverhead: 1, blockOverhead: 5, transform: 3,
      precision: ArrayPrecision(
        input: .integer(bits: 8), weight: .integer(bits: 8), accumulate: .integer(bits: 32)))
  }
}
