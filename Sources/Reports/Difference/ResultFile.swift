import Documents

/// What a difference needs of a `result.json`, read with the places of what is wrong in it.
public struct ResultFile: Sendable {
  /// Counts of an operator or of a whole run.
  public struct Counts: Hashable, Sendable {
    public var cycles = 0
    /// The cycle stack, by class.
    public var stack: [String: Int] = [:]
    /// The slot stack, by class.
    public var slots: [String: Int] = [:]
    /// Bytes that crossed the memories' buses, by `NAME.read_bytes` and `NAME.write_bytes`.
    public var bytes: [String: Int] = [:]
    /// Picojoules by component; nil where the design says no energies.
    public var energy: [String: Double]?

    /// Bytes that crossed any memory's bus.
    public var movedBytes: Int { bytes.values.reduce(0, +) }
    /// Picojoules of all components, the least first: the same in every order of a file.
    public var energyTotal: Double? { energy.map { $0.values.sorted().reduce(0, +) } }

    public init() {}

    mutating func add(_ other: Self) {
      cycles += other.cycles
      stack.merge(other.stack, uniquingKeysWith: +)
      slots.merge(other.slots, uniquingKeysWith: +)
      bytes.merge(other.bytes, uniquingKeysWith: +)
      energy = energy.flatMap { mine in other.energy.map { mine.merging($0, uniquingKeysWith: +) } }
    }
  }
  /// An operator: its counts are those of all its executions.
  public struct Operator: Sendable {
    /// Its groups and its name, with `/` between.
    public var path: String
    public var counts: Counts
    /// What its mapping says, by path, such as `tiles.rows`: as many texts as its executions had different ones.
    public var mapping: [String: [String]]

    public init(path: String, counts: Counts, mapping: [String: [String]] = [:]) {
      self.path = path
      self.counts = counts
      self.mapping = mapping
    }

    /// Adds further executions.
    mutating func add(_ other: Self) {
      counts.add(other.counts)
      for (path, texts) in other.mapping {
        mapping[path, default: []] += texts.filter { mapping[path]?.contains($0) != true }
      }
    }
  }

  public var design: String
  /// Every setting of the design by its path, in the document's order; without the sources of its numbers.
  public var settings: [(path: String, value: String)]
  /// Cores of the design: the cycle stack counts the cycles of each.
  public var cores: Int
  public var network: String
  public var total: Counts
  public var operators: [Operator]
  /// How many of the design's numbers are assumptions; nil of a result without energies and areas, or of an older version.
  public var sources: SourcesView?

  /// The result in a file; nil where findings say what is wrong.
  public static func load(path: String, findings: Findings) -> ResultFile? {
    guard let node = DocumentLoader().load(path: path, findings: findings) else { return nil }
    return decode(node, findings: findings)
  }

  /// The result of a document; nil where findings say what is wrong.
  public static func decode(_ node: Node, findings: Findings) -> ResultFile? {
    var reader = ResultReader(findings: findings)
    return reader.result(node)
  }
}

/// Reads the parts of a result; whatever is wrong becomes a finding.
private struct ResultReader {
  let findings: Findings
  private var cores = 1

  init(findings: Findings) { self.findings = findings }

  mutating func result(_ node: Node) -> ResultFile? {
    guard let schema = node["schema"]?.text else {
      findings.add(.noResult, at: node.position)
      return nil
    }
    guard schema == ResultDocument.schema else {
      findings.add(.otherSchema(schema), at: node["schema"]?.position ?? node.position)
      return nil
    }
    let machine = value("design", of: node)
    let design = machine.flatMap { value("name", of: $0)?.text }
    let settings = machine.map { Self.settings($0, below: "") } ?? []
    if let several = machine?["cores"] {
      guard let count = integer("count", of: several) else { return nil }
      cores = count
    }
    let network = value("network", of: node)?.text
    let total = value("total", of: node).flatMap { counts($0, times: 1) }
    let operators = value("operators", of: node).flatMap { list in
      list.items.map(allOperators) ?? missing("a list of operators", at: list)
    }
    let sources = node["total"]?["sources"].flatMap(sources)
    guard let design, let network, let total, let operators, !findings.hasErrors else { return nil }
    return ResultFile(
      design: design, settings: settings, cores: cores, network: network, total: total, operators: operators,
      sources: sources)
  }

