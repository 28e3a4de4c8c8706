import Documents
import Foundation
import Glibc
import Sweeps
import Testing

@Suite struct StoreTests {
  static let text = "axes: {array.rows: [1, 2, 4, 8]}\nmetrics: [cycles]\n"

  @Test func `a file that was cut anywhere loses at most its last row`() async throws {
    let place = try Workplace()
    let sweep = try place.sweep(Self.text)
    let reference = try await place.run(sweep, into: "store")
    let file = place.path("store/results.1-of-1.jsonl")
    let whole = try Data(contentsOf: URL(filePath: file))
    // Every length from the middle of the header to all but the last byte.
    for length in stride(from: 0, to: whole.count, by: 29) {
      try whole.prefix(length).write(to: URL(filePath: file))
      #expect(try await place.run(sweep, into: "store") == reference, "cut to \(length) bytes")
      let lines = try place.read("store/results.1-of-1.jsonl").split(separator: "\n")
      #expect(lines.count == 5, "cut to \(length) bytes")
    }
  }

  @Test(arguments: [
    #"{"point":1,"status":"failed","point":0,"status":"ok","figures":{"cycles":3}}"#,
    #"{"point":1,"status":"ok","figures":{"cycles":3},"point":2}"#,
    #"{"point":1,"status":"ok","figures":{"cycles":3},"status":"failed","message":"none"}"#,
    #"{"point":1,"status":"ok","figures":{"cycles":3}{}"#,
  ])
  func `a row that cannot be read is one of its point that failed, and of no other`(row: String) async throws
  {
    let place = try Workplace()
    let sweep = try place.sweep(Self.text)
    try await place.run(sweep, into: "store")
    let path = "store/results.1-of-1.jsonl"
    var lines = try place.read(path).split(separator: "\n").map(String.init)
    let found = try #require(lines.firstIndex { $0.hasPrefix(#"{"point":1,"#) })
    lines[found] = row
    try place.write(lines.joined(separator: "\n") + "\n", to: path)
    let rows = try CollectedRows(folder: place.path("store"), sweep: sweep, modelVersion: 1)
    #expect((0..<rows.count).map { rows[$0].point } == [0, 1, 2, 3])
    #expect(rows[1] == StoreRow(point: 1, outcome: .failed("the row in the store cannot be read")))
  }

