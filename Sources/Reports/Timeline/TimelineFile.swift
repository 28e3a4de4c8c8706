import Hardware
import Replay
import Simulation

/// `timeline.json.gz`: a recorded run as a Chrome trace, which Perfetto opens (docs/timeline.md).
public struct TimelineFile {
  private let result: RunResult
  private let recording: RunRecording

  /// Of a run that was recorded; nil of another one.
  public init?(_ result: RunResult) {
    guard let recording = result.recording else { return nil }
    self.result = result
    self.recording = recording
  }

  /// Windows over which bandwidth is counted, at most.
  private static let windows = 2000
  private static let run = 1

  /// The file's bytes; nil where there was no memory for them.
  public func bytes() -> [UInt8]? {
    var events = TimelineEvents()
    name(&events)
    for (place, track) in recorder.tracks.all.enumerated() {
      let (process, thread) = Self.place(of: track)
      for slice in recorder.slices[place] {
        events.slice(
          process: process, thread: thread, start: slice.start, cycles: slice.cycles, name(of: slice, track),
          arguments(of: slice))
      }
    }
    countBandwidth(&events)
    countLevels(&events)
    let leftOut = events.leftOut
    return events.finish(description(leftOut: leftOut))
  }

  /// What the file does not have one by one; nil where it has everything.
  public var warning: String? {
    guard recorder.grain > 0 else { return nil }
    return
      "the timeline has slices shorter than \(NumberText.grouped(recorder.grain)) cycles only merged, because it has "
      + "at most \(NumberText.grouped(RunRecording.limit)) slices (docs/timeline.md)"
  }

  private var recorder: RunRecorder { recording.recorder }

  // MARK: Names

  private static func place(of track: RecordedTrack) -> (process: Int, thread: Int) {
    func at(_ process: Int, _ place: Int) -> (Int, Int) {
      // Viewers call a thread with its process's number the main one.
      (process, 100 * process + place)
    }
    return switch track {
    case .operators: at(run, 1)
    case .link: at(run, 2)
    case .bus(let memory): at(run, 3 + memory)
    case .array(let core): at(run + 1 + core, 1)
    case .vectorUnit(let core): at(run + 1 + core, 2)
    case .stalls(let core): at(run + 1 + core, 3)
    case .queue(let core, let memory, let queue): at(run + 1 + core, 4 + 4 * memory + queue.rawValue)
    }
  }

  /// Processes and those threads that have something.
  private func name(_ events: inout TimelineEvents) {
    events.name(process: Self.run, "run")
    for core in 0..<recorder.tracks.cores { events.name(process: Self.run + 1 + core, "core \(core)") }
    for (place, track) in recorder.tracks.all.enumerated() where !recorder.slices[place].isEmpty {
      let (process, thread) = Self.place(of: track)
      events.name(process: process, thread: thread, name(of: track))
    }
  }

  private func name(of track: RecordedTrack) -> String {
    switch track {
    case .operators: "operators"
    case .link: "reduction link"
    case .bus(let memory): "data bus of \(result.design.memories[memory].name)"
    case .array: "array: passes"
    case .vectorUnit: "vector unit"
    case .stalls: "stalls by cause"
    case .queue(_, let memory, let queue): "\(result.design.memories[memory].name): \(queue.tiles)"
    }
  }

  private func name(of slice: RecordedSlice, _ track: RecordedTrack) -> String {
    let isOne = slice.count == 1 && slice.number >= 0
    func counted(_ one: String, _ many: String) -> String {
      isOne ? "\(one) \(slice.number)" : "\(slice.count) \(many)"
    }
    switch slice.kind {
    case .execution:
      guard slice.execution >= 0 else { return "\(slice.count) operators" }
      return recording.operators[recording.executions[Int(slice.execution)]].name
    case .pass: return counted("pass", "passes")
    case .finishedTile: return counted("tile of pass", "tiles")
    case .reduction: return counted("sum", "sums")
    case .data: return "data"
    case .transfer:
      guard case .queue(_, _, let queue) = track else { return "tile" }
      return slice.count == 1 ? queue.tile : "\(slice.count) \(queue.tiles)"
    case .dramBandwidth: return "dram_bandwidth"
    case .dramLatency: return "dram_latency"
    case .decode: return "decode"
    case .vectorUnit: return "vector_unit"
    case .bufferBandwidth: return "buffer_bandwidth"
    case .imbalance: return "imbalance"
    }
  }