  private func sources(_ node: Node) -> SourcesView? {
    guard let energies = integer("energies", of: node), let assumed = integer("energies_assumed", of: node),
      let areas = integer("areas", of: node), let areasAssumed = integer("areas_assumed", of: node),
      let leftOut = value("left_out", of: node)
    else { return nil }
    let share = node["energy_assumed_share"]?.text.flatMap(Double.init)
    return SourcesView(
      energies: energies, energiesAssumed: assumed,
      energyAssumedShare: OrNull(share.flatMap { (0...1).contains($0) ? $0 : nil }), areas: areas,
      areasAssumed: areasAssumed, boundary: node["boundary"]?.text,
      leftOut: leftOut.items?.compactMap(\.text) ?? [])
  }

  /// The scalars of a design by their paths; a list of scalars is one setting, and a source is none.
  private static func settings(_ node: Node, below path: String) -> [(path: String, value: String)] {
    switch node.content {
    case .scalar(let text, _): return [(path, text)]
    case .sequence(let items):
      let texts = items.map(\.text)
      if !texts.contains(nil) { return [(path, "[\(texts.compactMap(\.self).joined(separator: ", "))]")] }
      return items.enumerated().flatMap { settings($1, below: "\(path)[\($0)]") }
    case .mapping(let entries):
      return entries.filter { $0.key != "source" }.flatMap {
        settings($0.value, below: path.isEmpty ? $0.key : "\(path).\($0.key)")
      }
    }
  }

  /// The operators; entries of one operator's executions that follow one another become one.
  private func allOperators(_ nodes: [Node]) -> [ResultFile.Operator] {
    var operators: [ResultFile.Operator] = []
    for node in nodes {
      guard let one = anOperator(node) else { continue }
      if let last = operators.last, last.path == one.path, node["first_execution"]?.text != "0" {
        operators[operators.count - 1].add(one)
        guard isCountable(operators[operators.count - 1].counts) else {
          return missing("counts that fit into 62 bits", at: node) ?? []
        }
      } else {
        operators.append(one)
      }
    }
    return operators
  }

  private func anOperator(_ node: Node) -> ResultFile.Operator? {
    guard let name = value("name", of: node)?.text, let times = integer("repeat", of: node),
      let counts = counts(node, times: times)
    else { return nil }
    let groups = node["groups"]?.items?.compactMap(\.text) ?? []
    return ResultFile.Operator(
      path: (groups + [name]).joined(separator: "/"), counts: counts, mapping: mapping(node["mapping"]))
  }

  /// What was chosen, and not what came of it; nothing where the file does not say.
  private func mapping(_ node: Node?) -> [String: [String]] {
    var texts: [String: [String]] = [:]
    for key in ["tiles", "order", "scan", "slots", "spatial", "partition"] {
      guard let value = node?[key], !value.isNull else { continue }
      for one in Self.settings(value, below: key) { texts[one.path] = [one.value] }
    }
    return texts
  }

