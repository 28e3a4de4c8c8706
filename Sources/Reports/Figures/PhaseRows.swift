import Replay

/// Time and energy by the trace's phases, in the order in which they first come.
struct PhaseRows {
  struct Row {
    /// Nil of operators without one.
    var phase: String?
    var executions = 0
    var cycles = 0
    var denseMACs = 0
    /// Nil where the design has no energies.
    var picojoules: Double?
  }

  /// Empty where the trace has no phases.
  let rows: [Row]
  private let cycles: Int

  init(_ result: RunResult) {
    cycles = result.total.record.cycles
    guard result.operators.contains(where: { $0.phase != nil }) else {
      rows = []
      return
    }
    var rows: [Row] = []
    for entry in result.operators {
      let place = rows.firstIndex { $0.phase == entry.phase } ?? rows.count
      if place == rows.count {
        rows.append(Row(phase: entry.phase, picojoules: result.design.energy == nil ? nil : 0))
      }
      rows[place].executions += entry.executions
      rows[place].cycles += entry.totalCycles
      rows[place].denseMACs += entry.executions * entry.figures.denseMACs
      if let energy = entry.figures.energyPicojoules, let sum = rows[place].picojoules {
        rows[place].picojoules = sum + Double(entry.executions) * energy.total
      }
    }
    self.rows = rows
  }

  func seconds(_ row: Row, _ result: RunResult) -> Double {
    Double(row.cycles) / Double(result.design.clock.hertz)
  }

  func share(_ row: Row) -> Double? { cycles > 0 ? Double(row.cycles) / Double(cycles) : nil }

  /// For each phase its name and what it takes.
  func cells(_ result: RunResult) -> [[String]] {
    rows.map { row in
      [
        row.phase?.onOneLine ?? NumberText.undefined, NumberText.grouped(row.executions),
        NumberText.grouped(row.cycles), NumberText.time(seconds(row, result)), NumberText.percent(share(row)),
        NumberText.count(row.denseMACs), row.picojoules.map(EnergyRows.text) ?? NumberText.undefined,
      ]
    }
  }

  func lines(_ result: RunResult, _ style: TextStyle) -> [String] {
    guard !rows.isEmpty else { return [] }
    var table = TextTable(columns: [
      .init(title: "phase", isLeft: true), .init(title: "executions"), .init(title: "cycles"),
      .init(title: "time"), .init(title: "share"), .init(title: "dense MACs"), .init(title: "energy"),
    ])
    for row in cells(result) { table.add(row) }
    return table.lines(style)
  }
}
