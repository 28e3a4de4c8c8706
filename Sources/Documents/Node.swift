/// A value of a YAML document, with the place it was written at.
///
/// Scalars stay texts: what they mean is decided by who reads them, through `MappingReader`.
public struct Node: Sendable {
  /// What a node holds.
  public enum Content: Sendable {
    /// A single text; `isPlain` says that it was written without quotes.
    case scalar(text: String, isPlain: Bool)
    case sequence([Node])
    /// Keys in the order they were written; no key occurs twice.
    case mapping([Entry])
  }

  /// A key of a mapping and its value.
  public struct Entry: Sendable {
    public let key: String
    public let keyPosition: SourcePosition
    public let value: Node

    public init(key: String, keyPosition: SourcePosition = .none, value: Node) {
      self.key = key
      self.keyPosition = keyPosition
      self.value = value
    }
  }

  /// A key that `null` removed from a mapping.
  public struct Removal: Sendable {
    public let key: String
    public let position: SourcePosition
    /// Whether there was such a key; if not, a reader says whether there could have been.
    public let wasThere: Bool
  }

  public let content: Content
  public let position: SourcePosition
  /// What a variant or a setting removed from this mapping.
  public let removals: [Removal]

  public init(_ content: Content, position: SourcePosition = .none) {
    self.init(content, position: position, removals: [])
  }

  init(_ content: Content, position: SourcePosition, removals: [Removal]) {
    self.content = content
    self.position = position
    self.removals = removals
  }
}

extension Node: Equatable {
  /// Whether two nodes read the same; positions, and quotes that change nothing, do not count.
  public static func == (left: Node, right: Node) -> Bool {
    switch (left.content, right.content) {
    case (.scalar(let first, let firstIsPlain), .scalar(let second, let secondIsPlain)):
      // Swift compares texts up to Unicode normalisation; documents are compared to the byte.
      return first.utf8.elementsEqual(second.utf8)
        && (firstIsPlain == secondIsPlain || PlainMeaning(first) == .text)
    case (.sequence(let first), .sequence(let second)): return first == second
    case (.mapping(let first), .mapping(let second)): return first == second
    default: return false
    }
  }
}

extension Node.Entry: Equatable {
  public static func == (left: Node.Entry, right: Node.Entry) -> Bool {
    left.key.utf8.elementsEqual(right.key.utf8) && left.value == right.value
  }
}
