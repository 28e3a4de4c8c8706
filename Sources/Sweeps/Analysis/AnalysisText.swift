/// What an analysis says, as text and as JSON.
public struct AnalysisText: Sendable {
  private let analysis: SweepAnalysis
  private var sweep: Sweep { analysis.sweep }

  public init(_ analysis: SweepAnalysis) { self.analysis = analysis }

  // MARK: Text

  private var counts: String {
    var text = "\(sweep.name): \(analysis.succeeded) points with results"
    if analysis.feasible < analysis.succeeded {
      text += ", of which \(analysis.feasible) hold all constraints"
    }
    if analysis.failed > 0 { text += "; \(analysis.failed) failed" }
    return text + "\n"
  }

  private var failures: String {
    analysis.failures.prefix(5).map { "failed \($0.count) times, first point \($0.example): \($0.message)\n" }
      .joined()
  }

  private var directions: String {
    sweep.objectives.map { "\($0.name) (\($0.direction.rawValue))" }.joined(separator: ", ")
  }

  public var front: String {
    var text = counts + "front of \(directions): \(analysis.front.count) points\n"
    text += Self.table(pointColumns + sweep.objectives.map(\.name), analysis.front.map(cells))
    return text + failures
  }

  public var best: String {
    var text = counts
    for (objective, best) in zip(sweep.objectives, analysis.best) {
      text += "best \(objective.name) (\(objective.direction.rawValue))\n"
      text +=
        best.map { Self.table(pointColumns + sweep.objectives.map(\.name), [cells($0)]) }
        ?? "  no point holds all constraints\n"
    }
    return text + failures
  }

  public var sensitivity: String {
    var text = counts
    for (place, objective) in sweep.objectives.enumerated() {
      text += "\(objective.name): what each axis does alone\n"
      let rows = order(place).map { axis -> [String] in
        let one = analysis.sensitivities[axis][place]
        return [
          sweep.axes[axis].name, one.varianceShare.map { "\(Self.fixed($0 * 100, 1)) %" } ?? "-",
          one.relativeRange.map { "\(Self.fixed($0 * 100, 1)) %" } ?? "-",
          extremes(axis, one),
        ]
      }
      text += Self.table(["axis", "of the variance", "range over mean", "least and greatest mean"], rows)
    }
    return text + failures
  }

  /// Axes by what they explain, the most first.
  private func order(_ objective: Int) -> [Int] {
    sweep.axes.indices.sorted { first, second in
      let shares = [first, second].map { analysis.sensitivities[$0][objective].varianceShare ?? -1 }
      return (shares[1], first) < (shares[0], second)
    }
  }

  private func extremes(_ axis: Int, _ one: SweepAnalysis.Sensitivity) -> String {
    let known = one.means.indices.filter { one.means[$0] != nil }
    guard let least = known.min(by: { one.means[$0] ?? 0 < one.means[$1] ?? 0 }),
      let most = known.max(by: { one.means[$0] ?? 0 < one.means[$1] ?? 0 })
    else { return "-" }
    return [least, most].map { option in
      "\(sweep.axes[axis].options[option].label): \(Self.significant(one.means[option] ?? 0))"
    }.joined(separator: ", ")
  }

  private var pointColumns: [String] { ["point"] + sweep.axes.map(\.name) }

  private func cells(_ scored: SweepAnalysis.Scored) -> [String] {
    ["\(scored.row.point)"] + labels(scored.row.point) + scored.objectives.map(Self.significant)
  }

  private func labels(_ point: Int) -> [String] {
    zip(sweep.axes, sweep.space.options(of: point)).map { $0.options[$1].label }
  }

