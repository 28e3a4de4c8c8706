/// A JSON value of one line: rows of stores, requests and answers.
public enum JSONValue: Hashable, Sendable {
  case null
  case truth(Bool)
  case integer(Int)
  case real(Double)
  case text(String)
  case list([JSONValue])
  /// Keys in their order.
  case object([Member])

  public struct Member: Hashable, Sendable {
    public var key: String
    public var value: JSONValue

    public init(_ key: String, _ value: JSONValue) {
      self.key = key
      self.value = value
    }
  }

  /// The value of a key; nil where this is no object or has no such key.
  public subscript(key: String) -> JSONValue? {
    if case .object(let members) = self { members.last { $0.key == key }?.value } else { nil }
  }

  public var text: String? { if case .text(let text) = self { text } else { nil } }
  public var integer: Int? { if case .integer(let integer) = self { integer } else { nil } }
  public var members: [Member]? { if case .object(let members) = self { members } else { nil } }
  public var list: [JSONValue]? { if case .list(let list) = self { list } else { nil } }
}

extension JSONValue {
  public init(_ value: Value) {
    switch value {
    case .text(let text): self = .text(text)
    case .truth(let truth): self = .truth(truth)
    case .undefined: self = .null
    case .number(let number, _):
      self = number.integer.map { .integer($0) } ?? (number.value.isFinite ? .real(number.value) : .null)
    }
  }

  /// The value that this states; a list or an object is undefined.
  public var value: Value {
    switch self {
    case .null, .list, .object: .undefined
    case .truth(let truth): .truth(truth)
    case .integer(let integer): Value(integer)
    case .real(let real): .number(.real(real), .none)
    case .text(let text): .text(text)
    }
  }
}

extension JSONValue: CustomStringConvertible {
  public var description: String {
    var output: [UInt8] = []
    write(into: &output)
    return String(decoding: output, as: UTF8.self)
  }

  /// Writes it on one line, without a space.
  public func write(into output: inout [UInt8]) {
    switch self {
    case .null: output.append(contentsOf: "null".utf8)
    case .truth(let truth): output.append(contentsOf: (truth ? "true" : "false").utf8)
    case .integer(let integer): output.append(contentsOf: "\(integer)".utf8)
    case .real(let real): output.append(contentsOf: (real.isFinite ? "\(real)" : "null").utf8)
    case .text(let text): Self.write(text, into: &output)
    case .list(let items):
      output.append(UInt8(ascii: "["))
      for (place, item) in items.enumerated() {
        if place > 0 { output.append(UInt8(ascii: ",")) }
        item.write(into: &output)
      }
      output.append(UInt8(ascii: "]"))
    case .object(let members):
      output.append(UInt8(ascii: "{"))
      for (place, member) in members.enumerated() {
        if place > 0 { output.append(UInt8(ascii: ",")) }
        Self.write(member.key, into: &output)
        output.append(UInt8(ascii: ":"))
        member.value.write(into: &output)
      }
      output.append(UInt8(ascii: "}"))
    }
  }

  private static func write(_ text: String, into output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): output += [UInt8(ascii: "\\"), byte]
      case UInt8(ascii: "\n"): output += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
      case 0..<0x20, 0x7F:
        let digits = String(byte, radix: 16)
        output.append(contentsOf: "\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
      default: output.append(byte)
      }
    }
    output.append(UInt8(ascii: "\""))
  }
}
