import Hardware
import Quantities
import Tensors
import Workloads

extension ReferencePoint {
  /// Energies and cycles of the Eyeriss in Sparseloop's validation, with its mappings and its table.
  static let sparseloopEyeriss = sparseloopEyerissDense + sparseloopEyerissGated

  private static let sparseloopEyerissDense = SparseloopLayer.all.flatMap { layer in
    [
      ReferencePoint(
        name: layer.name + "_energy", figure: "uJ", theirs: layer.microjoules, kind: .simulator,
        source: layer.source, tolerance: 0.05,
        why:
          "the same table; a pass has one image, so weights come into the files more often and inputs less: rows 32, 40 and 41 "
          + "of docs/deviations.md have all that differs"
      ) { files in
        let energy = try await layer.run(files).total.figures.energyPicojoules
        return (energy?.total ?? 0) * 1e-6
      },
      ReferencePoint(
        name: layer.name + "_cycles", figure: "cycles", theirs: Double(layer.cycles), relation: .atLeast,
        kind: .simulator, source: layer.source, tolerance: 0.035,
        why:
          "Sparseloop counts products alone: here the first inputs or weights of a pass come before its first product, and "
          + "its last sums leave after the last (row 42 of docs/deviations.md)"
      ) { files in Double(try await layer.run(files).total.record.cycles) },
    ]
  }
}

extension ReferencePoint {
  /// Energies with the zeros that it gates and leaves out of DRAM. Its cycles are those of a file's port, which reads that are gated take too.
  private static let sparseloopEyerissGated = SparseloopLayer.all.map { layer in
    ReferencePoint(
      name: layer.name + "_gated_energy", figure: "uJ", theirs: layer.zeros.microjoules, kind: .simulator,
      source: layer.gatedSource, tolerance: 0.05,
      why:
        "the same table, uniform masks of its densities; what else differs is that of the dense layer, and row 39 of docs/deviations.md"
    ) { files in
      let energy = try await layer.runGated(files).total.figures.energyPicojoules
      return (energy?.total ?? 0) * 1e-6
    }
  }
}

/// A layer of AlexNet as Sparseloop's artifact has it, with the mapping of its dense outputs: one group, four images, and
/// inputs as large as the windows reach, without padding.
public struct SparseloopLayer: Sendable {
  var number: Int
  var product: Product
  /// The tile of a pass, and what goes around it.
  var rows: Int
  var channels: Int
  var filters: Int
  var order: [ProductMapping.Loop]
  /// Tiles of sums that stay on the chip.
  var sumTiles = 4
  var cycles: Int
  var microjoules: Double
  var zeros: Zeros

  /// What the sparse outputs have: shares of inputs (nil where they lie dense) and outputs that are not zero.
  struct Zeros: Sendable {
    var input: Ratio?
    var output: Ratio
    var microjoules: Double
  }

  /// Those of table 7.
  public static let all = [
    SparseloopLayer(
      number: 1, product: convolution(side: 56, channels: 3, filters: 96, kernel: 11, stride: 4), rows: 7,
      channels: 1, filters: 96, order: [.m, .batch, .n, .k], sumTiles: 1, cycles: 2_838_528,
      microjoules: 2137.49, zeros: Zeros(input: nil, output: Ratio(378, 1000), microjoules: 2059.86)),
    SparseloopLayer(
      number: 2, product: convolution(side: 28, channels: 48, filters: 256, kernel: 5), rows: 14, channels: 4,
      filters: 32, order: [.m, .n, .k, .batch], cycles: 6_881_280, microjoules: 4402.46,
      zeros: Zeros(input: Ratio(6, 10), output: Ratio(169, 1000), microjoules: 3160.50)),
    SparseloopLayer(
      number: 3, product: convolution(side: 13, channels: 256, filters: 384, kernel: 3), rows: 13,
      channels: 4, filters: 64, order: [.n, .k, .batch, .m], cycles: 3_833_856, microjoules: 2927.08,
      zeros: Zeros(input: Ratio(275, 1000), output: Ratio(303, 1000), microjoules: 1534.63)),
    SparseloopLayer(
      number: 4, product: convolution(side: 13, channels: 192, filters: 384, kernel: 3), rows: 13,
      channels: 4, filters: 64, order: [.n, .k, .batch, .m], cycles: 2_875_392, microjoules: 2259.79,
      zeros: Zeros(input: Ratio(207, 1000), output: Ratio(304, 1000), microjoules: 1110.05)),
    SparseloopLayer(
      number: 5, product: convolution(side: 13, channels: 192, filters: 256, kernel: 3), rows: 13,
      channels: 4, filters: 64, order: [.n, .k, .batch, .m], cycles: 1_916_928, microjoules: 1506.53,
      zeros: Zeros(input: Ratio(23, 100), output: Ratio(1, 10), microjoules: 756.75)),
  ]