  private func arguments(of slice: RecordedSlice) -> [(String, Int)] {
    var arguments: [(String, Int)] = []
    if slice.kind == .execution, slice.execution >= 0 {
      arguments.append(("execution", Int(slice.execution)))
      arguments.append(("repeat", recording.operators[recording.executions[Int(slice.execution)]].executions))
    }
    if slice.kind == .transfer { arguments.append(("bytes", slice.bytes)) }
    if slice.count > 1 { arguments.append(("merged", Int(slice.count))) }
    return arguments
  }

  // MARK: Counters

  private func countBandwidth(_ events: inout TimelineEvents) {
    for (memory, one) in result.design.memories.enumerated() where one.kind.flat != nil {
      let bins = BandwidthBins(recorder, memory: memory, count: Self.windows)
      for bin in 0..<bins.count {
        let cycles = Double(max(1, bins.cycles(bin, end: recorder.end)))
        // Rounded, a rate might be above the peak.
        func rate(_ bytes: Double) -> String { "\(bytes / cycles)" }
        events.counter(
          process: Self.run, at: bins.start(bin), "\(one.name): bytes a cycle",
          [("read", rate(bins.readBytes[bin])), ("written", rate(bins.writtenBytes[bin]))])
        events.counter(
          process: Self.run, at: bins.start(bin), "\(one.name): share of cycles with data",
          [("busy", NumberText.fixed(Double(bins.busyCycles[bin]) / cycles, 3))])
      }
      events.counter(
        process: Self.run, at: recorder.end, "\(one.name): bytes a cycle", [("read", "0"), ("written", "0")])
      events.counter(
        process: Self.run, at: recorder.end, "\(one.name): share of cycles with data", [("busy", "0")])
    }
  }

  private func countLevels(_ events: inout TimelineEvents) {
    for (place, levels) in recorder.levels.enumerated() {
      let operand = ["input", "weight", "output"][place % 3]
      for level in levels {
        events.counter(
          process: Self.run + 1 + place / 3, at: level.cycle, "bytes in \(operand) slots",
          [("bytes", String(level.bytes))])
      }
    }
  }

  // MARK: Description

  /// What the file is of, and what its numbers mean, as JSON.
  private func description(leftOut: Int) -> String {
    let fields: [(String, String)] = [
      ("tool", "\"ridgeline \(Tool.version)\""),
      ("network", TimelineEvents.quoted(result.network)),
      ("design", TimelineEvents.quoted(result.design.name)),
      ("seed", "\(result.seed)"),
      ("unit", "\"1 us of ts and dur is 1 cycle of the array\""),
      ("clock_hz", "\(result.design.clock.hertz)"), ("cycles", "\(recorder.end)"),
      ("merged_below_cycles", "\(recorder.grain)"), ("events_left_out", "\(leftOut)"),
    ]
    return "{" + fields.map { "\"\($0.0)\":\($0.1)" }.joined(separator: ",") + "}"
  }
}

extension RecordedQueue {
  fileprivate var tile: String {
    switch self {
    case .input: "input tile"
    case .weight: "weight tile"
    case .partialSums: "partial-sum tile"
    case .store: "output tile"
    }
  }

  fileprivate var tiles: String {
    switch self {
    case .input: "input tiles"
    case .weight: "weight tiles"
    case .partialSums: "partial-sum tiles"
    case .store: "output tiles"
    }
  }
}
