import Hardware
import Tensors
import Workloads

extension ReferencePoint {
  /// Times of ANT and its rivals over AdaFloat's.
  static let ant = ANTRow.all.map { row in
    ReferencePoint(
      name: "ant_\(row.network)_\(row.machine.rawValue)", figure: "time, AdaFloat 1", theirs: row.time,
      kind: .simulator,
      source:
        "Guo et al., ANT, MICRO 2022, figure 13; clevercool/ANT-Quantization, commit bc84067, results/ant_res.csv, Time",
      tolerance: 0.05,
      why: "printed with two digits; sides that do not fill the array: row 63 of docs/deviations.md",
      variant: row.variant
    ) { files in
      let output = NumberFormat.integer(bits: 16)
      let ours = try await total(of: row.products, output: output, on: try files.design(row.design))
      let theirs = try await QuantizedTotals.shared.total("adafloat \(row.network)") {
        try await total(
          of: ANTMachine.adafloat.products(row.network), output: output, on: try files.design("adafloat"))
      }
      return ours / theirs
    }
  }
}

/// A design of ANT's comparison.
enum ANTMachine: String, Sendable {
  case ant, antWS = "ant_ws", bitfusion, olaccel, biscaled, adafloat

  /// The design that ships.
  var design: String { self == .bitfusion ? "ant_bitfusion" : rawValue }

  /// The products of a network, in the formats in which the design runs them.
  func products(_ network: String) -> [QuantizedProduct] {
    ANTLayerText.layers.split(separator: "\n").flatMap { line -> [QuantizedProduct] in
      let words = line.split(separator: " ").map(String.init)
      guard words[0] == network else { return [] }
      let counts = words[4...6].map { $0.split(separator: "+").compactMap { Int($0) } }
      let all = counts[0][0] + counts[0][1]
      let formats: [(String, Int)] =
        switch self {
        case .ant, .antWS: [("int4", counts[0][0]), ("int8", counts[0][1])]
        case .bitfusion: [("int4", counts[1][0]), ("int8", counts[1][1])]
        case .olaccel: [("int4", counts[2][0]), ("int8", counts[2][1])]
        case .biscaled: [("int6", all)]
        case .adafloat: [("fp8_e3m4", all)]
        }
      guard let m = Int(words[1]), let k = Int(words[2]), let n = Int(words[3]) else { return [] }
      return formats.compactMap { QuantizedProduct(count: $1, m: m, k: k, n: n, format: $0, most: 1 << 31) }
    }
  }
}

/// A time of the published table.
private struct ANTRow: Sendable {
  var network: String
  var machine: ANTMachine
  var time: Double

  private static let times: [(network: String, times: [(ANTMachine, Double)])] = [
    ("vgg16", [(.ant, 0.20), (.antWS, 0.20), (.bitfusion, 0.76), (.olaccel, 0.79), (.biscaled, 0.38)]),
    ("resnet18", [(.ant, 0.23), (.antWS, 0.23), (.bitfusion, 0.69), (.olaccel, 0.90)]),
    ("resnet50", [(.ant, 0.22), (.antWS, 0.22), (.bitfusion, 0.54), (.olaccel, 0.84), (.biscaled, 0.38)]),
    ("inceptionv3", [(.ant, 0.25), (.antWS, 0.26), (.bitfusion, 0.56), (.olaccel, 0.81)]),
    ("vit", [(.ant, 0.35), (.antWS, 0.35), (.bitfusion, 0.82), (.olaccel, 0.76)]),
    ("bert_mnli", [(.ant, 0.25), (.antWS, 0.25), (.bitfusion, 0.72), (.olaccel, 0.78)]),
    ("bert_cola", [(.ant, 0.26), (.antWS, 0.26), (.bitfusion, 0.86), (.olaccel, 0.78)]),
    ("bert_sst2", [(.ant, 0.21), (.antWS, 0.21), (.bitfusion, 0.63), (.olaccel, 0.78)]),
  ]

  static let all = times.flatMap { network, times in
    times.map { ANTRow(network: network, machine: $0.0, time: $0.1) }
  }

  var products: [QuantizedProduct] { machine.products(network) }

  /// Where sides do not fill the array as the simulator has it, the design whose sides grow (docs/deviations.md, 63).
  private var isGrown: Bool {
    switch (network, machine) {
    case ("resnet50", .antWS), ("inceptionv3", .olaccel): true
    default: false
    }
  }

  var design: String { isGrown ? machine.design + "_4bit" : machine.design }
  var variant: String? { isGrown ? "\(design), whose sides grow with operands of 4 bits" : nil }
}
