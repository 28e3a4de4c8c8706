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
    if analysis.withoutValue > 0 {
      text += "; of \(analysis.withoutValue) an objective has no value"
    }
    if analysis.failed > 0 { text += "; \(analysis.failed) failed" }
    let leftOut = analysis.leftOut.text(of: analysis.repeats).map { $0 + "\n" } ?? ""
    return text + "\n" + leftOut
  }

  private var failures: String {
    analysis.failures.prefix(5).map { "failed \($0.count) times, first point \($0.example): \($0.message)\n" }
      .joined()
  }

  private var directions: String {
    sweep.objectives.map { "\($0.name) (\($0.direction.rawValue))" }.joined(separator: ", ")
  }

  public var front: String {
    counts
      + parts { part in
        "front of \(directions): \(count(part.front.count))\(means)\n"
          + Self.table(header, part.front.map(cells))
      } + failures
  }

  public var best: String {
    counts
      + parts { part in
        zip(sweep.objectives, part.best).map { objective, best in
          "best \(objective.name) (\(objective.direction.rawValue))\(means)\n"
            + (best.map { Self.table(header, [cells($0)]) } ?? noBest)
        }.joined()
      } + failures
  }

  /// Why there is no best.
  private var noBest: String {
    if analysis.succeeded == 0 { return "  no point has results\n" }
    if analysis.feasible == 0 { return "  no point holds all constraints\n" }
    return isRepeated
      ? "  no configuration has a value with all its seeds\n" : "  no point has a value of it\n"
  }

  public var sensitivity: String {
    counts
      + parts { part in
        sweep.objectives.enumerated().map { place, objective in
          let rows = order(part, place).map { axis -> [String] in
            let one = part.sensitivities[axis][place]
            return [
              sweep.axes[axis].name, one.varianceShare.map { "\(Self.fixed($0 * 100, 1)) %" } ?? "-",
              one.relativeRange.map { "\(Self.fixed($0 * 100, 1)) %" } ?? "-",
              extremes(axis, one),
            ]
          }
          return "\(objective.name): what each axis does alone\n"
            + Self.table(["axis", "of the variance", "range over mean", "least and greatest mean"], rows)
        }.joined()
      } + failures
  }

  /// A text for each trace, under its name where there is more than one.
  private func parts(_ text: (SweepAnalysis.Part) -> String) -> String {
    analysis.parts.map { part in (part.trace.map { "trace \($0)\n" } ?? "") + text(part) }.joined()
  }

  private func count(_ number: Int) -> String {
    "\(number) \(isRepeated ? "configuration" : "point")\(number == 1 ? "" : "s")"
  }

  private var isRepeated: Bool { sweep.seedAxis != nil }
  private var means: String {
    isRepeated ? ", means over \(analysis.repeats) seeds, with the least and the greatest" : ""
  }

  /// Axes by what they explain, the most first.
  private func order(_ part: SweepAnalysis.Part, _ objective: Int) -> [Int] {
    sweep.axes.indices.filter { $0 != sweep.traceAxis }.sorted { first, second in
      let shares = [first, second].map { part.sensitivities[$0][objective].varianceShare ?? -1 }
      return (shares[1], first) < (shares[0], second)
    }
  }

  private func extremes(_ axis: Int, _ one: SweepAnalysis.Sensitivity) -> String {
    let known = one.means.indices.filter { one.means[$0] != nil }
    guard let least = known.min(by: { one.means[$0] ?? 0 < one.means[$1] ?? 0 }),
      let most = known.max(by: { one.means[$0] ?? 0 < one.means[$1] ?? 0 })
    else { return "-" }
    guard one.means[least] != one.means[most] else {
      return "\(Self.significant(one.means[least] ?? 0)) with each"
    }
    return [least, most].map { option in
      "\(sweep.axes[axis].options[option].label): \(Self.significant(one.means[option] ?? 0))"
    }.joined(separator: ", ")
  }

  /// Axes that tell configurations of a trace apart.
  private var shownAxes: [Int] {
    sweep.axes.indices.filter { $0 != sweep.traceAxis && $0 != sweep.seedAxis }
  }

  private var header: [String] {
    ["point"] + shownAxes.map { sweep.axes[$0].name } + sweep.objectives.map(\.name)
  }

  private func cells(_ scored: SweepAnalysis.Scored) -> [String] {
    cells(
      SweepAnalysis.PartlyScored(
        row: scored.row, objectives: scored.objectives, spreads: scored.spreads))
  }

  private func cells(_ scored: SweepAnalysis.PartlyScored) -> [String] {
    let options = sweep.space.options(of: scored.row.point)
    let objectives = scored.objectives.enumerated().map { place, value in
      guard let value else { return "-" }
      let text = Self.significant(value)
      guard scored.spreads.indices.contains(place), let spread = scored.spreads[place],
        spread.lowerBound < spread.upperBound
      else { return text }
      return "\(text) (\(Self.significant(spread.lowerBound)) to \(Self.significant(spread.upperBound)))"
    }
    return ["\(scored.row.point)"] + shownAxes.map { sweep.axes[$0].options[options[$0]].label } + objectives
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
    let leftOut = analysis.leftOut
    let seeds: [JSONValue.Member] =
      isRepeated
      ? [
        .init("seeds", .integer(analysis.repeats)),
        .init(
          "left_out",
          .object([
            .init("unfinished", .integer(leftOut.unfinished)),
            .init("missing_seeds", .integer(leftOut.missingSeeds)),
            .init("failed", .integer(leftOut.failed)), .init("infeasible", .integer(leftOut.infeasible)),
            .init("without_value", .integer(leftOut.withoutValue)),
          ])),
      ] : []
    return [
      .init("sweep", .text(sweep.name)), .init("points", .integer(analysis.succeeded)),
      .init("feasible", .integer(analysis.feasible)),
      .init("without_value", .integer(analysis.withoutValue)), .init("failed", .integer(analysis.failed)),
    ] + seeds + [
      .init(
        "objectives", .object(sweep.objectives.map { .init($0.name, .text($0.direction.rawValue)) }))
    ]
  }

  /// A member for each trace in an object by their names, or by itself where there is one.
  private func json(_ members: (SweepAnalysis.Part) -> [JSONValue.Member]) -> String {
    let parts = analysis.parts.map { part in (part.trace, members(part)) }
    guard sweep.traceAxis != nil else { return JSONValue.object(head + (parts.first?.1 ?? [])).description }
    let traces = parts.map { JSONValue.Member($0.0 ?? "", .object($0.1)) }
    return JSONValue.object(head + [.init("traces", .object(traces))]).description
  }

  private func number(_ value: Double?) -> JSONValue {
    value.map { JSONValue(.number(.real($0), .none)) } ?? .null
  }

  private func json(_ scored: SweepAnalysis.Scored) -> JSONValue {
    json(
      SweepAnalysis.PartlyScored(
        row: scored.row, objectives: scored.objectives, spreads: scored.spreads))
  }

  private func json(_ scored: SweepAnalysis.PartlyScored) -> JSONValue {
    let options = sweep.space.options(of: scored.row.point)
    var members: [JSONValue.Member] = [
      .init("point", .integer(scored.row.point)),
      .init(
        "parameters",
        .object(
          sweep.axes.indices.filter { $0 != sweep.seedAxis }.map {
            .init(sweep.axes[$0].name, JSONValue(sweep.axes[$0].options[options[$0]].value))
          })),
      .init(
        "objectives", .object(zip(sweep.objectives, scored.objectives).map { .init($0.name, number($1)) })),
    ]
    if !scored.spreads.isEmpty {
      let spreads = zip(sweep.objectives, scored.spreads).map { objective, spread in
        JSONValue.Member(
          objective.name, spread.map { .list([number($0.lowerBound), number($0.upperBound)]) } ?? .null)
      }
      members.append(.init("spread", .object(spreads)))
    }
    return .object(members)
  }

  public var frontJSON: String { json { [.init("front", .list($0.front.map(json)))] } }

  public var bestJSON: String {
    json { part in
      [
        .init(
          "best",
          .object(zip(sweep.objectives, part.best).map { .init($0.name, $1.map(json) ?? .null) }))
      ]
    }
  }

  public var sensitivityJSON: String {
    json { part in
      let axes = sweep.axes.indices.filter { $0 != sweep.traceAxis }.map { axis in
        JSONValue.Member(
          sweep.axes[axis].name,
          .object(
            sweep.objectives.indices.map { place in
              let one = part.sensitivities[axis][place]
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
      return [.init("axes", .object(axes))]
    }
  }
}

extension String {
  fileprivate var trimmedEnd: String {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
