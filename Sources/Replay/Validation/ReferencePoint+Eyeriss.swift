import Hardware
import Tensors
import Workloads

extension ReferencePoint {
  /// AlexNet's convolutions on the chip Eyeriss, four images.
  static let eyeriss = eyerissTimes + eyerissPower

  /// Their times, without DRAM.
  private static let eyerissTimes = EyerissLayer.all.map { layer in
    ReferencePoint(
      name: "eyeriss_alexnet_conv\(layer.number)", figure: "ms", theirs: layer.milliseconds, kind: .silicon,
      source:
        "Chen et al., Eyeriss, JSSC 2017, table V: processing latency of the layer, batch 4, 200 MHz; its published "
        + "mapping",
      tolerance: layer.tolerance, why: layer.why
    ) { files in try await layer.milliseconds(files) }
  }
}

/// A convolution of AlexNet with the mapping of the chip: so many output rows, channels and filters in a pass, of which the
/// paper's table has e, q x r and p x t.
///
/// Its groups run one after the other, each as a layer.
struct EyerissLayer: Sendable {
  var number: Int
  var groups = 1
  /// Of one group.
  var product: Product
  var rows: Int
  var channels: Int
  var filters: Int
  var order: [ProductMapping.Loop]
  /// Tiles of sums that stay on the chip.
  var sumTiles: Int
  var milliseconds: Double

  static let all = [
    EyerissLayer(
      number: 1,
      product: Product(
        images: 4, inputHeight: 227, inputWidth: 227, channels: 3, filters: 96, kernelHeight: 11,
        kernelWidth: 11, strideHeight: 4, strideWidth: 4),
      rows: 7, channels: 1, filters: 32, order: [.m, .batch, .k, .n], sumTiles: 3, milliseconds: 16.5),
    EyerissLayer(
      number: 2, groups: 2, product: convolution(27, channels: 48, filters: 128, kernel: 5), rows: 27,
      channels: 2, filters: 16, order: [.batch, .m, .n, .k], sumTiles: 1, milliseconds: 39.2),
    EyerissLayer(
      number: 3, product: convolution(13, channels: 256, filters: 384, kernel: 3), rows: 13,
      channels: 4, filters: 64, order: [.n, .k, .batch, .m], sumTiles: 4, milliseconds: 21.8),
    EyerissLayer(
      number: 4, groups: 2, product: convolution(13, channels: 192, filters: 192, kernel: 3), rows: 13,
      channels: 6, filters: 32, order: [.n, .k, .batch, .m], sumTiles: 4, milliseconds: 16.0),
    EyerissLayer(
      number: 5, groups: 2, product: convolution(13, channels: 192, filters: 128, kernel: 3), rows: 13,
      channels: 6, filters: 32, order: [.n, .k, .batch, .m], sumTiles: 4, milliseconds: 10.0),
  ]

  private static func convolution(
    _ side: Int, channels: Int, filters: Int, kernel: Int
  ) -> Product {
    let padding = kernel / 2
    return Product(
      images: 4, inputHeight: side, inputWidth: side, channels: channels, filters: filters,
      kernelHeight: kernel, kernelWidth: kernel, padTop: padding, padBottom: padding, padLeft: padding,
      padRight: padding)
  }

  private var keepsWeights: Bool { order.first == .n }

  var tolerance: Double { keepsWeights ? 0.13 : 0.10 }

  var why: String {
    keepsWeights
      ? "a pass of the chip has four images, of which one's last sums leave beside the next one's first products; here it has "
        + "one, and only its weights stay over the four (row 43 of docs/deviations.md)"
      : "what else the chip's passes wait for is not published; here the loads and stores that nothing hides (row 44 of "
        + "docs/deviations.md)"
  }

  /// Milliseconds on the shipped design, with a memory that costs nothing.
  func milliseconds(_ files: ReferenceFiles) async throws -> Double {
    let design = try design("eyeriss", files)
    let trace = ReferencePoint.convolution("conv\(number)", product, bits: 16)
    let cycles = try await ReferencePoint.cycles(of: trace, on: design)
    return 1_000 * cycles * Double(groups) / Double(design.clock.hertz)
  }

  /// A shipped design with the chip's mapping and a memory that costs nothing.
  func design(_ name: String, _ files: ReferenceFiles) throws -> Design {
    let loops = order.map(\.rawValue).joined(separator: ", ")
    return try files.design(
      name,
      settings: [
        "memories.main={type: ideal}", "buffers.input.tiles=1", "buffers.output.tiles=\(sumTiles)",
        "mapping={rows: \(rows), columns: \(product.outputWidth), channels: \(channels), "
          + "filters: \(filters), order: [\(loops)]}",
      ])
  }
}
