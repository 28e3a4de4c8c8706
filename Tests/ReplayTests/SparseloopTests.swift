import Replay
import Testing

/// The dense tensor core of Sparseloop's case study, count by count: the accesses that Timeloop's statistics give for each level
/// and tensor (Accelergy-Project/micro22-sparseloop-artifact, evaluation_setups/fig15_stc_related_setup/ref_outputs,
/// timeloop-model.stats.txt of TC-RF2x-24-bandwidth), all instances together.
@Suite struct SparseloopTests {
  struct Counts: Sendable {
    var product: String
    var computes: Int
    /// Of the registers, LRF; of the tensor A.
    var registerFills: Int
    /// Of RF; of the tensor Z.
    var sumReads: Int
    var sumUpdates: Int
    var sumFills: Int
    /// Of SMEM: reads and fills of A and of B.
    var weightReads: Int
    var weightFills: Int
    var inputReads: Int
    var inputFills: Int
    /// Of DRAM: A, B and Z.
    var memory: [Int]
    var microjoules: Double
  }

  static let published = [
    Counts(
      product: "sparseloop_tc_m128_k1152_n1024", computes: 150_994_944, registerFills: 1024 * 2304,
      sumReads: 4 * 2_326_528, sumUpdates: 4 * 2_359_296, sumFills: 4 * 32_768, weightReads: 2_359_296,
      weightFills: 147_456, inputReads: 2_359_296, inputFills: 1_179_648,
      memory: [147_456, 1_179_648, 131_072], microjoules: 276.58),
    Counts(
      product: "sparseloop_tc_m512_k1024_n256", computes: 134_217_728, registerFills: 1024 * 1024,
      sumReads: 4 * 2_064_384, sumUpdates: 4 * 2_097_152, sumFills: 4 * 32_768, weightReads: 1_048_576,
      weightFills: 1_048_576, inputReads: 2_097_152, inputFills: 262_144,
      memory: [1_048_576, 262_144, 131_072], microjoules: 247.59),
    Counts(
      product: "sparseloop_tc_m512_k128_n1024", computes: 67_108_864, registerFills: 1024 * 512,
      sumReads: 4 * 917_504, sumUpdates: 4 * 1_048_576, sumFills: 4 * 131_072, weightReads: 524_288,
      weightFills: 65_536, inputReads: 1_048_576, inputFills: 131_072, memory: [65_536, 131_072, 524_288],
      microjoules: 119.51),
    Counts(
      product: "sparseloop_tc_m512_k256_n1024", computes: 134_217_728, registerFills: 1024 * 1024,
      sumReads: 4 * 1_966_080, sumUpdates: 4 * 2_097_152, sumFills: 4 * 131_072, weightReads: 1_048_576,
      weightFills: 131_072, inputReads: 2_097_152, inputFills: 262_144,
      memory: [131_072, 262_144, 524_288], microjoules: 205.45),
  ]

  @Test(arguments: published)
  func `Every access is Timeloop's, but that a tile's first sums are not read and its last are`(
    counts: Counts
  ) async throws {
    let product = try #require(SparseloopProduct.all.first { $0.name == counts.product })
    let total = try await product.run(ValidationTests.files).total
    let record = total.record
    #expect(record.slots.effective == counts.computes)
    #expect(record.registerLoads == [0, counts.registerFills])
    // Words of 16 B, all of them full; SMEM's counts are of bytes.
    let (input, weight, output) = (record.buffers[0], record.buffers[1], record.buffers[2])
    #expect((16 * input.readAccesses, 16 * input.writeAccesses) == (counts.inputReads, counts.inputFills))
    #expect((16 * weight.readAccesses, 16 * weight.writeAccesses) == (counts.weightReads, counts.weightFills))
    #expect((input.reads, weight.reads) == (counts.inputReads, counts.weightReads))
    #expect(output.writeAccesses == counts.sumUpdates)
    // The store of a finished sum reads it; Timeloop counts a fill instead, before the first update (deviation 30).
    #expect(output.readAccesses == counts.sumReads + counts.sumFills)
    let memory = record.memories[0]
    #expect(memory.readBytes == [counts.memory[1], counts.memory[0], 0])
    #expect(memory.writeBytes == [0, 0, counts.memory[2]])
    let energy = try #require(total.figures.energyPicojoules)
    // A fill is a write there and a read here: nothing else is different, but the digits printed.
    let difference = Double(counts.sumFills) * (3.20183 - 3.1647)
    #expect(abs(energy.total + difference - counts.microjoules * 1e6) <= 0.005e6)
  }
}
