import Hardware
import Workloads

extension ReferencePoint {
  /// Cycles of single layers on the Ethos-U55 in its four sizes, as Vela estimates them: on the design that ships, or, where a layer is
  /// off by what Vela limits the issue of blocks by, on the variant that has that limit and nothing else.
  static let vela = zip(velaLayers(hasIssueLimit: false), velaLayers(hasIssueLimit: true)).map {
    velaIssueLimited.contains($0.name) ? $1 : $0
  }

  /// All layers of the two networks in all sizes; on the designs that ship, or on their variants with the limit.
  public static func velaLayers(hasIssueLimit: Bool) -> [ReferencePoint] {
    let resnet8 = VelaLayer.layers(of: "tiny_resnet8", VelaLayerText.resnet8)
    let keywordSpotting = VelaLayer.layers(of: "tiny_ds_cnn", VelaLayerText.keywordSpotting)
    return (resnet8 + keywordSpotting).flatMap { points(of: $0, hasIssueLimit: hasIssueLimit) }
  }

  /// docs/deviations.md, 20 and 21.
  private static let velaIssueLimited: Set<String> = [
    "ethos_u55_32_tiny_resnet8_pool", "ethos_u55_64_tiny_resnet8_pool", "ethos_u55_128_tiny_resnet8_pool",
    "ethos_u55_256_tiny_resnet8_pool", "ethos_u55_256_tiny_resnet8_block3.conv2",
  ]

  /// Whether a choice of the designs or of the tiles was made with the layer in view, and another would lose it: the
  /// third slot of sums, the slots of weights and their 16 filters, the pixels that a stride skips at 128; and the poolings'
  /// rate, which is of Vela alone.
  private static func isChosenBy(_ layer: VelaLayer, _ multipliers: Int) -> Bool {
    switch (layer.network, layer.name) {
    case (_, "pool"): true
    case ("tiny_ds_cnn", let name) where name.hasPrefix("depthwise"): multipliers <= 64
    case ("tiny_ds_cnn", let name) where name.hasPrefix("pointwise"): multipliers >= 64
    case ("tiny_resnet8", "block3.conv1"): multipliers >= 128
    case ("tiny_resnet8", "block3.shortcut"): multipliers == 128
    default: false
    }
  }

  private static func points(of layer: VelaLayer, hasIssueLimit: Bool) -> [ReferencePoint] {
    layer.sizes.map { size in
      let name = "ethos_u55_\(size.multipliers)" + (hasIssueLimit ? "_issue" : "")
      return ReferencePoint(
        name: "ethos_u55_\(size.multipliers)_\(layer.network)_\(layer.name)", figure: "cycles",
        theirs: Double(size.cycles), kind: .simulator,
        source: "Vela 5.2.0 (ethos-u-vela), \(layer.network) of MLPerf Tiny, Sram_Only, "
          + "Ethos_U55_High_End_Embedded; blocks of \(size.block.text)",
        tolerance: 0.1,
        why:
          "an estimate from rates, against a machine that moves every request; weights are not compressed here",
        isCalibration: isChosenBy(layer, size.multipliers),
        variant: hasIssueLimit ? "\(name), a limit at which blocks are issued" : nil
      ) { files in
        let design = try files.design(name)
        var trace = try files.trace(layer.network)
        trace.operators = trace.operators.filter { $0.name == layer.name }
        guard trace.operators.count == 1 else { return 0 }
        trace.operators[0].mapping = layer.mapping(of: trace.operators[0], in: size.block)
        return try await cycles(of: trace, on: design)
      }
    }
  }
}

/// A layer as Vela sees it.
struct VelaLayer: Sendable {
  struct Block: Sendable {
    var rows: Int
    var columns: Int
    var filters: Int

    var text: String { "\(rows) x \(columns) x \(filters)" }
  }

  var network: String
  var name: String
  /// Nil where it is no convolution.
  var spatial: ProductMapping.Spatial?
  var sizes: [(multipliers: Int, cycles: Int, block: Block)]

  static func layers(of network: String, _ text: String) -> [VelaLayer] {
    text.split(separator: "\n").map { line in
      let words = line.split(separator: " ")
      let sizes = [32, 64, 128, 256].enumerated().map { index, multipliers in
        let sides = words[5 + index].split(separator: "x").compactMap { Int($0) }
        return (
          multipliers, Int(words[1 + index])!, Block(rows: sides[0], columns: sides[1], filters: sides[2])
        )
      }
      return VelaLayer(
        network: network, name: String(words[0]), spatial: ProductMapping.Spatial(rawValue: String(words[9])),
        sizes: sizes)
    }
  }

  /// Vela's block of sums as a tile, but with no more filters than it splits a block's depth by: in a machine that keeps
  /// tiles of weights, as many rest as it would decode at a time. Channels are those of its block of inputs, or all where
  /// the window is one tap; additions, for which its estimate has no block, go in tiles of 512.
  func mapping(of one: Operator, in block: Block) -> MappingDirectives {
    switch (one.body, spatial) {
    case (.product(let product, _), .channelWise):
      return MappingDirectives(
        groups: min(block.filters, 16, product.groups), rows: block.rows, columns: block.columns, channels: 1,
        filters: 1, order: Self.order, spatial: [.channelWise])
    case (.product(let product, _), let spatial?):
      let isOneTap = product.kernelHeight * product.kernelWidth == 1
      return MappingDirectives(
        rows: block.rows, columns: block.columns,
        channels: isOneTap ? product.channels : spatial == .partKernel ? 16 : 32,
        filters: min(block.filters, 16), order: Self.order, spatial: [spatial])
    case (.vector(let vector), _): return MappingDirectives(units: min(vector.units, 512))
    default: return MappingDirectives()
    }
  }

  private static let order: [ProductMapping.Loop] = [.batch, .m, .n, .k]
}
