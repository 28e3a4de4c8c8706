import Hardware
import Workloads

extension ReferencePoint {
  /// Energies and cycles of the dense tensor core in Sparseloop's case study, with its mappings and its table.
  static let sparseloop = SparseloopProduct.all.flatMap { product in
    [
      ReferencePoint(
        name: product.name + "_energy", figure: "uJ", theirs: product.microjoules, kind: .simulator,
        source: product.source, tolerance: 0.05,
        why:
          "the same accesses of the same table: row 30 of docs/deviations.md has what differs, under 0.02 %"
      ) { files in
        let energy = try await product.run(files).total.figures.energyPicojoules
        return (energy?.total ?? 0) * 1e-6
      },
      ReferencePoint(
        name: product.name + "_cycles", figure: "cycles", theirs: Double(product.cycles), relation: .atLeast,
        kind: .simulator, source: product.source, tolerance: 0.07,
        why:
          "Sparseloop takes the slowest level alone: the first tiles' arrival, with what is loaded ahead beside "
          + "them, and the last one's way out come on top (row 31 of docs/deviations.md)"
      ) { files in Double(try await product.run(files).total.record.cycles) },
      ReferencePoint(
        name: product.name + "_array_cycles", figure: "cycles", theirs: Double(product.cycles),
        relation: .atLeast, kind: .simulator, source: product.source, tolerance: 0.006,
        why:
          "on an ideal memory only the trees' pipeline is left, 6 cycles a pass (row 31 of docs/deviations.md)"
      ) { files in
        let ideal = ["memories.main={type: ideal}"]
        return Double(try await product.run(files, settings: ideal).total.record.cycles)
      },
    ]
  }
}

/// A matrix product of the case study, with the mapping that Timeloop found for it.
///
/// Its M x K weights rest (n and k here), its N columns stream (m here).
public struct SparseloopProduct: Sendable {
  var m: Int
  var k: Int
  var n: Int
  /// Columns of a tile of sums, of 64 rows.
  var columns: Int
  /// Tiles of weights that stay on the chip.
  var weightTiles: Int
  var cycles: Int
  var microjoules: Double

  /// The four of figure 15; the artifact has each with four densities of the weights, which the dense machine does not
  /// notice.
  public static let all = [
    SparseloopProduct(
      m: 128, k: 1152, n: 1024, columns: 64, weightTiles: 2, cycles: 147_456, microjoules: 276.58),
    SparseloopProduct(
      m: 512, k: 1024, n: 256, columns: 128, weightTiles: 2, cycles: 131_072, microjoules: 247.59),
    SparseloopProduct(
      m: 512, k: 128, n: 1024, columns: 128, weightTiles: 8, cycles: 65_536, microjoules: 119.51),
    SparseloopProduct(
      m: 512, k: 256, n: 1024, columns: 128, weightTiles: 8, cycles: 131_072, microjoules: 205.45),
  ]

  public var name: String { "sparseloop_tc_m\(m)_k\(k)_n\(n)" }

  var source: String {
    "Wu et al., Sparseloop, MICRO 2022, figure 15: TC on the product that the name says; micro22-sparseloop-artifact, "
      + "fig15_stc_related_setup/ref_outputs"
  }

  /// Replays it on the shipped design: all of K and 64 rows of M in a pass, N outside, M inside.
  public func run(_ files: ReferenceFiles, settings: [String] = []) async throws -> RunResult {
    let design = try files.design(
      "sparseloop_tc",
      settings: [
        "buffers.weight.tiles=\(weightTiles)",
        "mapping={rows: \(columns), channels: \(k), filters: 64, order: [batch, m, n, k]}",
      ] + settings)
    let trace = ReferencePoint.matrixProduct(m: n, k: k, n: m)
    return try await Replayer.run(
      trace: trace, design: design, options: ReplayOptions(findsMemoryWall: false))
  }
}
