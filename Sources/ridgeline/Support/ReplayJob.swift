import Documents
import Hardware
import Replay
import Reports
import Workloads

/// A design and a trace, and how they are replayed.
struct ReplayJob {
  var design: String
  var trace: String
  /// The file of a saved mapping.
  var mapping: String?
  var settings: [String] = []
  var seed: UInt64 = 0
  var workers: Int
  var findsMemoryWall = true

  func report() async throws -> RunReport {
    let loaded = try Loading.replay(
      design: design, settings: settings, trace: trace, seed: seed, mapping: mapping)
    let progress = Progress(loaded.trace.network)
    defer { progress?.finish() }
    let result = try await Replayer.run(
      trace: loaded.trace, design: loaded.design, mapping: loaded.mapping,
      options: ReplayOptions(
        seed: seed, findsMemoryWall: findsMemoryWall, workers: workers,
        progress: { done, total in progress?.update(done: done, total: total) }))
    return RunReport(
      result: result, design: loaded.design.resolved(),
      inputs: try loaded.files.map { try InputFile.describe($0) }, settings: settings)
  }
}

extension RunReport {
  /// The files of an output folder.
  func files() throws -> [(name: String, text: String)] {
    [
      ("result.json", try ResultDocument(self).json()),
      ("operators.csv", OperatorsCSV.text(result)),
      ("design.resolved.yaml", YAMLWriter.write(design)), ("mapping.yaml", result.savedMapping.text),
      ("report.html", try HTMLReport(self).html()),
    ]
  }
}
