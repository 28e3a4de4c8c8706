import Documents
import Replay
import Sweeps
import TestFiles
import Testing

@Suite struct SearchTests {
  static let head = """
    axes:
      array.rows: {from: 1, to: 16, step: 1}
      array.columns: {from: 1, to: 16, step: 1}
      array.dataflow: [weight_stationary, output_stationary]
    derive: {pes: array.rows * array.columns}
    constraints: [pes <= 128]
    metrics: [cycles]
    objectives: {cycles: min, pes: min}

    """

  @Test(arguments: ["random", "latin_hypercube", "annealing", "evolutionary"])
  func `a search keeps its budget, and goes on where it was stopped`(method: String) async throws {
    let place = try Workplace()
    let sweep = try place.sweep(
      Self.head + "search: {method: \(method), budget: 61, seed: 3, population: 16}\n")
    let cache = ReplayCache.sha256()
    let whole = try await place.run(sweep, into: "whole", cache: cache)
    let points = whole.split(separator: "\n").count - 1
    #expect(points <= 61 && points > 30, "\(method): \(points) points")
    #expect(try await place.run(sweep, into: "wide", workers: 3, cache: cache) == whole)
    // Half of its rows are there already.
    let lines = try place.read("whole/results.1-of-1.jsonl").split(separator: "\n")
    try place.run(nothingOf: sweep, into: "half")
    try place.write(lines.prefix(lines.count / 2).map { $0 + "\n" }.joined(), to: "half/results.1-of-1.jsonl")
    #expect(try await place.run(sweep, into: "half", cache: cache) == whole)
    let other = try place.sweep(
      Self.head + "search: {method: \(method), budget: 60, seed: 4, population: 12}\n")
    #expect(try await place.run(other, into: "other", cache: cache) != whole)
  }

  @Test(arguments: ["random", "latin_hypercube", "annealing", "evolutionary"])
  func `a search runs each configuration with all its seeds`(method: String) async throws {
    let place = try Workplace()
    let sweep = try place.sweep(
      Self.head + "repeats: 3\nsearch: {method: \(method), budget: 50, seed: 3, population: 6}\n")
    let (outcome, rows) = try await place.search(sweep, into: "store")
    let seeds = Dictionary(grouping: rows) { $0 / 3 }
    #expect(seeds.values.allSatisfy { $0.count == 3 } && rows.count <= 48 && rows.count > 20)
    let summary = try #require(outcome.search)
    #expect(summary.points == rows.count && summary.budget == 50)
    #expect(summary.shortfall != nil)
    let count = SweepExpansion(sweep, showing: 0).count
    switch method {
    case "random", "latin_hypercube": #expect(count == .exactly(rows.count))
    default: #expect(count == .atMost(48))
    }
    // The points of its front are those of whole configurations.
    let analysis = try place.analysis(sweep, "store")
    #expect(analysis.leftOut.count == 0 && analysis.parts[0].feasible == rows.count / 3)
  }

  @Test(arguments: [
    ("random", "budget: 9", 2, "there are no more"), ("latin_hypercube", "budget: 5", 1, "leave 4 out"),
    ("annealing", "budget: 9", 2, "no new point"), ("evolutionary", "budget: 9", 2, "no new point"),
  ])
  func `a search that does not use its budget says why`(
    method: String, budget: String, points: Int, reason: String
  ) async throws {
    let place = try Workplace()
    let sweep = try place.sweep(
      """
      axes: {array.rows: {from: 1, to: 10, step: 1}}
      constraints: [array.rows <= 2]
      metrics: [cycles]
      objectives: {cycles: min}
      search: {method: \(method), \(budget), population: 4}

      """)
    let (outcome, rows) = try await place.search(sweep, into: "store")
    #expect(rows.count == points, "\(method)")
    let shortfall = try #require(outcome.search?.shortfall)
    #expect(shortfall.contains("budget of") && shortfall.contains(reason), "\(shortfall)")
    // The same again, where all is known.
    #expect(try await place.search(sweep, into: "store").0.search == outcome.search)
  }

