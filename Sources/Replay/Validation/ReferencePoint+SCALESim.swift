import Documents
import Hardware
import Workloads

extension ReferencePoint {
  /// Cycles of whole networks as SCALE-Sim counts them, in its mode `CALC`.
  ///
  /// `Tests/ReplayTests` holds every layer of them, on more arrays, and its reads and writes, against SCALE-Sim's.
  static let scaleSim =
    sums.map { scaleSim($0.topology, $0.dataflow, side: 128, cycles: $0.cycles) } + [
      scaleSim(.alexnet, .weightStationary, side: 32, cycles: 1_136_244),
      // 6 minutes of processor time and 12 GB there.
      scaleSim(.resnet50, .weightStationary, side: 32, cycles: 5_753_540),
    ]

  /// Sums over layers of `Total Cycles - Stall Cycles + 1`, on 128 x 128 elements.
  private static let sums: [(topology: SCALESimTopologyText, dataflow: Dataflow, cycles: Int)] =
    [
      (.alexnet, .outputStationary, 67_572), (.alexnet, .weightStationary, 139_906),
      (.alexnet, .inputStationary, 146_722), (.mobilenet, .outputStationary, 334_462),
      (.mobilenet, .weightStationary, 395_132), (.mobilenet, .inputStationary, 674_222),
      (.resnet50, .outputStationary, 611_615), (.resnet50, .weightStationary, 876_886),
      (.resnet50, .inputStationary, 997_816), (.transformer, .outputStationary, 57_028),
      (.transformer, .weightStationary, 196_860), (.transformer, .inputStationary, 68_380),
    ]

  private static func scaleSim(
    _ topology: SCALESimTopologyText, _ dataflow: Dataflow, side: Int, cycles: Int
  ) -> ReferencePoint {
    ReferencePoint(
      name: "scalesim_\(topology.rawValue)_\(dataflow.shortName)_\(side)", figure: "cycles",
      theirs: Double(cycles), kind: .simulator,
      source: "SCALE-Sim v2 (22f88b1), CALC, \(side) x \(side): sum over the layers of Total Cycles + 1",
      tolerance: 0, why: "the import takes over its conventions: docs/deviations.md"
    ) { _ in
      let layers = try ReferenceFiles.required {
        SCALESimTopology.parse(Array(topology.text.utf8), name: topology.rawValue, findings: $0)
      }
      let trace = try ReferenceFiles.required {
        TraceDecoder.decode(
          SCALESimImport.trace(layers, network: topology.rawValue), seed: 0, findings: $0)
      }
      let machine = SCALESimConfiguration(rows: side, columns: side, dataflow: dataflow)
      let design = try ReferenceFiles.required {
        DesignDecoder.decode(SCALESimImport.design(machine), findings: $0)
      }
      return try await Self.cycles(of: trace, on: design)
    }
  }
}

extension Dataflow {
  fileprivate var shortName: String {
    switch self {
    case .weightStationary: "ws"
    case .inputStationary: "is"
    case .outputStationary: "os"
    }
  }
}