  private static func convolution(
    side: Int, channels: Int, filters: Int, kernel: Int, stride: Int = 1
  ) -> Product {
    let input = (side - 1) * stride + kernel
    return Product(
      images: 4, inputHeight: input, inputWidth: input, channels: channels, filters: filters,
      kernelHeight: kernel, kernelWidth: kernel, strideHeight: stride, strideWidth: stride)
  }

  public var name: String { "sparseloop_eyeriss_conv\(number)" }

  var source: String {
    "Wu et al., Sparseloop, MICRO 2022, table 7: Eyeriss on that layer of AlexNet, dense; micro22-sparseloop-artifact, "
      + "table7_eyeriss_setup/dense_outputs"
  }

  var gatedSource: String {
    "Wu et al., Sparseloop, MICRO 2022, table 7: Eyeriss on AlexNet conv\(number), with its zeros; micro22-sparseloop-artifact, "
      + "table7_eyeriss_setup/ref_outputs"
  }

  /// Replays it on the shipped design.
  public func run(_ files: ReferenceFiles) async throws -> RunResult {
    try await run(
      ReferencePoint.convolution("conv\(number)", product, bits: 16), on: "sparseloop_eyeriss", files)
  }

  /// Replays it with its zeros, at places of seed 0.
  public func runGated(_ files: ReferenceFiles) async throws -> RunResult {
    var trace = ReferencePoint.convolution("conv\(number)", product, bits: 16)
    func drawn(_ density: Ratio, rows: Int, columns: Int) -> TensorSparsity {
      TensorSparsity(
        source: .pattern(.uniform(density: density)), shape: .activation(rows: rows, columns: columns),
        position: .none)
    }
    if let density = zeros.input {
      trace.tensors[0].sparsity = drawn(
        density, rows: product.inputElements / product.channels, columns: product.channels)
    }
    trace.tensors[2].sparsity = drawn(
      zeros.output, rows: product.outputElements / product.filters, columns: product.filters)
    return try await run(trace, on: "sparseloop_eyeriss_gated", files)
  }

  private func run(_ trace: Trace, on name: String, _ files: ReferenceFiles) async throws -> RunResult {
    let loops = order.map(\.rawValue).joined(separator: ", ")
    let design = try files.design(
      name,
      settings: [
        "buffers.output.tiles=\(sumTiles)",
        "mapping={rows: \(rows), columns: \(product.outputWidth), channels: \(channels), filters: \(filters), "
          + "order: [\(loops)]}",
      ])
    return try await Replayer.run(
      trace: trace, design: design, options: ReplayOptions(findsMemoryWall: false))
  }
}

extension ReferencePoint {
  /// A trace of one convolution, all its tensors of so many bits.
  static func convolution(_ name: String, _ product: Product, bits: Int) -> Trace {
    let format = NumberFormat.integer(bits: bits)
    return Trace(
      network: name, sources: [],
      operators: [
        Operator(
          name: name, kind: .conv2d, body: .product(product, epilogue: []), input: 0, weight: 1, output: 2,
          position: .none)
      ],
      tensors: [
        Tensor(name: "input", kind: .activation, elements: product.inputElements, format: format),
        Tensor(name: "weight", kind: .parameter, elements: product.weightElements, format: format),
        Tensor(name: "output", kind: .activation, elements: product.outputElements, format: format),
      ])
  }
}
