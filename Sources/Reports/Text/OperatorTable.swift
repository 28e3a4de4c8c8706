import Accounting
import Replay
import Workloads

/// The table of a text report that has one line an operator.
struct OperatorTable {
  private let result: RunResult

  init(_ result: RunResult) { self.result = result }

  var table: TextTable {
    var table = TextTable(columns: Self.columns)
    for row in OperatorRows(result).rows {
      switch row {
      case .phase(let name): table.rows.append(.across("phase \(name.onOneLine)", .faint))
      case .group(let group): table.add(cells(group), .strong)
      case .line(let line): table.add(cells(line), emphasis(line.entry))
      }
    }
    return table
  }

  private static let columns = [
    TextTable.Column(title: "operator", isLeft: true), TextTable.Column(title: "kind", isLeft: true),
    TextTable.Column(title: "m/k/n", unit: "(batch)"), TextTable.Column(title: "cycles"),
    TextTable.Column(title: "of the time", unit: "%"), TextTable.Column(title: "MACs", unit: "%"),
    TextTable.Column(title: "moved", unit: "MB"), TextTable.Column(title: "op/B"),
    TextTable.Column(title: "bound", isLeft: true), TextTable.Column(title: "wall", unit: "x"),
    TextTable.Column(title: "balance", unit: "GB/s"),
  ]

  private func cells(_ group: OperatorRows.GroupLine) -> [String] {
    let indent = String(repeating: "  ", count: group.depth)
    let label = "\(indent)\(group.name.onOneLine) x\(group.repeats)"
    return [label, "", "", "", share(group.cycles)] + Array(repeating: "", count: 6)
  }

  private func cells(_ line: OperatorRows.OperatorLine) -> [String] {
    let (entry, figures) = (line.entry, line.entry.figures)
    let indent = String(repeating: "  ", count: line.depth)
    // The count stays readable however long the name is.
    let suffix = line.suffix("x")
    let label = line.label(
      max(line.entry.executions < line.entry.allExecutions ? 14 : 8, 20 - indent.count - suffix.count))
    return [
      indent + label + suffix, entry.kind.short, entry.work.body.shapeText,
      NumberText.count(figures.cycles), share(line.cycles), NumberText.bare(percent: figures.macUtilization),
      NumberText.significant(Double(figures.movedBytes) / 1e6, 3),
      figures.worstIntensity.map { NumberText.significant($0, 3) } ?? NumberText.undefined,
      figures.bound?.short ?? NumberText.undefined,
      entry.wall?.factor.map { NumberText.fixed($0, 2) } ?? NumberText.undefined,
      entry.wall?.balanceBandwidth.map { NumberText.significant($0 / 1e9, 3) } ?? NumberText.undefined,
    ]
  }

  private func share(_ cycles: Int) -> String {
    let total = result.total.record.cycles
    let share = total > 0 ? Double(cycles) / Double(total) : 0
    return TextBar.share(share, width: 5) + " "
      + NumberText.bare(percent: share).padded(to: 5, onTheLeft: true)
  }

  private func emphasis(_ entry: RunResult.Entry) -> TextStyle.Emphasis? {
    entry.figures.bound?.isMemory == true ? .memory : entry.figures.bound == .compute ? .compute : nil
  }
}

extension OperatorFigures {
  /// Bytes that crossed any memory's bus.
  var movedBytes: Int { memories.reduce(0) { $0 + $1.readBytes + $1.writeBytes } }

  /// The operational intensity at the memory that the roofline names; else the least of any.
  var worstIntensity: Double? {
    if let roofline, let memory = memories.first(where: { $0.name == roofline.memory }) {
      return memory.operationalIntensity
    }
    return memories.compactMap(\.operationalIntensity).min()
  }
}
