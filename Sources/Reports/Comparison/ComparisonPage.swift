import Mustache

/// A page with a comparison: grouped bars with geometric means, where the slots of each design went, time against energy,
/// the table. It needs nothing beside it.
public struct ComparisonPage {
  private let comparison: Comparison

  public init(_ comparison: Comparison) { self.comparison = comparison }

  /// The page, ending in a line break.
  public func html() throws -> String {
    MustacheContentTypes.register(PageText(), named: PageText.name)
    return try MustacheTemplate(string: ComparisonPageTemplate.text).render(view)
  }

  private var names: [String] { comparison.designs.map(\.name.onOneLine) }
  private var baseline: String { names[comparison.baseline] }

  private var view: ComparisonPageView {
    let grid = ComparisonGrid(comparison)
    return ComparisonPageView(
      title: names.count > 4 ? "\(names.count) designs" : names.joined(separator: ", "),
      subtitle:
        "on \(comparison.traces.map(\.onOneLine).joined(separator: ", ")); the baseline is \(baseline)",
      cautions: comparison.cautions.map { ComparisonPageView.Cell(text: "Not alike: \($0).") },
      assumptions: comparison.assumptions,
      designs: names.enumerated().map { place, name in
        LegendEntry(color: DesignColors.color(place), label: name, share: "")
      },
      charts: charts, stacks: stacks, stackNote: stackNote, parts: parts, scatter: scatter,
      header: grid.columns.map {
        ComparisonPageView.Cell(text: $0.unit.isEmpty ? $0.title : "\($0.title), \($0.unit)")
      },
      rows: grid.sections.flatMap { section in
        section.rows.map { row in
          ComparisonPageView.Row(
            trace: section.trace?.onOneLine ?? "geometric mean", design: row.design,
            cells: row.entries.map { ComparisonPageView.Entry(text: $0.text, isBest: $0.isBest) })
        }
      },
      seeds: seeds, ratios: ComparisonGrid.ratios(comparison, over: baseline), version: Tool.version)
  }

  private var charts: [GroupedBars] {
    [
      GroupedBars(
        comparison, identifier: "speedup", title: "Speed-up over \(baseline)", note: "More is better.",
        value: \.speedup, mean: \.speedup),
      GroupedBars(
        comparison, identifier: "energy", title: "Energy over that of \(baseline)", note: "Less is better.",
        value: \.energyRatio, mean: \.energyRatio),
      GroupedBars(
        comparison, identifier: "delay_product", title: "Energy-delay product over that of \(baseline)",
        note: "Less is better.", value: \.delayProductRatio, mean: \.delayProductRatio),
    ].compactMap { $0 }
  }

  /// What several seeds make; nil where one was run.
  private var seeds: ComparisonPageView.Seeds? {
    guard let spreads = comparison.spreads else { return nil }
    let rows = zip(comparison.traces, spreads).flatMap { trace, spreads in
      zip(names, spreads).map { name, spread in
        ComparisonPageView.Row(
          trace: trace.onOneLine, design: name,
          cells: (["\(spread.count)"] + SeedTable.cells(spread)).map {
            ComparisonPageView.Entry(text: $0, isBest: false)
          })
      }
    }
    return ComparisonPageView.Seeds(rows: rows)
  }

  /// Whether a design takes so much longer than another on some trace that bars as long as the times would be slivers.
  private var hasSlivers: Bool {
    comparison.cells.contains { cells in
      let times = cells.map(\.figures.timeSeconds).filter { $0 > 0 }
      return (times.max() ?? 0) > 10 * (times.min() ?? 0)
    }
  }

  private var stackNote: String {
    hasSlivers
      ? "The designs take very different times, so every bar is as long: its parts are the shares of the array's slots, "
        + "and the time stands beside it"
      : "A bar is as long as the design takes for the trace; its parts are the slots of the array"
  }

