import Sweeps

/// The drawings and tables of one trace of a sweep.
struct SweepPagePart {
  private let sweep: Sweep
  private let part: SweepAnalysis.Part
  private let number: Int
  /// By objective.
  private let numbers: [SweepNumber]
  /// Axes that tell points of a trace apart.
  private let axes: [Int]

  /// The most members of the front that the table and the lines show.
  private static let mostRows = 500
  private static let mostLines = 200

  init(_ sweep: Sweep, _ part: SweepAnalysis.Part, number: Int) {
    self.sweep = sweep
    self.part = part
    self.number = number
    numbers = sweep.objectives.enumerated().map { place, objective in
      SweepNumber(objective.name, apart: part.front.prefix(Self.mostRows).map { $0.objectives[place] })
    }
    axes = sweep.axes.indices.filter { $0 != sweep.traceAxis && $0 != sweep.seedAxis }
  }

  var view: SweepPageView.Part {
    let shown = min(part.sample.count, part.feasible)
    return SweepPageView.Part(
      trace: part.trace, table: id("front"), scatter: scatter, coordinates: coordinates,
      thinned: shown < part.feasible
        ? "Of \(NumberText.grouped(part.feasible)) points that hold all constraints \(NumberText.grouped(shown)) are drawn, "
          + "spread evenly, and all of the front." : nil,
      header: (["point"] + axes.map { sweep.axes[$0].name } + sweep.objectives.map(\.name)).map {
        .init(text: $0)
      },
      rows: part.front.prefix(Self.mostRows).map { one in
        .init(cells: (["\(one.row.point)"] + labels(one) + spreads(one)).map { .init(text: $0) })
      },
      hidden: part.front.count > Self.mostRows ? "\(part.front.count - Self.mostRows)" : nil,
      means: sweep.seedAxis == nil ? nil : "\(sweep.repeats)",
      objectives: sweep.objectives.map { .init(text: $0.name) }, axes: sensitivities)
  }

  private func id(_ name: String) -> String { number == 1 ? name : "\(name)-\(number)" }

  private func labels(_ one: SweepAnalysis.Scored) -> [String] {
    let options = sweep.space.options(of: one.row.point)
    return axes.map { sweep.axes[$0].options[options[$0]].label }
  }

  private func objectives(_ one: SweepAnalysis.Scored) -> [String] {
    zip(numbers, one.objectives).map { $0.text($1) }
  }

  /// Objectives, with the least and the greatest of seeds where these differ.
  private func spreads(_ one: SweepAnalysis.Scored) -> [String] {
    objectives(one).enumerated().map { place, text in
      guard one.spreads.indices.contains(place) else { return text }
      let (spread, number) = (one.spreads[place], numbers[place])
      guard spread.lowerBound < spread.upperBound else { return text }
      return "\(text) (\(number.text(spread.lowerBound)) to \(number.text(spread.upperBound)))"
    }
  }

  private func title(_ one: SweepAnalysis.Scored) -> String {
    let parameters = zip(axes, labels(one)).map { "\(sweep.axes[$0].name) \($1)" }
    let values = zip(sweep.objectives, objectives(one)).map { "\($0.name) \($1)" }
    return (["point \(one.row.point)"] + parameters + values).joined(separator: ", ")
  }

  private var others: [SweepAnalysis.Scored] {
    let members = Set(part.front.map(\.row.point))
    return part.sample.filter { !members.contains($0.row.point) }
  }

