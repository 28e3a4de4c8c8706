import Accounting
import Replay
import Workloads

/// The lines of a text report on zeros: of the operators that have any, and of all.
struct SparsityTable {
  private let result: RunResult

  init(_ result: RunResult) { self.result = result }

  /// None where no operand of a product has a mask.
  func lines(_ style: TextStyle) -> [String] {
    let rows = cells
    guard let total = rows.last else { return [] }
    var table = TextTable(columns: Self.columns)
    for row in rows.dropLast() { table.add(row) }
    table.add(total, .strong)
    return table.lines(style)
  }

  /// A line of texts for each operator with zeros, in the order of the columns, and one for all operators.
  var cells: [[String]] {
    let sparse = OperatorRows(result).lines.filter(\.entry.hasSparseFactor)
    guard !sparse.isEmpty else { return [] }
    let cut = sparse.cut(to: 28)
    return sparse.map { line in
      cells(line.label(cut) + line.suffix("x"), line.entry.figures, line.entry.gain, line.entry.densities)
    } + [cells("all operators", result.total.figures, result.total.gain, [:])]
  }

  private static let columns = [
    TextTable.Column(title: "zeros", isLeft: true), TextTable.Column(title: "input", unit: "density %"),
    TextTable.Column(title: "weight", unit: "density %"),
    TextTable.Column(title: "nominal", unit: "% of MACs"),
    TextTable.Column(title: "exploitable", unit: "% of MACs"),
    TextTable.Column(title: "skipped", unit: "% of MACs"),
    TextTable.Column(title: "gated", unit: "% of MACs"), TextTable.Column(title: "imbalance", unit: "x"),
    TextTable.Column(title: "speed-up", unit: "x"), TextTable.Column(title: "remapped", unit: "x"),
  ]

  private func cells(
    _ label: String, _ figures: OperatorFigures, _ gain: SparsityGain?,
    _ densities: [Operand: OperandDensity]
  ) -> [String] {
    func share(_ macs: Int) -> String {
      NumberText.bare(percent: figures.denseMACs > 0 ? Double(macs) / Double(figures.denseMACs) : nil)
    }
    func ratio(_ value: Double?) -> String { value.map { NumberText.decimal($0, 2) } ?? NumberText.undefined }
    return [
      label, NumberText.bare(percent: densities[.input]?.used),
      NumberText.bare(percent: densities[.weight]?.used),
      NumberText.bare(percent: figures.nominalSparsity),
      NumberText.bare(percent: gain.flatMap { $0.exploitableShare(figures) }), share(figures.skippedMACs),
      share(figures.gatedMACs), ratio(figures.loadImbalance),
      ratio(gain.flatMap { $0.speedup(figures, over: $0.denseCycles) }),
      ratio(gain.flatMap { $0.speedup(figures, over: $0.remappedDenseCycles) }),
    ]
  }
}

extension RunResult.Entry {
  fileprivate var hasSparseFactor: Bool {
    work.body.product != nil && (densities[.input] != nil || densities[.weight] != nil)
  }
}