  /// For each trace the slots of each design, as long as its time is, or all as long.
  private var stacks: [ComparisonPageView.Stacks] {
    let hasSlivers = hasSlivers
    return zip(comparison.traces, comparison.cells).map { trace, cells in
      let longest = max(cells.map(\.figures.timeSeconds).max() ?? 0, .leastNormalMagnitude)
      return ComparisonPageView.Stacks(
        trace: trace.onOneLine, height: "\(cells.count * 30 + 4)",
        bars: cells.enumerated().map { design, cell in
          let stack = Stack(cell.slots)
          let length = 650 * (hasSlivers ? 1 : cell.figures.timeSeconds / longest)
          var x = 200.0
          let boxes = stack.visible.map { part in
            defer { x += length * stack.share(part) }
            return Box(
              x: NumberText.fixed(x, 2), y: "\(design * 30 + 4)",
              width: NumberText.fixed(length * stack.share(part), 2), height: "22",
              color: Palette.color(part.name),
              title: "\(part.name) \(NumberText.percent(stack.share(part)))")
          }
          return ComparisonPageView.Bar(
            y: "\(design * 30 + 19)", name: String(names[design].prefix(30)), boxes: boxes,
            end: NumberText.fixed(x + 8, 1), time: NumberText.time(cell.figures.timeSeconds))
        })
    }
  }

  private var parts: [LegendEntry] {
    let all = comparison.cells.joined().map { Stack($0.slots) }
    let there = Set(all.flatMap { $0.visible.map(\.name) })
    let names = all.first?.parts.map(\.name) ?? []
    return names.filter(there.contains).map { LegendEntry(color: Palette.color($0), label: $0, share: "") }
  }

  /// Geometric means of time and of energy against each other; nil where fewer than two designs have both.
  private var scatter: ComparisonPageView.Scatter? {
    let points = comparison.means.enumerated().compactMap {
      place, mean -> (place: Int, time: Double, energy: Double)? in
      guard let speedup = mean.speedup, let energy = mean.energyRatio else { return nil }
      return (place, 1 / speedup, energy)
    }
    guard points.count > 1 else { return nil }
    let x = SweepScale(points.map(\.time), start: 76, length: 840)
    let y = SweepScale(points.map(\.energy), start: 290, length: -270)
    let front = points.filter { one in
      !points.contains {
        $0.time <= one.time && $0.energy <= one.energy && ($0.time < one.time || $0.energy < one.energy)
      }
    }.sorted { ($0.time, $0.energy) < ($1.time, $1.energy) }
    func position(_ scale: SweepScale, _ value: Double) -> String {
      NumberText.fixed(scale.position(value), 1)
    }
    return ComparisonPageView.Scatter(
      xTicks: x.ticks, yTicks: y.ticks,
      line: front.enumerated().map { place, one in
        "\(place == 0 ? "M" : "L")\(position(x, one.time)) \(position(y, one.energy))"
      }.joined(),
      dots: points.map { one in
        ComparisonPageView.Dot(
          x: position(x, one.time), y: position(y, one.energy), color: DesignColors.color(one.place),
          name: names[one.place],
          title:
            "\(names[one.place]): time \(NumberText.significant(one.time, 3)), energy \(NumberText.significant(one.energy, 3))"
        )
      })
  }
}

/// What the page's template names.
struct ComparisonPageView {
  struct Cell { var text: String }
  struct Entry {
    var text: String
    var isBest: Bool
  }
  struct Row {
    var trace: String
    var design: String
    var cells: [Entry]
  }
  struct Seeds { var rows: [Row] }
  struct Bar {
    var y: String
    var name: String
    var boxes: [Box]
    /// Where the time stands.
    var end: String
    var time: String
  }
  struct Stacks {
    var trace: String
    var height: String
    var bars: [Bar]
  }
  struct Dot { var x, y, color, name, title: String }
  struct Scatter {
    var xTicks: [Tick]
    var yTicks: [Tick]
    var line: String
    var dots: [Dot]
  }

  var title: String
  var subtitle: String
  var cautions: [Cell]
  var assumptions: String?
  var designs: [LegendEntry]
  var charts: [GroupedBars]
  var stacks: [Stacks]
  var stackNote: String
  /// Those that any design has.
  var parts: [LegendEntry]
  var scatter: Scatter?
  var header: [Cell]
  var rows: [Row]
  var seeds: Seeds?
  var ratios: String
  var version: String
}
