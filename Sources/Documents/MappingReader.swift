/// Reads the keys of a mapping as what they should be, and reports everything that is wrong at once.
///
///     guard let array = MappingReader(node, context: "array", findings: findings) else { return nil }
///     let rows = array.integer("rows", in: 1...4_096)                   // reported when missing
///     let banks = array.integer("banks", in: 1...64, default: 1)        // may be missing
///     let width = array.quantityIfPresent("width", as: Bytes.self)      // may be missing, nil then
///     array.finish()                                                    // reports every other key
///
/// Every method that finds something wrong adds a finding and returns nil or the default, so that the caller
/// goes on; `findings.hasErrors` says at the end whether the values can be used.
public final class MappingReader {
  public let node: Node

  /// What the mapping is called in findings, such as "array" or "the design".
  public let context: String

  public let findings: Findings

  private let entries: [Node.Entry]
  private let places: [String: Int]
  private var asked = NameList()

  /// Nil when the node is no mapping, after a finding that says so.
  public init?(_ node: Node, context: String, findings: Findings) {
    guard let entries = node.entries else {
      findings.add(.notMapping(context, found: node.found), at: node.position)
      return nil
    }
    self.node = node
    self.context = context
    self.findings = findings
    self.entries = entries
    // Small mappings are searched; see `KeyIndex`.
    places =
      entries.count > 16 ? Dictionary(entries.enumerated().map { ($1.key, $0) }) { first, _ in first } : [:]
  }

  /// The position of the mapping.
  public var position: SourcePosition { node.position }

  /// The keys of the mapping, as they were written.
  public var keys: [String] { entries.map(\.key) }

  /// The value under a key, unread; nil without a finding when it is missing.
  public func nodeIfPresent(_ key: String) -> Node? {
    asked.insert(key)
    return entry(key)?.value
  }

  /// The value under a key, unread; reported when it is missing.
  public func node(_ key: String) -> Node? { required(key, .anything) }

  /// Whether a key is there; asking makes it a known key.
  public func has(_ key: String) -> Bool { nodeIfPresent(key) != nil }

  /// Where the value under a key is, or the mapping when the key is missing.
  public func position(of key: String) -> SourcePosition { entry(key)?.value.position ?? position }

  /// Where a key itself is, or the mapping when it is missing.
  public func keyPosition(of key: String) -> SourcePosition { entry(key)?.keyPosition ?? position }

  /// Where `null` removed a key; nil where the key is there, or nothing removed it.
  public func removalPosition(of key: String) -> SourcePosition? {
    entry(key) == nil ? node.removals.last { $0.key == key }?.position : nil
  }

  /// Reports every key that was never asked for, with the nearest among those that were.
  public func finish() {
    for removal in node.removals where !removal.wasThere && !asked.contains(removal.key) {
      findings.add(.nothingToRemove(removal.key, among: asked.names), at: removal.position)
    }
    for entry in entries where !asked.contains(entry.key) {
      findings.add(.unknownKey(entry.key, in: context, among: asked.names), at: entry.keyPosition)
    }
  }

  /// Adds a finding at the value under a key.
  public func report(_ message: Finding.Message, at key: String) {
    findings.add(message, at: position(of: key))
  }

  func required(_ key: String, _ expected: @autoclosure () -> Expectation) -> Node? {
    if let value = nodeIfPresent(key) { return value }
    findings.add(.missingKey(key, in: context, expected()), at: position)
    return nil
  }

  func scalar(_ node: Node?, _ key: String) -> ScalarReader? {
    node.map { ScalarReader($0, named: key, findings: findings) }
  }

  /// The name of what is under a key. A context with a space, such as "the design", is a title: no prefix.
  func contextBelow(_ key: String) -> String {
    context.contains(" ") || context.isEmpty ? shown(key) : "\(context).\(shown(key))"
  }

  private func entry(_ key: String) -> Node.Entry? {
    places.isEmpty ? entries.first { $0.key == key } : places[key].map { entries[$0] }
  }
}