  /// Columns as wide as they need to be, numbers to the right.
  static func table(_ header: [String], _ rows: [[String]]) -> String {
    let widths = header.indices.map { column in
      max(header[column].count, rows.map { $0[column].count }.max() ?? 0)
    }
    let isNumber = header.indices.map { column in
      !rows.isEmpty && rows.allSatisfy { $0[column].utf8.first.map { isDigit($0) || $0 == 0x2D } ?? true }
    }
    return ([header] + rows).map { cells in
      let line = cells.indices.map { column in
        let padding = String(repeating: " ", count: widths[column] - cells[column].count)
        return isNumber[column] ? padding + cells[column] : cells[column] + padding
      }.joined(separator: "  ")
      return "  " + line.trimmedEnd + "\n"
    }.joined()
  }

  /// Six digits that count.
  static func significant(_ value: Double) -> String {
    if let integer = Int(exactly: value), abs(integer) < 1_000_000_000_000_000 { return "\(integer)" }
    guard value.isFinite, value != 0 else { return "\(value)" }
    var (scaled, power) = (abs(value), 0)
    while scaled >= 10 {
      scaled /= 10
      power += 1
    }
    while scaled < 1 {
      scaled *= 10
      power -= 1
    }
    let sign = value < 0 ? "-" : ""
    guard (-4..<9).contains(power) else { return "\(sign)\(fixed(scaled, 5))e\(power)" }
    return sign + fixed(abs(value), max(0, 5 - power))
  }

  /// So many decimals.
  static func fixed(_ value: Double, _ decimals: Int) -> String {
    let factor = (0..<decimals).reduce(1.0) { factor, _ in factor * 10 }
    let rounded = (abs(value) * factor).rounded()
    guard rounded < 9e15 else { return "\(value)" }
    let whole = Int(rounded)
    let sign = value < 0 && whole > 0 ? "-" : ""
    guard decimals > 0 else { return "\(sign)\(whole)" }
    let digits = String(whole)
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return "\(sign)\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
  }

  // MARK: JSON

  private var head: [JSONValue.Member] {
    [
      .init("sweep", .text(sweep.name)), .init("points", .integer(analysis.succeeded)),
      .init("feasible", .integer(analysis.feasible)), .init("failed", .integer(analysis.failed)),
      .init(
        "objectives", .object(sweep.objectives.map { .init($0.name, .text($0.direction.rawValue)) })),
    ]
  }

  private func json(_ scored: SweepAnalysis.Scored) -> JSONValue {
    let options = sweep.space.options(of: scored.row.point)
    return .object([
      .init("point", .integer(scored.row.point)),
      .init(
        "parameters",
        .object(zip(sweep.axes, options).map { .init($0.name, JSONValue($0.options[$1].value)) })
      ),
      .init(
        "objectives",
        .object(
          zip(sweep.objectives, scored.objectives).map {
            .init($0.name, JSONValue(.number(.real($1), .none)))
          }
        )),
    ])
  }

  public var frontJSON: String {
    JSONValue.object(head + [.init("front", .list(analysis.front.map(json)))]).description
  }

  public var bestJSON: String {
    JSONValue.object(
      head + [
        .init(
          "best",
          .object(zip(sweep.objectives, analysis.best).map { .init($0.name, $1.map(json) ?? .null) }))
      ]
    ).description
  }

  public var sensitivityJSON: String {
    func number(_ value: Double?) -> JSONValue { value.map { JSONValue(.number(.real($0), .none)) } ?? .null }
    let axes = sweep.axes.indices.map { axis in
      JSONValue.Member(
        sweep.axes[axis].name,
        .object(
          sweep.objectives.indices.map { place in
            let one = analysis.sensitivities[axis][place]
            let means = zip(sweep.axes[axis].options, one.means).map {
              JSONValue.Member($0.label, number($1))
            }
            return .init(
              sweep.objectives[place].name,
              .object([
                .init("variance_share", number(one.varianceShare)), .init("range", number(one.range)),
                .init("range_over_mean", number(one.relativeRange)), .init("means", .object(means)),
              ]))
          }))
    }
    return JSONValue.object(head + [.init("axes", .object(axes))]).description
  }
}

extension String {
  fileprivate var trimmedEnd: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
