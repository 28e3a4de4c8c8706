import Documents
import Hardware
import Tensors
import Workloads

extension ReferencePoint {
  /// BitFusion, row by row of its simulator's sweep.
  static let bitFusion = bitFusionCompute + bitFusionBus + bitFusionSearch

  private static let sweep =
    "Sharma et al., Bit Fusion, ISCA 2018; hsharma35/bitfusion, commit 04ec1c8, results/bitfusion-eyeriss-sim-sweep.csv"

  private static func rows(_ layers: [BitFusionLayer]) -> Double {
    Double(layers.reduce(0) { $0 + $1.count })
  }

  /// Cycles without the memory's, of all rows of all five configurations.
  private static let bitFusionCompute = BitFusionMachine.all.enumerated().flatMap { index, machine in
    BitFusionLayer.networks.map { network in
      let layers = BitFusionLayer.of(network)
      let isCovered = index == 0 && layers.contains { !$0.isCoveredWhole }
      return ReferencePoint(
        name: "bitfusion_\(network)_\(machine.name)", figure: "rows of equal compute cycles",
        theirs: rows(layers),
        kind: .simulator,
        source:
          "\(sweep): Cycles less Memory wait cycles, N 16, M \(machine.columns), \(machine.bandwidth) bits a cycle",
        tolerance: 0, why: "both count the same steps of the array; ours on a memory that costs nothing",
        variant: isCovered ? "layers as large as its tiles cover them: row 60 of docs/deviations.md" : nil
      ) { files in
        let design = try files.design(
          "bitfusion", settings: machine.settings + ["memories.main={type: ideal}"])
        // No step is of two images.
        let products = layers.map { $0.product(images: 1, isCovered: index == 0) }
        let ours = try await cycles(of: products, output: .integer(bits: 32), on: design)
        return rows(zip(layers, ours).filter { $0.computeCycles[index] == 16 * $1 }.map(\.0))
      }
    }
  }

  /// As many bits as the table's rows have, over the design's bus; before and after a single tile, which the array waits for.
  private static let bitFusionBus = BitFusionLayer.networks.map { network in
    let layers = BitFusionLayer.of(network).filter { $0.limit != .both }
    return ReferencePoint(
      name: "bitfusion_bus_\(network)", figure: "rows within 2 cycles", theirs: rows(layers),
      kind: .simulator,
      source:
        "\(sweep): Cycles of the rows that the bus makes, N 16, M 32, 192 bits a cycle, by their DRAM Read and DRAM Write",
      tolerance: 0, why: "the same bits over the same bus; theirs rounds three parts of them up"
    ) { files in
      let design = try files.design("bitfusion", settings: ["vector_unit.lanes=65536"])
      let bus = try await cycles(ofBits: layers.map(\.bits), on: design)
      let ideal = try files.design("bitfusion", settings: ["memories.main={type: ideal}"])
      let array = try await cycles(
        of: layers.map { $0.product(images: 1) }, output: .integer(bits: 32), on: ideal)
      let equal = layers.indices.filter { row in
        let serial = layers[row].limit == .tile ? 16 * array[row] : 0
        return abs(layers[row].cycles[0] - bus[row] - serial) <= 2
      }
      return rows(equal.map { layers[$0] })
    }
  }

  /// Our own mappings, in its spatial order, against those of its search.
  private static let bitFusionSearch = BitFusionMachine.all.enumerated().flatMap { index, machine in
    BitFusionLayer.networks.map { network in
      let layers = BitFusionLayer.of(network)
      let suffix = index == 0 ? "" : "_\(machine.name)"
      return ReferencePoint(
        name: "bitfusion_search_\(network)\(suffix)", figure: "rows not more than 2 % slower",
        theirs: rows(layers), kind: .simulator,
        source: "\(sweep): Cycles, N 16, M \(machine.columns), \(machine.bandwidth) bits a cycle",
        tolerance: 0, why: "two searches of one machine; ours does not read sums that are not there yet",
        variant: machine.wideWords.isEmpty
          ? nil : "\(machine.wideWords.joined(separator: ", ")): row 61 of docs/deviations.md"
      ) { files in
        let settings = machine.settings + machine.wideWords
        // The search begins with the rule's mapping: where that will do, what the search finds does.
        let byRule = try await slower(
          layers, by: index, on: try files.design("bitfusion", settings: settings))
        let bySearch = try await slower(
          byRule, by: index,
          on: try files.design("bitfusion", settings: settings + ["mapping.search=full"]))
        return rows(layers) - rows(bySearch)
      }
    }
  }

  /// The layers that take more than 2 % longer than on a machine of the table.
  private static func slower(
    _ layers: [BitFusionLayer], by machine: Int, on design: Design
  ) async throws -> [BitFusionLayer] {
    guard !layers.isEmpty else { return [] }
    let ours = try await cycles(of: layers.map { $0.product() }, output: .integer(bits: 32), on: design)
    return zip(layers, ours).filter { 100 * $1 > 102 * $0.cycles[machine] }.map(\.0)
  }

  /// Cycles in which a vector operator moves so many bits, half of them in and half of them out.
  private static func cycles(ofBits bits: [Int], on design: Design) async throws -> [Int] {
    var operators: [Operator] = []
    var tensors: [Tensor] = []
    for (index, bits) in bits.enumerated() {
      let elements = (bits + 63) / 64
      let access = VectorWork.Access.streaming(elementsPerUnit: 1)
      operators.append(
        Operator(
          name: "move\(index)", kind: .activation,
          body: .vector(
            VectorWork(
              units: elements, stages: [VectorWork.Stage(function: "copy", operationsPerUnit: 1)],
              input: access,
              output: access)), input: tensors.count, output: tensors.count + 1,
          mapping: MappingDirectives(units: 2048), position: .none))
      for name in ["input", "output"] {
        tensors.append(
          Tensor(
            name: "move\(index).\(name)", kind: .activation, elements: elements, format: .integer(bits: 32)))
      }
    }
    let trace = Trace(network: "moves", sources: [], operators: operators, tensors: tensors)
    let options = ReplayOptions(findsMemoryWall: false)
    return try await Replayer.run(trace: trace, design: design, options: options).operators.map(
      \.record.cycles)
  }
}
