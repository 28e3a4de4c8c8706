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
      #expect(best.spreads[0].lowerBound == best.spreads[0].upperBound)
      #expect(part.front.count == 1)
    }
    let text = AnalysisText(analysis)
    #expect(text.front.contains("trace short.yaml") && text.front.contains("8 (0 to 16)"), "\(text.front)")
    #expect(!text.sensitivity.contains("  trace "))
    #expect(JSONValue(text.frontJSON.utf8)?["traces"]?["net.yaml"]?["front"]?.list?.count == 1)
  }
}

extension Workplace {
  func analysis(_ sweep: Sweep, _ name: String) throws -> SweepAnalysis {
    SweepAnalysis(sweep, try CollectedRows(folder: path(name), sweep: sweep, modelVersion: 1))
  }

  /// Makes a store without a row.
  func run(nothingOf sweep: Sweep, into name: String) throws {
    _ = try SweepStore(folder: path(name), sweep: sweep, modelVersion: 1)
  }
}
