import Documents
import Reports
import Sweeps

/// What `sweep expand` says.
struct ExpansionSummary {
  private let sweep: Sweep
  private let expansion: SweepExpansion
  private let workers: Int
  /// Seconds that a sampled point took, and how many were.
  private let secondsPerPoint: Double?
  private let sampled: Int
  private let failures: [String]

  /// Runs a few points for the estimate; says at their lines which figures they do not have.
  init(_ sweep: Sweep, showing count: Int, samples: Int, workers: Int) async throws {
    self.sweep = sweep
    self.workers = workers
    expansion = SweepExpansion(sweep, showing: count)
    let runner = PointRunner(sweep, figures: .total)
    var (seconds, done) = (0.0, 0)
    var failures: [String] = []
    if samples > 0 {
      let findings = Findings()
      await runner.checkFigures(findings: findings)
      guard !findings.hasErrors else { throw Failure.findings(findings.lines) }
      Terminal.report(findings.lines)
      // Whatever the first points made once for all is there already.
      let fresh = PointRunner(sweep, figures: .total)
      for point in runner.samples(samples) {
        let start = ContinuousClock.now
        let row = await fresh.run(point)
        seconds += (ContinuousClock.now - start) / .seconds(1)
        done += 1
        if case .failed(let message) = row.outcome { failures.append("point \(point): \(message)") }
      }
    }
    secondsPerPoint = done > 0 ? seconds / Double(done) : nil
    sampled = done
    self.failures = failures
  }

  private var totalSeconds: Double? {
    secondsPerPoint.flatMap { seconds in
      expansion.count.number.map { seconds * Double($0) / Double(workers) }
    }
  }

  var text: String {
    var lines = ["\(sweep.name): \(count)"]
    if let question = sweep.question { lines.append("  \(question)") }
    for axis in sweep.axes {
      let labels = axis.options.prefix(8).map(\.label).joined(separator: ", ")
      lines.append(
        "  \(axis.name): \(axis.options.count) (\(labels)\(axis.options.count > 8 ? ", ..." : ""))")
    }
    if !expansion.first.isEmpty { lines.append("first points") }
    for point in expansion.first {
      let options = sweep.space.options(of: point)
      let parts = zip(sweep.axes, options).map { "\($0.name)=\($0.options[$1].label)" }
      lines.append("  \(point): \(parts.isEmpty ? "no axes" : parts.joined(separator: " "))")
    }
    if let secondsPerPoint, totalSeconds == nil {
      lines.append("\(DurationText.time(secondsPerPoint)) a point, the mean of \(sampled) that were run")
    }
    if let secondsPerPoint, let totalSeconds {
      lines.append(
        "about \(DurationText.time(totalSeconds)) on \(workers == 1 ? "one processor" : "\(workers) processors"): "
          + "\(DurationText.time(secondsPerPoint)) a point, the mean of \(sampled) that were run")
    }
    lines += failures.map { "would fail: \($0)" }
    return lines.joined(separator: "\n") + "\n"
  }

  private var count: String {
    func points(_ number: Int) -> String { number == 1 ? "1 point" : "\(number) points" }
    var text: String
    switch expansion.count {
    case .exactly(let number): text = points(number)
    case .about(let number): text = "about \(points(number))"
    case .atMost(let number): text = "at most \(points(number))"
    case .fewerThan(let bound, let looked):
      text =
        "fewer than \(points(bound)) of \(expansion.total), too few to tell: of \(looked) that were drawn constraints leave "
        + "none in"
      if let search = sweep.search {
        text += "; \(search.method.rawValue) runs at most \(search.budget) of them"
      }
      return text
    }
    if let search = sweep.search {
      text += ", chosen by \(search.method.rawValue) among \(expansion.total)"
    } else if (expansion.count.number ?? 0) < expansion.total {
      text += " of \(expansion.total); constraints leave the others out"
    }
    return text
  }

  private var isEstimate: Bool { if case .exactly = expansion.count { false } else { true } }

  private var bound: Int? { if case .fewerThan(let bound, _) = expansion.count { bound } else { nil } }

  var json: String {
    let first = expansion.first.map { point -> JSONValue in
      let options = sweep.space.options(of: point)
      return .object(
        [.init("point", .integer(point))]
          + zip(sweep.axes, options).map { .init($0.name, JSONValue($0.options[$1].value)) })
    }
    return JSONValue.object([
      .init("sweep", .text(sweep.name)), .init("total", .integer(expansion.total)),
      .init("points", expansion.count.number.map { .integer($0) } ?? .null),
      .init("is_estimate", .truth(isEstimate)),
      .init("fewer_than", bound.map { .integer($0) } ?? .null),
      .init(
        "axes",
        .object(
          sweep.axes.map { axis in .init(axis.name, .list(axis.options.map { JSONValue($0.value) })) })),
      .init("first", .list(first)),
      .init("seconds_per_point", secondsPerPoint.map { .real($0) } ?? .null),
      .init("seconds", totalSeconds.map { .real($0) } ?? .null), .init("jobs", .integer(workers)),
    ]).description
  }
}
