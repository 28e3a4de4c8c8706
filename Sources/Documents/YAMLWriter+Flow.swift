extension YAMLWriter {
  /// A node on one line, as a table shows it.
  public static func line(_ node: Node) -> String {
    if case .scalar(let text, _) = node.content { return text }
    return flow(node) ?? write(node).split(separator: "\n").joined(separator: " ")
  }

  /// A node on one line; nil where it is or holds a scalar that only reads the same in a block.
  static func flow(_ node: Node) -> String? {
    switch node.content {
    case .scalar(let text, let isPlain): return flow(text, isPlain: isPlain)
    case .sequence(let items):
      guard let texts = all(items.map { flow($0) }) else { return nil }
      return "[\(texts.joined(separator: ", "))]"
    case .mapping(let entries):
      let pairs = entries.map { entry -> String? in
        guard let key = flow(entry.key, isPlain: false), let value = flow(entry.value) else { return nil }
        return "\(key): \(value)"
      }
      return all(pairs).map { "{\($0.joined(separator: ", "))}" }
    }
  }

  private static func flow(_ text: String, isPlain: Bool) -> String? {
    // What is left empty has no place on a line, and YAML bounds a key.
    guard !(isPlain && text.isEmpty), text.utf8.count <= 1_000 else { return nil }
    let indicators = ",[]{}:?".utf8
    guard text.utf8.contains(where: { indicators.contains($0) }) else {
      return self.text(text, isPlain: isPlain)
    }
    return inQuotes(text)
  }

  private static func all(_ texts: [String?]) -> [String]? {
    texts.contains(nil) ? nil : texts.compactMap(\.self)
  }
}
