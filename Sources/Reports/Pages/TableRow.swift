import Accounting
import Replay

extension TableRow {
  init(_ row: OperatorRows.Row, _ result: RunResult, _ cut: NameCut) {
    let total = Double(max(1, result.total.record.cycles))
    switch row {
    case .phase(let name): self.init(heading: "phase \(name)", indent: "8", share: "")
    case .group(let group):
      self.init(
        heading: "\(group.name) ×\(group.repeats)", indent: "\(8 + 16 * group.depth)",
        share: NumberText.bare(percent: Double(group.cycles) / total))
    case .line(let line):
      self.init(
        heading: nil, indent: "\(8 + 16 * line.depth)",
        share: NumberText.bare(percent: Double(line.cycles) / total))
      barWidth = NumberText.fixed(60 * Double(line.cycles) / total, 1)
      fill(line, cut)
    }
  }

  private mutating func fill(_ line: OperatorRows.OperatorLine, _ cut: NameCut) {
    let figures = line.entry.figures
    name = line.label(cut) + line.suffix("×")
    title = line.names.joined(separator: ", ")
    kind = line.entry.kind.rawValue
    shape = line.entry.work.body.shapeText
    cycles = NumberText.grouped(figures.cycles)
    utilization = NumberText.bare(percent: figures.macUtilization)
    moved = NumberText.significant(Double(figures.movedBytes) / 1e6, 3)
    intensity = figures.worstIntensity.map { NumberText.significant($0, 3) } ?? NumberText.undefined
    bound = figures.bound?.rawValue ?? NumberText.undefined
    boundColor = figures.bound == nil ? "transparent" : Palette.color(bound)
    let wall = line.entry.wall
    self.wall = wall?.factor.map { NumberText.decimal($0, 2) } ?? NumberText.undefined
    balance = wall?.balanceBandwidth.map { NumberText.significant($0 / 1e9, 3) } ?? NumberText.undefined
  }
}
