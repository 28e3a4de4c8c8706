import Replay

/// Reference points side by side with what was found, as a text.
public struct ReferenceTable {
  private let outcomes: [ReferenceOutcome]
  private let style: TextStyle

  public init(_ outcomes: [ReferenceOutcome], style: TextStyle = TextStyle()) {
    self.outcomes = outcomes
    self.style = style
  }

  /// The table, the sources of its points and a line of sums, ending in a line break.
  public var text: String {
    var table = TextTable(columns: [
      TextTable.Column(title: "point", isLeft: true), TextTable.Column(title: "figure", isLeft: true),
      TextTable.Column(title: "ours"), TextTable.Column(title: "theirs"), TextTable.Column(title: "error"),
      TextTable.Column(title: "allowed"), TextTable.Column(title: "verdict", isLeft: true),
      TextTable.Column(title: "kind", isLeft: true), TextTable.Column(title: "source"),
    ])
    var notes: [String] = []
    for outcome in outcomes {
      let point = outcome.point
      let note = ["\(point.source)", point.variant.map { "variant: \($0)" }, "allowed: \(point.why)"]
        .compactMap(\.self).joined(separator: "; ")
      let place = notes.firstIndex(of: note) ?? notes.endIndex
      if place == notes.endIndex { notes.append(note) }
      let bound = point.relation == .atLeast ? ">= " : ""
      table.add(
        [
          point.name, point.figure, text(outcome.ours), bound + number(point.theirs),
          percent(outcome.error), percent(point.tolerance), verdict(outcome), point.kind.rawValue,
          "[\(place + 1)]",
        ], outcome.holds ? nil : .memory)
    }
    let sources = notes.enumerated().flatMap { Self.wrapped("[\($0 + 1)] \($1)", width: style.width) }
    // Names are what `validate` takes: they are never cut, however wide that makes the table.
    var wide = style
    wide.width = 1 << 16
    return (table.lines(wide) + [""] + sources + ["", summary]).joined(separator: "\n") + "\n"
  }

  private func text(_ value: ReferenceValue) -> String {
    switch value {
    case .one(let value): number(value)
    case .range(let range): text(range)
    case .mean(let mean, let range) where range.lowerBound == range.upperBound: number(mean)
    case .mean(let mean, let range): "\(number(mean)) (\(text(range)))"
    }
  }

  private func text(_ range: ClosedRange<Double>) -> String {
    "\(number(range.lowerBound)) to \(number(range.upperBound))"
  }

  private func number(_ value: Double) -> String {
    // Four digits, but all of a whole number, and of a mean of such before its point.
    abs(value) < 1e15 && (value == value.rounded() || abs(value) >= 10_000)
      ? NumberText.grouped(Int(value.rounded())) : NumberText.significant(value, 4)
  }

  private func percent(_ share: Double?) -> String {
    share.map { $0 == 0 ? "0 %" : "\(NumberText.fixed(100 * $0, 3)) %" } ?? NumberText.undefined
  }

  /// A text in lines of whole words, those after the first indented.
  private static func wrapped(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if line.count + 1 + word.count > width, !line.isEmpty {
        lines.append(line)
        line = "   "
      }
      line += line.isEmpty ? word : " \(word)"
    }
    return lines + [line]
  }

  private func verdict(_ outcome: ReferenceOutcome) -> String {
    let verdict =
      outcome.point.isCalibration
      ? (outcome.holds ? "calibrated" : "calibration off") : (outcome.holds ? "holds" : "MISSED")
    return outcome.point.variant == nil ? verdict : verdict + "*"
  }

  private var summary: String {
    let proofs = outcomes.filter { !$0.point.isCalibration }
    let held = proofs.count(where: \.holds)
    let calibrations = outcomes.count - proofs.count
    let rest = calibrations > 0 ? "; \(calibrations) more set a parameter and prove nothing" : ""
    let variants = outcomes.count { $0.point.variant != nil }
    let others = variants > 0 ? "; *: \(variants) are of a variant of their machine" : ""
    return "\(held) of \(proofs.count) points hold\(rest)\(others)."
  }
}
