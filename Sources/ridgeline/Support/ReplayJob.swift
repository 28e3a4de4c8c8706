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
  /// Seeds to run, from `seed` on.
  var seeds = 1
  var workers: Int
  var findsMemoryWall = true
  /// Where the requests to memories of DRAM go.
  var requests: [String] = []
  /// Whether files of them that exist are replaced.
  var replaces = false
  /// Whether it is recorded when everything happens.
  var records = false
  /// Whether it is simulated what twice of something would bring.
  var findsWhatIfs = false

  func report() async throws -> RunReport {
    let loaded = try Loading.replay(
      design: design, settings: settings, trace: trace, seed: seed, mapping: mapping)
    let streams = try RequestFiles(
      requests, force: replaces, inputs: loaded.files + loaded.trace.tensorFiles, loaded.design, loaded.trace)
    let progress = Progress(loaded.trace.network)
    defer { progress?.finish() }
    var options = ReplayOptions(
      seed: seed, findsMemoryWall: findsMemoryWall, workers: workers,
      progress: { done, total in progress?.update(done: done, total: total) })
    options.requestLogs = streams.logs
    options.records = records
    options.findsWhatIfs = findsWhatIfs
    let result = try await Replayer.run(
      trace: loaded.trace, design: loaded.design, mapping: loaded.mapping, options: options)
    let spreads = try await spreads(result, loaded)
    try streams.publish()
    return RunReport(
      result: result, design: loaded.design.resolved(),
      inputs: try (loaded.files + loaded.trace.tensorFiles).map { try InputFile.describe($0) },
      settings: settings, spread: spreads?.total, operatorSpreads: spreads?.operators ?? [])
  }

  /// What the other seeds make with the mapping of the first; nil where there are none.
  private func spreads(
    _ first: RunResult, _ loaded: Loading.Loaded
  ) async throws -> (total: SeedSpread, operators: [SeedSpread])? {
    guard seeds > 1 else { return nil }
    var totals = [first.total.figures]
    var operators = first.operators.map { [$0.figures] }
    var isDrawn: Bool?
    for seed in seed + 1...seed + UInt64(seeds - 1) {
      guard let trace = Trace.load(path: self.trace, seed: seed, findings: Findings()) else {
        throw Failure.failed("cannot read '\(self.trace)' again; do not change inputs during a run")
      }
      guard trace.mayDiffer(from: loaded.trace) else {
        isDrawn = false
        totals.append(totals[0])
        for place in operators.indices { operators[place].append(operators[place][0]) }
        continue
      }
      let result = try await Replayer.run(
        trace: trace, design: loaded.design, mapping: loaded.mapping ?? first.savedMapping,
        options: ReplayOptions(seed: seed, findsMemoryWall: false, workers: workers))
      totals.append(result.total.figures)
      // Where operators overlap, other seeds may tell other executions of one apart.
      guard result.operators.map(\.firstExecution) == first.operators.map(\.firstExecution),
        result.operators.count == operators.count
      else {
        operators = []
        continue
      }
      for (place, one) in result.operators.enumerated() { operators[place].append(one.figures) }
    }
    var total = SeedSpread(totals)
    total.isDrawn = isDrawn
    return (total, operators.map { SeedSpread($0) })
  }
}

extension RunReport {
  /// The files of an output folder.
  func files() throws -> [(name: String, text: String)] {
    [
      ("result.json", try ResultDocument(self).json()),
      ("operators.csv", OperatorsCSV.text(result, spreads: operatorSpreads)),
      ("design.resolved.yaml", YAMLWriter.write(design)), ("mapping.yaml", result.savedMapping.text),
      ("report.html", try HTMLReport(self).html()),
    ]
  }
}
