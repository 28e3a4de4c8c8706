extension MappingReader {
  /// A reader of the mapping under a key.
  ///
  /// Its context is `context` or else the path to it, such as "memories.main".
  public func mapping(_ key: String, context: String? = nil) -> MappingReader? {
    required(key, .mapping).flatMap { mapping($0, context ?? contextBelow(key)) }
  }

  public func mappingIfPresent(_ key: String, context: String? = nil) -> MappingReader? {
    nodeIfPresent(key).flatMap { mapping($0, context ?? contextBelow(key)) }
  }

  /// The items of the sequence under a key.
  public func sequence(_ key: String) -> [Node]? { required(key, .sequence).flatMap { items($0, key) } }

  public func sequenceIfPresent(_ key: String) -> [Node]? { nodeIfPresent(key).flatMap { items($0, key) } }

  /// The integers of the sequence under a key; of any number of them unless `count` says how many.
  public func integers(
    _ key: String, count: Int? = nil, in range: ClosedRange<Int> = .min...Int.max
  ) -> [Int]? {
    required(key, .integers(count)).flatMap { integers($0, key, count: count, in: range) }
  }

  public func integersIfPresent(
    _ key: String, count: Int? = nil, in range: ClosedRange<Int> = .min...Int.max
  ) -> [Int]? {
    nodeIfPresent(key).flatMap { integers($0, key, count: count, in: range) }
  }

  /// Readers of the mappings that the values of this mapping are, in order: for keys that are free names.
  ///
  /// Every key becomes a known one. Values that are no mappings are reported and left out.
  public func mappings() -> [(name: String, reader: MappingReader)] {
    keys.compactMap { key in mappingIfPresent(key).map { (key, $0) } }
  }

  private func mapping(_ node: Node, _ context: String) -> MappingReader? {
    MappingReader(node, context: context, findings: findings)
  }

  private func items(_ node: Node, _ key: String, _ expected: Expectation = .sequence) -> [Node]? {
    if let items = node.items { return items }
    findings.add(.wrongType(key, found: node.found, expected), at: node.position)
    return nil
  }

  private func integers(_ node: Node, _ key: String, count: Int?, in range: ClosedRange<Int>) -> [Int]? {
    guard let items = items(node, key, .integers(count)) else { return nil }
    if let count, items.count != count {
      findings.add(.wrongCount(key, found: items.count, expected: count), at: node.position)
      return nil
    }
    let values = items.enumerated().map { place, item in
      ScalarReader(item, named: "\(key)[\(place)]", findings: findings).integer(in: range)
    }
    return values.contains(nil) ? nil : values.compactMap(\.self)
  }
}
