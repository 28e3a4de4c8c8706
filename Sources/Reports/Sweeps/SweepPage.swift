import Mustache
import Sweeps

/// A page with the front of a sweep: a scatter of two objectives, parallel coordinates, a table. It needs nothing beside
/// it.
public struct SweepPage {
  private let analysis: SweepAnalysis
  private var sweep: Sweep { analysis.sweep }

  /// The most members of the front that the table and the lines show.
  private static let mostRows = 500
  private static let mostLines = 200

  public init(_ analysis: SweepAnalysis) { self.analysis = analysis }

  /// The page, ending in a line break.
  public func html() throws -> String {
    MustacheContentTypes.register(PageText(), named: PageText.name)
    return try MustacheTemplate(string: SweepPageTemplate.text).render(view)
  }

  private var view: SweepPageView {
    SweepPageView(
      title: sweep.name, question: sweep.question, facts: facts, scatter: scatter, coordinates: coordinates,
      header: (["point"] + sweep.axes.map(\.name) + sweep.objectives.map(\.name)).map {
        SweepPageView.Cell(text: $0)
      },
      rows: analysis.front.prefix(Self.mostRows).map { one in
        SweepPageView.Row(
          cells: (["\(one.row.point)"] + labels(one) + one.objectives.map { SweepNumber.text($0) }).map {
            SweepPageView.Cell(text: $0)
          })
      },
      hidden: analysis.front.count > Self.mostRows ? "\(analysis.front.count - Self.mostRows)" : nil,
      axes: sensitivities, sources: sweep.sources.map { SweepPageView.Cell(text: $0) }, version: Tool.version)
  }

  private func labels(_ one: SweepAnalysis.Scored) -> [String] {
    zip(sweep.axes, sweep.space.options(of: one.row.point)).map { $0.options[$1].label }
  }

  private var facts: [Fact] {
    var facts = [
      Fact(label: "points with results", value: NumberText.grouped(analysis.succeeded)),
      Fact(label: "that hold all constraints", value: NumberText.grouped(analysis.feasible)),
      Fact(label: "on the front", value: NumberText.grouped(analysis.front.count)),
    ]
    for (objective, best) in zip(sweep.objectives, analysis.best).prefix(3) {
      let place = sweep.objectives.firstIndex { $0.name == objective.name } ?? 0
      facts.append(
        Fact(
          label: "\(objective.direction == .minimum ? "least" : "greatest") \(objective.name)",
          value: best.map { SweepNumber.text($0.objectives[place]) } ?? NumberText.undefined))
    }
    if analysis.failed > 0 {
      facts.append(Fact(label: "failed", value: NumberText.grouped(analysis.failed)))
    }
    return facts
  }

  private func title(_ one: SweepAnalysis.Scored) -> String {
    let parameters = zip(sweep.axes, labels(one)).map { "\($0.name) \($1)" }
    let objectives = zip(sweep.objectives, one.objectives).map { "\($0.name) \(SweepNumber.text($1))" }
    return (["point \(one.row.point)"] + parameters + objectives).joined(separator: ", ")
  }

  /// The first two objectives against each other; nil where there is one, or no point.
  private var scatter: SweepPageView.Scatter? {
    guard sweep.objectives.count >= 2, !analysis.front.isEmpty else { return nil }
    let all = analysis.sample + analysis.front
    let x = SweepScale(all.map { $0.objectives[0] }, start: 76, length: 904)
    let y = SweepScale(all.map { $0.objectives[1] }, start: 340, length: -322)
    func dot(_ one: SweepAnalysis.Scored, isOnFront: Bool) -> SweepPageView.Dot {
      SweepPageView.Dot(
        x: NumberText.fixed(x.position(one.objectives[0]), 1),
        y: NumberText.fixed(y.position(one.objectives[1]), 1), radius: isOnFront ? "5" : "2.6",
        color: isOnFront ? "#cf3f1a" : "#9dc3ea", title: title(one))
    }
    let members = Set(analysis.front.map(\.row.point))
    let others = analysis.sample.filter { !members.contains($0.row.point) }
    // With two objectives the front is a line from dot to dot.
    let path = analysis.front.enumerated().map { place, one in
      "\(place == 0 ? "M" : "L")\(NumberText.fixed(x.position(one.objectives[0]), 1)) "
        + NumberText.fixed(y.position(one.objectives[1]), 1)
    }.joined()
    return SweepPageView.Scatter(
      xLabel: label(0), yLabel: label(1), xTicks: x.ticks, yTicks: y.ticks,
      line: sweep.objectives.count == 2 ? path : nil,
      dots: others.map { dot($0, isOnFront: false) }
        + analysis.front.prefix(Self.mostRows).map { dot($0, isOnFront: true) })
  }

