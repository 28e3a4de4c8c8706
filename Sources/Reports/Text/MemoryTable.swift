import Accounting
import Replay
import Workloads

/// The table of what each memory moved, by operand.
struct MemoryTable {
  private let memories: [MemoryFigures]
  /// By memory, the most that is in use.
  private let peaks: [Int]

  init(_ total: RunResult.Total) {
    memories = total.figures.memories
    peaks = total.peakBytes
  }

  func lines(_ style: TextStyle) -> [String] {
    var table = TextTable(columns: Self.columns)
    for row in cells { table.add(row) }
    return table.lines(style)
  }

  /// A line of texts for each memory, in the order of the columns.
  var cells: [[String]] {
    zip(memories, peaks).map { memory, peak in
      let read = memory.counts.readBytes.map { NumberText.scaled(Double($0), unit: "B") }
      let written = memory.counts.writeBytes.map { NumberText.scaled(Double($0), unit: "B") }
      let figures = [memory.operationalIntensity, memory.ridgePoint].map { figure in
        figure.map { NumberText.significant($0, 3) } ?? NumberText.undefined
      }
      let output = Operand.output.index
      return [memory.name.onOneLine] + read
        + [
          written[output], NumberText.count(memory.counts.requests),
          NumberText.percent(memory.bandwidthUtilization),
        ] + figures + [NumberText.scaled(Double(peak), unit: "B")]
    }
  }

  private static let columns = [
    TextTable.Column(title: "memory", isLeft: true), TextTable.Column(title: "inputs", unit: "read"),
    TextTable.Column(title: "weights", unit: "read"), TextTable.Column(title: "outputs", unit: "read"),
    TextTable.Column(title: "outputs", unit: "written"), TextTable.Column(title: "requests"),
    TextTable.Column(title: "bandwidth", unit: "used"), TextTable.Column(title: "intensity", unit: "op/B"),
    TextTable.Column(title: "ridge", unit: "op/B"), TextTable.Column(title: "in use", unit: "at most"),
  ]
}
