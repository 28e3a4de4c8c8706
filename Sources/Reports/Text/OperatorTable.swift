import Accounting
import Replay
import Workloads

/// The table of a text report that has one line an operator.
struct OperatorTable {
  private let result: RunResult

  init(_ result: RunResult) { self.result = result }

  /// The lines, with names as long as the other columns leave room for.
  func lines(_ style: TextStyle) -> [String] {
    let rows = OperatorRows(result).rows
    var table = TextTable(columns: Self.columns)
    for row in rows {
      switch row {
      case .phase(let name): table.rows.append(.across("phase \(name.onOneLine)", .faint))
      case .group(let group): table.add(cells(group), .strong)
      case .line(let line): table.add(cells(line), emphasis(line.entry))
      }
    }
    let needed = rows.reduce(0) { max($0, Self.widthOfName($1)) }
    let width =
      needed > Self.leastWidth ? min(needed, table.roomOfFirst(style), Self.mostWidth) : Self.leastWidth
    let cuts = Self.cuts(rows, width)
    for (place, row) in rows.enumerated() {
      if case .line(let line) = row { table.setFirst(Self.label(line, width, cuts), at: place) }
    }
    return table.lines(style)
  }

  /// What names have without a look at the other columns, and the most that they get.
  private static let (leastWidth, mostWidth) = (20, 40)

  /// What a name that stands alone takes with its indent and how often it runs.
  private static func widthOfName(_ row: OperatorRows.Row) -> Int {
    guard case .line(let line) = row, line.names.count == 1 else { return 0 }
    return 2 * line.depth + line.names[0].count + line.suffix("x").count
  }

  /// What is left of a column for a line's name: how often it runs stays readable however long the name is.
  private static func room(_ line: OperatorRows.OperatorLine, _ width: Int) -> Int {
    let least = line.entry.executions < line.entry.allExecutions ? 14 : 8
    return max(least, width - 2 * line.depth - line.suffix("x").count)
  }

  /// Where names are cut, by what is left for them.
  private static func cuts(_ rows: [OperatorRows.Row], _ width: Int) -> [Int: NameCut] {
    var names: [Int: [String]] = [:]
    for case .line(let line) in rows {
      let room = room(line, width)
      if let name = line.name(longerThan: room) { names[room, default: []].append(name) }
    }
    var cuts: [Int: NameCut] = [:]
    for (room, names) in names { cuts[room] = NameCut(names, width: room) }
    return cuts
  }

  private static func label(_ line: OperatorRows.OperatorLine, _ width: Int, _ cuts: [Int: NameCut]) -> String
  {
    let room = room(line, width)
    let cut = cuts[room] ?? NameCut([], width: room)
    return String(repeating: "  ", count: line.depth) + line.label(cut) + line.suffix("x")
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

  /// All cells but the first, which is empty.
  private func cells(_ line: OperatorRows.OperatorLine) -> [String] {
    let (entry, figures) = (line.entry, line.entry.figures)
    return [
      "", entry.kind.short, entry.work.body.shapeText,
      NumberText.count(figures.cycles), share(line.cycles), NumberText.bare(percent: figures.macUtilization),
      NumberText.significant(Double(figures.movedBytes) / 1e6, 3),
      figures.worstIntensity.map { NumberText.significant($0, 3) } ?? NumberText.undefined,
      figures.bound?.short ?? NumberText.undefined,
      entry.wall?.factor.map { NumberText.decimal($0, 2) } ?? NumberText.undefined,
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
