import Documents
import Foundation
import Replay
import Sweeps
import Testing

/// Rows of other stores are taken over where points are equal, and only there.
@Suite struct ReuseTests {
  private static let memory = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Configs/memories/ddr4_2400.yaml")

  /// A store of points that read a memory and a mask.
  private static let text = """
    axes:
      array.rows: [1, 2, 4]
      memories.main:
        choices:
          dram: {type: dram, preset: memory.yaml, latency: 40 ns, outstanding: 16, request: 64 B}
          flat: {type: bandwidth, bandwidth: 4 GB/s, latency: 50 ns, outstanding: 16, request: 64 B}
    metrics: [cycles, time_s]

    """

  private static let trace = """
    network: masked
    formats: {input: int8, weight: int8, output: int8}
    inputs: {x: {elements: 512, sparsity: {pattern: uniform, density: 0.5}}}
    operators: [{name: a, op: matmul, input: x, m: 16, k: 32, n: 32, weight: {mask: mask.mtx}}]

    """

  private func place() throws -> Workplace {
    let place = try Workplace()
    try place.write(String(contentsOf: Self.memory, encoding: .utf8), to: "memory.yaml")
    try place.write(
      "%%MatrixMarket matrix coordinate pattern general\n32 32 3\n1 1\n2 2\n3 3\n", to: "mask.mtx")
    try place.write(Self.trace, to: "net.yaml")
    return place
  }

  /// Runs a sweep with the rows of another store at hand: its table, and how many rows were taken over.
  private func run(
    _ place: Workplace, _ sweep: Sweep, into name: String, reusing old: String = "old"
  ) async throws -> (table: String, taken: Int) {
    var runner = PointRunner(sweep, figures: .few)
    let rows = try ReusableRows(folder: place.path(old), sweep: sweep, modelVersion: 1)
    runner.reusable = [rows]
    let store = try SweepStore(folder: place.path(name), sweep: sweep, modelVersion: 1)
    _ = try await SweepRun(runner: runner, store: store, workers: 2).run().get()
    return (try place.table(sweep, name), rows.takenCount)
  }

  @Test(arguments: [
    // More values, in another order; fewer metrics.
    ("array.rows: [1, 2, 4]", "array.rows: [8, 4, 2, 1]", 6),
    ("metrics: [cycles, time_s]", "metrics: [time_s]", 6),
    (
      "metrics: [cycles, time_s]", "metrics: [cycles]\nobjectives: {cycles: min}\nconstraints: [cycles > 1]",
      6
    ),
    // An axis more, of which one value is the one that the design has.
    ("array.rows: [1, 2, 4]", "array.rows: [1, 2, 4]\n  array.columns: [4, 8]", 6),
    // Computed, and not written.
    ("metrics: [cycles, time_s]", "metrics: [cycles]\nset: {array.columns: 16 / 2}", 6),
    // With others there is nothing in common, or with half.
    ("bandwidth: 4 GB/s", "bandwidth: 5 GB/s", 3),
    ("metrics: [cycles, time_s]", "metrics: [cycles]\nseed: 1", 0),
    ("metrics: [cycles, time_s]", "metrics: [cycles]\nmemory_wall: true", 0),
    ("metrics: [cycles, time_s]", "metrics: [cycles]\nrepeats: 2", 6),
  ])
  func `what two sweeps have in common is taken over`(old: String, new: String, count: Int) async throws {
    let place = try place()
    try await place.run(try place.sweep(Self.text), into: "old", shards: 2)
    let sweep = try place.sweep(Self.text.replacing(old, with: new))
    let fresh = try await place.run(sweep, into: "fresh")
    #expect(!fresh.contains("failed"))
    let reused = try await run(place, sweep, into: "reused")
    #expect(reused.table == fresh && reused.taken == count, "\(reused.taken)")
    // What was taken over is taken over once more, key and all.
    let points = fresh.split(separator: "\n").count - 1
    #expect(try await run(place, sweep, into: "again", reusing: "reused").taken == points)
  }

  @Test(arguments: [
    ("small.yaml", "banks: 8", "banks: 4", 0), ("net.yaml", "0.5", "0.25", 0),
    ("net.yaml", "name: a", "name: b", 0), ("memory.yaml", "CL: 17", "CL: 27", 3),
    ("mask.mtx", "3 3\n", "3 4\n", 0),
    // What says the same is the same, and so is what axes replace.
    ("memory.yaml", "organization:", "# a comment\norganization:", 6),
    ("small.yaml", "rows: 8", "rows: 9", 6),
    ("small.yaml", "  rows: 8\n  columns: 8\n", "  columns: 8\n  rows: 8\n", 6),
    ("net.yaml", "m: 16, k: 32", "k: 32, m: 16", 6),
    ("small.yaml", "50 ns", "51 ns", 6),
  ])
  func `a point whose inputs say something else is another one`(
    file: String, old: String, new: String, count: Int
  ) async throws {
    let place = try place()
    try await place.run(try place.sweep(Self.text), into: "old")
    let before = try place.read(file)
    try place.write(before.replacing(old, with: new), to: file)
    #expect(try place.read(file) != before)
    let sweep = try place.sweep(Self.text)
    let fresh = try await place.run(sweep, into: "fresh")
    let reused = try await run(place, sweep, into: "reused")
    #expect(reused.table == fresh && reused.taken == count, "\(reused.taken)")
  }

  @Test func `rows without a figure that is kept, or of another model, are refused`() async throws {
    let place = try place()
    let sweep = try place.sweep(Self.text)
    try await place.run(sweep, into: "old")
    let path = place.path("old/results.1-of-1.jsonl")
    #expect(throws: StoreError.otherModel(path: path, found: 1, wanted: 2)) {
      try ReusableRows(folder: place.path("old"), sweep: sweep, modelVersion: 2)
    }
    let more = try place.sweep(Self.text.replacing("[cycles, time_s]", with: "[cycles, dense_macs]"))
    #expect(throws: StoreError.lacksFigures(path: path, figures: ["dense_macs"])) {
      try ReusableRows(folder: place.path("old"), sweep: more, modelVersion: 1)
    }
    #expect(throws: StoreError.nothingToReuse(path: place.path("none"))) {
      try ReusableRows(folder: place.path("none"), sweep: sweep, modelVersion: 1)
    }
    // Of two rows of a point the first counts, as in tables.
    let whole = try place.read("old/results.1-of-1.jsonl")
    let changed = whole.split(separator: "\n").dropFirst().map {
      $0.replacing(/"cycles":[0-9]+/, with: "\"cycles\":1") + "\n"
    }
    try place.write(whole + changed.joined(), to: "old/results.1-of-1.jsonl")
    let twice = try await run(place, sweep, into: "twice")
    #expect(try twice.taken == 6 && twice.table == place.table(sweep, "old"))
    // What is no store says so.
    try FileManager.default.createDirectory(atPath: place.path("text"), withIntermediateDirectories: true)
    try place.write("text\n", to: "text/results.1-of-1.jsonl")
    #expect(throws: StoreError.noHeader(path: place.path("text/results.1-of-1.jsonl"))) {
      try ReusableRows(folder: place.path("text"), sweep: sweep, modelVersion: 1)
    }
    // Rows of before there were keys are none.
    let lines = try place.read("old/results.1-of-1.jsonl")
    try place.write(lines.replacing(/,"key":"[0-9a-f]{64}"/, with: ""), to: "old/results.1-of-1.jsonl")
    #expect(try await run(place, sweep, into: "without").taken == 0)
  }
}
