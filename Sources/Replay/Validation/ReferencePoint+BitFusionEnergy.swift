import Hardware
import Quantities
import Tensors

extension ReferencePoint {
  /// BitFusion's energies of whole networks, 16 images, and how many times less that is than Eyeriss's.
  static let bitFusionEnergy =
    BitFusionEnergy.all.flatMap(\.points) + [bitFusionReduction, bitFusionReductionByItsCounts]

  fileprivate static let bitFusionSource =
    "Sharma et al., Bit Fusion, ISCA 2018; hsharma35/bitfusion, commit 04ec1c8"

  private static let bitFusionReduction = ReferencePoint(
    name: "bitfusion_less_than_eyeriss", figure: "times less energy than Eyeriss", theirs: 5.1,
    relation: .beside, kind: .simulator,
    source:
      "\(bitFusionSource): the paper's geometric mean of eight networks; Eyeriss by results/eyeriss_results.csv, as its notebook has it",
    why: "ours moves less, as of each network: row 73 of docs/deviations.md"
  ) { files in
    var ratios: [Double] = []
    for energy in BitFusionEnergy.all {
      ratios.append(energy.eyeriss / (try await energy.ours(files).sum() * 1e-9))
    }
    return geometricMean(ratios)
  }

  private static let bitFusionReductionByItsCounts = ReferencePoint(
    name: "bitfusion_less_than_eyeriss_by_its_counts", figure: "times less energy than Eyeriss", theirs: 5.1,
    kind: .simulator,
    source:
      "\(bitFusionSource): the paper's geometric mean of eight networks; Eyeriss by results/eyeriss_results.csv, as its notebook has it",
    tolerance: 0.01, why: "printed with two digits",
    variant:
      "the cycles and bits of its table at the energies of bitfusion.yaml: row 73 of docs/deviations.md"
  ) { files in
    let design = try files.design("bitfusion")
    return geometricMean(BitFusionEnergy.all.map { $0.eyeriss / $0.byItsCounts(design) })
  }

  private static func geometricMean(_ ratios: [Double]) -> Double {
    var product = 1.0
    for ratio in ratios { product *= ratio }
    // Eight of them.
    return product.squareRoot().squareRoot().squareRoot()
  }
}

/// A network on BitFusion, 16 images: what its simulator counts, and what it and Eyeriss take.
struct BitFusionEnergy: Sendable {
  var network: String
  /// Of its bf_e rows: cycles less those of memory waits, and bits.
  var computeCycles: Double
  /// Weights, inputs, sums: read and written.
  var bits: [(read: Double, write: Double)]
  var dramBits: Double
  /// Eyeriss's of the same repository, mJ: (ALU + 0.15 DRAM + Buffer + Array + RF) x 16 x 0.2 pJ.
  var eyeriss: Double

  static let all = [
    BitFusionEnergy(
      network: "alexnet", computeCycles: 30_873_248,
      bits: [
        (224_110_190_592, 978_493_440), (224_110_190_592, 3_158_184_192), (2_921_529_344, 2_921_529_344),
      ], dramBits: 7_058_206_976, eyeriss: 205.353),
    BitFusionEnergy(
      network: "svhn", computeCycles: 780_352,
      bits: [(2_528_280_576, 6_486_016), (2_726_461_440, 9_453_568), (236_999_680, 236_999_680)],
      dramBits: 252_950_528, eyeriss: 44.621),
    BitFusionEnergy(
      network: "cifar10", computeCycles: 1_771_584,
      bits: [(20_082_655_232, 28_168_192), (20_082_655_232, 97_714_176), (506_483_712, 506_483_712)],
      dramBits: 632_377_344, eyeriss: 171.223),
    BitFusionEnergy(
      network: "lenet5", computeCycles: 225_312,
      bits: [(512_917_504, 4_352_000), (512_917_504, 14_073_856), (51_663_872, 51_663_872)],
      dramBits: 69_314_560, eyeriss: 4.905),
    BitFusionEnergy(
      network: "vgg7", computeCycles: 1_032_192,
      bits: [(10_158_604_288, 22_937_600), (10_158_604_288, 47_120_384), (471_859_200, 471_859_200)],
      dramBits: 541_917_184, eyeriss: 91.246),
    BitFusionEnergy(
      network: "resnet18", computeCycles: 39_538_688,
      bits: [
        (288_345_817_088, 108_822_528), (288_345_817_088, 2_489_679_872), (6_473_908_224, 6_473_908_224),
      ], dramBits: 9_072_410_624, eyeriss: 314.328),
    BitFusionEnergy(
      network: "rnn", computeCycles: 131_072,
      bits: [(1_073_741_824, 67_108_864), (1_073_741_824, 262_144), (8_388_608, 8_388_608)],
      dramBits: 75_759_616, eyeriss: 6.464),
    BitFusionEnergy(
      network: "lstm", computeCycles: 105_792,
      bits: [(866_648_064, 54_165_504), (866_648_064, 6_770_688), (110_231_552, 110_231_552)],
      dramBits: 64_737_280, eyeriss: 5.166),
  ]

  /// Millijoules by the counts of its table and a design's energies.
  func byItsCounts(_ design: Design) -> Double {
    guard let table = design.energy else { return 0 }
    let core = computeCycles * Double(design.array.elements) * table.multiply.amount.picojoules
    // The design's order of buffers is inputs, weights, sums; a word has 32 bits.
    let words = [1, 0, 2].map { table.buffers[$0] }
    let buffers = zip(bits, words).reduce(0.0) { sum, one in
      sum + one.0.read / 32 * one.1.read.amount.picojoules + one.0.write / 32 * one.1.write.amount.picojoules
    }
    let dram = dramBits * (table.memories[0]?.amount.picojoules ?? 0)
    return (core + buffers + dram) * 1e-9
  }

  fileprivate func ours(_ files: ReferenceFiles) async throws -> ComponentEnergies {
    try await QuantizedEnergies.shared.energies("bitfusion \(network)") {
      try await ReferencePoint.energies(
        of: BitFusionLayer.of(network).map { $0.product() }, output: .integer(bits: 32),
        on: try files.design("bitfusion"))
    }
  }

  fileprivate var points: [ReferencePoint] {
    let source =
      "\(ReferencePoint.bitFusionSource): cycles and bits of results/bitfusion-eyeriss-sim-sweep.csv times the energies that its notebook prints"
    let why =
      "no sum is read here that nothing has written, tiles share what is still there, zeros that fill a row are not moved, and an input is read once for a row of units: row 73 of docs/deviations.md"
    // Its constants, as the notebook prints them.
    let bitEnergies = [(0.021, 0.029), (0.059, 0.114), (0.033, 0.073)]
    let buffers = zip(bits, bitEnergies).reduce(0.0) { $0 + $1.0.read * $1.1.0 + $1.0.write * $1.1.1 }
    return [
      ReferencePoint(
        name: "bitfusion_energy_\(network)", figure: "mJ",
        theirs: (computeCycles * 235.104 + buffers + 15 * dramBits) * 1e-9,
        relation: .beside, kind: .simulator, source: source, why: why
      ) { files in try await ours(files).sum() * 1e-9 },
      ReferencePoint(
        name: "bitfusion_energy_\(network)_dram", figure: "mJ of DRAM", theirs: 15e-9 * dramBits,
        relation: .beside, kind: .simulator, source: source, why: why
      ) { files in try await ours(files).sum(["memory_"]) * 1e-9 },
    ]
  }
}
