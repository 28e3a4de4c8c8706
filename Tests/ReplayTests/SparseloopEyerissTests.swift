import Replay
import Testing

/// The dense Eyeriss of Sparseloop's validation, count by count: the accesses that Timeloop's statistics give for each level and
/// tensor (Accelergy-Project/micro22-sparseloop-artifact, evaluation_setups/table7_eyeriss_setup/dense_outputs,
/// timeloop-model.stats.txt), all instances together, words of 16 bits.
@Suite struct SparseloopEyerissTests {
  struct Counts: Sendable {
    var layer: Int
    var computes: Int
    var elements: Int
    var cycles: Int
    /// Of each element: fills of the weights' file and of the inputs', reads and fills of the sums'.
    var weightFills: Int
    var inputFills: Int
    var sumReads: Int
    var sumFills: Int
    /// Of the global buffer: reads and fills of inputs; reads, updates and fills of sums.
    var inputReads: Int
    var inputLoads: Int
    var outputReads: Int
    var outputUpdates: Int
    var outputFills: Int
    /// Of DRAM: weights, inputs and sums.
    var memory: [Int]
    var microjoules: Double
    /// How many times as often weights come into the files here, and how many times as often as there inputs are read and
    /// come into their files: as images take turns.
    var weightTimes = 4
    var inputShare = (1, 1)
    /// DRAM reads of weights here, where they are not those there.
    var weights: Int?
  }

  static let published = [
    Counts(
      layer: 1, computes: 437_133_312, elements: 154, cycles: 2_838_528, weightFills: 50_688,
      inputFills: 66_528, sumReads: 2_752_512, sumFills: 258_048, inputReads: 5_122_656, inputLoads: 776_160,
      outputReads: 2_408_448, outputUpdates: 3_612_672, outputFills: 1_204_224,
      memory: [1_115_136, 776_160, 1_204_224], microjoules: 2137.49, weightTimes: 1),
    Counts(
      layer: 2, computes: 963_379_200, elements: 140, cycles: 6_881_280, weightFills: 122_880,
      inputFills: 98_304, sumReads: 6_823_936, sumFills: 688_128, inputReads: 13_762_560,
      inputLoads: 1_769_472, outputReads: 8_830_976, outputUpdates: 9_633_792, outputFills: 802_816,
      memory: [1_228_800, 1_769_472, 802_816], microjoules: 4402.46, weightTimes: 2, weights: 614_400),
    Counts(
      layer: 3, computes: 598_081_536, elements: 156, cycles: 3_833_856, weightFills: 73_728,
      inputFills: 92_160, sumReads: 3_828_864, sumFills: 319_488, inputReads: 3_594_240,
      inputLoads: 1_382_400, outputReads: 16_353_792, outputUpdates: 16_613_376, outputFills: 259_584,
      memory: [884_736, 1_382_400, 259_584], microjoules: 2927.08),
    Counts(
      layer: 4, computes: 448_561_152, elements: 156, cycles: 2_875_392, weightFills: 55_296,
      inputFills: 179_712, sumReads: 2_870_400, sumFills: 239_616, inputReads: 7_008_768,
      inputLoads: 1_036_800, outputReads: 12_200_448, outputUpdates: 12_460_032, outputFills: 259_584,
      memory: [663_552, 1_036_800, 259_584], microjoules: 2259.79, inputShare: (15, 39)),
    Counts(
      layer: 5, computes: 299_040_768, elements: 156, cycles: 1_916_928, weightFills: 36_864,
      inputFills: 119_808, sumReads: 1_913_600, sumFills: 159_744, inputReads: 4_672_512, inputLoads: 691_200,
      outputReads: 8_133_632, outputUpdates: 8_306_688, outputFills: 173_056,
      memory: [442_368, 691_200, 173_056], microjoules: 1506.53, inputShare: (15, 39)),
  ]

  @Test(arguments: published)
  func `Every access of the buffer and of memory is Timeloop's, but for what follows from one image a pass`(
    counts: Counts
  ) async throws {
    let total = try await Self.layer(counts).run(ValidationTests.files).total
    let record = total.record
    #expect(record.slots.effective == counts.computes)
    #expect(record.foldElements == record.folds * counts.elements)
    let (taken, of) = counts.inputShare
    let loads = record.registerLoads
    #expect(loads[0] == counts.inputFills * taken / of * counts.elements)
    #expect(loads[1] == counts.weightFills * counts.weightTimes * counts.elements)
    let (input, output) = (record.buffers[0], record.buffers[2])
    #expect(input.readAccesses == counts.inputReads * taken / of)
    #expect(input.writeAccesses == counts.inputLoads)
    #expect(output.writeAccesses == counts.outputUpdates)
    // The store of a finished sum reads it; Timeloop counts a fill instead, before the first update (deviation 30).
    #expect(output.readAccesses == counts.outputReads + counts.outputFills)
    let memory = record.memories[0]
    #expect(memory.readBytes == [2 * counts.memory[1], 2 * (counts.weights ?? counts.memory[0]), 0])
    #expect(memory.writeBytes == [0, 0, 2 * counts.memory[2]])
  }

  @Test(arguments: published)
  func `The energy is Timeloop's, but for the accesses that differ`(counts: Counts) async throws {
    let total = try await Self.layer(counts).run(ValidationTests.files).total
    let energy = try #require(total.figures.energyPicojoules)
    let elements = Double(counts.elements)
    let (taken, of) = counts.inputShare
    let loads = total.record.registerLoads.map(Double.init)
    func less(_ theirs: Int, _ ours: Int) -> Double { Double(ours - theirs) }
    let differences = [
      // Weights that come into the files again for each image.
      (loads[1] - elements * Double(counts.weightFills)) * 1.13063,
      // Inputs that come into the files: fewer, and at the weights' energy.
      loads[0] * 1.13063 - elements * Double(counts.inputFills) * 0.19652,
      // Sums that come into the files there, and are read one time less.
      elements * (Double(counts.cycles - counts.sumReads) - Double(counts.sumFills)) * 0.25281,
      // Inputs that leave the buffer less often, its finished sums that are read and not filled.
      less(counts.inputReads, counts.inputReads * taken / of) * 49.1739 / 4,
      Double(counts.outputFills) * (49.1739 - 37.1554) / 4,
      // Weights of DRAM.
      less(counts.memory[0], counts.weights ?? counts.memory[0]) * 128,
    ]
    let difference = differences.reduce(0, +)
    // Nothing else differs, but the digits printed and the address generation that its buffers count.
    #expect(abs(energy.total - difference - counts.microjoules * 1e6) <= 0.35e6)
  }

  private static func layer(_ counts: Counts) throws -> SparseloopLayer {
    try #require(SparseloopLayer.all.first { $0.name == "sparseloop_eyeriss_conv\(counts.layer)" })
  }
}
