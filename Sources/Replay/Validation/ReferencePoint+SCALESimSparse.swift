import Documents
import Hardware
import Tensors
import Workloads

extension ReferencePoint {
  /// Cycles of layers with N:M weights as SCALE-Sim v3 counts them, layer-wise.
  static let scaleSimSparse = SCALESimSparseMachine.all.map { machine in
    let layers = machine.cycles.count
    return ReferencePoint(
      name: machine.name, figure: "cycles",
      theirs: Double(machine.cycles.reduce(0) { $0 + $1.cycles }), kind: .simulator,
      source: "SCALE-Sim v3 (fab89b7), CALC, ellpack_block, layer-wise \(machine.pattern), "
        + "\(machine.side) x \(machine.side): sum over \(layers) layers of Total Cycles + 1",
      tolerance: 0, why: "the import takes over its conventions: docs/deviations.md"
    ) { _ in Double(try await machine.layerCycles().reduce(0, +)) }
  }
}

/// An array that knows a pattern, and what SCALE-Sim v3 finds for layers whose weights have it.
public struct SCALESimSparseMachine: Sendable {
  public let dataflow: Dataflow
  public let side: Int
  public let pattern: ArraySparsity.WeightPattern
  public let cycles: [(layer: String, cycles: Int)]

  public var name: String {
    "scalesim_v3_\(Self.words.first { $0.value == dataflow }?.key ?? "")_\(side)_\(pattern.nonzeros)_\(pattern.groupSize)"
  }

  /// Ours of each layer, through the import of its topology.
  public func layerCycles() async throws -> [Int] {
    let layers = try ReferenceFiles.required {
      SCALESimTopology.parse(Array(Self.topology.utf8), name: "sparse", findings: $0)
    }
    let trace = try ReferenceFiles.required {
      TraceDecoder.decode(SCALESimImport.trace(layers, network: "sparse"), seed: 0, findings: $0)
    }
    var design = try ReferenceFiles.required {
      DesignDecoder.decode(
        SCALESimImport.design(SCALESimConfiguration(rows: side, columns: side, dataflow: dataflow)),
        findings: $0)
    }
    if pattern.nonzeros < pattern.groupSize {
      design.array.sparsity = ArraySparsity(weight: .skip, pattern: pattern)
    }
    var found: [Int] = []
    for (layer, _) in cycles {
      var one = trace
      one.operators = one.operators.filter { $0.name == layer }
      guard let only = one.operators.first, case .product(let product, _) = only.body,
        let weight = only.weight
      else { continue }
      let group = GroupBound(n: pattern.nonzeros, m: pattern.groupSize)
      one.tensors[weight].sparsity = TensorSparsity(
        source: .pattern(.structured(group, axis: .columns, density: nil)),
        shape: .weight(WeightShape(product)), position: .none)
      found.append(Int(try await ReferencePoint.cycles(of: one, on: design)))
    }
    return found
  }

  private static let topology = """
    Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides,
    transf_QK, 128, 128, 1, 128, 1, 64, 1,
    gemm_64x96x200, 64, 200, 1, 200, 1, 96, 1,
    sparsity_conv_csv, 5, 5, 3, 3, 2, 6, 1,
    resnet18_Conv4_s, 28, 28, 1, 1, 128, 256, 2,
    resnet18_Conv5_2a, 7, 7, 3, 3, 512, 512, 1,
    alexnet_Conv3, 13, 13, 3, 3, 256, 384, 1,

    """

  private static let names = [
    "transf_QK", "gemm_64x96x200", "sparsity_conv_csv", "resnet18_Conv4_s", "resnet18_Conv5_2a",
    "alexnet_Conv3",
  ]

  private static let words: [String: Dataflow] = [
    "is": .inputStationary, "os": .outputStationary, "ws": .weightStationary,
  ]

  /// Dataflow, side, N, M, and `Total Cycles - Stall Cycles + 1` of the layers above; - where there is no run.
  public static let all = """
    is 32 1 4 - 760 - - - -
    is 32 1 8 - 380 - - - -
    is 32 2 4 - 1520 - - - -
    os 32 1 4 - 672 - - - -
    os 32 1 8 - 522 - - - -
    os 32 2 4 - 972 - - - -
    ws 16 1 1 5568 8580 110 34688 - -
    ws 16 1 4 1392 2640 55 8672 - -
    ws 16 1 8 696 1320 55 4336 - -
    ws 16 2 4 2784 4620 55 17344 - -
    ws 16 3 4 4176 6600 55 26016 - -
    ws 16 4 8 2784 4620 55 17344 - -
    ws 32 1 1 1776 3318 103 10208 274176 185760
    ws 32 1 4 444 948 103 2552 68544 46440
    ws 32 1 8 444 474 103 2552 34272 23220
    ws 32 2 4 888 1896 103 5104 137088 92880
    ws 32 3 4 1332 2370 103 7656 205632 139320
    ws 32 4 8 888 1896 103 5104 137088 92880
    """.split(separator: "\n").map { line in
      let words = line.split(separator: " ")
      let numbers = words[1...3].compactMap { Int($0) }
      let cycles = zip(names, words[4...]).compactMap { layer, word in Int(word).map { (layer, $0) } }
      return SCALESimSparseMachine(
        dataflow: Self.words[String(words[0])] ?? .weightStationary, side: numbers[0],
        pattern: ArraySparsity.WeightPattern(nonzeros: numbers[1], groupSize: numbers[2]), cycles: cycles)
    }
}
