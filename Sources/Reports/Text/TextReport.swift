import Accounting
import Hardware
import Quantities
import Replay
import Simulation
import Workloads

/// A result as a text for reading in a terminal.
public struct TextReport {
  private let result: RunResult
  private let spread: SeedSpread?
  private let style: TextStyle

  public init(_ result: RunResult, spread: SeedSpread? = nil, style: TextStyle = TextStyle()) {
    self.result = result
    self.spread = spread
    self.style = style
  }

  /// The report, ending in a line break.
  public var text: String {
    let zeros = SparsityTable(result).lines(style)
    let stored = StorageTable(result).lines(style)
    let arithmetic = ArithmeticTable(result).lines(style)
    let parts = [
      head, operators, totals, stacks, waterline, whatIfs, phases, arithmetic, zeros, stored, fallbacks,
      overflows,
      memories, devices, energies, seeds,
      [verdict],
    ]
    return parts.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }.joined(separator: "\n\n") + "\n"
  }

  private var head: [String] {
    let design = result.design
    let memories = design.memories.map { $0.text(in: design).unbroken }.joined(separator: "; ")
    let title = "\(result.network.onOneLine) on \(design.name.onOneLine)"
    let machine = "\(design.machineText); memory \(memories)"
    return [
      style.apply(.strong, to: title.fitting(style.width)),
      machine.onOneLine.wrapped(to: style.width, indent: "  "),
    ]
  }

  private var operators: [String] { OperatorTable(result).lines(style) }

  private var totals: [String] {
    let (total, figures) = (result.total, result.total.figures)
    var parts = [
      "\(NumberText.grouped(figures.cycles)) cycles", NumberText.time(figures.timeSeconds),
      "\(NumberText.count(figures.denseMACs)) dense MACs",
      "\(NumberText.count(figures.effectiveMACs)) effective",
      "MAC utilization \(NumberText.percent(figures.macUtilization))",
      "mapped \(NumberText.percent(figures.mappedUtilization))",
      "\(NumberText.scaled(Double(figures.movedBytes), unit: "B")) moved",
      "bound: \(figures.bound?.rawValue ?? NumberText.undefined)",
    ]
    if figures.skippedMACs > 0 { parts.insert("\(NumberText.count(figures.skippedMACs)) skipped", at: 4) }
    if figures.gatedMACs > 0 { parts.insert("\(NumberText.count(figures.gatedMACs)) gated", at: 4) }
    if let energy = figures.energyPicojoules {
      parts += energy.summary.map { "\($0.label) \($0.value)" }
    }
    if let area = result.design.area?.total(result.design) {
      parts.append("area \(AreaRows.text(area))")
      let density = figures.teraoperationsPerSquareMillimetre(result.design)
      parts.append(density.map { "\(NumberText.significant($0, 4)) TOPS/mm2" } ?? NumberText.undefined)
    }
    if let joules = result.joulesPerSample, total.throughput.samples > 1 {
      parts.append("\(EnergyRows.text(joules * 1e12)) a sample")
    }
    if let rate = result.samplesPerSecondPerDollar {
      parts.append("\(NumberText.significant(1_000 * rate, 3)) samples/s a 1,000 USD")
    }
    if let wall = total.wall {
      parts.append("wall factor \(wall.factor.map { NumberText.decimal($0, 2) } ?? NumberText.undefined)")
    }
    return [
      ("total  " + parts.map(\.unbroken).joined(separator: ", ")).wrapped(
        to: style.width, indent: "       "),
      throughput.wrapped(to: style.width, indent: "       "),
    ] + searchNote
  }

  /// Says where a search for mappings did not come to its end.
  private var searchNote: [String] {
    let searched = result.operators.filter { $0.search != nil }
    let cut = searched.filter { $0.search?.isExhaustive == false }
    guard let first = cut.first else { return [] }
    let others = cut.count > 1 ? " and \(cut.count - 1) more" : ""
    let note =
      "note: the search for mappings ended at its budget of work for \(cut.count) of \(searched.count) operators "
      + "(\(first.name.onOneLine)\(others)): their mappings are the best found, and better ones may exist; 'mapping.search_work' allows more"
    return [note.wrapped(to: style.width, indent: "       ")]
  }

  /// One run and many.
  private var throughput: String {
    let (throughput, design) = (result.total.throughput, result.design)
    let samples =
      throughput.samples == 1 ? "a sample" : "\(NumberText.grouped(throughput.samples)) samples"
    let latency =
      "runs \(NumberText.time(throughput.latencySeconds(design))) from a cold machine for \(samples)"
    switch throughput.steadyState {
    case .failure(let problem): return "\(latency); no steady state: \(problem)"
    case .success(let steady):
      let seconds = steady.cyclesPerRun / Double(design.clock.hertz)
      let rate = throughput.samplesPerSecond(design).map { "\(NumberText.significant($0, 4)) samples/s" }
      let mean =
        steady.isExact
        ? ""
        : steady.runs == 1
          ? " in the run after it" : " in the mean of \(steady.runs) runs after it"
      return
        "\(latency); one after the other, each \(NumberText.time(seconds))\(mean): \(rate ?? NumberText.undefined)"
    }
  }

  private var stacks: [String] {
    [
      stackLines("slots ", Stack(result.total.record.slots)),
      stackLines("cycles", Stack(result.total.record.cycleStack)),
    ]
  }

  private func stackLines(
    _ title: String, _ stack: Stack, mark: (String) -> String = TextBar.mark
  ) -> String {
    let legend = stack.visible.map {
      "\(mark($0.name)) \($0.name) \(NumberText.percent(stack.share($0)))"
    }
    let bar = "\(title) |\(TextBar.stack(stack, width: style.width - title.count - 3, mark: mark))|"
    let indent = String(repeating: " ", count: title.count + 2)
    var lines = [bar, indent]
    for entry in legend {
      let last = lines.count - 1
      if lines[last].count + entry.count + 3 > style.width {
        lines.append(indent + entry)
      } else {
        lines[last] += (lines[last] == indent ? "" : "   ") + entry
      }
    }
    return lines.filter { $0 != indent }.joined(separator: "\n")
  }

  /// Says which tensors lie dense because their format cannot hold them.
  /// The first tensor of each format that could not be kept in it, and how many more there are.
  private var fallbacks: [String] {
    var formats: [String] = []
    for one in result.denseFallbacks where !formats.contains(one.format.name) {
      formats.append(one.format.name)
    }
    return formats.compactMap { format in
      let all = result.denseFallbacks.filter { $0.format.name == format }
      guard let first = all.first else { return nil }
      var text = "note: '\(first.tensor)' lies dense, and not as \(format): \(first.reason)"
      if all.count > 1 {
        let names = all.dropFirst().prefix(2).map { "'\($0.tensor)'" }.joined(separator: ", ")
        text += "; so \(all.count == 2 ? "does 1 more tensor" : "do \(all.count - 1) more tensors"), \(names)"
        if all.count > 3 { text += " and others" }
        text += ": result.json has the reason of each"
      }
      return text.onOneLine.wrapped(to: style.width, indent: "       ")
    }
  }

  /// Says which sums may be greater than the accumulator holds: the one that may be greatest, and how many others.
  private var overflows: [String] {
    let all = result.overflowingSums
    guard let worst = all.max(by: { $0.bits < $1.bits }),
      let first = all.first(where: { $0.bits == worst.bits })
    else { return [] }
    let others = all.count > 1 ? " and those of \(all.count - 1) more (result.json has all)" : ""
    let text =
      "note: sums of '\(first.name)'\(others) may overflow \(first.accumulator): \(first.k) products of \(first.input) x "
      + "\(first.weight) \(first.reach)"
    return [text.onOneLine.wrapped(to: style.width, indent: "       ")]
  }

  private var waterline: [String] {
    GapRows.text(result).map { [$0.wrapped(to: style.width, indent: "             ")] } ?? []
  }

  private var whatIfs: [String] { WhatIfRows(result).lines(style) }

  private var phases: [String] { PhaseRows(result).lines(result, style) }

  private var memories: [String] { MemoryTable(result).lines(style) }

  /// What the devices of each DRAM memory did, and where the cycles of their data buses went.
  private var devices: [String] {
    DeviceRows(result).rows.flatMap { row in
      var parts = [
        "row hits \(NumberText.percent(row.rowHitRate))", "\(NumberText.count(row.counts.bursts)) bursts",
        "\(NumberText.percent(row.overfetch)) of their bytes over-fetched",
      ]
      if let energy = row.energy { parts.append("energy \(EnergyRows.text(energy.total))") }
      let text = "\(row.name.onOneLine): " + parts.map(\.unbroken).joined(separator: ", ")
      return [
        ("devices  " + text).wrapped(to: style.width, indent: "         "),
        stackLines("buses ", row.stack, mark: MemoryText.mark),
      ]
    }
  }

  /// By component, how many actions there were, and what one takes; below, the sources by their numbers.
  private var energies: [String] {
    var energies = EnergyRows(result)
    let areas = self.areas(&energies.notes)
    guard !energies.rows.isEmpty else {
      return areas.isEmpty ? [] : areas + sourceNote + energies.notes.lines(style)
    }
    var table = TextTable(columns: [
      .init(title: "energy", isLeft: true), .init(title: "actions"), .init(title: "of one"),
      .init(title: "taken"), .init(title: "share"), .init(title: "source", isLeft: true),
    ])
    for row in energies.rows {
      table.add([row.component, row.actions, row.one, row.energy, row.share, row.source])
    }
    return table.lines(style) + areas + sourceNote + energies.notes.lines(style)
  }

  /// What each component takes of the chip; its source is one of the notes.
  private func areas(_ notes: inout SourceNotes) -> [String] {
    let areas = AreaRows(result.design)
    guard !areas.rows.isEmpty else { return [] }
    var table = TextTable(columns: [
      .init(title: "area", isLeft: true), .init(title: "taken"), .init(title: "share"),
      .init(title: "source", isLeft: true),
    ])
    for row in areas.rows {
      table.add([row.component, row.area, row.share, notes.mark(of: row.source)])
    }
    return table.lines(style)
  }

  /// How many of the numbers are assumptions, and what has none.
  private var sourceNote: [String] {
    SourceRows(result).text.map { ["sources  \($0)".wrapped(to: style.width, indent: "         ")] } ?? []
  }

  /// What several seeds make.
  private var seeds: [String] {
    guard let spread else { return [] }
    var table = SeedTable()
    let last = result.seed + UInt64(spread.count - 1)
    table.add("\(result.seed) to \(last)", spread)
    guard spread.isDrawn == false else { return table.lines(style) }
    return table.lines(style) + [
      "note: nothing of this trace is drawn, so all seeds give one result".wrapped(
        to: style.width, indent: "       ")
    ]
  }

  private var verdict: String { Verdict(result).text.wrapped(to: style.width) }
}

extension OverflowingSums {
  /// How far sums reach, and what there is for them.
  fileprivate var reach: String {
    guard let floats else { return "may take \(bits) bits" }
    let numbers = [floats.greatest, floats.limit].map { number in
      number < 1e15 && number == number.rounded()
        ? NumberText.grouped(Int(number)) : NumberText.significant(number, 4)
    }
    return "come to up to \(numbers[0]), more than the \(numbers[1]) that it ends at"
  }
}
