import Documents
import Replay
import Reports
import Sweeps

/// A run of a sweep, or of a part of it.
struct SweepJob {
  var input: SweepOptions
  var workers: Int
  var shard: SweepStore.Shard
  var retriesFailed: Bool
  /// Folders of other stores whose rows are taken over where points are equal.
  var reusable: [String]

  func run() async throws {
    let sweep = try SweepLoading.sweep(input.sweep)
    var runner = PointRunner(sweep, figures: .total)
    let findings = Findings()
    await runner.checkFigures(findings: findings)
    guard !findings.hasErrors else { throw Failure.findings(findings.lines) }
    Terminal.report(findings.lines)
    if let search = sweep.search, shard.count > 1 {
      throw Failure.shardsOfSearch(search)
    }
    let folder = input.folder(sweep)
    runner.reusable = try ReuseOption.rows(of: reusable, for: sweep)
    StopSignal.watch()
    let opened = try OpenedStore(
      sweep, folder: folder, shard: shard, retriesFailed: retriesFailed, needsRows: sweep.search != nil)
    let store = opened.store
    let left =
      sweep.search.map { $0.budget / sweep.repeats * sweep.repeats }
      ?? store.remaining(in: sweep, shard: shard)
    let bar = SweepProgressBar(total: left, places: sweep.space.count)
    let run = SweepRun(
      runner: runner, store: store, shard: shard, workers: workers, stops: { StopSignal.isSent },
      progress: { bar.update($0) })
    let result =
      if let search = sweep.search { await run.search(search, known: opened.known) } else { await run.run() }
    bar.finish()
    let outcome: SweepRun.Outcome
    switch result {
    case .success(let done): outcome = done
    case .failure(let error): throw Failure.of(error)
    }
    let counts = runner.cache.counts
    let failedBefore =
      store.failedCount == 0
      ? ""
      : retriesFailed
        ? "; ran \(store.failedCount) again that had failed" : ", failed before \(store.failedCount)"
    let taken = runner.reusable.reduce(0) { $0 + $1.takenCount }
    let takenOver = reusable.isEmpty ? "" : "took over \(taken), "
    Terminal.report([
      "\(sweep.name): ran \(outcome.ran - taken), \(takenOver)reused \(store.knownCount), failed \(outcome.failed)\(failedBefore); "
        + "\(counts.found) of \(counts.asked) operators were known"
    ])
    if let shortfall = outcome.search?.shortfall { Terminal.report(["\(sweep.name): \(shortfall)"]) }
    if store.failedCount > 0, !retriesFailed {
      Terminal.report(["--retry-failed runs points again that failed before"])
    }
    guard outcome.isComplete else {
      throw Failure.failed("stopped by a signal; the same command goes on from here")
    }
    // A part does not know when the others end.
    guard shard.count == 1 else { return }
    try CollectedSweep(sweep, folder: folder).writeCSV(to: "\(folder)/results.csv", force: true)
  }
}

/// A store that grows, and what it had when it was opened.
struct OpenedStore {
  let store: SweepStore
  /// Rows by point: of those that are asked for by point, as searches do.
  let known: KnownRows

  init(
    _ sweep: Sweep, folder: String, shard: SweepStore.Shard = .all, retriesFailed: Bool = false,
    needsRows: Bool = true
  ) throws {
    do throws(StoreError) {
      store = try SweepStore(
        folder: folder, sweep: sweep, modelVersion: Tool.modelVersion, shard: shard,
        retriesFailed: retriesFailed)
      known = KnownRows(
        needsRows ? try CollectedRows(folder: folder, sweep: sweep, modelVersion: Tool.modelVersion) : nil)
    } catch { throw Failure.of(error) }
  }
}

/// The results of a sweep.
struct CollectedSweep {
  let sweep: Sweep
  let table: PointTable
  let rows: CollectedRows

  init(_ input: SweepOptions) throws {
    let sweep = try SweepLoading.sweep(input.sweep)
    try self.init(sweep, folder: input.folder(sweep))
  }

  init(_ sweep: Sweep, folder: String) throws {
    self.sweep = sweep
    table = PointTable(sweep)
    do throws(StoreError) {
      rows = try CollectedRows(folder: folder, sweep: sweep, modelVersion: Tool.modelVersion)
    } catch { throw Failure.of(error) }
  }

  private static let bufferSize = 1 << 16

  /// Writes a database beside the path, and then gives it its name.
  func writeDatabase(_ analysis: SweepAnalysis, to path: String, force: Bool) throws {
    let parts = try OutputFile(path, force: force).begin()
    do throws(SQLiteTable.Problem) {
      try SQLiteTable(table).write(rows, analysis, to: parts.path)
    } catch { throw Failure.failed("cannot write '\(path)': \(error.message)") }
    try parts.publish()
  }

  func writeCSV(to path: String, force: Bool) throws {
    let parts = try OutputFile(path, force: force).begin()
    // In few calls: a table has a line for each point.
    var lines: [UInt8] = []
    table.csv(rows) { line in
      lines.append(contentsOf: line.utf8)
      guard lines.count >= Self.bufferSize else { return }
      parts.append(lines)
      lines.removeAll(keepingCapacity: true)
    }
    parts.append(lines)
    try parts.publish()
  }
}

extension Failure {
  static func shardsOfSearch(_ search: SearchPlan) -> Failure {
    .wrongUsage(
      "a search by '\(search.method.rawValue)' decides by what it found before, so it has no shards; run it whole"
    )
  }

  /// A store of another sweep is a wrong usage, and what the system refuses a failure.
  static func of(_ error: StoreError) -> Failure {
    switch error {
    case .otherSweep, .noStore, .nothingToReuse, .notRegular, .noHeader, .longLine, .otherShards, .inUse,
      .otherModel, .lacksFigures:
      .wrongUsage("\(error)")
    case .system, .unreadableInput, .changedInput: .failed("\(error)")
    }
  }
}
