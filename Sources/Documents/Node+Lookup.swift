extension Node {
  /// The entries of a mapping, nil for anything else.
  public var entries: [Entry]? {
    if case .mapping(let entries) = content { entries } else { nil }
  }

  /// The items of a sequence, nil for anything else.
  public var items: [Node]? {
    if case .sequence(let items) = content { items } else { nil }
  }

  /// The text of a scalar, nil for anything else.
  public var text: String? {
    if case .scalar(let text, _) = content { text } else { nil }
  }

  /// Whether this is `null` or `~`, written without quotes.
  public var isNull: Bool {
    if case .scalar(let text, true) = content { PlainMeaning(text) == .null && !text.isEmpty } else { false }
  }

  /// Whether nothing is written here, or `null`.
  public var isLeftEmpty: Bool {
    if case .scalar(let text, true) = content { text.isEmpty || isNull } else { false }
  }

  /// The entry of a mapping with the given key.
  public func entry(_ key: String) -> Entry? { entries?.first { $0.key == key } }

  /// The value under a key of a mapping.
  public subscript(key: String) -> Node? { entry(key)?.value }
}
