import Accounting
import Documents
import Hardware
import Mustache
import Quantities
import Replay
import Simulation

/// `report.html`: one page that needs nothing beside it.
public struct HTMLReport {
  private let report: RunReport

  public init(_ report: RunReport) { self.report = report }

  /// The page, ending in a line break.
  public func html() throws -> String {
    MustacheContentTypes.register(PageText(), named: PageText.name)
    return try MustacheTemplate(string: PageTemplate.text).render(page)
  }

  private var page: Page {
    let result = report.result
    let operators = OperatorRows(result)
    let (rows, cut) = (operators.rows, operators.lines.cut(to: 44))
    let verdict = Verdict(result)
    let energy = EnergyRows(result)
    let (zeros, stored) = (SparsityTable(result).cells, StorageTable(result).cells)
    let memories = result.design.memories.map { $0.text(in: result.design) }.joined(separator: "; ")
    return Page(
      title: "\(result.network) on \(result.design.name)",
      subtitle: "\(result.design.machineText); memory \(memories)",
      verdictCost: verdict.cost, verdictRemedy: verdict.remedy,
      verdictBoundary: verdict.boundary, facts: facts,
      diagram: DesignDiagram(result), roofline: RooflineChart(result, rows),
      slots: StackBar(Stack(result.total.record.slots), unit: "slots"),
      bars: BarChart(result, rows), energyBars: BarChart(energyOf: result, rows),
      times: TimeChart.all(result),
      rows: rows.map { TableRow($0, result, cut) }, isLong: rows.count > 300,
      mappings: rows.map { MappingRow($0, result.design, cut) },
      gaps: TableSection(GapRows(result).cells), whatIfs: TableSection(WhatIfRows(result).cells),
      phases: TableSection(PhaseRows(result).cells(result)),
      seeds: TableSection(report.spread.map { SeedTable.rows($0) } ?? []), buffers: TableSection(buffers),
      hasStorage: result.hasMetadata,
      memories: MemoryTable(result).cells.map { cells in
        MemoryRow(name: cells[0], cells: cells.dropFirst().map { MemoryRow.Cell(text: $0) })
      },
      zeros: TableSection(zeros), stored: TableSection(stored),
      devices: TableSection(DeviceRows(result).cells),
      buses: DeviceRows(result).rows.map { row in
        BusBar(name: row.name, bar: StackBar(row.stack, unit: "cycles of its data buses"))
      },
      energy: energy.rows.isEmpty
        ? nil
        : EnergySection(rows: energy.rows, sources: energy.sources.map { EnergySection.Source(text: $0) }),
      area: AreaSection(AreaRows(result.design)), sourceNote: SourceRows(result).text,
      design: YAMLWriter.write(report.design), inputs: report.inputs,
      settings: report.settings.isEmpty ? nil : report.settings.joined(separator: ", "),
      seed: "\(result.seed)", seedCount: "\(report.spread?.count ?? 1)", version: Tool.version,
      schema: ResultDocument.schema)
  }

  /// For each buffer what it holds and what of that was in use.
  private var buffers: [[String]] {
    zip(report.result.design.buffers.named, report.result.total.record.buffers).map { one, counts in
      let capacity = one.buffer.capacity?.count
      let share = capacity.map { NumberText.percent(Double(counts.peakBytes) / Double(max(1, $0))) }
      return [
        one.name, capacity.map { NumberText.scaled(Double($0), unit: "B") } ?? "unbounded",
        NumberText.scaled(Double(counts.peakBytes), unit: "B"), share ?? NumberText.undefined,
        NumberText.count(counts.reads), NumberText.count(counts.writes), NumberText.count(counts.accesses),
      ]
    }
  }

  private var throughput: String {
    let rate = report.result.total.throughput.samplesPerSecond(report.result.design)
    return rate.map { "\(NumberText.significant($0, 4)) samples/s" } ?? NumberText.undefined
  }

  private var facts: [Fact] {
    let (figures, wall) = (report.result.total.figures, report.result.total.wall)
    let bandwidth = wall.map { wall in
      wall.balanceBandwidth.map { NumberText.scaled($0, unit: "B/s") } ?? NumberText.undefined
    }
    var facts = [
      Fact(label: "cycles", value: NumberText.grouped(figures.cycles)),
      Fact(label: "latency", value: NumberText.time(figures.timeSeconds)),
      Fact(label: "throughput", value: throughput),
      Fact(label: "dense MACs", value: NumberText.count(figures.denseMACs)),
      Fact(label: "MAC utilization", value: NumberText.percent(figures.macUtilization)),
      Fact(label: "bytes moved", value: NumberText.scaled(Double(figures.movedBytes), unit: "B")),
      Fact(label: "bound", value: figures.bound?.rawValue ?? NumberText.undefined),
      Fact(
        label: "wall factor",
        value: wall?.factor.map { NumberText.decimal($0, 2) } ?? NumberText.undefined),
      Fact(label: "balance bandwidth", value: bandwidth ?? NumberText.undefined),
    ]
    if figures.skippedMACs + figures.gatedMACs > 0 {
      facts.append(Fact(label: "skipped MACs", value: NumberText.count(figures.skippedMACs)))
      facts.append(Fact(label: "gated MACs", value: NumberText.count(figures.gatedMACs)))
    }
    if let gain = report.result.total.gain {
      let speedups = [gain.denseCycles, gain.remappedDenseCycles].map { gain.speedup(figures, over: $0) }
      for (label, speedup) in zip(["over dense", "over dense, remapped"], speedups) {
        let text = speedup.map { "\(NumberText.fixed($0, 2)) x" } ?? NumberText.undefined
        facts.append(Fact(label: label, value: text))
      }
    }
    let design = report.result.design
    if let area = design.area?.total(design) {
      let density = figures.teraoperationsPerSquareMillimetre(design)
      facts.append(Fact(label: "area", value: AreaRows.text(area)))
      let text = density.map { "\(NumberText.significant($0, 4)) TOPS/mm2" }
      facts.append(Fact(label: "area efficiency", value: text ?? NumberText.undefined))
    }
    if let rate = report.result.samplesPerSecondPerDollar {
      facts.append(Fact(label: "samples/s a 1,000 USD", value: NumberText.significant(1_000 * rate, 3)))
    }
    guard let energy = figures.energyPicojoules else { return facts }
    if let joules = report.result.joulesPerSample {
      facts.append(Fact(label: "energy a sample", value: EnergyRows.text(joules * 1e12)))
    }
    return facts + energy.summary.map { Fact(label: $0.label, value: $0.value) }
  }
}

/// Text of a page: escaped by Unicode scalar, as browsers read it; a character may be more than one.
struct PageText: MustacheContentType {
  static let name = "RIDGELINE_PAGE"

  func escapeText(_ text: String) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "&": escaped += "&amp;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      case "\u{0}"..."\u{8}", "\u{B}", "\u{C}", "\u{E}"..."\u{1F}", "\u{7F}": escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}