  @Test(arguments: ["annealing", "evolutionary"])
  func `a search that draws no point says so`(method: String) async throws {
    let place = try Workplace()
    let range = "{from: 1, to: 10000, step: 1}"
    let sweep = try place.sweep(
      """
      axes: {array.rows: \(range), array.columns: \(range)}
      constraints: [array.rows * array.columns == 1]
      metrics: [cycles]
      objectives: {cycles: min}
      search: {method: \(method), budget: 9}

      """)
    let (outcome, rows) = try await place.search(sweep, into: "store")
    #expect(rows.isEmpty)
    #expect(outcome.search?.shortfall?.contains("none holds the constraints") == true)
  }

  @Test func `evolution finds a better front than chance`() async throws {
    let place = try Workplace()
    let cache = ReplayCache.sha256()
    let all = try place.sweep(Self.head)
    try await place.run(all, into: "all", cache: cache)
    let best = try place.analysis(all, "all").parts[0].front
    var found: [String: Int] = [:]
    // One seed alone is luck.
    for (method, seed) in ["random", "evolutionary"].flatMap({ method in (1...6).map { (method, $0) } }) {
      let sweep = try place.sweep(
        Self.head + "search: {method: \(method), budget: 120, seed: \(seed), population: 24}\n")
      let folder = "\(method)-\(seed)"
      try await place.run(sweep, into: folder, cache: cache)
      let front = try place.analysis(sweep, folder).parts[0].front
      found[method, default: 0] += front.count { one in best.contains { $0.row.point == one.row.point } }
    }
    #expect(found["evolutionary"] ?? 0 > found["random"] ?? 0, "\(found) of 6 x \(best.count)")
  }

  @Test func `a front is what comparing all pairs gives`() {
    for seed in 0..<200 {
      var numbers = RandomNumbers(seed: UInt64(seed))
      let objectives = numbers.integer(1...4)
      let scores = (0..<numbers.integer(1...40)).map { _ in
        (0..<objectives).map { _ in Double(numbers.integer(0...6)) }
      }
      var front = ParetoFront()
      for (place, score) in scores.enumerated() { front.insert(place, score) }
      let expected = scores.indices.filter { one in
        !scores.indices.contains { other in
          zip(scores[other], scores[one]).allSatisfy { $0 <= $1 } && scores[other] != scores[one]
        }
      }
      #expect(front.members.map(\.point) == expected, "seed \(seed)")
    }
  }

  @Test func `axes that add up explain the variance between them`() async throws {
    let place = try Workplace()
    let sweep = try place.sweep(
      """
      axes: {array.rows: [2, 4, 8], array.columns: [3, 5, 9], memories.main.bandwidth: [1 GB/s, 2 GB/s]}
      derive: {weight: array.rows + 10 * array.columns}
      metrics: [cycles]
      objectives: {weight: min}

      """)
    try await place.run(sweep, into: "store")
    let analysis = try place.analysis(sweep, "store")
    let shares = analysis.parts[0].sensitivities.map { $0[0].varianceShare ?? -1 }
    #expect(abs(shares[0] + shares[1] - 1) < 1e-12)
    #expect(shares[1] > 0.9 && shares[2] == 0)
    #expect(analysis.parts[0].sensitivities[1][0].range == 60)
    #expect(analysis.parts[0].best[0]?.row.point == 0)
    let text = AnalysisText(analysis)
    for part in [
      text.front, text.best, text.sensitivity, text.frontJSON, text.bestJSON, text.sensitivityJSON,
    ] {
      #expect(!part.isEmpty)
    }
  }
}

