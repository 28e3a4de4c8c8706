/// A document as JSON: keys sorted, two spaces a level, ending in a line break.
///
/// It is the text of Foundation's `JSONEncoder`, byte for byte, but every value is written where it comes, and not first made
/// into a tree. Values may open one container of a kind, or keyed ones side by side; none nests by hand.
package enum JSONText {
  /// Throws for a number that is not finite.
  package static func of(_ document: some Encodable) throws -> String {
    let root = JSONValue(depth: 0)
    try document.encode(to: root)
    var bytes: [UInt8] = []
    root.take(into: &bytes)
    bytes.append(UInt8(ascii: "\n"))
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// One value at one depth, while it is written; the next at that depth takes its place.
final class JSONValue: Encoder {
  /// Levels around it.
  let depth: Int
  private var kind = Kind.none
  /// Of an object its members one after the other, of an array all of it so far, else the value.
  private var bytes: [UInt8] = []
  private var members: [(key: String, end: Int)] = []
  private(set) var count = 0
  private lazy var inner = JSONValue(depth: depth + 1)
  private lazy var lineStart =
    [UInt8(ascii: "\n")] + [UInt8](repeating: UInt8(ascii: " "), count: 2 * (depth + 1))

  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  private enum Kind { case none, scalar, array, object }

  init(depth: Int) { self.depth = depth }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    kind = .object
    return KeyedEncodingContainer(JSONMembers(value: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    kind = .array
    return JSONElements(value: self)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { JSONScalar(value: self) }

  // MARK: Writing

  /// A word of JSON itself, such as `null`.
  func write(word: StaticString) {
    kind = .scalar
    word.withUTF8Buffer { bytes += $0 }
  }

  func write(_ number: some BinaryInteger) {
    kind = .scalar
    bytes += String(number).utf8
  }

  func write<Number: BinaryFloatingPoint & CustomStringConvertible>(_ number: Number) throws {
    guard number.isFinite else {
      throw EncodingError.invalidValue(
        number, EncodingError.Context(codingPath: [], debugDescription: "JSON has no number for \(number)"))
    }
    kind = .scalar
    var text = number.description[...]
    if text.hasSuffix(".0") { text = text.dropLast(2) }
    bytes += text.utf8
  }

  func write(_ text: String) {
    kind = .scalar
    Self.append(text, to: &bytes)
  }

  /// What `body` writes, as the member of this name.
  func member(_ key: String, _ body: (JSONValue) throws -> Void) rethrows {
    try body(inner)
    inner.take(into: &bytes)
    members.append((key, bytes.count))
  }

  /// What `body` writes, as the next element.
  func element(_ body: (JSONValue) throws -> Void) rethrows {
    try body(inner)
    if count > 0 { bytes.append(UInt8(ascii: ",")) }
    count += 1
    bytes += lineStart
    inner.take(into: &bytes)
  }

  /// Appends the value, and is then ready for the next.
  fileprivate func take(into text: inout [UInt8]) {
    switch kind {
    case .none, .scalar: text += bytes
    case .array:
      text.append(UInt8(ascii: "["))
      text += bytes
      close(with: UInt8(ascii: "]"), isEmpty: count == 0, &text)
    case .object:
      text.append(UInt8(ascii: "{"))
      appendMembers(to: &text)
      close(with: UInt8(ascii: "}"), isEmpty: members.isEmpty, &text)
    }
    kind = .none
    bytes.removeAll(keepingCapacity: true)
    members.removeAll(keepingCapacity: true)
    count = 0
  }

  private func appendMembers(to text: inout [UInt8]) {
    let order = members.indices.sorted {
      members[$0].key.utf8.lexicographicallyPrecedes(members[$1].key.utf8)
    }
    for (place, member) in order.enumerated() {
      if place > 0 { text.append(UInt8(ascii: ",")) }
      text += lineStart
      Self.append(members[member].key, to: &text)
      text += [UInt8(ascii: " "), UInt8(ascii: ":"), UInt8(ascii: " ")]
      text += bytes[(member == 0 ? 0 : members[member - 1].end)..<members[member].end]
    }
  }

  private func close(with end: UInt8, isEmpty: Bool, _ text: inout [UInt8]) {
    if isEmpty { text.append(UInt8(ascii: "\n")) }
    text += lineStart.dropLast(2)
    text.append(end)
  }

  private static func append(_ string: String, to text: inout [UInt8]) {
    text.append(UInt8(ascii: "\""))
    for byte in string.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): text += [UInt8(ascii: "\\"), byte]
      case 0x08: text += "\\b".utf8
      case 0x09: text += "\\t".utf8
      case 0x0A: text += "\\n".utf8
      case 0x0C: text += "\\f".utf8
      case 0x0D: text += "\\r".utf8
      case 0..<0x20:
        text += (byte < 0x10 ? "\\u000" : "\\u00").utf8
        text += String(byte, radix: 16).utf8
      default: text.append(byte)
      }
    }
    text.append(UInt8(ascii: "\""))
  }
}
