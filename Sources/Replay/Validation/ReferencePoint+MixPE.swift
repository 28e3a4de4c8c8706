import Hardware
import Tensors
import Workloads

extension ReferencePoint {
  /// Times of MixPE and its rivals over those of the array of fp16.
  static let mixPE = MixPENetwork.all.flatMap { network in
    network.times.map { machine, time in
      ReferencePoint(
        name: "mixpe_\(network.name)_\(machine.rawValue)", figure: "time, FP16 1", theirs: time,
        kind: .simulator,
        source:
          "Zhang et al., MixPE, arXiv:2411.16158; yuzhang712/mixpe_simulator, commit 7e0d42c, results/mixpe_res.csv, Time",
        tolerance: 0.05,
        why: "printed with two digits; the layers are the simulator's: rows 64 and 65 of docs/deviations.md",
        // Its tiles were set after it.
        isCalibration: network.hasSmallTiles && machine == .w4a8,
        variant: machine == .w4a8
          ? "mixpe_w4a8_4bit, whose sides grow with operands of 4 bits: half of its rows have no token" : nil
      ) { files in
        let output = NumberFormat.integer(bits: 16)
        let ours = try await total(
          of: network.products(on: machine), output: output, on: try files.design(machine.design))
        let theirs = try await QuantizedTotals.shared.total("mixpe_fp16 \(network.name)") {
          try await total(
            of: network.products(on: .fp16), output: output, on: try files.design(MixPEMachine.fp16.design))
        }
        return ours / theirs
      }
    }
  }
}

/// A design of MixPE's comparison.
enum MixPEMachine: String, CaseIterable, Sendable {
  case w4a8, w4a16, ant, bitfusion, int8, fp16

  var design: String {
    switch self {
    case .w4a8: "mixpe_w4a8_4bit"
    case .ant: "mixpe_ant"
    default: "mixpe_\(rawValue)"
    }
  }

  var wide: String { self == .fp16 || self == .w4a16 ? "fp16" : "int8" }
  var narrow: String { self == .w4a16 ? "int8" : "int4" }
}

/// A network as the simulator's benchmarks have it (bitfusion/src/benchmarks): 64 rows, of one token each.
struct MixPENetwork: Sendable {
  var name: String
  var width: Int
  var layers: Int
  /// Whether it begins with patches of 16 x 16 pixels, 196 of an image.
  var hasPatches = false
  /// Layers that ANT runs in 8 bits.
  var wideOfANT: Int
  /// Layers whose output projection BitFusion runs in 4 bits.
  var narrowOfBitFusion: Int
  /// Filters of the simulator's tiles, by n of the product, where they do not fill its columns.
  var tiles: [MixPEMachine: [Int: Int]] = [:]
  /// Whether products in 4 bits take MixPE's tiles of 128 channels and 256 filters, for filling larger ones is a part of so little time.
  var hasSmallTiles = false
  var times: [(MixPEMachine, Double)]

  static let all = [
    MixPENetwork(
      name: "vit", width: 768, layers: 12, hasPatches: true, wideOfANT: 2, narrowOfBitFusion: 6,
      tiles: [.fp16: [0: 128, 2304: 128, 3072: 1024], .bitfusion: [0: 256, 2304: 256, 3072: 512]],
      hasSmallTiles: true,
      times: [(.w4a8, 0.15), (.ant, 0.61), (.bitfusion, 0.70), (.int8, 0.82), (.w4a16, 0.53)]),
    MixPENetwork(
      name: "vit_huge", width: 1280, layers: 32, hasPatches: true, wideOfANT: 6, narrowOfBitFusion: 16,
      tiles: [
        .fp16: [0: 128, 1280: 128, 3840: 1024, 5120: 1024],
        .bitfusion: [0: 256, 1280: 256, 3840: 512, 5120: 512],
      ],
      times: [(.w4a8, 0.12), (.ant, 0.47), (.bitfusion, 0.67), (.int8, 0.82), (.w4a16, 0.32)]),
    MixPENetwork(
      name: "opt_6.7b", width: 4096, layers: 32, wideOfANT: 6, narrowOfBitFusion: 16,
      times: [(.w4a8, 0.10), (.ant, 0.40), (.bitfusion, 0.68), (.int8, 0.86), (.w4a16, 0.19)]),
    MixPENetwork(
      name: "llama2_13b", width: 5120, layers: 40, wideOfANT: 8, narrowOfBitFusion: 20,
      times: [(.w4a8, 0.10), (.ant, 0.40), (.bitfusion, 0.68), (.int8, 0.86), (.w4a16, 0.19)]),
  ]

  /// Its products on a design, with what the simulator has beside them for scales.
  func products(on machine: MixPEMachine) -> [QuantizedProduct] {
    var products: [QuantizedProduct] = []
    func add(_ count: Int, m: Int = 64, k: Int, n: Int, _ format: String, tile: Int) {
      var mapping = MappingDirectives(filters: tiles[machine]?[tile])
      if hasSmallTiles, machine == .w4a8, format == machine.narrow {
        mapping = MappingDirectives(channels: 128, filters: 256)
      }
      if let product = QuantizedProduct(count: count, m: m, k: k, n: n, format: format, mapping: mapping) {
        products.append(product)
      }
    }
    if hasPatches { add(1, m: 64 * 196, k: 3 * 16 * 16, n: width, machine.wide, tile: 0) }
    let sides = [(width, 3 * width), (width, width), (width, 4 * width), (4 * width, width)]
    for (index, (k, n)) in sides.enumerated() {
      let narrow =
        switch machine {
        case .w4a8, .w4a16: layers
        case .ant: layers - wideOfANT
        case .bitfusion: index == 1 ? narrowOfBitFusion : 0
        case .int8, .fp16: 0
        }
      add(narrow, k: k, n: n, machine.narrow, tile: n)
      add(layers - narrow, k: k, n: n, machine.wide, tile: n)
      // Scales: of MixPE's groups, an eighth of the reduction for a 128th of the results; of the others an eighth of the results.
      let isMixPE = machine == .w4a8 || machine == .w4a16
      add(layers, k: isMixPE ? k / 8 : k, n: isMixPE ? n / 128 : n / 8, machine.wide, tile: -1)
    }
    return products
  }
}
