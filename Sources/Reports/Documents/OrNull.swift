/// A value that is written as `null` where it is undefined, and not left out.
public struct OrNull<Value: Codable & Sendable>: Codable, Sendable {
  public var value: Value?

  public init(_ value: Value?) { self.value = value }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    value = container.decodeNil() ? nil : try container.decode(Value.self)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let value { try container.encode(value) } else { try container.encodeNil() }
  }
}

extension OrNull where Value == Double {
  /// A figure; undefined where it is not finite.
  init(figure: Double?) { self.init(figure.flatMap { $0.isFinite ? $0 : nil }) }
}

extension OrNull: Equatable where Value: Equatable {}

extension KeyedDecodingContainer {
  /// A null is a value here; only a missing key is none.
  func decodeIfPresent<Value>(_ type: OrNull<Value>.Type, forKey key: Key) throws -> OrNull<Value>? {
    contains(key) ? try decode(type, forKey: key) : nil
  }
}
