import Documents
import Hardware
import Quantities
import Replay
import Reports
import Workloads

/// Designs and traces, and how they are compared.
struct ComparisonJob {
  var designs: [String]
  var traces: [ComparedTrace]
  /// Files of saved mappings, one for each trace, or none.
  var mappings: [String]
  /// A design's name; nil for the first.
  var baseline: String?
  /// `PATH=VALUE` settings that change every design.
  var settings: [String]
  var seed: UInt64
  /// Seeds to run, from `seed` on.
  var seeds = 1
  var workers: Int

  func comparison() async throws -> (comparison: Comparison, origin: ComparisonDocument.Origin) {
    let (designs, machines, traces, mappings, files) = try loaded()
    guard !designs.isEmpty else {
      throw Failure.wrongUsage(
        "all that is compared is only declared; name at least one design, which is simulated")
    }
    let names = try distinctNames(designs, hasAllPaths: machines.isEmpty)
    let baseline = try place(of: self.baseline, among: names)
    let progress = Progress("comparing")
    defer { progress?.finish() }
    if !machines.isEmpty, let own = traces.first(where: { $0.traces.count > 1 }) {
      throw Failure.wrongUsage(
        "--trace '\(own.option)' names a trace for each design, and machines that are only declared run none of their own; leave them out"
      )
    }
    for trace in traces { try trace.checkWork(designs) }
    let given = traces.indices.map { place in
      designs.map { _ in mappings.indices.contains(place) ? mappings[place] : nil }
    }
    let results = try await traces.results(
      on: designs, given,
      ReplayOptions(
        seed: seed, findsMemoryWall: false, workers: workers,
        progress: { done, total in progress?.update(done: done, total: total) }))
    let tensorFiles = traces.flatMap(\.traces).flatMap(\.tensorFiles).reduce(into: [String]()) {
      files, file in
      if !files.contains(file) { files.append(file) }
    }
    var comparison = Comparison(
      results: results, traces: traceNames(traces), baseline: baseline,
      spreads: try await spreads(results, traces, designs, mappings))
    comparison.declared = traces.flatMap { trace in machines.map { DeclaredRun(trace[0], on: $0) } }
    comparison.ownTraces = traces.map { $0.traces.count > 1 ? $0.paths : [] }
    return (
      comparison,
      ComparisonDocument.Origin(
        seed: seed, inputs: try (files + tensorFiles).map { try InputFile.describe($0) }, settings: settings)
    )
  }

  /// What the other seeds make with the mappings of the first; nil where there are none.
  private func spreads(
    _ first: [[RunResult]], _ traces: [ComparedTrace], _ designs: [Design], _ mappings: [SavedMapping]
  ) async throws -> [[SeedSpread]]? {
    guard seeds > 1 else { return nil }
    let ofPairs = mappingsOfPairs(first, mappings)
    var runs = [first.map { $0.map(\.total.figures) }]
    var drawn = Set<Int>()
    for seed in seed + 1...seed + UInt64(seeds - 1) {
      // Traces of which nothing is drawn do what they did.
      let others = try self.traces(ofSeed: seed, first: traces)
      drawn.formUnion(others.places)
      let results = try await others.traces.results(
        on: designs, others.places.map { ofPairs[$0] },
        ReplayOptions(seed: seed, findsMemoryWall: false, workers: workers))
      runs.append(Self.filled(runs[0], results.map { $0.map(\.total.figures) }, others.places))
    }
    return first.indices.map { place in
      designs.indices.map { column in
        var spread = SeedSpread(runs.map { $0[place][column] })
        spread.isDrawn = drawn.contains(place) ? nil : false
        return spread
      }
    }
  }

  /// The mapping of each trace on each design: the one that was given, or that was chosen for the first seed.
  private func mappingsOfPairs(
    _ first: [[RunResult]], _ mappings: [SavedMapping]
  ) -> [[SavedMapping?]] {
    first.indices.map { place in
      first[place].map { mappings.indices.contains(place) ? mappings[place] : $0.savedMapping }
    }
  }

  /// The traces of which a seed draws something, and their places.
  private func traces(
    ofSeed seed: UInt64, first: [ComparedTrace]
  ) throws -> (traces: [ComparedTrace], places: [Int]) {
    var (traces, places) = ([ComparedTrace](), [Int]())
    for (place, one) in first.enumerated() {
      var other = one
      other.traces = try one.paths.map { path in
        guard let trace = Trace.load(path: path, seed: seed, findings: Findings()) else {
          throw Failure.failed("cannot read '\(path)' again; do not change inputs during a run")
        }
        return trace
      }
      guard zip(other.traces, one.traces).contains(where: { $0.mayDiffer(from: $1) }) else { continue }
      traces.append(other)
      places.append(place)
    }
    return (traces, places)
  }

  /// The first seed's rows, with others at some places.
  private static func filled<Value>(
    _ first: [[Value]], _ others: [[Value]], _ places: [Int]
  ) -> [[Value]] {
    var filled = first
    for (place, row) in zip(places, others) { filled[place] = row }
    return filled
  }

  /// All files; what is wrong with any of them is said at once.
  private func loaded() throws -> ([Design], [DeclaredMachine], [ComparedTrace], [SavedMapping], [String]) {
    for trace in traces { try trace.check(designs: self.designs) }
    var (lines, files) = ([String](), [String]())
    var hasErrors = false
    func load<Value>(_ path: String, _ read: (Findings) -> Value?) -> Value? {
      let findings = Findings()
      let value = read(findings)
      // What is wrong with a setting is so for every design, and said once.
      lines += findings.lines.filter { !lines.contains($0) }
      files += findings.readFiles.filter { !files.contains($0) }
      hasErrors = hasErrors || findings.hasErrors || value == nil
      return value
    }
    let machines = self.designs.compactMap { path in
      load(path) { Loading.machine(path, settings: settings, findings: $0) }
    }
    let traces = self.traces.map { one in
      var one = one
      one.traces = one.paths.compactMap { path in
        load(path) { Loading.trace(path, seed: seed, findings: $0) }
      }
      return one
    }
    let mappings = self.mappings.compactMap { path in
      load(path) { Loading.mapping(path, findings: $0) }
    }
    guard !hasErrors else { throw Failure.findings(lines) }
    Terminal.report(lines)
    let designs = machines.compactMap { machine -> Design? in
      if case .design(let design) = machine { design } else { nil }
    }
    let declared = machines.compactMap { one -> DeclaredMachine? in
      if case .declared(let machine) = one { machine } else { nil }
    }
    return (designs, declared, traces, mappings, files)
  }

  private func distinctNames(_ designs: [Design], hasAllPaths: Bool) throws -> [String] {
    let names = designs.map(\.name)
    // Declared machines between them have no place here.
    let paths = hasAllPaths ? self.designs : names
    for (place, name) in names.enumerated() {
      guard let first = names.firstIndex(of: name), first < place else { continue }
      throw Failure.wrongUsage(
        "'\(paths[first])' and '\(paths[place])' are both named '\(name)'; give each design a "
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
  private func traceNames(_ traces: [ComparedTrace]) -> [String] {
    traces.map { trace in
      traces.count { $0.network == trace.network } == 1 ? trace.network : trace.fileNames
    }
  }
}
