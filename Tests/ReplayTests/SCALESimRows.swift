import Documents
import FoundationEssentials
import Hardware
import Replay
import Testing
import Workloads

/// A row of a table of SCALE-Sim's results, by the names of its columns.
struct SCALESimRow {
  fileprivate let columns: [String: Int]
  fileprivate let cells: [Substring]

  subscript(column: String) -> String { columns[column].map { String(cells[$0]) } ?? "" }

  func integer(_ column: String) -> Int { Int(self[column]) ?? -1 }
  func number(_ column: String) -> Double { Double(self[column]) ?? .nan }

  var m: Int { integer("gemm_M") }
  var n: Int { integer("gemm_N") }
  var k: Int { integer("gemm_K") }
  var macs: Int { m * n * k }
  /// Its cycles: `Total Cycles` is the number of the last, counted from 0 (docs/deviations.md, 1).
  var cycles: Int { integer("total_cycles") - max(0, integer("stall_cycles")) + 1 }
  var machine: SCALESimMachine {
    SCALESimMachine(dataflow: self["dataflow"], rows: integer("rows"), columns: integer("cols"))
  }

  /// The layer as a line of a topology of convolutions or of matrix products.
  func line(isConvolution: Bool) -> String {
    let shape =
      isConvolution
      ? ["ifmap_h", "ifmap_w", "filt_h", "filt_w", "channels", "num_filt", "stride"]
      : ["gemm_M", "gemm_N", "gemm_K"]
    return ([self["layer_name"]] + shape.map { self[$0] }).joined(separator: ", ") + ","
  }
}

/// What a SCALE-Sim configuration says that decides cycles.
struct SCALESimMachine: Hashable {
  var dataflow: String
  var rows: Int
  var columns: Int

  var elements: Int { rows * columns }

  var configuration: String {
    """
    [general]
    run_name = golden

    [architecture_presets]
    ArrayHeight:    \(rows)
    ArrayWidth:     \(columns)
    IfmapSramSzkB:    64
    FilterSramSzkB:   64
    OfmapSramSzkB:    64
    IfmapOffset:    0
    FilterOffset:   10000000
    OfmapOffset:    20000000
    Dataflow : \(dataflow)
    Bandwidth : 10
    MemoryBanks: 1

    [run_presets]
    InterfaceBandwidth: CALC
    """
  }
}

extension SCALESimMachine {
  /// The imported design, with settings as those of `--set`.
  func design(settings: [String] = []) throws -> Design {
    let findings = Findings()
    let parsed = try #require(
      SCALESimConfiguration.parse(Array(configuration.utf8), name: "scale.cfg", findings: findings))
    let node = settings.reduce(SCALESimImport.design(parsed)) { $0.setting($1, findings: findings) }
    let design = try #require(DesignDecoder.decode(node, findings: findings))
    #expect(!findings.hasErrors)
    return design
  }

  // Inlined, it makes the optimiser of Swift 6.3 crash.
  @inline(never)
  func run(_ trace: Trace, settings: [String] = []) async throws -> RunResult {
    let design = try design(settings: settings)
    return try await Replayer.run(
      trace: trace, design: design, options: ReplayOptions(findsMemoryWall: false, workers: 2))
  }
}

/// A row with the same layer on Ridgeline.
struct SCALESimPair {
  var theirs: SCALESimRow
  var ours: RunResult.Entry
}

/// A table of results in `Golden/scalesim`.
struct SCALESimTable {
  let rows: [SCALESimRow]
  private let isConvolution: Bool

  init(_ file: String) throws {
    let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
    let text = try String(contentsOfFile: "/\(folder)/Golden/scalesim/\(file).csv", encoding: .utf8)
    let lines = text.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let header = try #require(lines.first)
    let columns = Dictionary(uniqueKeysWithValues: header.enumerated().map { (String($1), $0) })
    rows = lines.dropFirst().map { SCALESimRow(columns: columns, cells: $0) }
    isConvolution = rows.contains { $0.integer("channels") > 1 }
  }

  /// All rows with ours, through the import of texts as SCALE-Sim reads them.
  ///
  /// Settings are those of `--set`, for machines that depart from SCALE-Sim's.
  func pairs(settings: [String] = [], only dataflows: Set<String> = ["os", "ws", "is"]) async throws
    -> [SCALESimPair]
  {
    var pairs: [SCALESimPair] = []
    let machines = Dictionary(grouping: rows, by: \.machine)
    for (machine, rows) in machines where dataflows.contains(machine.dataflow) {
      let result = try await machine.run(trace(rows), settings: settings)
      #expect(result.operators.count == rows.count)
      pairs += zip(rows, result.operators).map { SCALESimPair(theirs: $0, ours: $1) }
    }
    return pairs
  }

  private func trace(_ rows: [SCALESimRow]) throws -> Trace {
    let findings = Findings()
    let header =
      isConvolution
      ? "Layer name, IFMAP Height, IFMAP Width, Filter Height, Filter Width, Channels, Num Filter, Strides,"
      : "Layer, M, N, K,"
    let text = ([header] + rows.map { $0.line(isConvolution: isConvolution) }).joined(separator: "\n")
    let topology = try #require(
      SCALESimTopology.parse(Array(text.utf8), name: "topology.csv", findings: findings))
    let trace = try #require(
      TraceDecoder.decode(
        SCALESimImport.trace(topology, network: "golden"), seed: 0, findings: findings))
    #expect(!findings.hasErrors)
    return trace
  }
}
