extension JSONValue {
  /// The value that a line states; nil where it is no JSON, or its lists lie too deep in each other.
  public init?(_ line: some Collection<UInt8>) {
    var parser = JSONParser(bytes: Array(line))
    guard let value = parser.value(), parser.isAtEnd else { return nil }
    self = value
  }
}

private struct JSONParser {
  let bytes: [UInt8]
  private var place = 0
  private var depth = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool {
    mutating get {
      skipSpace()
      return place == bytes.count
    }
  }

  private mutating func skipSpace() {
    while place < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[place]) { place += 1 }
  }

  private mutating func takes(_ character: Unicode.Scalar) -> Bool {
    skipSpace()
    guard place < bytes.count, bytes[place] == UInt8(ascii: character) else { return false }
    place += 1
    return true
  }

  private mutating func takes(word: String) -> Bool {
    guard bytes[place...].starts(with: word.utf8) else { return false }
    place += word.utf8.count
    return true
  }

  mutating func value() -> JSONValue? {
    skipSpace()
    guard place < bytes.count else { return nil }
    switch bytes[place] {
    case UInt8(ascii: "{"): return nested { $0.object() }
    case UInt8(ascii: "["): return nested { $0.list() }
    case UInt8(ascii: "\""): return text().map { .text($0) }
    case UInt8(ascii: "t"): return takes(word: "true") ? .truth(true) : nil
    case UInt8(ascii: "f"): return takes(word: "false") ? .truth(false) : nil
    case UInt8(ascii: "n"): return takes(word: "null") ? .null : nil
    default: return number()
    }
  }

  private mutating func nested(_ body: (inout JSONParser) -> JSONValue?) -> JSONValue? {
    guard depth < 64 else { return nil }
    depth += 1
    defer { depth -= 1 }
    place += 1
    return body(&self)
  }

  private mutating func object() -> JSONValue? {
    var members: [JSONValue.Member] = []
    if takes("}") { return .object([]) }
    repeat {
      skipSpace()
      guard place < bytes.count, bytes[place] == UInt8(ascii: "\""), let key = text(), takes(":"),
        let value = value()
      else { return nil }
      members.append(JSONValue.Member(key, value))
    } while takes(",")
    return takes("}") ? .object(members) : nil
  }

  private mutating func list() -> JSONValue? {
    var items: [JSONValue] = []
    if takes("]") { return .list([]) }
    repeat {
      guard let value = value() else { return nil }
      items.append(value)
    } while takes(",")
    return takes("]") ? .list(items) : nil
  }

  private mutating func number() -> JSONValue? {
    let start = place
    var isInteger = true
    while place < bytes.count {
      let byte = bytes[place]
      if isDigit(byte) || byte == UInt8(ascii: "-") {
      } else if ".eE+".utf8.contains(byte) {
        isInteger = false
      } else {
        break
      }
      place += 1
    }
    let text = String(decoding: bytes[start..<place], as: UTF8.self)
    guard let first = text.utf8.first, first == UInt8(ascii: "-") || isDigit(first) else { return nil }
    if isInteger, let integer = Int(text) { return .integer(integer) }
    return Double(text).map { .real($0) }
  }

  private mutating func text() -> String? {
    place += 1
    var text: [UInt8] = []
    while place < bytes.count {
      let byte = bytes[place]
      place += 1
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: text, as: UTF8.self)
      case UInt8(ascii: "\\"):
        guard place < bytes.count else { return nil }
        let escaped = bytes[place]
        place += 1
        switch escaped {
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(escaped)
        case UInt8(ascii: "u"):
          guard let scalar = escapedScalar() else { return nil }
          text.append(contentsOf: String(Character(scalar)).utf8)
        default: return nil
        }
      case 0..<0x20: return nil
      default: text.append(byte)
      }
    }
    return nil
  }

  /// The four digits behind `\u`, and those of a second one where it takes two.
  private mutating func escapedScalar() -> Unicode.Scalar? {
    guard let first = unit() else { return nil }
    guard (0xD800..<0xDC00).contains(first) else { return Unicode.Scalar(first) }
    guard takes(word: "\\u"), let second = unit(), (0xDC00..<0xE000).contains(second) else { return nil }
    return Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
  }

  private mutating func unit() -> UInt32? {
    guard place + 4 <= bytes.count else { return nil }
    defer { place += 4 }
    return UInt32(String(decoding: bytes[place..<place + 4], as: UTF8.self), radix: 16)
  }
}
