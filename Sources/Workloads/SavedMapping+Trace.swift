import Documents
import Quantities

extension SavedMapping {
  /// The entry of every operator of a trace, in the trace's order; sizes beyond the operator's count as all of it.
  ///
  /// Nil after findings where the two do not belong together: then nothing would say what an operator runs with. Of
  /// another network that is one finding, because then every line would be wrong.
  public func entries(for trace: Trace, findings: Findings) -> [Entry]? {
    let names = NameList(trace.operators.map(\.name))
    let byName = Dictionary(entries.map { ($0.name, $0) }) { first, _ in first }
    guard network == trace.network || fits(trace, names, byName) else {
      let known = entries.count { names.contains($0.name) }
      findings.add(
        .mapsOtherNetwork(
          network, than: trace.network, known: known, of: trace.operators.count, all: entries.count),
        at: networkPosition)
      return nil
    }
    // Names are only suggested so often: each search goes through all of them.
    var suggestions = 100
    var isWhole = true
    for entry in entries where !names.contains(entry.name) {
      suggestions -= 1
      let nearest = suggestions >= 0 ? NearestName.of(entry.name, among: names.names.prefix(10_000)) : nil
      findings.add(.mapsUnknownOperator(entry.name, of: trace.network, nearest: nearest), at: entry.position)
      isWhole = false
    }
    var found: [Entry] = []
    for one in trace.operators {
      guard var entry = byName[one.name] else {
        let note = Finding.Note(position: one.position, text: "the operator is here")
        findings.add(.operatorWithoutMapping(one.name), at: position, notes: [note])
        isWhole = false
        continue
      }
      if case .vector(_, _?) = entry.mapping, one.kind != .pooling {
        findings.add(.channelsOfNoWindow(one.name), at: entry.position)
        isWhole = false
        continue
      }
      guard let mapping = entry.mapping.within(one.body) else {
        findings.add(.mappingOfOtherKind(one.name, isProduct: one.body.isProduct), at: entry.position)
        isWhole = false
        continue
      }
      entry.mapping = mapping
      found.append(entry)
    }
    return isWhole ? found : nil
  }
}

extension SavedMapping {
  /// Whether every operator has a mapping of its kind, and every mapping an operator.
  private func fits(_ trace: Trace, _ names: NameList, _ byName: [String: Entry]) -> Bool {
    entries.allSatisfy { names.contains($0.name) }
      && trace.operators.allSatisfy { one in byName[one.name]?.mapping.within(one.body) != nil }
  }
}

extension WorkMapping {
  /// The mapping with sizes that the work has; nil for work of the other kind.
  public func within(_ body: Work.Body) -> WorkMapping? {
    switch (self, body) {
    case (.product(var mapping), .product(let product, _)):
      mapping.groups = min(mapping.groups, product.groups)
      mapping.rows = min(mapping.rows, product.outputHeight)
      mapping.columns = min(mapping.columns, product.outputWidth)
      mapping.channels = min(mapping.channels, product.channels)
      mapping.filters = min(mapping.filters, product.filters)
      return .product(mapping)
    case (.vector(let units, let channels), .vector(let vector)):
      let isCut = channels.map { $0 < vector.channels } ?? false
      return .vector(units: min(units, vector.units), channels: isCut ? channels : nil)
    case (.product, .vector), (.vector, .product): return nil
    }
  }
}

extension Work.Body {
  fileprivate var isProduct: Bool { if case .product = self { true } else { false } }
}

extension Finding.Message {
  static func mapsOtherNetwork(
    _ other: String, than network: String, known: Int, of count: Int, all: Int
  ) -> Self {
    Self(
      .inconsistent,
      "the mapping is of a run of \(quoted(other)), and the trace is of \(quoted(network)): of its \(count) operators "
        + "\(known) are among the \(all) here; save the mapping of a run of that trace")
  }

  static func mapsUnknownOperator(_ name: String, of network: String, nearest: String?) -> Self {
    Self(
      .unresolvedReference,
      "\(quoted(network)) has no operator named \(quoted(name)); "
        + (nearest.map { "did you mean \(quoted($0))?" } ?? "remove the line"))
  }

  static func operatorWithoutMapping(_ name: String) -> Self {
    Self(
      .missingKey,
      "there is no line for the operator \(quoted(name)); add one, for a saved mapping leaves nothing to choose"
    )
  }

  static func channelsOfNoWindow(_ name: String) -> Self {
    Self(
      .inconsistent, "operator \(quoted(name)) is no pooling, and only of those 'channels' is cut; remove it")
  }

  static func mappingOfOtherKind(_ name: String, isProduct: Bool) -> Self {
    Self(
      .inconsistent,
      isProduct
        ? "operator \(quoted(name)) is a product, and 'units' maps vector operators; a product is cut by groups, "
          + "rows, columns, channels and filters, and has 'spatial' and 'order'"
        : "operator \(quoted(name)) is no product; write 'units', and of a pooling 'channels' if they are cut"
    )
  }
}
