import Accounting
import Replay
import Simulation

extension BarChart {
  static let plotHeight = 190.0
  static let left = 64.0
  static let plotWidth = 1000.0 - left

  /// A column for each line of the operators' table, as high as all its executions are long.
  init(_ result: RunResult, _ rows: [OperatorRows.Row]) {
    let lines = rows.compactMap { row in if case .line(let line) = row { line } else { nil } }
    let highest = max(1, lines.map(\.cycles).max() ?? 1)
    let axis = Axis(highest)
    let step = Self.plotWidth / Double(max(1, lines.count))
    let cut = lines.cut(to: 20)
    columns = lines.enumerated().map { place, line in
      Column(line, cut, x: Self.left + (Double(place) + 0.1) * step, width: 0.8 * step, axis: axis)
    }
    bands = Self.bands(rows, step: step)
    ticks = axis.ticks
    unit = axis.unit
    let total = Stack(result.total.record.slots)
    legend = total.visible.map {
      LegendEntry(color: Palette.color($0.name), label: $0.name, share: NumberText.percent(total.share($0)))
    }
  }

  /// The same with what all executions of each line took, by kinds of components; nil where the design has no energies.
  init?(energyOf result: RunResult, _ rows: [OperatorRows.Row]) {
    guard result.design.energy != nil else { return nil }
    let lines = rows.compactMap { row in if case .line(let line) = row { line } else { nil } }
    func parts(_ energy: EnergyFigures?, _ times: Double) -> [Double] {
      var sums = [Double](repeating: 0, count: Self.kinds.count)
      for one in energy?.components ?? [] {
        let kind = Self.kinds.firstIndex { $0.prefixes.contains { one.name.hasPrefix($0) } }
        sums[kind ?? sums.count - 1] += one.picojoules * times * 1e-12
      }
      return sums
    }
    let energies = lines.map { line in
      let times =
        line.entry.record.cycles > 0
        ? Double(line.cycles) / Double(line.entry.record.cycles) : Double(line.entry.executions)
      return parts(line.entry.figures.energyPicojoules, times)
    }
    let axis = LinearAxis(energies.map { $0.reduce(0, +) }.max() ?? 0, unit: "J")
    let step = Self.plotWidth / Double(max(1, lines.count))
    let cut = lines.cut(to: 20)
    let base = Self.plotHeight + 18
    columns = zip(lines, energies).enumerated().map { place, one in
      let x = Self.left + (Double(place) + 0.1) * step
      let sum = one.1.reduce(0, +)
      var y = base
      let boxes = zip(Self.kinds, one.1).compactMap { kind, joules -> Box? in
        let height = Self.plotHeight * joules / axis.top
        y -= height
        guard NumberText.fixed(height, 2) != "0.00" else { return nil }
        return Box(
          x: NumberText.fixed(x, 1), y: NumberText.fixed(y, 2), width: NumberText.fixed(0.8 * step, 1),
          height: NumberText.fixed(height, 2), color: kind.color,
          title: "\(kind.name) \(NumberText.percent(sum > 0 ? joules / sum : nil))")
      }
      return Column(
        boxes: boxes, label: one.0.label(cut), center: NumberText.fixed(x + 0.4 * step + 3, 1),
        title:
          "\(one.0.names.joined(separator: ", ")): \(EnergyRows.text(sum * 1e12)) in all executions")
    }
    bands = Self.bands(rows, step: step)
    ticks = axis.ticks.map {
      Tick(
        position: NumberText.fixed(Self.plotHeight * (1 - $0.value / axis.top) + 18, 1), label: $0.label)
    }
    unit = axis.unit
    let all = parts(result.total.figures.energyPicojoules, 1)
    let sum = all.reduce(0, +)
    legend = zip(Self.kinds, all).filter { $0.1 > 0 }.map {
      LegendEntry(color: $0.color, label: $0.name, share: NumberText.percent(sum > 0 ? $1 / sum : nil))
    }
  }

