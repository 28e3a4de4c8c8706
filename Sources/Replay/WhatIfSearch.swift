import Documents
import Hardware
import Quantities
import Workloads

/// Runs a trace on machines that have twice as much of something.
struct WhatIfSearch {
  let prepared: PreparedReplay
  let options: ReplayOptions

  init(_ prepared: PreparedReplay, _ options: ReplayOptions) {
    self.prepared = prepared
    var options = options
    options.findsMemoryWall = false
    options.findsWhatIfs = false
    options.records = false
    options.requestLogs = [:]
    options.progress = nil
    self.options = options
  }

  /// One for each change, in their order.
  func find() async -> [WhatIf] {
    var found: [WhatIf] = []
    for change in WhatIf.Change.allCases { found.append(await find(change)) }
    return found
  }

  private func find(_ change: WhatIf.Change) async -> WhatIf {
    let machines = settings(change).filter { !$0.isEmpty }
    guard !machines.isEmpty else { return WhatIf(change, problem: reasonForNone(change)) }
    var best: WhatIf?
    for settings in machines {
      let one = await run(change, settings)
      guard let cycles = one.cycles else {
        best = best ?? one
        continue
      }
      if (best?.cycles).map({ cycles < $0 }) ?? true { best = one }
    }
    return best ?? WhatIf(change, problem: reasonForNone(change))
  }

  private func run(_ change: WhatIf.Change, _ settings: [String]) async -> WhatIf {
    let findings = Findings()
    let design = design(settings, findings)
    guard let design, !findings.hasErrors else {
      return WhatIf(change, settings: settings, problem: reason(findings))
    }
    // What was given for the design's own sizes may not fit others, and would not use them.
    let other = await Replayer.prepare(
      trace: prepared.trace, masks: prepared.masks, design: design, mapping: nil, workers: options.workers)
    switch other {
    case .failure(.unsuitable(let findings)):
      return WhatIf(
        change, settings: settings, problem: findings.first?.message ?? "the machine cannot run it")
    case .success(let other):
      switch await Replayer.run(other, mapping: nil, options: options) {
      case .failure(.unsuitable(let findings)):
        return WhatIf(
          change, settings: settings, problem: findings.first?.message ?? "the machine cannot run it")
      case .success(let result):
        return WhatIf(
          change, settings: settings, cycles: result.total.record.cycles,
          operatorCycles: design.boundary == .barrier ? result.operators.map(\.record.cycles) : [])
      }
    }
  }

  /// The design with settings, read as a file would be: so whatever cannot exist is found.
  private func design(_ settings: [String], _ findings: Findings) -> Design? {
    DesignDecoder.decode(
      settings.reduce(prepared.design.resolved()) { $0.setting($1, findings: findings) }, findings: findings)
  }

  private func reason(_ findings: Findings) -> String {
    findings.sorted().first { $0.severity == .error }?.message ?? "there is no such machine"
  }

  private func reasonForNone(_ change: WhatIf.Change) -> String {
    switch change {
    case .bandwidth: "every memory is ideal"
    case .buffers: "no buffer has an end"
    case .array: "no side of the array can be doubled"
    case .ports: "no buffer has ports"
    }
  }

  // MARK: Settings

  /// For each machine to be tried, what makes it of the design.
  private func settings(_ change: WhatIf.Change) -> [[String]] {
    switch change {
    case .bandwidth: [prepared.design.memories.flatMap(bandwidth)]
    case .buffers: [buffers]
    case .array: arrays
    case .ports: [ports]
    }
  }

  private func bandwidth(_ memory: Memory) -> [String] {
    let path = "memories.\(memory.name)"
    var settings: [String]
    let outstanding: Int?
    switch memory.kind {
    case .ideal: return []
    case .bandwidth(let flat):
      let twice = Bandwidth(bytesPerSecond: 2 * flat.bandwidth.bytesPerSecond)
      settings = ["\(path).bandwidth=\(twice)"]
      outstanding = flat.outstanding
    case .dram(let dram):
      settings = ["\(path).system.organization.channels=\(2 * dram.system.organization.channels)"]
      outstanding = dram.outstanding
    }
    if let outstanding { settings.append("\(path).outstanding=\(2 * outstanding)") }
    return settings
  }

  private var buffers: [String] {
    prepared.design.buffers.named.flatMap { name, buffer in
      buffer.capacity.map { ["buffers.\(name).capacity=\(Bytes(count: 2 * $0.count))"] } ?? []
    }
  }

  private var ports: [String] {
    prepared.design.buffers.named.map { name, buffer in "buffers.\(name).ports=\(2 * buffer.ports)" }
  }

  /// Each side of the array whose doubling makes a machine of twice the peak.
  private var arrays: [[String]] {
    let sides = [
      "rows", "columns", "units", "width", "pixels", "reduction", "filters", "lanes", "multipliers",
    ]
    let array = prepared.design.resolved()["array"]
    let paths = sides.map { [$0] } + ["rows", "columns"].map { ["pixels", $0] }
    return paths.compactMap { path in
      guard let size = path.reduce(array, { $0?[$1] })?.text.flatMap({ Int($0) }) else { return nil }
      let setting = "array.\(path.joined(separator: "."))=\(2 * size)"
      let findings = Findings()
      guard let design = design([setting], findings), !findings.hasErrors,
        design.peakOperationsPerSecond == 2 * prepared.design.peakOperationsPerSecond
      else { return nil }
      return [setting]
    }
  }
}
