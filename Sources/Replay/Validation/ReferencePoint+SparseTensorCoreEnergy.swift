import Quantities
import Tensors
import Workloads

extension ReferencePoint {
  /// Energies of the sparse tensor cores in Sparseloop's case study, with its mappings and its table.
  static let sparseTensorCoreEnergy = SparseTensorCoreEnergy.all.map { one in
    ReferencePoint(
      name: one.name, figure: "uJ, without indices in DRAM", theirs: one.microjoules, kind: .simulator,
      source: one.source, tolerance: 0.05,
      why:
        "the same accesses of the same table, which has no energy for indices in DRAM: row 36 of docs/deviations.md",
      variant: one.machine == .dual
        ? "inputs lie in SMEM without their zeros, so a word takes the mean of its elements' and its mask's energy: row 37 of "
          + "docs/deviations.md" : nil
    ) { try await one.microjoules($0) }
  }
}

/// A product of the case study on one of its designs, with what it takes there.
///
/// The artifact has 64 such rows; those of equal designs and mappings, whose figures are equal, are one here.
public struct SparseTensorCoreEnergy: Sendable {
  /// A matrix product of the figure: M x K weights, N columns.
  private struct Product {
    let (m, k, n): (Int, Int, Int)
    /// Of 100 inputs those that are not zero.
    let inputPercent: Int
    /// In the order of `designs`.
    let microjoules: [Double]

    init(_ m: Int, _ k: Int, _ n: Int, _ inputPercent: Int, _ microjoules: [Double]) {
      (self.m, self.k, self.n) = (m, k, n)
      (self.inputPercent, self.microjoules) = (inputPercent, microjoules)
    }
  }

  let machine: SparseTensorCoreCase.Machine
  let m: Int
  let k: Int
  let n: Int
  /// Of how many weights two are not zero; nil where all are.
  let groupSize: Int?
  let inputPercent: Int
  public let microjoules: Double

  private static let designs: [(SparseTensorCoreCase.Machine, groupSize: Int?)] = [
    (.fixed, nil), (.fixed, 4), (.flexible, 8), (.flexible, 6), (.runs, 6), (.dual, 8), (.dual, 6),
    (.dual, 4),
    (.dual, nil),
  ]

  private static let products = [
    Product(
      128, 1152, 1024, 44, [248.15, 173.42, 137.79, 150.30, 149.04, 87.66, 98.91, 123.29, 198.02]),
    Product(512, 1024, 256, 27, [225.79, 132.61, 76.08, 104.69, 103.34, 56.98, 71.10, 95.44, 170.54]),
    Product(512, 128, 1024, 56, [110.63, 79.80, 63.96, 74.01, 73.38, 58.39, 67.12, 74.23, 105.06]),
    Product(512, 256, 1024, 82, [187.70, 126.03, 94.36, 114.47, 113.20, 90.35, 108.69, 122.02, 183.69]),
  ]

  public static let all = products.flatMap { product in
    zip(designs, product.microjoules).map { design, microjoules in
      SparseTensorCoreEnergy(product, design.0, design.groupSize, microjoules)
    }
  }

  private init(
    _ product: Product, _ machine: SparseTensorCoreCase.Machine, _ groupSize: Int?, _ microjoules: Double
  ) {
    self.machine = machine
    self.groupSize = groupSize
    self.microjoules = microjoules
    (m, n, inputPercent) = (product.m, product.n, product.inputPercent)
    // The artifact pads K to whole steps of 8 groups of 6.
    k = groupSize == 6 ? (product.k + 47) / 48 * 48 : product.k
  }

  public var name: String {
    let design =
      switch machine {
      case .fixed: "stc"
      case .flexible: "stc_flexible"
      case .runs: "stc_flexible_rle"
      case .dual: "stc_dual_rle"
      }
    return "\(design)_energy_m\(m)_k\(k)_" + (groupSize.map { "2_\($0)" } ?? "dense")
  }

  var source: String {
    "Wu et al., Sparseloop, MICRO 2022, figure 15: \(machine.rawValue) on M\(m)-K\(k)-N\(n), weights "
      + (groupSize.map { "2:\($0)" } ?? "dense")
      + "; micro22-sparseloop-artifact, fig15_stc_related_setup/ref_outputs"
  }

  /// Bits of an index in a register of 8, of which 3 count as 4 there.
  private var indexBits: Int {
    switch (groupSize, machine) {
    case (nil, _): 0
    case (4, _), (6, .runs), (6, .dual): 2
    default: 4
    }
  }

  /// Operators that the artifact's outermost loop over M is here.
  public var parts: Int { m == 512 && k == 1024 && groupSize == 4 && machine != .dual ? 2 : 1 }

  /// Whether all weights of an operator stay on the chip while columns go by; else they come for each tile of columns.
  private var weightsStay: Bool {
    !(m == 512 && k >= 1024 && groupSize != 4 && groupSize != 8 && machine != .dual)
  }

  private var settings: [String] {
    let columns = m == 128 && groupSize == nil ? 64 : 128
    let size = groupSize ?? 4
    let register = 0.072 * (1 + Double(indexBits) / 8)
    var settings = [
      "array.sparsity.weight.pattern=\"2:\(size)\"", "storage.weight.pattern=\"2:\(size)\"",
      "buffers.weight.tiles=\(weightsStay ? m / parts / 64 : 2)",
      "mapping={rows: \(columns), channels: \(k), filters: 64, order: [batch, m, n, k]}",
      "energy.registers.value=\(Self.text(register)) pJ",
      "energy.register_load.value=\(Self.text(register)) pJ",
    ]
    if machine == .dual {
      let density = Double(inputPercent) / 100
      // A word of 16 elements and the 16 bits of their mask, of which the artifact has 64 in a word of 25.8695 and 19.6486 pJ.
      settings += [
        "storage.activation={format: bitmask, buffer: dense}",
        "energy.buffers.input.read.value=\(Self.text(density * 71.42866 + 25.8695 / 4)) pJ",
        "energy.buffers.input.write.value=\(Self.text(density * 79.24186 + 19.6486 / 4)) pJ",
      ]
    }
    return settings
  }

  /// Six digits behind the point.
  private static func text(_ picojoules: Double) -> String {
    "\((picojoules * 1e6).rounded() / 1e6)"
  }

  /// Ours, of the masks of seed 0: what the table has of DRAM is data alone.
  public func microjoules(_ files: ReferenceFiles) async throws -> Double {
    let total = try await run(files).total
    let indices = total.record.memories.reduce(0) { $0 + $1.metadataBytes.reduce(0, +) }
    let energy = total.figures.energyPicojoules?.total ?? 0
    return Double(parts) * (energy - Double(8 * indices) * 8) * 1e-6
  }

  /// One of the parts on the shipped design.
  public func run(_ files: ReferenceFiles) async throws -> RunResult {
    let design = try files.design("sparseloop_stc_smem", settings: settings)
    let trace = ReferencePoint.tensorCoreProduct(
      m: n, k: k, n: m / parts, groupSize: groupSize, inputPercent: machine == .dual ? inputPercent : nil)
    return try await Replayer.run(
      trace: trace, design: design, options: ReplayOptions(findsMemoryWall: false))
  }
}
