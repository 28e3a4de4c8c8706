import Documents
import Foundation
import Hardware
import Replay
import Sweeps
import Testing
import Workloads

/// However a sweep is run, its table is the same to the byte.
@Suite struct RunTests {
  static let text = """
    axes:
      array.rows: [1, 2, 3, 5, 8]
      array.dataflow: [weight_stationary, output_stationary]
      trace.operators.0.n: [48, 64]
      buffers.input.capacity: [64 B, 16 KiB]
    repeats: 2
    derive: {pes: array.rows * array.columns, rate: dense_macs / cycles}
    constraints: [array.rows != 3, cycles < 1000000]
    metrics: [cycles, time_s]
    objectives: {cycles: min, pes: min}

    """

  @Test func `shards, workers and caches do not change the table`() async throws {
    let place = try Workplace()
    // A second operator that reads what the first one writes cannot follow its width, so that half of the points fail.
    let sweep = try place.sweep(Self.text)
    let reference = try await place.run(sweep, into: "reference")
    #expect(reference.split(separator: "\n").count == 1 + 64)
    #expect(reference.contains(",failed,"))
    #expect(reference.contains(",ok,"))
    let warm = ReplayCache.sha256()
    for (shards, workers) in [(1, 2), (2, 1), (7, 2), (1, 5), (7, 1)] {
      let table = try await place.run(
        sweep, into: "of-\(shards)-\(workers)", shards: shards, workers: workers, cache: warm)
      #expect(table == reference, "\(shards) shards, \(workers) workers")
    }
    #expect(warm.counts.found > warm.counts.asked / 2)
    let tiny = ReplayCache.sha256(capacity: 2)
    #expect(try await place.run(sweep, into: "tiny", cache: tiny) == reference)
  }

  @Test func `blocks that nobody needs, and what is done about them, may be axes`() async throws {
    let place = try Workplace()
    try place.write(
      """
      network: attention
      formats: {input: int8, weight: int8, output: int8}
      inputs: {query: {elements: 1024}, keys: {elements: 1024}}
      operators:
        - {name: scores, op: matmul, input: query, weight: keys, m: 32, k: 32, n: 32,
           output: {blocks: {block: [4, 4], window: 1}}}

      """, to: "net.yaml")
    let sweep = try place.sweep(
      """
      axes:
        trace.operators.0.output.blocks.window: [1, 2, 8]
        unneeded_blocks: [compute, skip]
      metrics: [cycles]

      """)
    let table = try await place.run(sweep, into: "cold")
    #expect(try await place.run(sweep, into: "warm", workers: 2, cache: ReplayCache.sha256()) == table)
    let rows = table.split(separator: "\n")
    let cycles = rows.dropFirst().compactMap { $0.split(separator: ",").last.flatMap { Int($0) } }
    #expect(cycles.count == 6, "\(table)")
    guard cycles.count == 6 else { return }
    #expect(cycles[0] == cycles[2] && cycles[2] == cycles[4], "\(table)")
    #expect(cycles[1] < cycles[3] && cycles[3] < cycles[5] && cycles[5] < cycles[0], "\(table)")
  }

  @Test func `the number of shards may change from run to run`() async throws {
    let place = try Workplace()
    let sweep = try place.sweep(Self.text)
    let reference = try await place.run(sweep, into: "reference")
    let shard = SweepStore.Shard(index: 1, count: 3)
    do {
      let store = try SweepStore(folder: place.path("changed"), sweep: sweep, modelVersion: 1, shard: shard)
      let runner = PointRunner(sweep, figures: .few)
      _ = try await SweepRun(runner: runner, store: store, shard: shard, workers: 1).run().get()
    }
    #expect(try await place.run(sweep, into: "changed", shards: 2) == reference)
    #expect(try await place.run(sweep, into: "changed") == reference)
    let rows = try CollectedRows(folder: place.path("changed"), sweep: sweep, modelVersion: 1)
    #expect(rows.count == 64)
  }