  private func label(_ objective: Int) -> String {
    "\(sweep.objectives[objective].name) (\(sweep.objectives[objective].direction == .minimum ? "to be small" : "to be great"))"
  }

  /// A line for each point through all its parameters and objectives; nil where there is no point.
  private var coordinates: SweepPageView.Coordinates? {
    let axes = sweep.axes.indices.filter { sweep.axes[$0].options.count > 1 }
    let count = axes.count + sweep.objectives.count
    guard count > 1, !analysis.front.isEmpty else { return nil }
    let step = 900 / Double(count - 1)
    let scales = sweep.objectives.indices.map { place in
      SweepScale((analysis.sample + analysis.front).map { $0.objectives[place] }, start: 250, length: -210)
    }
    func line(_ one: SweepAnalysis.Scored, _ color: String) -> SweepPageView.Line {
      let options = sweep.space.options(of: one.row.point)
      let positions =
        axes.map { axis in optionPosition(options[axis], of: sweep.axes[axis].options.count) }
        + zip(scales, one.objectives).map { $0.position($1) }
      let points = positions.enumerated().map { place, y in
        "\(NumberText.fixed(50 + step * Double(place), 1)),\(NumberText.fixed(y, 1))"
      }
      return SweepPageView.Line(points: points.joined(separator: " "), color: color, title: title(one))
    }
    let members = Set(analysis.front.map(\.row.point))
    let others = analysis.sample.filter { !members.contains($0.row.point) }.prefix(Self.mostLines)
    let names = axes.map { sweep.axes[$0].name } + sweep.objectives.map(\.name)
    let ticks =
      axes.map { axis -> [Tick] in
        let options = sweep.axes[axis].options
        // Of many options the first, the middle one and the last.
        let shown = options.count <= 12 ? Array(options.indices) : [0, options.count / 2, options.count - 1]
        return shown.map { place in
          Tick(
            position: NumberText.fixed(optionPosition(place, of: options.count), 1),
            label: String(options[place].label.prefix(22)))
        }
      } + scales.map(\.ticks)
    return SweepPageView.Coordinates(
      columns: names.enumerated().map { place, name in
        SweepPageView.Column(
          x: NumberText.fixed(50 + step * Double(place), 1), name: name, ticks: ticks[place])
      },
      lines: others.map { line($0, "#dfe6ee") }
        + analysis.front.prefix(Self.mostLines).map { line($0, "#cf3f1a") })
  }

  private func optionPosition(_ option: Int, of count: Int) -> Double {
    250 - 210 * (count > 1 ? Double(option) / Double(count - 1) : 0.5)
  }

  private var sensitivities: [SweepPageView.Row] {
    sweep.axes.indices.map { axis in
      let shares = analysis.sensitivities[axis].map { one in
        one.varianceShare.map { NumberText.percent($0) } ?? NumberText.undefined
      }
      return SweepPageView.Row(cells: ([sweep.axes[axis].name] + shares).map { SweepPageView.Cell(text: $0) })
    }
  }
}

/// What the page's template names.
struct SweepPageView {
  struct Cell { var text: String }
  struct Row { var cells: [Cell] }
  struct Dot { var x, y, radius, color, title: String }
  struct Line { var points, color, title: String }

  struct Scatter {
    var xLabel: String
    var yLabel: String
    var xTicks: [Tick]
    var yTicks: [Tick]
    var line: String?
    var dots: [Dot]
  }

  struct Column {
    var x: String
    var name: String
    var ticks: [Tick]
  }

  struct Coordinates {
    var columns: [Column]
    var lines: [Line]
  }

  var title: String
  var question: String?
  var facts: [Fact]
  var scatter: Scatter?
  var coordinates: Coordinates?
  var header: [Cell]
  var rows: [Row]
  /// Members of the front that the table leaves out.
  var hidden: String?
  var axes: [Row]
  var sources: [Cell]
  var version: String
}