/// Traces are no alternatives of each other, and seeds no choices.
@Suite struct PartTests {
  @Test func `each trace has a front, and seeds have a mean`() async throws {
    let place = try Workplace()
    try place.write(Workplace.trace.replacing("k: 48, n: 16", with: "k: 48, n: 8"), to: "short.yaml")
    try place.write(
      """
      sweep: parts
      design: small.yaml
      axes: {trace: [net.yaml, short.yaml], array.rows: [2, 4, 8]}
      repeats: 3
      derive: {noise: seed * array.rows}
      metrics: [cycles]
      objectives: {cycles: min, noise: max}

      """, to: "sweep.yaml")
    let sweep = try #require(
      SweepDecoder.load(path: place.path("sweep.yaml"), figures: .few, findings: Findings()))
    try await place.run(sweep, into: "store")
    let analysis = try place.analysis(sweep, "store")
    #expect(analysis.parts.map(\.trace) == ["net.yaml", "short.yaml"])
    #expect(analysis.succeeded == 18 && analysis.parts.allSatisfy { $0.feasible == 3 })
    for part in analysis.parts {
      let best = try #require(part.best[1])
      // Seeds 0, 1, 2 with 8 rows.
      #expect(best.objectives[1] == 8 && best.spreads[1] == 0...16)
      #expect(best.spreads[0]?.lowerBound == best.spreads[0]?.upperBound)
      #expect(part.front.count == 1)
    }
    let text = AnalysisText(analysis)
    #expect(text.front.contains("trace short.yaml") && text.front.contains("8 (0 to 16)"), "\(text.front)")
    #expect(!text.sensitivity.contains("  trace "))
    #expect(JSONValue(text.frontJSON.utf8)?["traces"]?["net.yaml"]?["front"]?.list?.count == 1)
  }
}

/// Means are of configurations all of whose seeds have a result that counts.
@Suite struct SeedTests {
  static let text = """
    axes: {array.rows: [2, 4, 8]}
    repeats: 4
    derive: {noise: seed * array.rows}
    constraints: [cycles > 0]
    metrics: [cycles]
    objectives: {cycles: min, noise: max}

    """

