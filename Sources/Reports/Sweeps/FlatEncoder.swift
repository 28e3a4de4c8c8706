import Sweeps

/// Values of a document by their keys with dots between, such as `energy_pj.total`.
final class FlatValues {
  var values: [String: Value] = [:]
  /// Keys in the order in which they were written.
  var keys: [String] = []

  func put(_ value: Value, at path: String) {
    if values.updateValue(value, forKey: path) == nil { keys.append(path) }
  }
}

/// Writes whatever can be encoded as flat values; items of lists have their places as keys.
struct FlatEncoder: Encoder {
  let output: FlatValues
  var path = ""
  var codingPath: [any CodingKey] { [] }
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    KeyedEncodingContainer(Keyed(encoder: self))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer { Unkeyed(encoder: self) }
  func singleValueContainer() -> any SingleValueEncodingContainer { Single(encoder: self) }

  func below(_ key: String) -> FlatEncoder {
    FlatEncoder(output: output, path: path.isEmpty ? key : "\(path).\(key)")
  }

  /// Numbers, texts and truth values are values; all else is encoded in its turn.
  func put<T: Encodable>(_ value: T) throws {
    switch value {
    case let value as Int: output.put(Value(value), at: path)
    case let value as Double:
      output.put(value.isFinite ? .number(.real(value), .none) : .undefined, at: path)
    case let value as String: output.put(.text(value), at: path)
    case let value as Bool: output.put(.truth(value), at: path)
    case let value as UInt64: output.put(.number(Number(Int(clamping: value)), .none), at: path)
    default: try value.encode(to: self)
    }
  }

  private struct Keyed<Key: CodingKey>: KeyedEncodingContainerProtocol {
    let encoder: FlatEncoder
    var codingPath: [any CodingKey] { [] }

    mutating func encodeNil(forKey key: Key) throws {
      encoder.output.put(.undefined, at: encoder.below(key.stringValue).path)
    }

    mutating func encode<T: Encodable>(_ value: T, forKey key: Key) throws {
      try encoder.below(key.stringValue).put(value)
    }

    mutating func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type, forKey key: Key
    ) -> KeyedEncodingContainer<Nested> { encoder.below(key.stringValue).container(keyedBy: type) }

    mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer {
      encoder.below(key.stringValue).unkeyedContainer()
    }

    mutating func superEncoder() -> any Encoder { encoder }
    mutating func superEncoder(forKey key: Key) -> any Encoder { encoder.below(key.stringValue) }
  }

  private struct Unkeyed: UnkeyedEncodingContainer {
    let encoder: FlatEncoder
    var count = 0
    var codingPath: [any CodingKey] { [] }

    private mutating func next() -> FlatEncoder {
      defer { count += 1 }
      return encoder.below("\(count)")
    }

    mutating func encodeNil() throws {
      let next = next()
      next.output.put(.undefined, at: next.path)
    }

    mutating func encode<T: Encodable>(_ value: T) throws { try next().put(value) }

    mutating func nestedContainer<Nested: CodingKey>(
      keyedBy type: Nested.Type
    ) -> KeyedEncodingContainer<Nested> { next().container(keyedBy: type) }

    mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { next().unkeyedContainer() }
    mutating func superEncoder() -> any Encoder { next() }
  }

  private struct Single: SingleValueEncodingContainer {
    let encoder: FlatEncoder
    var codingPath: [any CodingKey] { [] }

    mutating func encodeNil() throws { encoder.output.put(.undefined, at: encoder.path) }
    mutating func encode<T: Encodable>(_ value: T) throws { try encoder.put(value) }
  }
}
