import Documents

/// What a difference needs of a `result.json`, read with the places of what is wrong in it.
public struct ResultFile: Sendable {
  /// Counts of an operator or of a whole run.
  public struct Counts: Hashable, Sendable {
    public var cycles = 0
    /// The cycle stack, by class.
    public var stack: [String: Int] = [:]
    /// Bytes that crossed any memory's bus.
    public var movedBytes = 0

    public init() {}
  }
  /// An operator: its counts are those of all its executions.
  public struct Operator: Sendable {
    /// Its groups and its name, with `/` between.
    public var path: String
    public var counts: Counts

    public init(path: String, counts: Counts) {
      self.path = path
      self.counts = counts
    }
  }

  public var design: String
  public var network: String
  public var total: Counts
  public var operators: [Operator]

  /// The result in a file; nil where findings say what is wrong.
  public static func load(path: String, findings: Findings) -> ResultFile? {
    guard let node = DocumentLoader().load(path: path, findings: findings) else { return nil }
    return ResultReader(findings: findings).result(node)
  }
}

/// Reads the parts of a result; whatever is wrong becomes a finding.
private struct ResultReader {
  let findings: Findings

  func result(_ node: Node) -> ResultFile? {
    guard let schema = node["schema"]?.text else {
      findings.add(.noResult, at: node.position)
      return nil
    }
    guard schema == ResultDocument.schema else {
      findings.add(.otherSchema(schema), at: node["schema"]?.position ?? node.position)
      return nil
    }
    let design = value("design", of: node).flatMap { value("name", of: $0)?.text }
    let network = value("network", of: node)?.text
    let total = value("total", of: node).flatMap { counts($0, times: 1) }
    let operators = value("operators", of: node).flatMap { list in
      list.items.map { $0.compactMap(anOperator) } ?? missing("a list of operators", at: list)
    }
    guard let design, let network, let total, let operators, !findings.hasErrors else { return nil }
    return ResultFile(design: design, network: network, total: total, operators: operators)
  }

  private func anOperator(_ node: Node) -> ResultFile.Operator? {
    guard let name = value("name", of: node)?.text, let times = integer("repeat", of: node),
      let counts = counts(node, times: times)
    else { return nil }
    let groups = node["groups"]?.items?.compactMap(\.text) ?? []
    return ResultFile.Operator(path: (groups + [name]).joined(separator: "/"), counts: counts)
  }

  private func counts(_ node: Node, times: Int) -> ResultFile.Counts? {
    var counts = ResultFile.Counts()
    guard let cycles = integer("cycles", of: node), let stack = value("cycle_stack", of: node),
      let memories = value("memories", of: node)
    else { return nil }
    counts.cycles = times &* cycles
    for entry in stack.entries ?? [] {
      guard let part = integer(entry.key, of: stack) else { return nil }
      counts.stack[entry.key] = times &* part
    }
    for memory in memories.entries ?? [] {
      guard let read = integer("read_bytes", of: memory.value),
        let written = integer("write_bytes", of: memory.value)
      else { return nil }
      counts.movedBytes += times &* (read + written)
    }
    guard isCountable(cycles, times) else { return missing("counts that fit into 62 bits", at: node) }
    return counts
  }

  /// No count of a result of ours is beyond this; a file that was made up may be.
  private func isCountable(_ cycles: Int, _ times: Int) -> Bool {
    Double(cycles) * Double(times) < 4e18
  }

  private func value(_ key: String, of node: Node) -> Node? {
    node[key] ?? missing("'\(key)'", at: node)
  }

  private func integer(_ key: String, of node: Node) -> Int? {
    guard let value = value(key, of: node) else { return nil }
    // A count of ours is below 2^62, so the sum of two does not overflow.
    return ScalarReader(value, named: key, findings: findings).integer(in: 0...(1 << 61))
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

  fileprivate static func incompleteResult(_ what: String) -> Self {
    Self(.missingKey, "the result has no \(what) here; it is not as 'ridgeline run' wrote it")
  }
}
