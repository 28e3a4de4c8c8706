import Quantities
import Tensors
import Workloads

extension ReferencePoint {
  /// Cycles of the sparse tensor cores in Sparseloop's case study: all designs of its figure but the outer-product machine.
  static let sparseTensorCore = SparseTensorCoreCase.all.map { one in
    ReferencePoint(
      valueOf: one.name, figure: "cycles", theirs: Double(one.cycles), kind: .simulator, source: one.source,
      tolerance: 0.03,
      why: "the mean over \(SparseTensorCoreCase.seeds.count) seeds of masks: row 34 of docs/deviations.md"
    ) { .mean(of: try await one.cycles($0)) }
  }
}

/// A product of the case study on one of its designs: its M x K weights rest (n and k here), its N columns stream (m here).
public struct SparseTensorCoreCase: Sendable {
  /// The designs of figure 15 that skip by a pattern of the weights.
  public enum Machine: String, CaseIterable, Sendable {
    /// 2:4 weights, whatever their density is below a half.
    case fixed = "STC"
    /// 2:4, 2:6 or 2:8 weights, each with its place in the group.
    case flexible = "STC_flexible"
    /// The same, each with the zeros before it.
    case runs = "STC_flexible-RLE"
    /// The same, and the inputs' zeros left out in memory, but not in time.
    case dual = "STC_flexible_dualCompress-RLE"
  }

  public let machine: Machine
  let m: Int
  let k: Int
  let n: Int
  /// The density of the weights as the artifact's folders have it.
  let density: String
  /// Of how many weights two are not zero; nil where all are.
  let groupSize: Int?
  /// Of 100 inputs.
  let inputPercent: Int
  public let cycles: Int

  static let seeds: Range<UInt64> = 0..<5

  private struct Row {
    let (m, k, n): (Int, Int, Int)
    let density: String
    let inputPercent: Int
    /// Of STC, STC_flexible, STC_flexible-RLE and STC_flexible_dualCompress-RLE.
    let cycles: [Int]

    init(_ m: Int, _ k: Int, _ n: Int, _ density: String, _ inputPercent: Int, _ cycles: [Int]) {
      (self.m, self.k, self.n) = (m, k, n)
      (self.density, self.inputPercent, self.cycles) = (density, inputPercent, cycles)
    }
  }

  private static let rows = [
    Row(128, 1152, 1024, "0.25", 44, [73_728, 66_707, 66_707, 42_271]),
    Row(128, 1152, 1024, "0.3333", 44, [73_728, 70_218, 67_877, 49_153]),
    Row(128, 1152, 1024, "0.5", 44, [73_728, 73_728, 73_728, 73_728]),
    Row(128, 1152, 1024, "1.0", 44, [147_456, 147_456, 147_456, 147_456]),
    Row(512, 1024, 256, "0.25", 27, [65_536, 59_295, 59_295, 32_768]),
    Row(512, 1056, 256, "0.3333", 27, [65_536, 64_366, 62_221, 45_057]),
    Row(512, 1024, 256, "0.5", 27, [65_536, 65_536, 65_536, 65_536]),
    Row(512, 1024, 256, "1.0", 27, [131_072, 131_072, 131_072, 131_072]),
  ]

  public static let all = rows.flatMap { row in
    zip(Machine.allCases, row.cycles).map { machine, cycles in
      SparseTensorCoreCase(row, machine, cycles)
    }
  }

  private init(_ row: Row, _ machine: Machine, _ cycles: Int) {
    self.machine = machine
    (m, n, density, inputPercent) = (row.m, row.n, row.density, row.inputPercent)
    self.cycles = cycles
    let sizes = ["0.25": 8, "0.3333": 6, "0.5": 4]
    // The artifact pads K to whole groups of 6 only where it uses them.
    k = machine == .fixed && row.k == 1056 ? 1024 : row.k
    groupSize = machine == .fixed ? sizes[density].map { _ in 4 } : sizes[density]
  }

  public var name: String {
    let design =
      switch machine {
      case .fixed: "stc"
      case .flexible: "stc_flexible"
      case .runs: "stc_flexible_rle"
      case .dual: "stc_dual_rle"
      }
    return "\(design)_m\(m)_density_\(density)"
  }

  var source: String {
    "Wu et al., Sparseloop, MICRO 2022, figure 15: the machine and the density of weights that the name says; "
      + "micro22-sparseloop-artifact, fig15_stc_related_setup/ref_outputs"
  }

  /// What the machine changes of the shipped design.
  private var settings: [String] {
    let size = groupSize ?? 4
    // As many windows of 16 weights in a pass as share K out evenly, four at most.
    let window = 8 * size
    let windows = [4, 3, 2].first { k.isMultiple(of: $0 * window) } ?? 1
    var settings = [
      "array.sparsity.weight.pattern=\"2:\(size)\"",
      "mapping={rows: 128, channels: \(windows * window), filters: 64, order: [batch, m, n, k]}",
    ]
    switch machine {
    case .fixed: break
    case .flexible: settings.append("storage.weight.pattern=\"2:\(size)\"")
    case .runs, .dual:
      // The artifact: metadata-word-bits of 3 for 2:8, else of 2. A group is a fiber, for the array takes it at a time.
      let ranks =
        "[{representation: U, axis: rows}, {representation: U, axis: columns}, "
        + "{representation: RLE, axis: columns, size: \(size), index_bits: \(size == 8 ? 3 : 2)}]"
      settings.append("storage.weight={format: ranks, ranks: \(ranks)}")
    }
    if machine == .dual { settings.append("storage.activation={format: bitmask, buffer: dense}") }
    return settings
  }

  /// Ours for each seed.
  public func cycles(_ files: ReferenceFiles) async throws -> [Double] {
    let design = try files.design("sparseloop_stc", settings: settings)
    let trace = ReferencePoint.tensorCoreProduct(
      m: n, k: k, n: m, groupSize: groupSize, inputPercent: machine == .dual ? inputPercent : nil)
    var cycles: [Double] = []
    for seed in Self.seeds {
      let options = ReplayOptions(seed: seed, findsMemoryWall: false)
      cycles.append(
        Double(try await Replayer.run(trace: trace, design: design, options: options).total.record.cycles))
    }
    return cycles
  }
}

extension ReferencePoint {
  /// A product of weights with 2 of `groupSize` along the reduction, and of inputs of a density in percent; either is dense where
  /// it has none.
  static func tensorCoreProduct(m: Int, k: Int, n: Int, groupSize: Int?, inputPercent: Int?) -> Trace {
    var trace = matrixProduct(m: m, k: k, n: n)
    if let inputPercent {
      trace.tensors[0].sparsity = TensorSparsity(
        source: .pattern(.uniform(density: Ratio(inputPercent, 100))),
        shape: .activation(rows: m, columns: k), position: .none)
    }
    if let groupSize {
      let pattern = SparsityPattern.structured(GroupBound(n: 2, m: groupSize), axis: .columns, density: nil)
      trace.tensors[1].sparsity = TensorSparsity(
        source: .pattern(pattern), shape: .weight(WeightShape(.matrixProduct(m: m, k: k, n: n))),
        position: .none)
    }
    return trace
  }
}
