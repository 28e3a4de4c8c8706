import Quantities
import Replay
import Tensors
import Workloads

/// What a trace asks for, as a text.
public struct TraceSummary {
  private let trace: Trace
  private let masks: MaskStore?
  private let style: TextStyle

  /// With the masks of the trace, their densities and drawings follow.
  public init(_ trace: Trace, masks: MaskStore? = nil, style: TextStyle = TextStyle()) {
    self.trace = trace
    self.masks = masks
    self.style = style
  }

  /// The summary, ending in a line break.
  public var text: String {
    var lines = [
      style.apply(.strong, to: trace.network.onOneLine.fitting(style.width)),
      "  operators   \(NumberText.grouped(executions)) executions of "
        + "\(NumberText.grouped(trace.operators.count)) operators",
      "  dense MACs  \(NumberText.grouped(trace.denseMACs))",
      "  parameters  \(NumberText.grouped(trace.parameters)), \(bytes(.parameter))",
      "  activations \(bytes(.activation)) in all",
    ]
    if trace.tensors.contains(where: { $0.kind == .cache }) { lines.append("  caches      \(bytes(.cache))") }
    if trace.samples > 1 { lines.append("  samples     \(NumberText.grouped(trace.samples)) in a run") }
    lines += trace.sources.map { SummaryEntry("source", $0).line(style, column: 12) }
    lines.append("")
    lines += kinds.lines(style)
    let phases = trace.productTotalsByPhase
    if !phases.isEmpty { lines += [""] + products(phases).lines(style) }
    return (lines + zeros + values).joined(separator: "\n") + "\n"
  }

  /// A line for each tensor with zeros, and its drawing.
  private var zeros: [String] {
    guard let masks else { return [] }
    var table = TextTable(columns: [
      TextTable.Column(title: "zeros", isLeft: true), TextTable.Column(title: "pattern", isLeft: true),
      TextTable.Column(title: "rows"), TextTable.Column(title: "columns"),
      TextTable.Column(title: "asked", unit: "density %"), TextTable.Column(title: "used", unit: "density %"),
    ])
    for (place, tensor) in trace.tensors.enumerated() {
      guard let mask = masks.mask(of: place), let density = masks.density(of: place) else { continue }
      table.add([
        tensor.name.onOneLine, density.pattern, NumberText.grouped(mask.rows),
        NumberText.grouped(mask.columns), NumberText.bare(percent: density.asked?.value),
        NumberText.bare(percent: density.used),
      ])
      for line in MaskPicture(mask, height: 6, width: 60).lines {
        table.rows.append(.across("  \(line)", nil))
      }
    }
    return table.rows.isEmpty ? [] : [""] + table.lines(style)
  }

  /// A line for each tensor with a distribution: its digits in the mean, over all elements, from its mask and the probabilities.
  private var values: [String] {
    guard let masks else { return [] }
    var table = TextTable(
      columns: [
        TextTable.Column(title: "values", isLeft: true),
        TextTable.Column(title: "distribution", isLeft: true),
      ]
        + Recoding.allCases.map { TextTable.Column(title: $0.rawValue, unit: "digits not 0") })
    for (place, tensor) in trace.tensors.enumerated() {
      guard let distribution = tensor.sparsity?.distribution, let density = masks.density(of: place),
        let probabilities = try? ValueProbabilities(distribution, tensor.format.multiplied)
      else { continue }
      let nonzeros = 1 - probabilities.probability(of: 0)
      table.add(
        [tensor.name.onOneLine, "\(distribution)"]
          + Recoding.allCases.map { recoding in
            let digits = probabilities.meanNonzeroDigits(recoding)
            return NumberText.decimal(nonzeros > 0 ? digits / nonzeros * density.used : 0, 3)
          })
    }
    return table.rows.isEmpty ? [] : [""] + table.lines(style)
  }

  private var executions: Int { trace.operators.reduce(0) { $0 + $1.executions } }

  /// The bytes of all tensors of a kind, each rounded up to whole bytes.
  private func bytes(_ kind: Tensor.Kind) -> String {
    let sum = trace.tensors.filter { $0.kind == kind }.reduce(0.0) { sum, tensor in
      sum + Double(tensor.copies) * tensor.bytes(ofElements: tensor.elements)
    }
    return NumberText.scaled(sum, unit: "B", digits: 4)
  }

  private var kinds: TextTable {
    var table = TextTable(columns: [
      TextTable.Column(title: "kind", isLeft: true), TextTable.Column(title: "operators"),
      TextTable.Column(title: "executions"), TextTable.Column(title: "dense MACs"),
      TextTable.Column(title: "share", unit: "of MACs"),
    ])
    for kind in Operator.Kind.allCases {
      let operators = trace.operators.filter { $0.kind == kind }
      guard !operators.isEmpty else { continue }
      let macs = operators.reduce(0) { $0 + $1.executions * $1.denseMACs }
      let executions = operators.reduce(0) { $0 + $1.executions }
      let share = trace.denseMACs > 0 ? Double(macs) / Double(trace.denseMACs) : nil
      table.add([
        kind.rawValue, NumberText.grouped(operators.count), NumberText.grouped(executions),
        NumberText.grouped(macs), NumberText.percent(share),
      ])
    }
    return table
  }

  /// What the products of each phase ask for, and all of them.
  private func products(_ phases: [(phase: String?, totals: ProductTotals)]) -> TextTable {
    var table = TextTable(columns: [
      TextTable.Column(title: "phase", unit: "of products", isLeft: true),
      TextTable.Column(title: "executions"), TextTable.Column(title: "dense MACs"),
      TextTable.Column(title: "operations"), TextTable.Column(title: "bytes", unit: "each operand once"),
      TextTable.Column(title: "intensity", unit: "op/B"),
    ])
    let hasPhases = phases.contains { $0.phase != nil }
    for (phase, totals) in phases where hasPhases {
      table.add(cells(phase?.onOneLine ?? NumberText.undefined, totals))
    }
    table.add(cells("all", trace.productTotals))
    return table
  }

  private func cells(_ title: String, _ totals: ProductTotals) -> [String] {
    [
      title, NumberText.grouped(totals.executions), NumberText.grouped(totals.macs),
      NumberText.scaled(totals.operations, unit: "op", digits: 5),
      NumberText.scaled(totals.bytes, unit: "B", digits: 5),
      totals.intensity.map { NumberText.decimal($0, 2) } ?? NumberText.undefined,
    ]
  }
}
