import Documents
import Foundation
import Replay
import Sweeps
import TestFiles
import Testing

/// A folder with a small design, a small trace and whatever a test writes; gone when the test ends.
final class Workplace {
  let folder: String

  init() throws {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent("sweeps-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    folder = url.path
    try write(Self.design, to: "small.yaml")
    try write(Self.trace, to: "net.yaml")
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func path(_ name: String) -> String { "\(folder)/\(name)" }

  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(filePath: path(name)))
  }

  func read(_ name: String) throws -> String {
    try String(contentsOf: URL(filePath: path(name)), encoding: .utf8)
  }

  /// The sweep of a text that follows the head.
  func sweep(_ text: String, findings: Findings = Findings()) throws -> Sweep {
    try write("sweep: test\ndesign: small.yaml\ntrace: net.yaml\n" + text, to: "sweep.yaml")
    let sweep = SweepDecoder.load(path: path("sweep.yaml"), figures: .few, findings: findings)
    return try #require(sweep, "\(findings.lines)")
  }

  static let design = smallDesign
  static let trace = smallTrace
}

extension FigureReader {
  /// A few figures of a result.
  static let few = FigureReader(
    roots: ["cycles", "time_s", "dense_macs", "memories"],
    read: { result, keys in
      keys.map { key in
        switch key {
        case "cycles": Value(result.total.figures.cycles)
        case "time_s": .number(.real(result.total.figures.timeSeconds), .none)
        case "dense_macs": Value(result.total.figures.denseMACs)
        default: .undefined
        }
      }
    },
    keys: { _ in ["cycles", "dense_macs", "time_s"] },
    memories: { key in
      let parts = key.split(separator: ".").map(String.init)
      return parts.count == 3 && parts[0] == "memories"
        ? [parts[1]] : ["cycles", "time_s", "dense_macs"].contains(key) ? [] : nil
    },
    known: { memories in
      ["cycles", "dense_macs", "time_s"] + memories.map { "memories.\($0).read_bytes" }
    })
}

extension Workplace {
  /// Runs a sweep into a folder, and returns the collected table.
  @discardableResult
  func run(
    _ sweep: Sweep, into name: String, shards: Int = 1, workers: Int = 1, cache: ReplayCache = .sha256(),
    retriesFailed: Bool = false
  ) async throws -> String {
    for index in 0..<shards {
      let shard = SweepStore.Shard(index: index, count: shards)
      let store = try SweepStore(
        folder: path(name), sweep: sweep, modelVersion: 1, shard: shard, retriesFailed: retriesFailed)
      let runner = PointRunner(sweep, figures: .few, cache: cache)
      let run = SweepRun(runner: runner, store: store, shard: shard, workers: workers)
      if let plan = sweep.search {
        let rows = try CollectedRows(folder: path(name), sweep: sweep, modelVersion: 1)
        _ = try await run.search(plan, known: KnownRows(rows)).get()
      } else {
        _ = try await run.run().get()
      }
    }
    return try table(sweep, name)
  }

  func table(_ sweep: Sweep, _ name: String) throws -> String {
    var text = ""
    PointTable(sweep).csv(try CollectedRows(folder: path(name), sweep: sweep, modelVersion: 1)) { text += $0 }
    return text
  }
}
