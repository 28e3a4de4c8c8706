/// A comparison as a text for reading in a terminal.
public struct ComparisonText {
  private let comparison: Comparison
  private let style: TextStyle

  public init(_ comparison: Comparison, style: TextStyle = TextStyle()) {
    self.comparison = comparison
    self.style = style
  }

  /// The table and its notes, ending in a line break.
  public var text: String {
    let grid = ComparisonGrid(comparison)
    let rows = grid.sections.flatMap(\.rows)
    let widths = grid.columns.enumerated().map { place, column in
      // Beside the numbers, room for a star.
      rows.map { $0.entries[place].text.count }.reduce(max(column.title.count, column.unit.count), max)
        + (column.title == "bound" ? 0 : 1)
    }
    let others = widths.reduce(1) { $0 + $1 + 1 }
    let longest = rows.map { $0.design.count + 2 }.reduce("design".count, max)
    let first = min(longest, max(20, style.width - others))
    func line(_ name: String, _ entries: [ComparisonGrid.Entry]) -> String {
      var line = name.fitting(first).padded(to: first) + " "
      for (entry, (column, width)) in zip(entries, zip(grid.columns, widths)) {
        line += " " + (column.title == "bound" ? entry.text.padded(to: width) : number(entry, width))
      }
      while line.last == " " { line.removeLast() }
      return line
    }
    func head(_ name: String, _ texts: [String]) -> String {
      line(name, texts.map { ComparisonGrid.Entry(text: $0) })
    }
    var lines = [
      style.apply(.strong, to: head("design", grid.columns.map(\.title))),
      style.apply(.faint, to: head("", grid.columns.map(\.unit))),
    ]
    for section in grid.sections {
      let title = section.trace?.onOneLine ?? "geometric mean"
      lines.append(style.apply(.faint, to: title.fitting(style.width)))
      lines += section.rows.map { line("  " + $0.design, $0.entries) }
    }
    return (lines + seeds + declared + [""] + notes).joined(separator: "\n") + "\n"
  }

  /// What several seeds make.
  private var seeds: [String] {
    guard let spreads = comparison.spreads else { return [] }
    var table = SeedTable()
    for (trace, spreads) in zip(comparison.traces, spreads) {
      let isDrawn = spreads.first?.isDrawn != false
      table.add(
        heading: trace.onOneLine + (isDrawn ? "" : ": nothing of it is drawn, so all seeds give one result"))
      for (design, spread) in zip(comparison.designs, spreads) {
        table.add("  " + design.name.onOneLine, spread)
      }
    }
    return [""] + table.lines(style)
  }

  /// What is declared of machines, beside the baseline's simulated time.
  private var declared: [String] {
    guard !comparison.declared.isEmpty else { return [] }
    var table = TextTable(columns: [
      TextTable.Column(title: "declared, not simulated", isLeft: true),
      TextTable.Column(title: "time"), TextTable.Column(title: "over the baseline's"),
      TextTable.Column(title: "moved"), TextTable.Column(title: "energy"),
    ])
    let perTrace = comparison.declared.count / max(1, comparison.traces.count)
    for (place, run) in comparison.declared.enumerated() {
      let trace = perTrace > 0 ? place / perTrace : 0
      let baseline = comparison.cells[trace][comparison.baseline].figures.timeSeconds
      table.add([
        "\(run.machine.onOneLine) on \(comparison.traces[trace].onOneLine)", NumberText.time(run.timeSeconds),
        baseline > 0 ? NumberText.significant(run.timeSeconds / baseline, 3) : NumberText.undefined,
        NumberText.scaled(Double(run.readBytes + run.writeBytes), unit: "B"),
        run.energyJoules.map { NumberText.scaled($0, unit: "J") } ?? NumberText.undefined,
      ])
    }
    return [""] + table.lines(style)
  }

  /// A number whose star, where nobody sees bold, leaves digits below digits.
  private func number(_ entry: ComparisonGrid.Entry, _ width: Int) -> String {
    let spaces = String(repeating: " ", count: max(0, width - 1 - entry.text.count))
    let text = style.apply(entry.isBest ? .strong : nil, to: entry.text)
    return spaces + text + (entry.isBest && !style.hasColor ? "*" : " ")
  }

  private var notes: [String] {
    let baseline = comparison.designs[comparison.baseline].name.onOneLine
    let best = style.hasColor ? "The best of each trace is bold." : "* is the best of a trace."
    var sentences = ["\(best) \(ComparisonGrid.ratios(comparison, over: "'\(baseline)'"))."]
    sentences += comparison.cautions.map { "Not alike: \($0)." }
    if let assumptions = comparison.assumptions { sentences.append(assumptions) }
    let whole = comparison.declared.filter(\.computesUnneededBlocks).map { "'\($0.network.onOneLine)'" }
    if !whole.isEmpty {
      sentences.append(
        "What is declared leaves out no blocks: all scores of \(Set(whole).sorted().joined(separator: ", ")) are computed."
      )
    }
    return sentences.map { $0.wrapped(to: style.width, indent: "  ") }
  }
}
