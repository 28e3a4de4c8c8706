import Documents

extension MappingDirectives {
  /// Reads the `mapping:` block that operators and designs share (docs/mapping.md).
  ///
  /// What is wrong becomes findings; the rest is returned all the same. `context` is what the block is called
  /// in findings, such as "mapping of operator 'conv1'". Keys that play no part are refused where `kind`
  /// tells what the block is for.
  public static func decode(
    _ node: Node, context: String, kind: Operator.Kind? = nil, findings: Findings
  ) -> MappingDirectives {
    guard let reader = MappingReader(node, context: context, findings: findings) else {
      return MappingDirectives()
    }
    let sizes = ["groups", "rows", "columns", "channels", "filters", "units"]
    let idle =
      switch kind {
      case .conv2d, .matmul: ["units"]
      case .pooling: ["groups", "rows", "columns", "filters", "order", "scan", "slots", "spatial"]
      case _?: ["groups", "rows", "columns", "channels", "filters", "order", "scan", "slots", "spatial"]
      case nil: [String]()
      }
    let directives = MappingDirectives(
      groups: reader.integerIfPresent("groups", in: TraceLimits.sizes),
      rows: reader.integerIfPresent("rows", in: TraceLimits.sizes),
      columns: reader.integerIfPresent("columns", in: TraceLimits.sizes),
      channels: reader.integerIfPresent("channels", in: TraceLimits.sizes),
      filters: reader.integerIfPresent("filters", in: TraceLimits.sizes),
      units: reader.integerIfPresent("units", in: TraceLimits.sizes),
      order: order(reader),
      scan: reader.enumerationIfPresent("scan", as: ProductMapping.Scan.self),
      slots: slots(reader),
      spatial: spatial(reader),
      whole: reader.boolean("whole", default: false),
      search: reader.enumerationIfPresent("search", as: Search.self),
      searchWork: reader.integerIfPresent("search_work", in: TraceLimits.searchWork))
    if directives.whole {
      for key in sizes where reader.has(key) {
        findings.add(.wholeWithSize(key), at: reader.keyPosition(of: key))
      }
    }
    if directives.search == .rule, directives.searchWork != nil {
      findings.add(.workWithoutSearch, at: reader.keyPosition(of: "search_work"))
    }
    for key in idle where reader.has(key) {
      findings.add(.noPartInMapping(key, of: kind), at: reader.keyPosition(of: key))
    }
    reader.finish()
    return directives
  }

  /// One assignment or a list of those that may be used.
  private static func spatial(_ reader: MappingReader) -> [ProductMapping.Spatial]? {
    guard let node = reader.nodeIfPresent("spatial") else { return nil }
    guard let items = node.items else {
      return reader.enumerationIfPresent("spatial", as: ProductMapping.Spatial.self).map { [$0] }
    }
    let choices = items.enumerated().map { place, item in
      ScalarReader(item, named: "spatial[\(place)]", findings: reader.findings)
        .enumeration(as: ProductMapping.Spatial.self)
    }
    guard !choices.contains(nil) else { return nil }
    let spatial = choices.compactMap(\.self)
    guard !spatial.isEmpty, Set(spatial).count == spatial.count else {
      reader.report(.spatialRepeated, at: "spatial")
      return nil
    }
    return spatial
  }

  /// `{input: N, weight: N, output: N}`, of which each may be left out.
  static func slots(_ reader: MappingReader) -> ProductMapping.Slots {
    guard let reader = reader.mappingIfPresent("slots") else { return .all }
    let slots = ProductMapping.Slots(
      input: reader.integerIfPresent("input", in: TraceLimits.sizes),
      weight: reader.integerIfPresent("weight", in: TraceLimits.sizes),
      output: reader.integerIfPresent("output", in: TraceLimits.sizes))
    reader.finish()
    return slots
  }

  static func order(_ reader: MappingReader) -> [ProductMapping.Loop]? {
    guard let items = reader.sequenceIfPresent("order") else { return nil }
    let loops = items.enumerated().map { place, item in
      ScalarReader(item, named: "order[\(place)]", findings: reader.findings)
        .enumeration(as: ProductMapping.Loop.self)
    }
    guard !loops.contains(nil) else { return nil }
    let order = loops.compactMap(\.self)
    guard order.count == ProductMapping.Loop.allCases.count, Set(order).count == order.count else {
      reader.report(.orderNotPermutation(order.prefix(8).map(\.rawValue)), at: "order")
      return nil
    }
    return order
  }
}
