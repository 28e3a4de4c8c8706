import Hardware
import Tensors

extension ReferencePoint {
  /// MixPE's table of energies: static, DRAM, buffers and core of five machines, FP16's 1.
  static let mixPEEnergy = MixPEEnergyRow.all.flatMap { row in
    row.parts.map { machine, theirs in
      ReferencePoint(
        name: "mixpe_energy_\(row.network)_\(machine.rawValue)_\(row.part.rawValue)",
        figure: "energy, FP16's \(row.part.rawValue) 1", theirs: theirs / row.ofFP16,
        relation: row.isBeside(machine) ? .beside : .equal, kind: .simulator,
        source:
          "Zhang et al., MixPE, arXiv:2411.16158; yuzhang712/mixpe_simulator, commit 7e0d42c, results/mixpe_res.csv, \(row.part.title), over FP16's",
        tolerance: 0.05 + 0.005 / theirs + 0.005 / row.ofFP16,
        why: row.isBeside(machine) && row.part == .buffer
          ? "the rule takes tiles of one channel for a projection of 1,280 x 1,280, so that its sums go through their buffer 1,280 times: row 72 of docs/deviations.md"
          : row.part == .dram
            ? "tiles are the simulator's there and the rule's here, and two digits leave 0.01 to 0.13 of a total: row 72 of docs/deviations.md"
            : "both are printed with two digits, 0.005 either way, over times that agree within 5 %",
        variant: row.part.variant.map { "\($0): row 72 of docs/deviations.md" }
      ) { files in
        let ours = try await row.energies(machine, files).sum(row.part.components)
        return ours / (try await row.energies(.fp16, files).sum(row.part.components))
      }
    }
  }
}

/// A line of the table for a network.
private struct MixPEEnergyRow: Sendable {
  enum Part: String, CaseIterable, Sendable {
    case standing = "static"
    case dram, buffer, core

    var title: String {
      self == .standing ? "Static" : rawValue.prefix(1).uppercased() + rawValue.dropFirst()
    }

    /// Ours whose sum it is.
    var components: [String] {
      switch self {
      case .standing: ["static_memory_"]
      case .dram: ["memory_"]
      case .buffer: ["buffer_"]
      case .core: ["static_multiply"]
      }
    }

    /// What its figure has of the simulator's ways.
    var variant: String? {
      switch self {
      case .standing, .dram: nil
      case .buffer: "both operands are read from their buffers for every multiply-accumulate"
      case .core: "all elements take their power in every cycle, whatever they multiply"
      }
    }
  }

  var network: String
  var part: Part
  var parts: [(MixPEMachine, Double)]
  var ofFP16: Double

  /// Whether other tiles decide it: of all that DRAM takes, and of one projection's sums.
  func isBeside(_ machine: MixPEMachine) -> Bool {
    part == .dram || part == .buffer && network == "vit_huge" && machine == .w4a8
  }

  /// In the order of the file's columns.
  private static let machines: [MixPEMachine] = [.w4a8, .ant, .bitfusion, .int8, .w4a16]
  private static let lines: [(String, Part, [Double])] = [
    ("vit", .standing, [0.04, 0.15, 0.17, 0.20, 0.13, 0.24]),
    ("vit", .dram, [0.02, 0.03, 0.04, 0.05, 0.05, 0.07]),
    ("vit", .buffer, [0.09, 0.10, 0.12, 0.12, 0.17, 0.23]),
    ("vit", .core, [0.11, 0.11, 0.15, 0.14, 0.18, 0.46]),
    ("vit_huge", .standing, [0.03, 0.11, 0.15, 0.19, 0.07, 0.23]),
    ("vit_huge", .dram, [0.01, 0.03, 0.03, 0.07, 0.03, 0.12]),
    ("vit_huge", .buffer, [0.06, 0.08, 0.11, 0.11, 0.12, 0.23]),
    ("vit_huge", .core, [0.08, 0.08, 0.14, 0.13, 0.10, 0.43]),
    ("opt_6.7b", .standing, [0.02, 0.09, 0.15, 0.19, 0.04, 0.22]),
    ("opt_6.7b", .dram, [0.01, 0.03, 0.03, 0.05, 0.02, 0.13]),
    ("opt_6.7b", .buffer, [0.05, 0.07, 0.11, 0.11, 0.10, 0.23]),
    ("opt_6.7b", .core, [0.06, 0.06, 0.14, 0.14, 0.06, 0.42]),
    ("llama2_13b", .standing, [0.02, 0.09, 0.15, 0.19, 0.04, 0.22]),
    ("llama2_13b", .dram, [0.01, 0.03, 0.03, 0.06, 0.02, 0.13]),
    ("llama2_13b", .buffer, [0.05, 0.07, 0.11, 0.12, 0.10, 0.23]),
    ("llama2_13b", .core, [0.06, 0.06, 0.14, 0.14, 0.06, 0.42]),
  ]

  static let all = lines.map { network, part, numbers in
    MixPEEnergyRow(
      network: network, part: part, parts: Array(zip(machines, numbers)), ofFP16: numbers[machines.count])
  }

  /// Ours, with the simulator's ways in place of the design's: a read of both buffers for each multiply-accumulate, and elements whose dynamic power
  /// is that of every cycle.
  func energies(_ machine: MixPEMachine, _ files: ReferenceFiles) async throws -> ComponentEnergies {
    try await QuantizedEnergies.shared.energies("\(network) on \(machine.rawValue)") {
      guard let network = MixPENetwork.all.first(where: { $0.name == self.network }) else {
        return ComponentEnergies()
      }
      let design = try files.design(
        machine.design,
        settings: [
          "energy.buffers.input.read.value=0 pJ", "energy.buffers.weight.read.value=0 pJ",
          "energy.static_power.multiply.value=\(machine.elementPower) uW",
        ])
      let priced = try files.design(machine.design)
      let products = network.products(on: machine)
      var energies = try await ReferencePoint.energies(
        of: products, output: .integer(bits: 16), on: design)
      for (index, name) in ["buffer_input", "buffer_weight"].enumerated() {
        // A word has 32 bits.
        let bit = (priced.energy?.buffers[index].read.amount.picojoules ?? 0) / 32
        for one in products {
          let format = index == 0 ? one.input : one.weight
          energies.add(
            Double(one.count) * Double(one.product.denseMACs) * Double(format.bits) * bit, name)
        }
      }
      return energies
    }
  }
}

extension MixPEMachine {
  /// Microwatts of all elements at work, leakage and all: results/systolic_array_synth.csv.
  fileprivate var elementPower: Int {
    switch self {
    case .w4a8: 4096 * 344_274 / 1000
    case .ant, .int8: 1024 * 344_274 / 1000
    case .bitfusion: 1280 * 344_274 / 1000
    case .w4a16: 1024 * 673_440 / 1000
    case .fp16: 896 * 1_032_924 / 1000
    }
  }
}
