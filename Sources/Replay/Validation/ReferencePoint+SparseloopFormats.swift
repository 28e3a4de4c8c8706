import Quantities
import Tensors
import Workloads

extension ReferencePoint {
  /// Energies of Sparseloop's comparison of formats, with its mapping and its table.
  static let sparseloopFormats = SparseloopFormat.all.map { one in
    ReferencePoint(
      name: one.name, figure: "uJ", theirs: one.microjoules, kind: .simulator, source: one.source,
      tolerance: 0.05,
      why: "the same accesses of the same table, of masks that are drawn: row 38 of docs/deviations.md",
      variant: one.readsMasks
        ? nil
        : "reads of a mask's bits take nothing, of which the artifact counts the ones alone: row 38 of docs/deviations.md"
    ) { files in
      let energy = try await one.run(files).total.figures.energyPicojoules
      return (energy?.total ?? 0) * 1e-6
    }
  }
}

/// A product of two matrices of 128 x 128 with as many zeros each, in one of the formats.
public struct SparseloopFormat: Sendable {
  /// The formats of figure 1.
  public enum Kind: String, Sendable {
    case bitmask
    case list = "coordinate_list"
  }

  public let kind: Kind
  /// As the artifact's folders have it.
  let density: String
  /// Of the 16,384 elements of each matrix.
  public let elements: Int
  public let microjoules: Double

  private static let rows: [(density: String, elements: Int, bitmask: Double, list: Double)] = [
    ("0.01", 192, 1.34, 0.39), ("0.02", 328, 1.42, 0.62), ("0.04", 656, 1.62, 1.18),
    ("0.08", 1311, 2.04, 2.31),
    ("0.1", 1664, 2.27, 2.92), ("0.2", 3264, 3.38, 5.77), ("0.4", 6528, 5.93, 11.87),
    ("0.8", 13_120, 12.29, 25.41),
  ]

  public static let all = rows.flatMap { row in
    [
      SparseloopFormat(
        kind: .bitmask, density: row.density, elements: row.elements, microjoules: row.bitmask),
      SparseloopFormat(kind: .list, density: row.density, elements: row.elements, microjoules: row.list),
    ]
  }

  public var name: String { "sparseloop_formats_\(kind.rawValue)_\(density)" }

  var source: String {
    "Wu et al., Sparseloop, MICRO 2022, figure 1: \(kind.rawValue), density \(density); micro22-sparseloop-artifact, "
      + "fig1_format_comparison_setup/ref_outputs"
  }

  /// Whether a point's masks are read as a whole: of few elements that is more than the tolerance.
  var readsMasks: Bool { kind == .list || elements > 2048 }

  /// The buffers' words of a byte hold a share of elements and the rest of masks: their mean energy.
  private var settings: [String] {
    guard kind == .bitmask else { return [] }
    let share = Double(elements) / 16_384
    // For each element of the matrix so much of a byte of data, and a bit of a word of 28.
    let bytes = share + 1.0 / 8
    let read = readsMasks ? 0.7383 / 28 / bytes : 0
    let write = (share * 0.58331 + 1.42366 / 28) / bytes
    let format = "{format: bitmask, buffer: stored}"
    return ["storage={weight: \(format), activation: \(format)}"]
      + ["input", "weight"].flatMap { buffer in
        [("read", read), ("write", write)].map { action, picojoules in
          "energy.buffers.\(buffer).\(action).value=\((picojoules * 1e6).rounded() / 1e6) pJ"
        }
      }
  }

  /// Replays it on the shipped design: a row of A at a time for each column of B.
  public func run(_ files: ReferenceFiles) async throws -> RunResult {
    let design = try files.design(
      "sparseloop_formats",
      settings: ["mapping={rows: 64, channels: 128, filters: 1, order: [batch, n, m, k]}"] + settings)
    var trace = ReferencePoint.matrixProduct(m: 128, k: 128, n: 128)
    let source = TensorSparsity.Source.pattern(.uniform(density: Ratio(elements, 16_384)))
    trace.tensors[0].sparsity = TensorSparsity(
      source: source, shape: .activation(rows: 128, columns: 128), position: .none)
    trace.tensors[1].sparsity = TensorSparsity(
      source: source, shape: .weight(WeightShape(.matrixProduct(m: 128, k: 128, n: 128))), position: .none)
    return try await Replayer.run(
      trace: trace, design: design, options: ReplayOptions(findsMemoryWall: false))
  }
}
