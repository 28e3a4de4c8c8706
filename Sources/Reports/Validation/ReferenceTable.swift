/// Reference points side by side with what was found, as a text.
public struct ReferenceTable {
  private let outcomes: [ReferenceOutcome]
  private let style: TextStyle

  public init(_ outcomes: [ReferenceOutcome], style: TextStyle = TextStyle()) {
    self.outcomes = outcomes
    self.style = style
  }

  /// The table and a line of sums, ending in a line break.
  public var text: String {
    var table = TextTable(columns: [
      TextTable.Column(title: "point", isLeft: true), TextTable.Column(title: "figure", isLeft: true),
      TextTable.Column(title: "ours"), TextTable.Column(title: "theirs"), TextTable.Column(title: "error"),
      TextTable.Column(title: "allowed"), TextTable.Column(title: "kind", isLeft: true),
      TextTable.Column(title: "verdict", isLeft: true),
    ])
    for outcome in outcomes {
      let point = outcome.point
      table.add(
        [
          point.name, point.figure, number(outcome.ours), number(point.theirs),
          NumberText.percent(outcome.error), NumberText.percent(point.tolerance), point.kind.rawValue,
          verdict(outcome),
        ], outcome.holds ? nil : .memory)
    }
    return (table.lines(style) + ["", summary]).joined(separator: "\n") + "\n"
  }

  private func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15
      ? NumberText.grouped(Int(value)) : NumberText.significant(value, 4)
  }

  private func verdict(_ outcome: ReferenceOutcome) -> String {
    if outcome.point.isCalibration { return outcome.holds ? "calibrated" : "calibration off" }
    return outcome.holds ? "holds" : "MISSED"
  }

  private var summary: String {
    let proofs = outcomes.filter { !$0.point.isCalibration }
    let held = proofs.count(where: \.holds)
    let calibrations = outcomes.count - proofs.count
    let rest = calibrations > 0 ? "; \(calibrations) more set a parameter and prove nothing" : ""
    return "\(held) of \(proofs.count) points hold\(rest)."
  }
}
