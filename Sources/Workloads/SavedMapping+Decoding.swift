import Documents

extension SavedMapping {
  /// Reads the mapping in a file; nil when `findings` has errors.
  public static func load(path: String, findings: Findings) -> SavedMapping? {
    guard let node = DocumentLoader().load(path: path, findings: findings) else { return nil }
    return decode(node, findings: findings)
  }

  /// The mapping of a document; nil when `findings` has errors.
  ///
  /// Every key has to be there: a saved mapping leaves nothing to choose.
  public static func decode(_ node: Node, findings: Findings) -> SavedMapping? {
    guard let reader = MappingReader(node, context: "the mapping", findings: findings) else { return nil }
    if let schema = reader.text("schema"), schema != Self.schema {
      // Another version's keys mean something else.
      reader.report(.otherMappingSchema(schema), at: "schema")
      return nil
    }
    let network = reader.text("network")
    let design = reader.text("design")
    // Left empty, it is no mapping, but what is missing is the same.
    let isEmpty =
      reader.nodeIfPresent("operators").map { $0.isLeftEmpty || $0.entries?.isEmpty == true } ?? false
    if isEmpty { reader.report(.noMappings, at: "operators") }
    let operators = isEmpty ? nil : reader.mapping("operators")
    let entries = (operators?.node.entries ?? []).compactMap { entry($0, findings) }
    reader.finish()
    guard let network, let design, !findings.hasErrors else { return nil }
    return SavedMapping(
      network: network, design: design, entries: entries, position: reader.keyPosition(of: "operators"),
      networkPosition: reader.position(of: "network"))
  }

  private static func entry(_ line: Node.Entry, _ findings: Findings) -> Entry? {
    let context = "operator \(quoted(line.key))"
    guard let reader = MappingReader(line.value, context: context, findings: findings) else { return nil }
    let mapping = reader.has("units") ? vector(reader) : product(reader)
    reader.finish()
    return mapping.map {
      Entry(
        name: line.key, mapping: $0, position: line.keyPosition,
        spatialPosition: reader.has("spatial") ? reader.position(of: "spatial") : nil,
        partitionPosition: reader.has("partition") ? reader.position(of: "partition") : nil)
    }
  }

  private static func vector(_ reader: MappingReader) -> WorkMapping? {
    let channels = reader.integerIfPresent("channels", in: TraceLimits.sizes)
    return reader.integer("units", in: TraceLimits.sizes).map { .vector(units: $0, channels: channels) }
  }

  private static func product(_ reader: MappingReader) -> WorkMapping? {
    let spatial = reader.enumeration("spatial", as: ProductMapping.Spatial.self)
    let partition = reader.enumerationIfPresent("partition", as: ProductMapping.Partition.self)
    let sizes = ["groups", "rows", "columns", "channels", "filters"].map {
      reader.integer($0, in: TraceLimits.sizes)
    }
    // Asked for as a required one first, so that a file without it is told so.
    let order = reader.sequence("order").flatMap { _ in MappingDirectives.order(reader) }
    let scan = reader.enumerationIfPresent("scan", as: ProductMapping.Scan.self) ?? .raster
    let slots = MappingDirectives.slots(reader)
    guard let spatial, let order, !sizes.contains(nil) else { return nil }
    let known = sizes.compactMap(\.self)
    return .product(
      ProductMapping(
        groups: known[0], rows: known[1], columns: known[2], channels: known[3], filters: known[4],
        order: order, scan: scan, slots: slots, spatial: spatial, partition: partition))
  }
}

extension Finding.Message {
  static func otherMappingSchema(_ schema: String) -> Self {
    Self(
      .unknownName,
      "the schema is \(quoted(schema)), and this version reads \(quoted(SavedMapping.schema)); save the mapping "
        + "of a run anew")
  }

  static let noMappings = Self(
    .invalidValue,
    "'operators' is empty; there must be a line for each operator: the mapping.yaml of 'ridgeline run -o DIR' has them"
  )
}
