import Hardware
import Tensors
import Workloads

extension ReferencePoint {
  /// Energies and cycles of the dense Eyeriss in Sparseloop's validation, with its mappings and its table.
  static let sparseloopEyeriss = SparseloopLayer.all.flatMap { layer in
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

  /// Those of table 7.
  public static let all = [
    SparseloopLayer(
      number: 1, product: convolution(side: 56, channels: 3, filters: 96, kernel: 11, stride: 4), rows: 7,
      channels: 1, filters: 96, order: [.m, .batch, .n, .k], sumTiles: 1, cycles: 2_838_528,
      microjoules: 2137.49),
    SparseloopLayer(
      number: 2, product: convolution(side: 28, channels: 48, filters: 256, kernel: 5), rows: 14, channels: 4,
      filters: 32, order: [.m, .n, .k, .batch], cycles: 6_881_280, microjoules: 4402.46),
    SparseloopLayer(
      number: 3, product: convolution(side: 13, channels: 256, filters: 384, kernel: 3), rows: 13,
      channels: 4, filters: 64, order: [.n, .k, .batch, .m], cycles: 3_833_856, microjoules: 2927.08),
    SparseloopLayer(
      number: 4, product: convolution(side: 13, channels: 192, filters: 384, kernel: 3), rows: 13,
      channels: 4, filters: 64, order: [.n, .k, .batch, .m], cycles: 2_875_392, microjoules: 2259.79),
    SparseloopLayer(
      number: 5, product: convolution(side: 13, channels: 192, filters: 256, kernel: 3), rows: 13,
      channels: 4, filters: 64, order: [.n, .k, .batch, .m], cycles: 1_916_928, microjoules: 1506.53),
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

  /// Replays it on the shipped design.
  public func run(_ files: ReferenceFiles) async throws -> RunResult {
    let loops = order.map(\.rawValue).joined(separator: ", ")
    let design = try files.design(
      "sparseloop_eyeriss",
      settings: [
        "buffers.output.tiles=\(sumTiles)",
        "mapping={rows: \(rows), columns: \(product.outputWidth), channels: \(channels), filters: \(filters), "
          + "order: [\(loops)]}",
      ])
    return try await Replayer.run(
      trace: ReferencePoint.convolution("conv\(number)", product, bits: 16), design: design,
      options: ReplayOptions(findsMemoryWall: false))
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
