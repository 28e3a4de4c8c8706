import Replay
import Testing

/// The sparse designs of Sparseloop's artifact, count by count: the accesses that Timeloop's statistics give for each level and tensor
/// (Accelergy-Project/micro22-sparseloop-artifact, ref_outputs of fig15_stc_related_setup and fig1_format_comparison_setup).
@Suite struct SparseloopSparseTests {
  struct Counts: Sendable {
    var point: String
    /// Of LRF, all instances together; of RF, updates and what is read back; of SMEM, reads and fills of the weights and of the inputs.
    var computes: Int
    var registerFills: Int
    var sumUpdates: Int
    var weightReads: Int
    var weightFills: Int
    var inputReads: Int
    var inputFills: Int
    /// Of DRAM: weights, inputs and sums.
    var memory: [Int]
  }

  static let published = [
    Counts(
      point: "stc_energy_m128_k1152_2_4", computes: 75_497_472, registerFills: 1024 * 576,
      sumUpdates: 4 * 1_179_648, weightReads: 589_824, weightFills: 73_728, inputReads: 2_359_296,
      inputFills: 1_179_648, memory: [73_728, 1_179_648, 131_072]),
    Counts(
      point: "stc_energy_m512_k1024_2_4", computes: 67_108_864, registerFills: 1024 * 512,
      sumUpdates: 4 * 1_048_576, weightReads: 524_288, weightFills: 262_144, inputReads: 2_097_152,
      inputFills: 524_288, memory: [262_144, 524_288, 131_072]),
    Counts(
      point: "stc_flexible_energy_m512_k1024_2_8", computes: 33_554_432, registerFills: 1024 * 256,
      sumUpdates: 4 * 524_288, weightReads: 262_144, weightFills: 131_072, inputReads: 2_097_152,
      inputFills: 262_144, memory: [131_072, 262_144, 131_072]),
    Counts(
      point: "stc_energy_m512_k1024_dense", computes: 134_217_728, registerFills: 1024 * 1024,
      sumUpdates: 4 * 2_097_152, weightReads: 1_048_576, weightFills: 1_048_576, inputReads: 2_097_152,
      inputFills: 262_144, memory: [1_048_576, 262_144, 131_072]),
  ]

  @Test(arguments: published)
  func `Every access of a sparse tensor core is Timeloop's, but for the indices`(counts: Counts) async throws
  {
    let one = try #require(SparseTensorCoreEnergy.all.first { $0.name == counts.point })
    let record = try await one.run(ValidationTests.files).total.record
    let parts = one.parts
    #expect(parts * record.slots.effective == counts.computes)
    #expect(parts * record.registerLoads[1] == counts.registerFills)
    let (input, weight, output) = (record.buffers[0], record.buffers[1], record.buffers[2])
    // Words of 16 B, all of them full of data.
    #expect(16 * parts * input.readAccesses == counts.inputReads)
    #expect(16 * parts * input.writeAccesses == counts.inputFills)
    #expect(
      16 * parts * (weight.readAccesses + weight.writeAccesses - weight.metadataAccesses)
        == counts.weightReads + counts.weightFills)
    #expect(parts * output.writeAccesses == counts.sumUpdates)
    let memory = record.memories[0]
    #expect(parts * (memory.readBytes[1] - memory.metadataBytes[1]) == counts.memory[0])
    #expect(parts * memory.readBytes[0] == counts.memory[1])
    #expect(parts * memory.writeBytes[2] == counts.memory[2])
  }

  @Test(arguments: SparseloopFormat.all)
  func `Each row comes for each column, with a bit for an element or 14 for one that is not zero`(
    one: SparseloopFormat
  ) async throws {
    let record = try await one.run(ValidationTests.files).total.record
    let memory = record.memories[0]
    let data = memory.readBytes[0] - memory.metadataBytes[0]
    // A, 128 times, and of each B once.
    #expect(data == 128 * one.elements)
    #expect(memory.readBytes[1] - memory.metadataBytes[1] == one.elements)
    let bits = one.kind == .bitmask ? 128 * 16_384 : 128 * 14 * one.elements
    let bytes = memory.metadataBytes[0]
    #expect(8 * bytes >= bits && 8 * bytes < bits + 8 * 256, "256 tiles, each rounded up to a byte")
    // Timeloop expects as many pairs as the densities' product; its statistics have it without the fraction.
    let expected = Double(one.elements * one.elements) / 128
    #expect(abs(Double(record.slots.effective) - expected) < 4 * expected.squareRoot() + 1)
    #expect(record.memories[1].writeBytes[2] == 16_384)
  }
}
