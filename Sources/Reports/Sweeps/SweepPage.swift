import Hardware
import Mustache
import Sweeps

/// A page with the front of a sweep: a scatter of two objectives, parallel coordinates, a table. It needs nothing beside
/// it.
public struct SweepPage {
  private let analysis: SweepAnalysis
  /// Those of points of the front.
  private let designs: [Design]
  private var sweep: Sweep { analysis.sweep }

  public init(_ analysis: SweepAnalysis, designs: [Design] = []) {
    self.analysis = analysis
    self.designs = designs
  }

  /// The page, ending in a line break.
  public func html() throws -> String {
    MustacheContentTypes.register(PageText(), named: PageText.name)
    return try MustacheTemplate(string: SweepPageTemplate.text).render(view)
  }

  private var view: SweepPageView {
    SweepPageView(
      title: sweep.name, question: sweep.question, facts: facts,
      numbers: DesignNumbers.sentences(designs, of: "of the front").map { SweepPageView.Cell(text: $0) },
      leftOut: analysis.leftOut.text(of: analysis.repeats),
      parts: analysis.parts.enumerated().map { place, part in
        SweepPagePart(sweep, part, number: place + 1).view
      },
      failures: analysis.failures.prefix(Self.mostFailures).map { one in
        SweepPageView.Row(cells: ["\(one.count)", "\(one.example)", one.message].map { .init(text: $0) })
      },
      hasFailures: !analysis.failures.isEmpty,
      sources: sweep.sources.map { SweepPageView.Cell(text: $0) }, version: Tool.version)
  }

  private static let mostFailures = 20
  private var facts: [Fact] {
    var facts = [
      Fact(label: "points with results", value: NumberText.grouped(analysis.succeeded)),
      Fact(label: "that hold all constraints", value: NumberText.grouped(analysis.feasible)),
    ]
    if analysis.withoutValue > 0 {
      facts.append(
        Fact(label: "without a value of an objective", value: NumberText.grouped(analysis.withoutValue)))
    }
    if analysis.failed > 0 {
      facts.append(Fact(label: "failed", value: NumberText.grouped(analysis.failed)))
    }
    guard analysis.parts.count == 1, let part = analysis.parts.first else {
      return facts + [Fact(label: "traces", value: "\(analysis.parts.count)")]
    }
    facts.append(Fact(label: "on the front", value: NumberText.grouped(part.front.count)))
    for (place, objective) in sweep.objectives.enumerated().prefix(3) {
      facts.append(
        Fact(
          label: "\(objective.direction == .minimum ? "least" : "greatest") \(objective.name)",
          value: part.best[place]?.objectives[place].map { SweepNumber(objective.name).text($0) }
            ?? NumberText.undefined))
    }
    return facts
  }
}

/// What the page's template names.
struct SweepPageView {
  struct Cell { var text: String }
  struct Row { var cells: [Cell] }
  struct Dot { var x, y, radius, color, title: String }
  struct Line { var points, kind, title: String }

  struct Scatter {
    var id: String
    var xLabel: String
    var yLabel: String
    var xTicks: [Tick]
    var yTicks: [Tick]
    var line: String?
    var dots: [Dot]
  }

  struct Column {
    var x: String
    /// Of its name: the first and the last column's stand within the drawing, neighbours' at different heights.
    var nameX, nameY, anchor: String
    var name: String
    var ticks: [Tick]
  }

  struct Coordinates {
    var id: String
    var columns: [Column]
    var lines: [Line]
  }

  /// What there is of one trace.
  struct Part {
    /// Where there are several.
    var trace: String?
    var table: String
    var scatter: Scatter?
    var coordinates: Coordinates?
    /// How many points the drawings leave out.
    var thinned: String?
    var header: [Cell]
    var rows: [Row]
    /// Members of the front that the table leaves out.
    var hidden: String?
    /// Where numbers are means over seeds.
    var means: String?
    var objectives: [Cell]
    var axes: [Row]
  }

  var title: String
  var question: String?
  var facts: [Fact]
  /// How many numbers of energies and areas are assumptions.
  var numbers: [Cell]
  /// Configurations that are in no mean over seeds, and why.
  var leftOut: String?
  var parts: [Part]
  var failures: [Row]
  var hasFailures: Bool
  var sources: [Cell]
  var version: String
}
