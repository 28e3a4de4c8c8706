import Quantities

/// A reported figure: its name, unit, definition and formula.
public struct Metric: Hashable, Sendable {
  /// Its place in an entry of `operators` of `result.json`, `NAME` for a name that the user chose; or its
  /// place in the document where it is of no operator.
  public var name: String
  public var unit: String
  /// Whole sentences.
  public var definition: String
  public var formula: String?
  /// Columns of `operators.csv`, `NAME` as above.
  public var columns: [String]

  init(_ name: String, _ unit: String, columns: [String] = [], _ definition: String, formula: String? = nil) {
    self.name = name
    self.unit = unit
    self.definition = definition
    self.formula = formula
    self.columns = columns
  }

  /// Metrics under one heading.
  public struct Section: Sendable {
    public var title: String
    public var metrics: [Metric]
  }

  /// Every reported figure, in the order of docs/metrics.md.
  public static let sections = [
    Section(title: "The operator", metrics: identity), Section(title: "Time and work", metrics: work),
    Section(title: "Latency and throughput", metrics: throughput),
    Section(title: "The mapping", metrics: mapping), Section(title: "The cycle stack", metrics: cycleStack),
    Section(title: "The slot stack", metrics: slots), Section(title: "Where the peak goes", metrics: gap),
    Section(title: "Arithmetic", metrics: arithmetic),
    Section(title: "Zeros", metrics: sparsity),
    Section(title: "Stored tensors", metrics: storage),
    Section(title: "Memories", metrics: memories),
    Section(title: "Buffers, registers, the link of cores", metrics: buffers),
    Section(title: "Energy", metrics: energy),
    Section(title: "Rates and area", metrics: area),
    Section(title: "The memory wall", metrics: wall + whatIfs),
    Section(title: "Phases", metrics: phases),
    Section(title: "Several seeds", metrics: seeds),
    Section(title: "Replays on a memory (`ridgeline memory`)", metrics: replays),
    Section(title: "The document", metrics: document),
    Section(title: "Comparisons (`ridgeline compare`)", metrics: compared),
    Section(title: "Generations (`ridgeline generate`)", metrics: requested + generated),
  ]

  public static let all = sections.flatMap(\.metrics)

  /// The metrics of a name: a key of `result.json`, the end of one, or a column of `operators.csv`.
  public static func named(_ name: String) -> [Metric] {
    let exact = all.filter { $0.name == name }
    // What counts something may have an energy of the same name.
    if !exact.isEmpty { return exact + energy.filter { $0.name == "energy_pj.\(name)" } }
    let patterns = all.flatMap(\.columns).filter { matches($0, name) }
    // Names may have underscores, so the longest of several patterns is the one.
    if let pattern = patterns.max(by: { $0.count < $1.count }) {
      return all.filter { $0.columns.contains(pattern) }
    }
    let ends = all.filter { $0.name.hasSuffix("." + name) || matches($0.name, name) }
    return ends.isEmpty ? all.filter { $0.endMatches(name) } : ends
  }

  /// What `explain` answers for a name: the figures of that name, and where it is that of a group those in it; common
  /// short names and the words of reports, with their units after a comma or without, are known too.
  public static func answer(to name: String) -> [Metric] {
    let word = name.lowercased()
    if let computed = computed[word] { return computed }
    if let several = severalNames[word] ?? headings[word] { return several.flatMap(group) }
    if let key = keyInDocument(name) { return answer(to: key) }
    let found = group(shortNames[word] ?? name)
    guard found.isEmpty, let comma = name.firstIndex(of: ",") else { return found }
    return answer(to: String(name[..<comma]))
  }

  /// What follows the place in a document that keys have in common, such as `total.` or `operators.3.`; nil of other names.
  private static func keyInDocument(_ name: String) -> String? {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count > 1, ["total", "operators"].contains(parts[0]) else { return nil }
    let key = parts.dropFirst().drop { Int($0) != nil }
    return key.isEmpty ? nil : key.joined(separator: ".")
  }

  /// The metrics of a name and, of a group, those in it.
  private static func group(_ name: String) -> [Metric] {
    let found = named(name)
    guard found.first?.name == name else { return found }
    return found + all.filter { $0.name.hasPrefix(name + ".") && !found.contains($0) }
  }

  /// What people call figures, and what they are called here.
  private static let shortNames = [
    "edp": "energy_delay_product_j_s", "energy": "energy_pj", "latency": "latency_cycles",
    "throughput": "throughput_per_s", "utilization": "mac_utilization", "utilisation": "mac_utilization",
    "power": "average_power_w", "efficiency": "tops_per_watt", "tops/w": "tops_per_watt",
    "wall": "wall_factor", "intensity": "operational_intensity", "macs": "dense_macs",
    "op/b": "operational_intensity", "balance": "balance_bandwidth_bytes_per_s", "ridge": "ridge_point",
    "area": "area_mm2", "area efficiency": "tops_per_mm2", "density": "tops_per_mm2",
    "a dense mac": "energy_per_dense_mac_pj", "an effective mac": "energy_per_effective_mac_pj",
    "assumptions": "sources", "boundary": "sources.boundary", "voltage": "sram_supply",
    "left out": "sources.left_out", "wrong bits": "sram_supply", "ttft": "generate.time_to_first_token_s",
    "tops/mm2": "tops_per_mm2", "j/token": "generate.energy_per_token_j",
  ]

  /// Words that stand for several figures in reports.
  private static let severalNames = [
    "mapped": ["mapped_utilization", "efficiency_gap.mapped"],
    "imbalance": ["sparsity.load_imbalance", "cycle_stack.imbalance", "slots.imbalance"],
    "moved": ["memories.NAME.read_bytes", "memories.NAME.write_bytes"],
    "speedup": ["compare.speedup", "what_if.NAME.speedup", "sparsity.realised_speedup"],
    "speed-up": ["compare.speedup", "what_if.NAME.speedup", "sparsity.realised_speedup"],
    "pj/mac": ["energy_per_dense_mac_pj", "energy_per_effective_mac_pj"],
    "memory": ["memories.NAME", "dram.memory"], "buffer": ["buffers.NAME", "storage.NAME.buffer"],
    "energy_pj.buffers": ["energy_pj.buffer_NAME"], "energy_pj.memories": ["energy_pj.memory_NAME"],
  ]

  /// Whether its last part is a pattern such as `buffer_NAME`, and stands for a name.
  private func endMatches(_ name: String) -> Bool {
    guard let end = self.name.split(separator: ".").last.map(String.init), end != "NAME" else { return false }
    return Self.matches(end, name)
  }

  /// The name that a misspelt one was probably meant to be.
  public static func nearestName(_ name: String) -> String? {
    if let key = keyInDocument(name) { return nearestName(key) }
    let ends = all.compactMap { $0.name.split(separator: ".").last.map(String.init) }
    return NearestName.of(
      name, among: all.map(\.name) + ends.filter { $0 != "NAME" } + all.flatMap(\.columns))
  }

  /// Whether a pattern with `NAME` in it stands for a name.
  static func matches(_ pattern: String, _ name: String) -> Bool {
    guard let hole = pattern.firstRange(of: "NAME") else { return pattern == name }
    let (start, end) = (pattern[..<hole.lowerBound], pattern[hole.upperBound...])
    guard name.count > start.count + end.count, name.hasPrefix(start), name.hasSuffix(end) else {
      return false
    }
    return !name.dropFirst(start.count).dropLast(end.count).contains(".")
  }
}