  /// Components by what begins their names, those without any at the end.
  private static let kinds: [(name: String, prefixes: [String], color: String)] = [
    (
      "arithmetic", ["multiply", "add", "dsp_operations", "adjusts", "selections", "dequantize"],
      Palette.color("working")
    ),
    ("registers", ["register"], Palette.color("ineffectual")),
    ("buffers", ["buffer_"], Palette.color("buffer_bandwidth")),
    ("memories", ["memory_"], Palette.color("dram_bandwidth")),
    ("vector unit", ["vector_unit"], Palette.color("vector_unit")),
    ("static", ["static"], Palette.color("unmapped")),
    ("other", [], Palette.color("imbalance")),
  ]

  /// The repeated groups, outermost only, as bands behind their operators' columns.
  private static func bands(_ rows: [OperatorRows.Row], step: Double) -> [Band] {
    var bands: [Band] = []
    var place = 0
    var open: (group: OperatorRows.GroupLine, start: Int)?
    func close() {
      guard let open else { return }
      let (x, width) = (left + Double(open.start) * step, Double(place - open.start) * step)
      bands.append(
        Band(
          x: NumberText.fixed(x, 1), width: NumberText.fixed(width, 1),
          center: NumberText.fixed(x + width / 2, 1), label: "\(open.group.name) ×\(open.group.repeats)"))
    }
    for row in rows {
      switch row {
      case .phase: break
      case .group(let group) where group.depth == 0:
        close()
        open = (group, place)
      case .group: break
      case .line(let line):
        if line.depth == 0 {
          close()
          open = nil
        }
        place += 1
      }
    }
    close()
    return bands
  }

  /// Cycles up the side, with round numbers at the ticks.
  struct Axis {
    let unit: String
    let ticks: [Tick]
    private let top: Double

    init(_ highest: Int) {
      var scale = 1.0
      while scale * 10 <= Double(highest) { scale *= 10 }
      let step = [0.2, 0.5, 1, 2].first { Double(highest) / (scale * $0) <= 5 } ?? 2
      let count = (Double(highest) / (scale * step)).rounded(.up)
      top = count * scale * step
      let (factor, prefix) =
        top >= 1e9
        ? (1e9, "billion ") : top >= 1e6 ? (1e6, "million ") : top >= 1e3 ? (1e3, "thousand ") : (1, "")
      unit = prefix + "cycles"
      let top = top
      ticks = (0...Int(count)).map { place in
        let value = Double(place) * scale * step
        return Tick(
          position: NumberText.fixed(BarChart.plotHeight * (1 - value / top) + 18, 1),
          label: NumberText.significant(value / factor, value / factor >= 100 ? 3 : 2).trimmingZeros)
      }
    }

    func height(_ cycles: Int) -> Double { BarChart.plotHeight * Double(cycles) / top }
  }
}

extension BarChart.Column {
  init(
    _ line: OperatorRows.OperatorLine, _ cut: NameCut, x: Double, width: Double, axis: BarChart.Axis
  ) {
    let stack = Stack(line.entry.record.slots)
    let executions = line.entry.totalCycles > 0 ? Double(line.cycles) / Double(line.entry.record.cycles) : 0
    var y = BarChart.plotHeight + 18
    boxes = stack.visible.map { part in
      let height = axis.height(line.cycles) * stack.share(part)
      y -= height
      return Box(
        x: NumberText.fixed(x, 1), y: NumberText.fixed(y, 2), width: NumberText.fixed(width, 1),
        height: NumberText.fixed(height, 2), color: Palette.color(part.name),
        title: "\(part.name) \(NumberText.percent(stack.share(part)))")
    }.filter { $0.height != "0.00" }
    label = line.label(cut)
    center = NumberText.fixed(x + width / 2 + 3, 1)
    title =
      "\(line.names.joined(separator: ", ")): \(NumberText.grouped(line.cycles)) cycles in "
      + "\(NumberText.decimal(executions, 0)) executions"
  }
}
