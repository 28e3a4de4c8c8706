import Replay
import Workloads

/// The lines of a report on tensors that lie in a storage format, by operator and operand.
struct StorageTable {
  private let result: RunResult

  init(_ result: RunResult) { self.result = result }

  /// None where every operand lies dense.
  func lines(_ style: TextStyle) -> [String] {
    let rows = cells
    guard !rows.isEmpty else { return [] }
    var table = TextTable(columns: Self.columns)
    for row in rows { table.add(row) }
    return table.lines(style)
  }

  /// A line of texts for each such operand, in the order of the columns.
  var cells: [[String]] {
    let stored = OperatorRows(result).lines.filter { !$0.entry.storage.isEmpty }
    let cut = stored.cut(to: 28)
    return stored.flatMap { line in line.entry.storage.map { cells(line.label(cut), $0) } }
  }

  static let columns = [
    TextTable.Column(title: "stored", isLeft: true), TextTable.Column(title: "operand", isLeft: true),
    TextTable.Column(title: "format", isLeft: true), TextTable.Column(title: "in the buffer", isLeft: true),
    TextTable.Column(title: "data"), TextTable.Column(title: "metadata"), TextTable.Column(title: "pointers"),
    TextTable.Column(title: "overhead", unit: "% of data"), TextTable.Column(title: "of dense", unit: "%"),
  ]

  private func cells(_ label: String, _ storage: OperandStorage) -> [String] {
    func bytes(_ bits: Int) -> String { NumberText.scaled((Double(bits) / 8).rounded(.up), unit: "B") }
    return [
      label, storage.operand.rawValue, storage.format.name, storage.isKept ? "stored" : "dense",
      bytes(storage.dataBits), bytes(storage.metadataBits), bytes(storage.pointerBits),
      NumberText.bare(percent: storage.metadataOverhead),
      NumberText.bare(
        percent: storage.denseBits > 0 ? Double(storage.bits) / Double(storage.denseBits) : nil),
    ]
  }
}