  private func counts(_ node: Node, times: Int) -> ResultFile.Counts? {
    var counts = ResultFile.Counts()
    guard let cycles = integer("cycles", of: node), let stack = classes("cycle_stack", of: node, times),
      let slots = classes("slots", of: node, times), let memories = value("memories", of: node)
    else { return nil }
    for memory in memories.entries ?? [] {
      for key in ["read_bytes", "write_bytes"] {
        guard let bytes = integer(key, of: memory.value) else { return nil }
        counts.bytes["\(memory.key).\(key)"] = product(bytes, times)
      }
    }
    (counts.cycles, counts.stack, counts.slots) = (product(cycles, times), stack, slots)
    guard isCountable(counts) else { return missing("counts that fit into 62 bits", at: node) }
    guard sum(stack) == product(counts.cycles, cores) else {
      let position = node["cycle_stack"]?.position ?? node.position
      findings.add(
        .stackWithoutSum(sum(stack) / max(1, times), cycles: cycles, cores: cores), at: position)
      return nil
    }
    if let energy = node["energy_pj"] {
      guard let components = energies(energy, times) else { return nil }
      counts.energy = components
    }
    return counts
  }

  private func isCountable(_ counts: ResultFile.Counts) -> Bool {
    [counts.cycles, sum(counts.stack), sum(counts.slots), sum(counts.bytes)].allSatisfy { $0 < Self.limit }
  }

  /// The classes of a stack, for all executions.
  private func classes(_ key: String, of node: Node, _ times: Int) -> [String: Int]? {
    guard let stack = value(key, of: node) else { return nil }
    guard let entries = stack.entries else { return missing("classes with their counts", at: stack) }
    var counts: [String: Int] = [:]
    for entry in entries {
      guard let count = integer(entry.key, of: stack) else { return nil }
      counts[entry.key] = product(count, times)
    }
    return counts
  }

  /// Picojoules by component, for all executions; the total of the file is their sum and left out.
  private func energies(_ node: Node, _ times: Int) -> [String: Double]? {
    guard let entries = node.entries else { return missing("components with their energies", at: node) }
    var energies: [String: Double] = [:]
    for entry in entries where entry.key != "total" {
      guard let energy = entry.value.text.flatMap(Double.init), energy >= 0, energy < 1e100 else {
        return missing("number of picojoules", at: entry.value)
      }
      energies[entry.key] = energy * Double(times)
    }
    return energies
  }

  /// No count of a result of ours is beyond this; a file that was made up may be. The sum of two does not overflow.
  private static let limit = 1 << 61

  /// A product that stays at the limit where it would be beyond.
  private func product(_ count: Int, _ times: Int) -> Int {
    let (product, overflow) = count.multipliedReportingOverflow(by: times)
    return overflow ? Self.limit : min(product, Self.limit)
  }

  private func sum(_ counts: [String: Int]) -> Int {
    counts.values.reduce(0) { min($0 + $1, Self.limit) }
  }

  private func value(_ key: String, of node: Node) -> Node? {
    node[key] ?? missing("'\(key)'", at: node)
  }

  private func integer(_ key: String, of node: Node) -> Int? {
    guard let value = value(key, of: node) else { return nil }
    return ScalarReader(value, named: key, findings: findings).integer(in: 0...Self.limit)
  }

  private func missing<Value>(_ what: String, at node: Node) -> Value? {
    findings.add(.incompleteResult(what), at: node.position)
    return nil
  }
}

extension Finding.Message {
  fileprivate static let noResult = Self(
    .missingKey,
    "this is no result of ridgeline: it has no 'schema'; give a result.json that 'ridgeline run -o DIR' wrote"
  )

  fileprivate static func otherSchema(_ schema: String) -> Self {
    Self(
      .unknownName,
      "the schema is '\(schema.prefix(60))', and this version reads '\(ResultDocument.schema)'; run the design again"
    )
  }

  fileprivate static func stackWithoutSum(_ sum: Int, cycles: Int, cores: Int) -> Self {
    Self(
      .inconsistent,
      "the classes sum to \(sum), and 'cycles' is \(cycles)\(cores == 1 ? "" : " on each of \(cores) cores"); "
        + "it is not as 'ridgeline run' wrote it")
  }

  fileprivate static func incompleteResult(_ what: String) -> Self {
    Self(.missingKey, "the result has no \(what) here; it is not as 'ridgeline run' wrote it")
  }
}
