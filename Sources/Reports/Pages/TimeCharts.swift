import Replay
import Simulation

/// Something over the time of a run: steps, each as wide as a window.
struct TimeChart {
  struct Line {
    var path: String
    var color: String
  }
  var title: String
  /// What is up its side.
  var unit: String
  /// What is said below it.
  var note: String
  var lines: [Line]
  var bands: [BarChart.Band]
  var xTicks: [Tick]
  var yTicks: [Tick]
  var legend: [LegendEntry]
}

extension TimeChart {
  private static let left = 64.0
  private static let right = 990.0
  private static let top = 22.0
  private static let bottom = 190.0
  private struct Series {
    var name: String
    /// Whose colour it has in the palette.
    var color: String
    /// Of each window.
    var values: [Double]
  }

  /// Windows, at most: about as many as there are dots on a screen.
  private static let windows = 450

  /// What a recorded run has over time; none of a run that was not recorded.
  static func all(_ result: RunResult) -> [TimeChart] {
    guard let recording = result.recording, recording.recorder.end > 0 else { return [] }
    return bandwidths(result, recording) + powers(result, recording) + levels(result, recording)
  }

  // MARK: Power

  /// What each operator takes, over the time that belongs to it; none where the design has no energies.
  private static func powers(_ result: RunResult, _ recording: RunRecording) -> [TimeChart] {
    guard result.design.energy != nil else { return [] }
    let (recorder, clock) = (recording.recorder, Double(result.design.clock.hertz))
    var sums: [String: (energy: Double, cycles: Double)] = [:]
    for one in result.operators {
      let energy = (one.figures.energyPicojoules?.total ?? 0) * Double(one.executions)
      let sum = sums[one.name] ?? (0, 0)
      sums[one.name] = (sum.energy + energy, sum.cycles + Double(one.totalCycles))
    }
    let width = max(1, (recorder.end + windows - 1) / windows)
    var watts = [Double](repeating: 0, count: (recorder.end + width - 1) / width)
    for slice in recorder[.operators] where slice.execution >= 0 && slice.cycles > 0 {
      let name = recording.operators[recording.executions[Int(slice.execution)]].name
      guard let sum = sums[name], sum.cycles > 0 else { continue }
      let power = sum.energy / sum.cycles * clock * 1e-12
      for bin in (slice.start / width)...min((slice.end - 1) / width, watts.count - 1) {
        let part = min(slice.end, (bin + 1) * width) - max(slice.start, bin * width)
        watts[bin] += power * Double(part) / Double(min(width, recorder.end - bin * width))
      }
    }
    return [
      TimeChart(
        title: "Power over time",
        note:
          "Of every operator its mean: what it took over the time that belongs to it. Windows of \(NumberText.grouped(width)) cycles.",
        series: [Series(name: "all components", color: "dram_bandwidth", values: watts)], width: width,
        highest: watts.max() ?? 0, unit: "W", result, recording)
    ]
  }

  // MARK: Bandwidth

  private static func bandwidths(_ result: RunResult, _ recording: RunRecording) -> [TimeChart] {
    let recorder = recording.recorder
    return result.design.memories.enumerated().compactMap { memory, one in
      guard let flat = one.kind.flat else { return nil }
      let bins = BandwidthBins(recorder, memory: memory, count: windows)
      let clock = Double(result.design.clock.hertz)
      func rates(_ bytes: [Double]) -> [Double] {
        bytes.enumerated().map { clock * $1 / Double(max(1, bins.cycles($0, end: recorder.end))) }
      }
      let read = rates(bins.readBytes)
      let all = zip(read, rates(bins.writtenBytes)).map { $0 + $1 }
      let peak = Double(flat.bandwidth.bytesPerSecond)
      let series = [
        Series(name: "read and written", color: "dram_bandwidth", values: all),
        Series(name: "read", color: "read", values: read),
      ]
      return TimeChart(
        title: "Bandwidth of \(one.name) over time",
        note:
          "Peak \(one.rateText). Windows of \(NumberText.grouped(bins.width)) cycles; all bytes are spread evenly over the "
          + "cycles with data on the bus, in the order in which their tiles wait for it.",
        series: series, width: bins.width, highest: max(peak, all.max() ?? 0), unit: "B/s", result, recording)
    }
  }

  // MARK: Buffers

  private static func levels(_ result: RunResult, _ recording: RunRecording) -> [TimeChart] {
    let recorder = recording.recorder
    guard recorder.levels.contains(where: { !$0.isEmpty }) else { return [] }
    let width = max(1, (recorder.end + windows - 1) / windows)
    let series = [("input", "read"), ("weight", "dram_latency"), ("output", "vector_unit")].enumerated().map {
      // Of several cores the fullest.
      var fullest = [Double](repeating: 0, count: (recorder.end + width - 1) / width)
      for core in 0..<recorder.tracks.cores {
        let own = greatest(recorder.levels[3 * core + $0.offset], width, recorder.end)
        fullest = zip(fullest, own).map { max($0, $1) }
      }
      return Series(name: $0.element.0, color: $0.element.1, values: fullest)
    }
    let capacities = result.design.buffers.named.compactMap { $0.buffer.capacity.map { Double($0.count) } }
    let highest = series.flatMap(\.values).max() ?? 0
    let cores = recorder.tracks.cores > 1 ? " Of several cores the fullest." : ""
    let held =
      capacities.max().map { " The greatest buffer holds \(NumberText.scaled($0, unit: "B"))." } ?? ""
    return [
      TimeChart(
        title: "Bytes in the buffers' slots over time",
        note:
          "The greatest of each window of \(NumberText.grouped(width)) cycles, tiles that nobody needs any more "
          + "included until another one takes their place.\(cores)\(held)",
        series: series, width: width, highest: highest, unit: "B", result, recording)
    ]
  }

