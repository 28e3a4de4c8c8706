import Quantities
import Tensors
import Workloads

/// What a trace asks for, as a text.
public struct TraceSummary {
  private let trace: Trace
  private let style: TextStyle

  public init(_ trace: Trace, style: TextStyle = TextStyle()) {
    self.trace = trace
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
    lines += trace.sources.map { "  source      \($0.onOneLine)" }
    lines.append("")
    lines += kinds.lines(style)
    let phases = trace.productTotalsByPhase
    if !phases.isEmpty { lines += [""] + products(phases).lines(style) }
    return lines.joined(separator: "\n") + "\n"
  }

  private var executions: Int { trace.operators.reduce(0) { $0 + $1.executions } }

  /// The bytes of all tensors of a kind, each rounded up to whole bytes.
  private func bytes(_ kind: Tensor.Kind) -> String {
    let sum = trace.tensors.filter { $0.kind == kind }.reduce(0.0) { sum, tensor in
      sum + Double(tensor.copies) * (Double(tensor.elements) * Double(tensor.format.bits) / 8).rounded(.up)
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
      totals.intensity.map { NumberText.fixed($0, 2) } ?? NumberText.undefined,
    ]
  }
}