  @Test func `a run that is stopped goes on`() async throws {
    let place = try Workplace()
    let sweep = try place.sweep(Self.text)
    let reference = try await place.run(sweep, into: "reference")
    for _ in 0..<4 {
      let store = try SweepStore(folder: place.path("stopped"), sweep: sweep, modelVersion: 1)
      let before = store.knownCount + store.failedCount
      let count = Counter()
      let run = SweepRun(
        runner: PointRunner(sweep, figures: .few), store: store, workers: 2,
        stops: { count.value >= 10 }, progress: { _ in count.add() })
      let outcome = try await run.run().get()
      #expect(!outcome.isComplete)
      #expect(before + outcome.ran < 64)
    }
    #expect(try await place.run(sweep, into: "stopped") == reference)
  }

  @Test func `a run stops while it looks for points that constraints leave in`() async throws {
    let place = try Workplace()
    // Nothing is left in of two billion points.
    let range = "{from: 1, to: 1300, step: 1}"
    let sweep = try place.sweep(
      """
      axes: {array.rows: \(range), array.columns: \(range), buffers.input.banks: \(range)}
      constraints: [array.rows + array.columns + buffers.input.banks > 3900]
      metrics: [cycles]

      """)
    let store = try SweepStore(folder: place.path("stopped"), sweep: sweep, modelVersion: 1)
    let asked = Counter()
    let run = SweepRun(
      runner: PointRunner(sweep, figures: .few), store: store, workers: 1,
      stops: {
        asked.add()
        return asked.value > 3
      })
    let outcome = try await run.run().get()
    #expect(!outcome.isComplete && outcome.ran == 0)
  }

  @Test func `points that failed are run again where that is asked for`() async throws {
    let place = try Workplace()
    let sweep = try place.sweep(Self.text)
    let reference = try await place.run(sweep, into: "retried")
    let lines = try place.read("retried/results.1-of-1.jsonl").split(separator: "\n").count
    #expect(try await place.run(sweep, into: "retried") == reference)
    #expect(try place.read("retried/results.1-of-1.jsonl").split(separator: "\n").count == lines)
    #expect(try await place.run(sweep, into: "retried", retriesFailed: true) == reference)
    #expect(try place.read("retried/results.1-of-1.jsonl").split(separator: "\n").count > lines)
  }

