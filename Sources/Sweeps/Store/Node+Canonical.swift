import Documents

extension Node {
  /// Mappings the order of whose keys may change a result, by their own key: what is in them is added up, and the first of
  /// equals taken, in the order in which it is written.
  private static let ordered: Set<String> = ["memories", "functions", "others", "carry"]

  /// The same document with the keys of all mappings in one order, unless it says something: what stands under `key`.
  func canonical(under key: String? = nil) -> Node {
    switch content {
    case .scalar: return self
    case .sequence(let items): return Node(.sequence(items.map { $0.canonical() }), position: position)
    case .mapping(let entries):
      let canonical = entries.map { entry in
        Entry(key: entry.key, keyPosition: entry.keyPosition, value: entry.value.canonical(under: entry.key))
      }
      let isOrdered = key.map(Self.ordered.contains) ?? false
      return Node(
        .mapping(isOrdered ? canonical : canonical.sorted { $0.key < $1.key }), position: position)
    }
  }
}
