import Accounting
import Foundation
import Hardware
import Replay

extension RooflineChart {
  private struct Point {
    var line: OperatorRows.OperatorLine
    var intensity: Double
    var rate: Double
    var bound: Bound
  }

  /// Nil where no operator has an intensity at a memory with a ridge.
  init?(_ result: RunResult, _ rows: [OperatorRows.Row]) {
    let design = result.design
    let points = rows.compactMap { row -> Point? in
      guard case .line(let line) = row, line.entry.figures.roofline != nil,
        let bound = line.entry.figures.bound,
        let intensity = line.entry.figures.worstIntensity, intensity > 0, line.entry.figures.timeSeconds > 0
      else { return nil }
      let rate = 2 * Double(line.entry.figures.denseMACs) / line.entry.figures.timeSeconds
      return rate > 0 ? Point(line: line, intensity: intensity, rate: rate, bound: bound) : nil
    }
    guard !points.isEmpty else { return nil }
    let peak = Double(design.peakOperationsPerSecond)
    let others = FormatPeak.all(points.map(\.line.entry), design)
    let bandwidths = design.memories.compactMap(\.kind.flat).map { Double($0.bandwidth.bytesPerSecond) }
    let ridges = bandwidths.flatMap { rate in ([peak] + others.map(\.rate)).map { $0 / rate } }
    let horizontal = LogAxis(
      points.map(\.intensity) + ridges.flatMap { [$0 / 3, $0 * 3] }, start: 64, length: 916)
    let vertical = LogAxis(
      points.map(\.rate) + ([peak] + others.map(\.rate)).map { $0 * 1.5 }, start: 330, length: -312)
    xTicks = horizontal.ticks { NumberText.scaled($0, unit: "", digits: 1) }
    yTicks = vertical.ticks { NumberText.scaled($0, unit: "op/s", digits: 1) }
    roofs = design.memories.compactMap { Roof($0, design, horizontal, vertical) }
    let total = Double(max(1, result.total.record.cycles))
    dots = points.sorted { $0.line.cycles > $1.line.cycles }.map { point in
      let share = Double(point.line.cycles) / total
      return Dot(
        x: NumberText.fixed(horizontal.position(point.intensity), 1),
        y: NumberText.fixed(vertical.position(point.rate), 1),
        radius: NumberText.fixed(3.5 + 22 * share.squareRoot(), 1),
        color: Palette.color(point.bound.rawValue),
        title: "\(point.line.names.joined(separator: ", ")): "
          + "\(NumberText.significant(point.intensity, 3)) op/B, "
          + "\(NumberText.scaled(point.rate, unit: "op/s")), \(NumberText.percent(share)) of the time, bound by "
          + point.bound.rawValue)
    }
    let own = design.array.precision
    self.peak = others.isEmpty ? design.peakText : "of \(own.input) x \(own.weight) \(design.peakText)"
    peakY = NumberText.fixed(vertical.position(peak) - 7, 1)
    hasPeaks = !others.isEmpty
    var taken = [vertical.position(peak)]
    peaks = others.map { one in
      let y = vertical.position(one.rate)
      // A label that would lie on another is left out, and its line stays.
      let isFree = taken.allSatisfy { abs($0 - y) >= 13 }
      if isFree { taken.append(y) }
      return Peak(one, isLabelled: isFree, from: peak, bandwidths, horizontal, vertical)
    }
    var bounds: [Bound] = []
    for point in points where !bounds.contains(point.bound) { bounds.append(point.bound) }
    legend = Bound.allCases.filter(bounds.contains).map {
      LegendEntry(color: Palette.color($0.rawValue), label: $0.rawValue, share: "")
    }
  }
}

extension RooflineChart.Roof {
  fileprivate init?(_ memory: Memory, _ design: Design, _ horizontal: LogAxis, _ vertical: LogAxis) {
    guard let bandwidth = memory.kind.flat,
      let ridge = design.ridgeOperationsPerByte(memory)?.value
    else { return nil }
    let rate = Double(bandwidth.bandwidth.bytesPerSecond)
    let peak = Double(design.peakOperationsPerSecond)
    // The slope starts where the plot does: at its left side or at its bottom.
    let start = max(horizontal.least, vertical.least / rate)
    let (x0, y0) = (horizontal.position(start), vertical.position(start * rate))
    let (x1, y1) = (horizontal.position(ridge), vertical.position(peak))
    let x2 = horizontal.position(horizontal.greatest)
    let numbers = [x0, y0, x1, y1, x2].map { NumberText.fixed($0, 1) }
    path = "M\(numbers[0]) \(numbers[1])L\(numbers[2]) \(numbers[3])H\(numbers[4])"
    self.ridge = numbers[2]
    ridgeY = numbers[3]
    label =
      "\(memory.name) \(memory.rateText), ridge \(NumberText.significant(ridge, 3)) op/B"
    labelX = NumberText.fixed(x0 + 0.5 * (x1 - x0), 1)
    labelY = NumberText.fixed(y0 + 0.5 * (y1 - y0) - 7, 1)
    angle = NumberText.fixed(atan2(y1 - y0, x1 - x0) * 180 / .pi, 1)
  }
}

/// What the array does at most in the formats of some of the operators, where that is not what it does in its own.
private struct FormatPeak {
  var formats: String
  /// Operations a second.
  var rate: Double

  /// From the greatest to the least, each once, with the formats of the operator that took most of the time.
  static func all(_ entries: [RunResult.Entry], _ design: Design) -> [FormatPeak] {
    let own = design.peakOperationsPerSecond(in: design.array.nativeMode)
    var peaks: [FormatPeak] = []
    let longest = entries.sorted { $0.executions * $0.record.cycles > $1.executions * $1.record.cycles }
    for entry in longest {
      guard let mode = entry.mode else { continue }
      let rate = design.peakOperationsPerSecond(in: mode)
      guard rate != own, !peaks.contains(where: { $0.rate == rate }) else { continue }
      let formats = entry.work.formats
      peaks.append(
        FormatPeak(formats: "\(formats.input.multiplied) x \(formats.weight.multiplied)", rate: rate))
    }
    return peaks.sorted { $0.rate > $1.rate }
  }
}

extension RooflineChart.Peak {
  /// A roof at the peak, and what of the memories' slopes leads up to it from the one of the design's own formats.
  fileprivate init(
    _ peak: FormatPeak, isLabelled: Bool, from own: Double, _ bandwidths: [Double], _ horizontal: LogAxis,
    _ vertical: LogAxis
  ) {
    func place(_ intensity: Double, _ rate: Double) -> String {
      "\(NumberText.fixed(horizontal.position(intensity), 1)) \(NumberText.fixed(vertical.position(rate), 1))"
    }
    let slopes =
      peak.rate > own
      ? bandwidths.map { "M\(place(own / $0, own))L\(place(peak.rate / $0, peak.rate))" } : []
    let start = peak.rate / (bandwidths.max() ?? 1)
    path =
      slopes.joined()
      + "M\(place(start, peak.rate))H\(NumberText.fixed(horizontal.position(horizontal.greatest), 1))"
    let ridge =
      bandwidths.count == 1 ? ", ridge \(NumberText.significant(peak.rate / bandwidths[0], 3)) op/B" : ""
    label =
      isLabelled
      ? "peak of \(peak.formats) \(NumberText.scaled(peak.rate, unit: "op/s"))\(ridge)" : ""
    labelY = NumberText.fixed(vertical.position(peak.rate) - 7, 1)
  }
}
