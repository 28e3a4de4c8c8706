import Accounting
import Replay

/// The waterline: what of the peak is left after the mapping, after the memories, and in the end.
struct GapRows {
  /// For each line of the table of operators its name, the three levels, and what of the MACs is padding.
  let cells: [[String]]

  init(_ result: RunResult) {
    let lines = OperatorRows(result).lines.filter { $0.entry.work.body.product != nil }
    let cut = lines.cut(to: 40)
    cells = lines.compactMap { line in
      guard let product = line.entry.work.body.product else { return nil }
      let gap = EfficiencyGap(line.entry.record.slots)
      let padding = Double(product.paddingMACs) / Double(max(1, product.denseMACs))
      return [line.label(cut)]
        + [gap.mapped, gap.memoryLimited, gap.achieved].map { NumberText.bare(percent: gap.share($0)) }
        + [NumberText.bare(percent: padding)]
    }
  }

  /// The levels of a whole run, in a line.
  static func text(_ result: RunResult) -> String? {
    let gap = EfficiencyGap(result.total.record.slots)
    guard gap.peak > 0 else { return nil }
    let levels = [
      ("given work", gap.mapped), ("after memories", gap.memoryLimited), ("achieved", gap.achieved),
    ]
    let parts = levels.map { "\($0.0) \(NumberText.percent(gap.share($0.1)))".unbroken }
    return "of the peak  " + parts.joined(separator: ", ")
  }
}