  @Test(arguments: [
    ("axes: {array.rows: [1, 2, 4, 16]}\nmetrics: [cycles]\n", "the axes"),
    ("axes: {array.rows: [1, 2, 4, 8]}\nmetrics: [cycles, time_s]\n", "the metrics"),
    ("axes: {array.rows: [1, 2, 4, 8]}\nmetrics: [cycles]\nseed: 4\n", "the seed"),
    ("axes: {array.rows: [1, 2, 4, 8]}\nset: {array.columns: 4}\nmetrics: [cycles]\n", "the computed values"),
    ("axes: {array.rows: [1, 2, 4, 8]}\nmetrics: [cycles]\nmemory_wall: true\n", "the memory wall"),
  ])
  func `a store of another sweep is refused with what differs`(text: String, difference: String) async throws
  {
    let place = try Workplace()
    try await place.run(try place.sweep(Self.text), into: "store")
    let other = try place.sweep(text)
    let error = #expect(throws: StoreError.self) {
      try SweepStore(folder: place.path("store"), sweep: other, modelVersion: 1)
    }
    #expect("\(error.map { "\($0)" } ?? "")".contains(difference))
    #expect(throws: StoreError.self) {
      try CollectedRows(folder: place.path("store"), sweep: other, modelVersion: 1)
    }
  }

  @Test func `a changed design, trace or model is another sweep, and a changed objective is not`()
    async throws
  {
    let place = try Workplace()
    let sweep = try place.sweep(Self.text)
    try await place.run(sweep, into: "store")
    let folder = place.path("store")
    #expect(throws: StoreError.self) { try SweepStore(folder: folder, sweep: sweep, modelVersion: 2) }
    _ = try SweepStore(
      folder: folder,
      sweep: place.sweep(Self.text + "objectives: {cycles: min}\nconstraints: [cycles > 3]\n"),
      modelVersion: 1)
    // Comments and forms do not count.
    try place.write("# a comment\n" + Workplace.design, to: "small.yaml")
    _ = try SweepStore(folder: folder, sweep: place.sweep(Self.text), modelVersion: 1)
    // Nor does the order of keys.
    let other = Workplace.design.replacing("  rows: 8\n  columns: 8\n", with: "  columns: 8\n  rows: 8\n")
    #expect(other != Workplace.design)
    try place.write(other, to: "small.yaml")
    _ = try SweepStore(folder: folder, sweep: place.sweep(Self.text), modelVersion: 1)
    try place.write(Workplace.design.replacing("50 ns", with: "51 ns"), to: "small.yaml")
    let slower = try place.sweep(Self.text)
    #expect(throws: StoreError.self) { try SweepStore(folder: folder, sweep: slower, modelVersion: 1) }
  }

  @Test(arguments: ["/dev/zero", "pipe"])
  func `a file of results that is no regular file is refused`(target: String) async throws {
    let place = try Workplace()
    let sweep = try place.sweep(Self.text)
    try await place.run(sweep, into: "store")
    let path = place.path("store/results.2-of-2.jsonl")
    if target == "pipe" {
      try #require(mkfifo(path, 0o600) == 0)
    } else {
      try #require(symlink(target, path) == 0)
    }
    let error = StoreError.notRegular(path: path)
    #expect(throws: error) {
      try CollectedRows(folder: place.path("store"), sweep: sweep, modelVersion: 1)
    }
    #expect(throws: error) { try SweepStore(folder: place.path("store"), sweep: sweep, modelVersion: 1) }
    #expect(throws: error) {
      try ReusableRows(folder: place.path("store"), sweep: sweep, modelVersion: 1)
    }
  }

  @Test func `a row of a point that the sweep has not is none`() async throws {
    let place = try Workplace()
    let sweep = try place.sweep(Self.text)
    try await place.run(sweep, into: "store")
    let path = "store/results.1-of-1.jsonl"
    try place.write(
      place.read(path) + #"{"point":999,"status":"ok","figures":{"cycles":3}}"# + "\n", to: path)
    let store = try SweepStore(folder: place.path("store"), sweep: sweep, modelVersion: 1)
    #expect(store.knownCount == 4)
  }

  @Test func `one process writes a file, and all have as many shards`() throws {
    let place = try Workplace()
    let sweep = try place.sweep(Self.text)
    func open(_ index: Int, _ count: Int) throws -> SweepStore {
      try SweepStore(
        folder: place.path("store"), sweep: sweep, modelVersion: 1,
        shard: SweepStore.Shard(index: index, count: count))
    }
    let first = try open(0, 2)
    #expect(throws: StoreError.inUse(path: place.path("store/results.1-of-2.jsonl"))) { try open(0, 2) }
    #expect(throws: StoreError.otherShards(path: place.path("store"))) { try open(0, 3) }
    let second = try open(1, 2)
    withExtendedLifetime((first, second)) {}
  }

  @Test(arguments: ["", "7\n"])
  func `who was killed before it wrote its number of shards keeps nobody out`(left: String) async throws {
    let place = try Workplace()
    let sweep = try place.sweep(Self.text)
    try await place.run(sweep, into: "store")
    let descriptor = open(place.path("store/shards.lock"), O_RDWR)
    try #require(flock(descriptor, LOCK_EX) == 0)
    try place.write(left, to: "store/shards.lock")
    DispatchQueue.global().asyncAfter(deadline: .now() + 0.05) { close(descriptor) }
    _ = try SweepStore(
      folder: place.path("store"), sweep: sweep, modelVersion: 1,
      shard: SweepStore.Shard(index: 1, count: 2))
  }

  @Test func `every point is of one shard`() {
    for count in [1, 2, 7, 64] {
      var sizes = [Int](repeating: 0, count: count)
      for point in 0..<6_400 {
        let shards = (0..<count).filter { SweepStore.Shard(index: $0, count: count).contains(point) }
        #expect(shards.count == 1)
        sizes[shards[0]] += 1
      }
      #expect(sizes.allSatisfy { $0 > 6_400 / count / 2 })
    }
  }

  @Test(arguments: [
    "{\"a\":[1,-2.5,true,null,\"x\\\"\\\\\\n\\u00e9\\ud83d\\ude00\"],\"b\":{}}", "[]", "\"\"", "-7", "1e300",
  ])
  func `what is written as JSON reads back`(text: String) throws {
    let value = try #require(JSONValue(text.utf8))
    #expect(JSONValue("\(value)".utf8) == value)
  }

  @Test(arguments: [
    "{", "{\"a\"}", "[1,]", "nul", "\"\\x\"", "1 2", "", String(repeating: "[", count: 1_000),
  ])
  func `what is no JSON is refused`(text: String) { #expect(JSONValue(text.utf8) == nil) }
}

@Suite struct SlurmTests {
  private static func shard(_ variables: [String: Int]) -> SweepStore.Shard? {
    try? SlurmArray.shard { name in
      variables[String(name.dropFirst("SLURM_ARRAY_TASK_".count))].map(String.init)
    }.get()
  }

  @Test func `a task of an array is its shard`() {
    #expect(Self.shard(["ID": 0, "COUNT": 8, "MIN": 0, "MAX": 7]) == SweepStore.Shard(index: 0, count: 8))
    #expect(
      Self.shard(["ID": 8, "COUNT": 8, "MIN": 1, "MAX": 8, "STEP": 1]) == SweepStore.Shard(index: 7, count: 8)
    )
    #expect(
      Self.shard(["ID": 12, "COUNT": 4, "MIN": 10, "MAX": 16, "STEP": 2])
        == SweepStore.Shard(index: 1, count: 4))
    #expect(Self.shard([:]) == nil)
    // 1,5,7: nobody can tell which of three 5 is.
    #expect(Self.shard(["ID": 5, "COUNT": 3, "MIN": 1, "MAX": 7, "STEP": 1]) == nil)
  }

  @Test func `the script says what it was asked for`() {
    let script = SlurmScript(
      name: "big", command: ["/opt/ridge line", "sweep", "run", "s.yaml"], folder: "out/a'b", shards: 64,
      processors: 2, time: "01:00:00", partition: "short", memory: "2G", options: ["--account=lab"]
    ).text
    for line in [
      "#SBATCH --array=0-63", "#SBATCH --time=01:00:00", "#SBATCH --mem=2G", "#SBATCH --partition=short",
      "#SBATCH --account=lab", "#SBATCH --requeue", "#SBATCH --signal=B:TERM@120",
      "#SBATCH --cpus-per-task=2",
    ] { #expect(script.contains(line + "\n")) }
    #expect(script.contains("'/opt/ridge line' sweep run s.yaml -o 'out/a'\\''b' --shard auto"))
  }
}
