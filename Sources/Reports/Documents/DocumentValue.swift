import Documents

/// A YAML document as JSON: scalars are integers, truth values, null or texts.
public enum DocumentValue: Codable, Hashable, Sendable {
  case null
  case boolean(Bool)
  case integer(Int)
  case text(String)
  case list([DocumentValue])
  case object([String: DocumentValue])

  public init(_ node: Node) {
    switch node.content {
    case .mapping(let entries):
      self = .object(Dictionary(entries.map { ($0.key, Self($0.value)) }) { first, _ in first })
    case .sequence(let items): self = .list(items.map(Self.init))
    case .scalar(let text, let isPlain):
      if node.isNull {
        self = .null
      } else if isPlain, let integer = Int(text) {
        self = .integer(integer)
      } else if isPlain, let truth = Bool(text) {
        self = .boolean(truth)
      } else {
        self = .text(text)
      }
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let truth = try? container.decode(Bool.self) {
      self = .boolean(truth)
    } else if let integer = try? container.decode(Int.self) {
      self = .integer(integer)
    } else if let text = try? container.decode(String.self) {
      self = .text(text)
    } else if let list = try? container.decode([DocumentValue].self) {
      self = .list(list)
    } else {
      self = .object(try container.decode([String: DocumentValue].self))
    }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .boolean(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .list(let value): try container.encode(value)
    case .object(let value): try container.encode(value)
    }
  }
}
