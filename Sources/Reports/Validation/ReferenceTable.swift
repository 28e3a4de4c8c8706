import Replay

/// Reference points side by side with what was found, as a text.
public struct ReferenceTable {
  private let outcomes: [ReferenceOutcome]
  private let style: TextStyle

  public init(_ outcomes: [ReferenceOutcome], style: TextStyle = TextStyle()) {
    self.outcomes = outcomes
    self.style = style
  }

  /// A table for each group of points with what its figures are below it, and a line of sums, ending in a line break.
  public var text: String {
    var notes = Notes()
    let parts = ReferencePoint.groups.compactMap { group -> String? in
      let names = Set(group.points.map(\.name))
      let own = outcomes.filter { names.contains($0.point.name) }
      guard !own.isEmpty else { return nil }
      let rows = own.map { (outcome: $0, note: notes.number(of: note($0.point))) }
      return ([style.apply(.strong, to: group.name)] + lines(rows) + notes.takeNew(width: style.width))
        .joined(separator: "\n")
    }
    return (parts + [summary]).joined(separator: "\n\n") + "\n"
  }

  private func lines(_ rows: [(outcome: ReferenceOutcome, note: Int)]) -> [String] {
    // Names are what `validate` takes: they are never cut, and have a line of their own where numbers leave no room.
    var table = table(rows, hasNames: true)
    var wide = style
    wide.width = 1 << 16
    guard table.width > style.width else { return table.lines(wide) }
    table = self.table(rows, hasNames: false)
    let numbers = table.lines(wide)
    return [numbers[0]] + zip(rows, numbers.dropFirst()).flatMap { ["  \($0.outcome.point.name)", $1] }
  }

  private func table(_ rows: [(outcome: ReferenceOutcome, note: Int)], hasNames: Bool) -> TextTable {
    let hasDetails = rows.contains { $0.outcome.point.detail != nil }
    var table = TextTable(
      columns: [
        TextTable.Column(title: hasNames ? "  point" : "   ", isLeft: true), TextTable.Column(title: "ours"),
        TextTable.Column(title: "theirs"), TextTable.Column(title: "error"),
        TextTable.Column(title: "allowed"),
        TextTable.Column(title: "verdict", isLeft: true), TextTable.Column(title: "figure"),
      ] + (hasDetails ? [TextTable.Column(title: "with", isLeft: true)] : []))
    for (outcome, note) in rows {
      let point = outcome.point
      table.add(
        [
          hasNames ? "  \(point.name)" : "", text(outcome.ours),
          (point.relation == .atLeast ? ">= " : "") + number(point.theirs), percent(outcome.error),
          allowed(point), verdict(outcome), "[\(note)]",
        ] + (hasDetails ? [point.detail ?? ""] : []), outcome.holds ? nil : .memory)
    }
    return table
  }

  /// What a point's figure is, who found theirs, and why so much is allowed.
  private func note(_ point: ReferencePoint) -> String {
    let parts = [
      "\(point.figure); \(point.kind.rawValue): \(point.source)", point.variant.map { "variant: \($0)" },
      point.relation == .beside ? "beside, for: \(point.why)" : "allowed: \(point.why)",
    ]
    return parts.compactMap(\.self).joined(separator: "; ")
  }

  /// Notes by their numbers, each once.
  private struct Notes {
    private var all: [String: Int] = [:]
    private var new: [(number: Int, text: String)] = []

    mutating func number(of note: String) -> Int {
      if let known = all[note] { return known }
      all[note] = all.count + 1
      new.append((all.count, note))
      return all.count
    }

    /// The lines of those that have come since the last time.
    mutating func takeNew(width: Int) -> [String] {
      defer { new = [] }
      return new.map { "[\($0.number)] \($0.text)".wrapped(to: width, indent: "    ") }
    }
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
    share.map { $0 == 0 ? "0 %" : "\(NumberText.decimal(100 * $0, 3)) %" } ?? NumberText.undefined
  }

  private func allowed(_ point: ReferencePoint) -> String {
    point.relation == .beside
      ? NumberText.undefined : "\(NumberText.decimal(100 * point.tolerance, 3).trimmingZeros) %"
  }

  private func verdict(_ outcome: ReferenceOutcome) -> String {
    let held =
      switch outcome.point.relation {
      case .equal, .inRange: "holds"
      case .atLeast: "not below"
      case .beside: "beside"
      }
    let verdict =
      outcome.point.isCalibration
      ? (outcome.holds ? "calibrated" : "calibration off") : (outcome.holds ? held : "MISSED")
    return outcome.point.variant == nil ? verdict : verdict + "*"
  }

  private var summary: String {
    let beside = outcomes.count { $0.point.relation == .beside }
    let proofs = outcomes.filter { !$0.point.isCalibration && $0.point.relation != .beside }
    let bounds = proofs.filter { $0.point.relation == .atLeast }
    let equals = proofs.filter { $0.point.relation != .atLeast }
    let calibrations = outcomes.count - proofs.count - beside
    let rest =
      (calibrations > 0 ? "; \(calibrations) more set a parameter and prove nothing" : "")
      + (beside > 0 ? "; \(beside) stand beside theirs and claim nothing" : "")
    let variants = outcomes.count { $0.point.variant != nil }
    let others = variants > 0 ? "; *: \(variants) are of a variant of their machine" : ""
    func held(_ outcomes: [ReferenceOutcome]) -> String {
      "\(outcomes.count(where: \.holds)) of \(outcomes.count)"
    }
    let points = "\(held(equals)) points hold"
    // A bound says little about how near ours is.
    let ofBounds = bounds.isEmpty ? "" : ", and \(held(bounds)) bounds"
    return "\(points)\(ofBounds)\(rest)\(others)."
  }
}