  /// The first two objectives against each other; nil where there is one, or no point.
  private var scatter: SweepPageView.Scatter? {
    guard sweep.objectives.count >= 2, !part.front.isEmpty else { return nil }
    let all = part.sample + part.front
    func scale(_ place: Int, _ start: Double, _ length: Double) -> SweepScale {
      SweepScale(
        all.map { $0.objectives[place] }, of: sweep.objectives[place].name, start: start, length: length)
    }
    let (x, y) = (scale(0, 76, 904), scale(1, 340, -322))
    func dot(_ one: SweepAnalysis.Scored, isOnFront: Bool) -> SweepPageView.Dot {
      SweepPageView.Dot(
        x: NumberText.fixed(x.position(one.objectives[0]), 1),
        y: NumberText.fixed(y.position(one.objectives[1]), 1), radius: isOnFront ? "5" : "2.6",
        color: isOnFront ? "#cf3f1a" : "#9dc3ea", title: title(one))
    }
    // With two objectives the front is a line from dot to dot.
    let path = part.front.enumerated().map { place, one in
      "\(place == 0 ? "M" : "L")\(NumberText.fixed(x.position(one.objectives[0]), 1)) "
        + NumberText.fixed(y.position(one.objectives[1]), 1)
    }.joined()
    return SweepPageView.Scatter(
      id: id("scatter"), xLabel: label(0), yLabel: label(1), xTicks: x.ticks, yTicks: y.ticks,
      line: sweep.objectives.count == 2 ? path : nil,
      dots: others.map { dot($0, isOnFront: false) }
        + part.front.prefix(Self.mostRows).map { dot($0, isOnFront: true) })
  }

  private func label(_ objective: Int) -> String {
    let one = sweep.objectives[objective]
    return "\(one.name) (\(one.direction == .minimum ? "to be small" : "to be great"))"
  }

  /// A line for each point through all its parameters and objectives; nil where there is no point.
  private var coordinates: SweepPageView.Coordinates? {
    let axes = axes.filter { sweep.axes[$0].options.count > 1 }
    let count = axes.count + sweep.objectives.count
    guard count > 1, !part.front.isEmpty else { return nil }
    let step = 900 / Double(count - 1)
    let scales = sweep.objectives.enumerated().map { place, objective in
      SweepScale(
        (part.sample + part.front).map { $0.objectives[place] }, of: objective.name, start: 250, length: -210)
    }
    func line(_ one: SweepAnalysis.Scored, _ kind: String) -> SweepPageView.Line {
      let options = sweep.space.options(of: one.row.point)
      let positions =
        axes.map { axis in Self.position(options[axis], of: sweep.axes[axis].options.count) }
        + zip(scales, one.objectives).map { $0.position($1) }
      let points = positions.enumerated().map { place, y in
        "\(NumberText.fixed(50 + step * Double(place), 1)),\(NumberText.fixed(y, 1))"
      }
      return SweepPageView.Line(points: points.joined(separator: " "), kind: kind, title: title(one))
    }
    let names = axes.map { sweep.axes[$0].name } + sweep.objectives.map(\.name)
    let ticks = axes.map(optionTicks) + scales.map(\.ticks)
    let columns = names.enumerated().map { place, name in
      let x = NumberText.fixed(50 + step * Double(place), 1)
      let isLast = place == count - 1
      return SweepPageView.Column(
        x: x, nameX: place == 0 ? "4" : isLast ? "996" : x, nameY: place.isMultiple(of: 2) ? "10" : "23",
        anchor: place == 0 ? "axis" : isLast ? "end axis" : "mid axis", name: name, ticks: ticks[place])
    }
    return SweepPageView.Coordinates(
      id: id("coordinates"), columns: columns,
      lines: others.prefix(Self.mostLines).map { line($0, "other") }
        + part.front.prefix(Self.mostLines).map { line($0, "best") })
  }

  private func optionTicks(_ axis: Int) -> [Tick] {
    let options = sweep.axes[axis].options
    // Of many options the first, the middle one and the last.
    let shown = options.count <= 12 ? Array(options.indices) : [0, options.count / 2, options.count - 1]
    return shown.map { place in
      Tick(
        position: NumberText.fixed(Self.position(place, of: options.count), 1),
        label: String(options[place].label.prefix(22)))
    }
  }

  private static func position(_ option: Int, of count: Int) -> Double {
    250 - 210 * (count > 1 ? Double(option) / Double(count - 1) : 0.5)
  }

  private var sensitivities: [SweepPageView.Row] {
    sweep.axes.indices.filter { $0 != sweep.traceAxis }.map { axis in
      let shares = part.sensitivities[axis].map { one in
        one.varianceShare.map { NumberText.percent($0) } ?? NumberText.undefined
      }
      return .init(cells: ([sweep.axes[axis].name] + shares).map { .init(text: $0) })
    }
  }
}