  @Test func `a configuration of which seeds are not run is in no mean`() async throws {
    let place = try Workplace()
    let sweep = try place.sweep(Self.text)
    let points = [0, 1, 2, 3, 4, 6, 7, 11]
    let store = try SweepStore(folder: place.path("part"), sweep: sweep, modelVersion: 1)
    for point in points { try store.append(await PointRunner(sweep, figures: .few).run(point)) }
    let analysis = try place.analysis(sweep, "part")
    let part = try #require(analysis.parts.first)
    #expect(analysis.succeeded == 8 && part.feasible == 1)
    #expect(analysis.leftOut.unfinished == 2 && analysis.leftOut.missingSeeds == 4)
    #expect(part.front.map(\.row.point) == [0] && part.best.allSatisfy { $0?.row.point == 0 })
    #expect(part.sensitivities[0][0].counts == [4, 0, 0])
    let text = AnalysisText(analysis)
    for said in [text.front, text.best, text.sensitivity] {
      #expect(
        said.contains("2 configurations are left out of the means: 2 with 4 of 8 seeds not run"),
        "\(said)")
    }
    #expect(text.front.contains("means over 4 seeds"))
    let json = try #require(JSONValue(text.frontJSON.utf8))
    #expect(json["seeds"]?.integer == 4 && json["left_out"]?["unfinished"]?.integer == 2)
  }

  @Test(arguments: [
    ("constraints: [noise != 8]", 2, "a seed that does not hold a constraint"),
    ("constraints: [seed < 3]", 3, "a seed that does not hold a constraint"),
    ("constraints: [cycles / noise > 0]", 3, "a seed that does not hold a constraint"),
  ])
  func `a configuration of which a seed does not count is in no mean`(
    constraint: String, count: Int, reason: String
  ) async throws {
    let place = try Workplace()
    let sweep = try place.sweep(Self.text.replacing("constraints: [cycles > 0]", with: constraint))
    try await place.run(sweep, into: "whole")
    let analysis = try place.analysis(sweep, "whole")
    #expect(analysis.parts[0].feasible == 3 - count)
    #expect(analysis.leftOut.infeasible == count)
    #expect(AnalysisText(analysis).best.contains("\(count) with \(reason)"))
  }

  @Test(arguments: [1, 2])
  func `the best of an objective may have no value of another`(repeats: Int) async throws {
    let place = try Workplace()
    let sweep = try place.sweep(
      """
      axes: {array.rows: [2, 4, 8]}
      repeats: \(repeats)
      derive: {gain: 1 / (array.rows - 8)}
      metrics: [cycles]
      objectives: {cycles: min, gain: max}

      """)
    try await place.run(sweep, into: "store")
    let analysis = try place.analysis(sweep, "store")
    let part = try #require(analysis.parts.first)
    #expect(part.best[0]?.row.point == 2 * repeats && part.best[1]?.row.point == 0)
    #expect(part.best[0]?.objectives[1] == nil && part.feasible == 2)
    #expect(part.front.allSatisfy { $0.row.point < 2 * repeats })
    #expect(analysis.leftOut.withoutValue == (repeats == 1 ? 0 : 1))
    #expect(
      JSONValue(AnalysisText(analysis).bestJSON.utf8)?["best"]?["cycles"]?["point"]?.integer == 2 * repeats)
  }

  @Test func `what is the same with each value is said once`() async throws {
    let place = try Workplace()
    let sweep = try place.sweep(
      "axes: {array.rows: [2]}\nrepeats: 2\nmetrics: [cycles]\nobjectives: {cycles: min}\n"
    )
    try await place.run(sweep, into: "store")
    let text = AnalysisText(try place.analysis(sweep, "store")).sensitivity
    #expect(text.contains("with each") && !text.contains("0: "), "\(text)")
  }

  @Test func `an objective without a value is said to be none`() async throws {
    let place = try Workplace()
    let sweep = try place.sweep(
      "axes: {array.rows: [2, 4]}\nderive: {z: cycles * 1e308}\nmetrics: [cycles]\nobjectives: {z: min}\n")
    let table = try await place.run(sweep, into: "store")
    #expect(!table.contains("inf"))
    let analysis = try place.analysis(sweep, "store")
    #expect(analysis.feasible == 2 && analysis.withoutValue == 2 && analysis.parts[0].front.isEmpty)
    let front = AnalysisText(analysis).front
    #expect(front.contains("of 2 an objective has no value") && !front.contains("constraints"), "\(front)")
    let best = AnalysisText(analysis).best
    #expect(best.contains("no point has a value of it") && !best.contains("constraints"), "\(best)")
  }
}

extension Workplace {
  /// Runs a search, and says which points its store has then.
  func search(_ sweep: Sweep, into name: String) async throws -> (SweepRun.Outcome, [Int]) {
    let store = try SweepStore(folder: path(name), sweep: sweep, modelVersion: 1)
    let known = KnownRows(try CollectedRows(folder: path(name), sweep: sweep, modelVersion: 1))
    let run = SweepRun(runner: PointRunner(sweep, figures: .few), store: store, workers: 2)
    let outcome = try await run.search(try #require(sweep.search), known: known).get()
    let rows = try CollectedRows(folder: path(name), sweep: sweep, modelVersion: 1)
    return (outcome, (0..<rows.count).map { rows[$0].point })
  }

  func analysis(_ sweep: Sweep, _ name: String) throws -> SweepAnalysis {
    SweepAnalysis(sweep, try CollectedRows(folder: path(name), sweep: sweep, modelVersion: 1))
  }

  /// Makes a store without a row.
  func run(nothingOf sweep: Sweep, into name: String) throws {
    _ = try SweepStore(folder: path(name), sweep: sweep, modelVersion: 1)
  }
}
