import Tensors
import Workloads

extension ReferencePoint {
  /// Cycles of the sparse tensor cores in Sparseloop's case study: all but the outer-product machine's.
  static let sparseTensorCores = SparseTensorCoreCase.all.map { one in
    ReferencePoint(
      name: one.name, figure: "cycles", theirs: Double(one.cycles), kind: .simulator, source: one.source,
      tolerance: 0.03,
      why:
        "Sparseloop takes the slowest level alone, by densities: here the first tiles arrive and the last one leaves, and "
        + "masks are drawn (row 34 of docs/deviations.md)"
    ) { files in try await one.cycles(files) }
  }
}

/// A product of the case study on one of its designs.
struct SparseTensorCoreCase: Sendable {
  /// The designs of figure 15 that skip by the weights' pattern.
  enum Machine: String, CaseIterable, Sendable {
    /// Weights of 2:4 whatever their density; of 1, the array is dense.
    case fixed = "STC"
    /// Weights of 2:4, 2:6 or 2:8, as an index in the group each.
    case flexible = "STC_flexible"
    /// The same, with the number of zeros before each weight.
    case runs = "STC_flexible-RLE"
    /// The same, and a bitmask of the inputs.
    case dual = "STC_flexible_dualCompress-RLE"
  }

  var machine: Machine
  var m: Int
  var k: Int
  var n: Int
  /// Of how many weights two are not zero; nil where all are.
  var groupSize: Int?
  /// Of 100 inputs.
  var inputPercent: Int
  var cycles: Int
  /// The density of the weights as the artifact names its folders.
  var weightDensity: String

  var name: String {
    "sparseloop_\(machine.rawValue.lowercased().replacing("-", with: "_"))_m\(m)_k\(k)_n\(n)_wd\(weightDensity)"
  }

  var source: String {
    "Wu et al., Sparseloop, MICRO 2022, figure 15: \(machine.rawValue) on M\(m)-K\(k)-N\(n), weights of density "
      + "\(weightDensity); micro22-sparseloop-artifact, fig15_stc_related_setup/ref_outputs"
  }
}
