/// Finds a key among the entries of a mapping that grows.
///
/// Most mappings have a handful of keys, for which comparing beats hashing.
struct KeyIndex {
  private static let smallCount = 16
  private var places: [String: Int] = [:]

  /// The place of an equal key that is there already; otherwise nil, and the key is known from now on.
  mutating func insert(_ key: String, into entries: [Node.Entry]) -> Int? {
    if entries.count < Self.smallCount { return entries.firstIndex { $0.key == key } }
    if places.isEmpty {
      for (place, entry) in entries.enumerated() { places[entry.key] = place }
    }
    if let place = places[key] { return place }
    places[key] = entries.count
    return nil
  }
}
