import Hardware
import Workloads

/// What a layer of Vela's runs on here.
public enum VelaMachine: Sendable {
  /// A design that ships.
  case shipped
  /// Its variant with the limit at which Vela issues blocks, and nothing else.
  case issueLimited
  /// The design with four tiles of weights of 16 filters in place of two of 32.
  case smallTiles
}

extension ReferencePoint {
  /// Cycles of single layers on the Ethos-U55 in its four sizes, as Vela estimates them: on the design that ships, or, where that is
  /// further off, on a variant with one mechanism changed.
  static let vela = velaLayers(on: .shipped).map { point in
    velaVariants[point.name].flatMap { machine in
      velaLayers(on: machine).first { $0.name == point.name }
    } ?? point
  }

  /// All layers of the two networks in all sizes.
  public static func velaLayers(on machine: VelaMachine) -> [ReferencePoint] {
    let resnet8 = VelaLayer.layers(of: "tiny_resnet8", VelaLayerText.resnet8)
    let keywordSpotting = VelaLayer.layers(of: "tiny_ds_cnn", VelaLayerText.keywordSpotting)
    return (resnet8 + keywordSpotting).flatMap { points(of: $0, on: machine) }
  }

  /// docs/deviations.md, 20 and 26.
  private static let velaVariants: [String: VelaMachine] = [
    "ethos_u55_32_tiny_resnet8_pool": .issueLimited, "ethos_u55_64_tiny_resnet8_pool": .issueLimited,
    "ethos_u55_128_tiny_resnet8_pool": .issueLimited, "ethos_u55_256_tiny_resnet8_pool": .issueLimited,
    "ethos_u55_128_tiny_resnet8_block3.conv1": .smallTiles,
    "ethos_u55_256_tiny_resnet8_block3.conv1": .smallTiles,
  ]

  private static func points(of layer: VelaLayer, on machine: VelaMachine) -> [ReferencePoint] {
    layer.sizes.map { size in
      let name = "ethos_u55_\(size.multipliers)" + (machine == .issueLimited ? "_issue" : "")
      let variant: String? =
        switch machine {
        case .shipped: nil
        case .issueLimited: "\(name), a limit at which blocks are issued"
        case .smallTiles: "four tiles of weights of 16 filters in place of two of 32, chosen after this point"
        }
      return ReferencePoint(
        name: "ethos_u55_\(size.multipliers)_\(layer.network)_\(layer.name)", figure: "cycles",
        theirs: Double(size.cycles), kind: .simulator,
        source: "Vela 5.2.0 (ethos-u-vela), \(layer.network) of MLPerf Tiny, Sram_Only, "
          + "Ethos_U55_High_End_Embedded",
        detail: "block \(size.block.text)",
        tolerance: 0.1,
        why:
          "an estimate from rates, against a machine that moves every request; weights are not compressed here",
        isCalibration: machine == .smallTiles, variant: variant
      ) { files in
        let settings = machine == .smallTiles ? ["buffers.weight.tiles=4"] : []
        let design = try files.design(name, settings: settings)
        var trace = try files.trace(layer.network)
        trace.operators = trace.operators.filter { $0.name == layer.name }
        guard trace.operators.count == 1 else { return 0 }
        let filters = machine == .smallTiles ? 16 : VelaLayer.mostFilters
        trace.operators[0].mapping = layer.mapping(of: trace.operators[0], in: size.block, filters: filters)
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

    var text: String { "\(rows)x\(columns)x\(filters)" }
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

  /// Vela's block of sums as a tile, but with no more filters than a tile of weights has. Channels are those of its block of
  /// inputs, or all where the window is one tap; additions, for which its estimate has no block, go in tiles of 512.
  ///
  /// - Parameter filters: The most of a tile.
  func mapping(of one: Operator, in block: Block, filters: Int) -> MappingDirectives {
    switch (one.body, spatial) {
    case (.product(let product, _), .channelWise):
      return MappingDirectives(
        groups: min(block.filters, filters, product.groups), rows: block.rows, columns: block.columns,
        channels: 1, filters: 1, order: Self.order, spatial: [.channelWise])
    case (.product(let product, _), let spatial?):
      let isOneTap = product.kernelHeight * product.kernelWidth == 1
      return MappingDirectives(
        rows: block.rows, columns: block.columns,
        channels: isOneTap ? product.channels : spatial == .partKernel ? 16 : 32,
        filters: min(block.filters, filters), order: Self.order, spatial: [spatial])
    case (.vector(let vector), _): return MappingDirectives(units: min(vector.units, 512))
    default: return MappingDirectives()
    }
  }

  /// That of tools/choose_vela.py, which has not seen these layers (docs/verification.md).
  static let mostFilters = 32

  private static let order: [ProductMapping.Loop] = [.batch, .m, .n, .k]
}
