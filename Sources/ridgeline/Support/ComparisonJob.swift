import Documents
import Hardware
import Quantities
import Replay
import Reports
import Workloads

/// Designs and traces, and how they are compared.
struct ComparisonJob {
  var designs: [String]
  var traces: [String]
  /// A design's name; nil for the first.
  var baseline: String?
  var seed: UInt64
  var workers: Int

  func comparison() async throws -> Comparison {
    let (designs, traces) = try loaded()
    let names = try distinctNames(designs)
    let baseline = try place(of: self.baseline, among: names)
    let progress = Progress("comparing")
    defer { progress?.finish() }
    var results: [[RunResult]] = []
    var refused: [Finding] = []
    for trace in traces {
      var row: [RunResult] = []
      for design in designs {
        do {
          row.append(try await replay(trace, design))
        } catch ReplayError.unsuitable(let findings) {
          // All that does not fit is said at once.
          refused += findings.filter { !refused.contains($0) }
        }
        progress?.update(done: results.count * designs.count + row.count, total: traces.count * designs.count)
      }
      results.append(row)
    }
    guard refused.isEmpty else { throw Failure.findings(refused.map(\.description)) }
    return Comparison(results: results, traces: traceNames(traces), baseline: baseline)
  }

  private func replay(_ trace: Trace, _ design: Design) async throws -> RunResult {
    try await Replayer.run(
      trace: trace, design: design,
      options: ReplayOptions(seed: seed, findsMemoryWall: false, workers: workers))
  }

  /// All designs and traces; what is wrong with any of them is said at once.
  private func loaded() throws -> ([Design], [Trace]) {
    var lines: [String] = []
    var hasErrors = false
    func load<Value>(_ path: String, _ read: (Findings) -> Value?) -> Value? {
      let findings = Findings()
      let value = read(findings)
      lines += findings.lines.filter { !lines.contains($0) }
      hasErrors = hasErrors || findings.hasErrors || value == nil
      return value
    }
    let designs = self.designs.compactMap { path in
      load(path) { Design.load(path: path, findings: $0) }
    }
    let traces = self.traces.compactMap { path in
      load(path) { Trace.load(path: path, seed: seed, findings: $0) }
    }
    guard !hasErrors else { throw Failure.findings(lines) }
    Terminal.report(lines)
    return (designs, traces)
  }

  private func distinctNames(_ designs: [Design]) throws -> [String] {
    let names = designs.map(\.name)
    for (place, name) in names.enumerated() {
      guard let first = names.firstIndex(of: name), first < place else { continue }
      throw Failure.wrongUsage(
        "'\(self.designs[first])' and '\(self.designs[place])' are both named '\(name)'; give each design a "
          + "'name' of its own, which the columns and --baseline need")
    }
    return names
  }

  private func place(of baseline: String?, among names: [String]) throws -> Int {
    guard let baseline else { return 0 }
    if let place = names.firstIndex(of: baseline) { return place }
    let remedy =
      NearestName.of(baseline, among: names).map { "did you mean '\($0)'?" }
      ?? "the designs are \(names.map { "'\($0)'" }.joined(separator: ", "))"
    throw Failure.wrongUsage("--baseline is '\(baseline)', which is none of the designs; \(remedy)")
  }

  /// The networks' names; the files', where two traces are of one network.
  private func traceNames(_ traces: [Trace]) -> [String] {
    zip(self.traces, traces).map { path, trace in
      traces.count { $0.network == trace.network } == 1
        ? trace.network : path.split(separator: "/").last.map(String.init) ?? path
    }
  }
}
