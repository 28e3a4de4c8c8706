import Quantities

extension Node {
  /// A text, which reads as a text whatever it looks like.
  public static func text(_ text: String) -> Node { Node(.scalar(text: text, isPlain: false)) }

  /// The value of an option of a command line as a text, at its place there.
  public static func text(_ text: String, ofOption option: String) -> Node {
    let file = DocumentLoader.name(ofOption: option, text)
    return Node(.scalar(text: text, isPlain: false), position: SourcePosition(file: file, line: 1, column: 1))
  }

  /// A scalar as if written without quotes, so that `64` reads as a number.
  public static func plain(_ text: String) -> Node { Node(.scalar(text: text, isPlain: true)) }

  public static func integer(_ value: Int) -> Node { .plain("\(value)") }
  public static func boolean(_ value: Bool) -> Node { .plain(value ? "true" : "false") }
  public static func quantity(_ value: some Quantity) -> Node { .plain(value.description) }
  public static func ratio(_ value: Ratio) -> Node { .plain(value.description) }
  public static func sequence(_ items: [Node]) -> Node { Node(.sequence(items)) }

  /// A mapping with the keys in the given order; traps when a key occurs twice.
  public static func mapping(_ pairs: KeyValuePairs<String, Node>) -> Node {
    mapping(pairs.map { Entry(key: $0.key, value: $0.value) })
  }

  /// A mapping of the given entries, in their order; traps when a key occurs twice.
  public static func mapping(_ entries: [Entry]) -> Node {
    precondition(Set(entries.map(\.key)).count == entries.count, "each key of a mapping occurs once")
    return Node(.mapping(entries))
  }
}