  /// The greatest level of each window.
  private static func greatest(_ levels: [RecordedLevel], _ width: Int, _ end: Int) -> [Double] {
    var greatest = [Double](repeating: 0, count: (end + width - 1) / width)
    for (place, level) in levels.enumerated() {
      let until = place + 1 < levels.count ? levels[place + 1].cycle : end
      // A level that is over in its own cycle counts there, too.
      let last = max(level.cycle, until - 1) / width
      guard level.cycle < end else { continue }
      for bin in (level.cycle / width)...min(last, greatest.count - 1) {
        greatest[bin] = max(greatest[bin], Double(level.bytes))
      }
    }
    return greatest
  }

  // MARK: Drawing

  private init(
    title: String, note: String, series: [Series], width: Int,
    highest: Double, unit: String, _ result: RunResult, _ recording: RunRecording
  ) {
    let end = recording.recorder.end
    let axis = LinearAxis(highest, unit: unit)
    func x(_ cycle: Int) -> Double {
      Self.left + (Self.right - Self.left) * Double(min(cycle, end)) / Double(end)
    }
    func y(_ value: Double) -> Double { Self.bottom - (Self.bottom - Self.top) * value / axis.top }
    let cycles = LinearAxis(Double(end), unit: "cycles")
    self.title = title
    self.note = "\(note) Across: \(cycles.unit)."
    self.unit = axis.unit
    lines = series.map { one in
      let path = Self.steps(one.values, at: { NumberText.fixed(x($0 * width), 1) }) {
        NumberText.fixed(y($0), 1)
      }
      return Line(path: path, color: Palette.color(one.color))
    }
    legend = series.map { LegendEntry(color: Palette.color($0.color), label: $0.name, share: "") }
    yTicks = axis.ticks.map { Tick(position: NumberText.fixed(y($0.value), 1), label: $0.label) }
    xTicks = cycles.ticks.filter { $0.value <= Double(end) }.map {
      Tick(position: NumberText.fixed(x(Int($0.value)), 1), label: $0.label)
    }
    bands = Self.bands(recording, x)
  }

  /// A path of steps, of which equal ones are one.
  private static func steps(_ values: [Double], at x: (Int) -> String, _ y: (Double) -> String) -> String {
    var path = ""
    var last: String?
    for (bin, value) in values.enumerated() {
      let height = y(value)
      guard height != last else { continue }
      path += last == nil ? "M\(x(bin)) \(height)" : "H\(x(bin))V\(height)"
      last = height
    }
    return "\(path)H\(NumberText.fixed(right, 1))"
  }

  /// The operators that are wide enough for a name, as bands.
  private static func bands(_ recording: RunRecording, _ x: (Int) -> Double) -> [BarChart.Band] {
    var bands: [BarChart.Band] = []
    for slice in recording.recorder[.operators] where slice.execution >= 0 {
      let (start, end) = (x(slice.start), x(slice.end))
      guard end - start > 60 else { continue }
      let name = recording.operators[recording.executions[Int(slice.execution)]].name
      let fitting = Int((end - start) / 7)
      bands.append(
        BarChart.Band(
          x: NumberText.fixed(start + 0.5, 1), width: NumberText.fixed(end - start - 1, 1),
          center: NumberText.fixed((start + end) / 2, 1),
          label: name.count <= fitting ? name : String(name.prefix(max(1, fitting - 1))) + "\u{2026}"))
    }
    return bands
  }
}

/// A linear axis from 0, with round numbers at the ticks.
struct LinearAxis {
  let top: Double
  let unit: String
  let ticks: [(value: Double, label: String)]

  init(_ highest: Double, unit: String) {
    let highest = highest > 0 && highest.isFinite ? highest : 1
    var step = 1.0
    while step * 10 <= highest { step *= 10 }
    while step > highest { step /= 10 }
    let factor = [0.2, 0.5, 1, 2].first { highest / (step * $0) <= 5 } ?? 2
    let count = (highest / (step * factor) - 1e-9).rounded(.up)
    let top = count * step * factor
    self.top = top
    let scales = [
      (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "k"), (1.0, ""), (1e-3, "m"), (1e-6, "u"), (1e-9, "n"),
      (1e-12, "p"),
    ]
    let (scale, prefix) = scales.first { top >= $0.0 } ?? (1, "")
    let words = ["T": "trillion ", "G": "billion ", "M": "million ", "k": "thousand "]
    self.unit = unit == "cycles" ? (words[prefix] ?? "") + unit : prefix + unit
    ticks = (0...Int(count)).map { place in
      let value = Double(place) * step * factor
      return (value, NumberText.significant(value / scale, 3).trimmingZeros)
    }
  }
}
