import Accounting
import Replay
import Workloads

/// The table of what each memory moved, by operand; with what of it was metadata where there is any.
struct MemoryTable {
  private let memories: [MemoryFigures]
  private let isStored: Bool
  /// By memory, the most that is in use.
  private let peaks: [Int]

  init(_ result: RunResult) {
    memories = result.total.figures.memories
    isStored = result.hasMetadata
    peaks = result.total.peakBytes
  }

  func lines(_ style: TextStyle) -> [String] {
    var table = TextTable(columns: columns)
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
      let metadata =
        isStored
        ? [
          NumberText.scaled(Double(memory.metadataBytes), unit: "B"),
          NumberText.percent(memory.metadataOverhead),
        ] : []
      return [memory.name.onOneLine] + read + [written[output]] + metadata
        + [
          NumberText.count(memory.counts.requests),
          NumberText.percent(memory.bandwidthUtilization),
        ] + figures + [NumberText.scaled(Double(peak), unit: "B")]
    }
  }

  private var columns: [TextTable.Column] {
    let moved = [
      TextTable.Column(title: "memory", isLeft: true), TextTable.Column(title: "inputs", unit: "read"),
      TextTable.Column(title: "weights", unit: "read"), TextTable.Column(title: "outputs", unit: "read"),
      TextTable.Column(title: "outputs", unit: "written"),
    ]
    let metadata =
      isStored
      ? [
        TextTable.Column(title: "metadata", unit: "of these"),
        TextTable.Column(title: "overhead", unit: "over data"),
      ] : []
    return moved + metadata + [
      TextTable.Column(title: "requests"), TextTable.Column(title: "bandwidth", unit: "used"),
      TextTable.Column(title: "intensity", unit: "op/B"), TextTable.Column(title: "ridge", unit: "op/B"),
      TextTable.Column(title: "in use", unit: "at most"),
    ]
  }
}