  @Test func `a point is what a run with its settings is`() async throws {
    let place = try Workplace()
    let sweep = try place.sweep(
      "axes: {array.rows: [4], array.columns: [16]}\nset: {buffers.input.capacity: 2 * 4 KiB}\nmetrics: [cycles]\n"
    )
    let table = try await place.run(sweep, into: "one")
    let findings = Findings()
    let design = try #require(
      Design.load(
        path: place.path("small.yaml"),
        settings: ["array.rows=4", "array.columns=16", "buffers.input.capacity=8 KiB"], findings: findings))
    let trace = try #require(Trace.load(path: place.path("net.yaml"), seed: 0, findings: findings))
    let result = try await Replayer.run(
      trace: trace, design: design, options: ReplayOptions(findsMemoryWall: false))
    #expect(table.contains(",\(result.total.figures.cycles),"), "\(table)")
  }

  @Test func `a million points are counted without a list of them`() throws {
    let place = try Workplace()
    let sweep = try place.sweep(
      """
      axes:
        array.rows: {from: 1, to: 100, step: 1}
        array.columns: {from: 1, to: 100, step: 1}
        memories.main.bandwidth: {from: 1 GB/s, to: 100 GB/s, step: 1 GB/s}
      constraints: [array.rows * array.columns <= 4096]
      metrics: [cycles]

      """)
    let expansion = SweepExpansion(sweep, showing: 3)
    let pairs = (1...100).reduce(0) { $0 + min(100, 4096 / $1) }
    #expect(expansion.total == 1_000_000)
    #expect(expansion.count == .exactly(pairs * 100))
    #expect(expansion.first == [0, 1, 2])
  }

  @Test func `points that a constraint leaves out together are passed over together`() throws {
    let place = try Workplace()
    // 10^15 points, of which the first two axes decide.
    let range = "{from: 1, to: 10000, step: 1}"
    let sweep = try place.sweep(
      """
      axes: {array.rows: \(range), array.columns: [1, 2, 4], buffers.input.banks: \(range), trace.operators.0.m: \(range)}
      constraints: [array.rows * array.columns == 64, array.rows <= 40]
      metrics: [cycles]

      """)
    let expansion = SweepExpansion(sweep, showing: 1)
    #expect(expansion.count == .exactly(2 * 100_000_000))
    #expect(expansion.first == [sweep.space.point(of: [15, 2, 0, 0])])
  }

  @Test(arguments: [2, 9])
  func `a figure that none of the points that are tried has is warned of, and not refused`(first: Int)
    async throws
  {
    let place = try Workplace()
    let sweep = try place.sweep("axes: {array.rows: [1, 2, 4, 8]}\nmetrics: [cycles, dense_macs]\n")
    let tried = Counter()
    let reader = FigureReader(
      roots: ["cycles", "dense_macs"], read: { _, keys in keys.map { _ in .undefined } },
      keys: { _ in
        tried.add()
        return tried.value < first ? ["cycles"] : ["cycles", "dense_macs"]
      }, memories: { _ in [] }, known: { _ in [] })
    let findings = Findings()
    await PointRunner(sweep, figures: reader).checkFigures(findings: findings)
    #expect(!findings.hasErrors && findings.isEmpty == (first == 2))
  }

  @Test(arguments: ["", "search: {method: random, budget: 5}\nobjectives: {cycles: min}\n"])
  func `what cannot be counted is not said to be nothing`(search: String) throws {
    let place = try Workplace()
    let range = "{from: 1, to: 5000, step: 1}"
    let sweep = try place.sweep(
      """
      axes: {array.rows: \(range), array.columns: \(range)}
      constraints: [array.rows * array.columns == 64]
      metrics: [cycles]
      \(search)
      """)
    let expansion = SweepExpansion(sweep, showing: 2)
    guard case .fewerThan(let bound, let looked) = expansion.count else {
      Issue.record("\(expansion.count)")
      return
    }
    #expect(bound >= 7 && bound * looked >= 3 * sweep.space.count)
    #expect(expansion.first.first == 63)
    #expect(
      SweepExpansion(
        try place.sweep(
          """
          axes: {array.rows: \(range), array.columns: \(range)}
          constraints: [array.rows <= array.columns]
          metrics: [cycles]

          """), showing: 0
      ).count.number.map { abs($0 - 12_502_500) < 300_000 } == true)
  }

  @Test func `a board, decoders, programs and areas are paths of a design`() async throws {
    let place = try Workplace()
    let boards = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Configs/boards")
    for name in ["u280", "vck190"] {
      try place.write(
        String(contentsOf: boards.appending(path: "\(name).yaml"), encoding: .utf8), to: "\(name).yaml")
    }
    try place.write(
      String(
        contentsOf: boards.appending(path: "../multipliers/lut6.yaml").standardizedFileURL, encoding: .utf8),
      to: "lut6")
    let sweep = try place.sweep(
      "axes: {board: [u280.yaml, vck190.yaml], array.rows: [8, 1024], clock: [225 MHz]}\nset: {array.columns: array.rows}\nmetrics: [cycles]\n"
    )
    let table = try await place.run(sweep, into: "boards")
    #expect(table.matches(of: /,ok,/).count == 2 && table.matches(of: /DSPs and/).count == 2, "\(table)")
  }
}

/// Counts from any thread.
final class Counter: @unchecked Sendable {
  private let lock = NSLock()
  private var count = 0

  var value: Int { lock.withLock { count } }
  func add() { lock.withLock { count += 1 } }
}
