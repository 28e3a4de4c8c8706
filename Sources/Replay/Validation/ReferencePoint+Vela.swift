import Hardware
import Workloads

/// What a layer of Vela's runs on here; the raw value is the end of the design's name.
public enum VelaMachine: String, Sendable {
  /// A design that ships.
  case shipped = ""
  /// Its variant with the limit at which Vela issues blocks, and nothing else.
  case issueLimited = "_issue"
  /// Its variant in which no block waits for its weights, and nothing else.
  case freeWeights = "_free_weights"
  /// Its variant for elementwise operators, which take the output unit's rate and nothing else.
  case rates = "_rates"

  /// What a variant changes.
  var change: String? {
    switch self {
    case .shipped: nil
    case .issueLimited: "a limit at which blocks are issued"
    case .freeWeights: "no block waits for its weights"
    case .rates: "elementwise operators take their rates alone"
    }
  }
}

extension ReferencePoint {
  /// Cycles of single layers on the Ethos-U55 in its four sizes, as Vela estimates them: on the design that ships, or, where that is
  /// further off, on a variant with one mechanism changed.
  static let vela =
    velaLayers(on: .shipped).map { point in
      velaVariants[point.name].flatMap { machine in
        velaLayers(on: machine).first { $0.name == point.name }
      } ?? point
    } + velaSoftmaxes

  /// All layers of the two networks in all sizes, but for the softmax.
  public static func velaLayers(on machine: VelaMachine) -> [ReferencePoint] {
    let resnet8 = VelaLayer.layers(of: "tiny_resnet8", VelaLayerText.resnet8)
    let keywordSpotting = VelaLayer.layers(of: "tiny_ds_cnn", VelaLayerText.keywordSpotting)
    return (resnet8 + keywordSpotting).flatMap { points(of: $0, on: machine) }
  }

  /// By the name of a point; docs/deviations.md, 20 and 26.
  private static let velaVariants: [String: VelaMachine] = {
    let layers: [(name: String, sizes: [Int], machine: VelaMachine)] = [
      ("tiny_resnet8_pool", [32, 64, 128, 256], .issueLimited),
      ("tiny_resnet8_block3.conv1", [128, 256], .freeWeights),
      ("tiny_resnet8_dense", [32, 64, 128, 256], .freeWeights),
      ("tiny_ds_cnn_dense", [32, 64, 128, 256], .freeWeights),
    ]
    return Dictionary(
      uniqueKeysWithValues: layers.flatMap { layer in
        layer.sizes.map { ("ethos_u55_\($0)_\(layer.name)", layer.machine) }
      })
  }()

  private static func points(of layer: VelaLayer, on machine: VelaMachine) -> [ReferencePoint] {
    layer.sizes.map { size in
      let name = "ethos_u55_\(size.multipliers)\(machine.rawValue)"
      return ReferencePoint(
        name: "ethos_u55_\(size.multipliers)_\(layer.network)_\(layer.name)", figure: "cycles",
        theirs: Double(size.cycles), kind: .simulator,
        source: "Vela 5.2.0 (ethos-u-vela), \(layer.network) of MLPerf Tiny, Sram_Only, "
          + "Ethos_U55_High_End_Embedded",
        detail: "block \(size.block.text)",
        tolerance: 0.1,
        why:
          "an estimate from rates, against a machine that moves every request; weights are not compressed here",
        variant: machine.change.map { "\(name), \($0)" }
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
  func mapping(of one: Operator, in block: Block) -> MappingDirectives {
    switch (one.body, spatial) {
    case (.product(let product, _), .channelWise):
      return MappingDirectives(
        groups: min(block.filters, Self.mostFilters, product.groups), rows: block.rows,
        columns: block.columns, channels: 1, filters: 1, order: Self.order, spatial: [.channelWise])
    case (.product(let product, _), let spatial?):
      let isOneTap = product.kernelHeight * product.kernelWidth == 1
      return MappingDirectives(
        rows: block.rows, columns: block.columns,
        channels: isOneTap ? product.channels : spatial == .partKernel ? 16 : 32,
        filters: min(block.filters, Self.mostFilters), order: Self.order, spatial: [spatial])
    case (.vector(let vector), _): return MappingDirectives(units: min(vector.units, 512))
    default: return MappingDirectives()
    }
  }

  /// The most of a tile; tools/choose_vela.py chose it without these layers (docs/verification.md).
  private static let mostFilters = 32

  private static let order: [ProductMapping.Loop] = [.batch, .m, .n, .k]
}
