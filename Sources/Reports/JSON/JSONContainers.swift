/// The members of an object.
struct JSONMembers<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let value: JSONValue
  var codingPath: [any CodingKey] { [] }

  mutating func encodeNil(forKey key: Key) { value.member(key.stringValue) { $0.write(word: "null") } }
  mutating func encode(_ truth: Bool, forKey key: Key) {
    value.member(key.stringValue) { $0.write(word: truth ? "true" : "false") }
  }
  mutating func encode(_ text: String, forKey key: Key) { value.member(key.stringValue) { $0.write(text) } }
  mutating func encode(_ number: Int, forKey key: Key) { value.member(key.stringValue) { $0.write(number) } }
  mutating func encode(_ number: Double, forKey key: Key) throws {
    try value.member(key.stringValue) { try $0.write(number) }
  }
  mutating func encode<T: Encodable>(_ other: T, forKey key: Key) throws {
    try value.member(key.stringValue) { try other.encode(to: $0) }
  }

  mutating func nestedContainer<NestedKey: CodingKey>(
    keyedBy keyType: NestedKey.Type, forKey key: Key
  ) -> KeyedEncodingContainer<NestedKey> { noNesting() }
  mutating func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { noNesting() }
  mutating func superEncoder() -> any Encoder { noNesting() }
  mutating func superEncoder(forKey key: Key) -> any Encoder { noNesting() }
}

/// The elements of an array.
struct JSONElements: UnkeyedEncodingContainer {
  let value: JSONValue
  var codingPath: [any CodingKey] { [] }
  var count: Int { value.count }

  mutating func encodeNil() { value.element { $0.write(word: "null") } }
  mutating func encode(_ text: String) { value.element { $0.write(text) } }
  mutating func encode(_ number: Int) { value.element { $0.write(number) } }
  mutating func encode(_ number: Double) throws { try value.element { try $0.write(number) } }
  mutating func encode<T: Encodable>(_ other: T) throws { try value.element { try other.encode(to: $0) } }

  mutating func nestedContainer<NestedKey: CodingKey>(
    keyedBy keyType: NestedKey.Type
  ) -> KeyedEncodingContainer<NestedKey> { noNesting() }
  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { noNesting() }
  mutating func superEncoder() -> any Encoder { noNesting() }
}

/// A value that is no container, or another value in its place.
struct JSONScalar: SingleValueEncodingContainer {
  let value: JSONValue
  var codingPath: [any CodingKey] { [] }

  mutating func encodeNil() { value.write(word: "null") }
  mutating func encode(_ truth: Bool) { value.write(word: truth ? "true" : "false") }
  mutating func encode(_ text: String) { value.write(text) }
  mutating func encode(_ number: Double) throws { try value.write(number) }
  mutating func encode(_ number: Float) throws { try value.write(number) }
  mutating func encode(_ number: Int) { value.write(number) }
  mutating func encode(_ number: Int8) { value.write(number) }
  mutating func encode(_ number: Int16) { value.write(number) }
  mutating func encode(_ number: Int32) { value.write(number) }
  mutating func encode(_ number: Int64) { value.write(number) }
  mutating func encode(_ number: UInt) { value.write(number) }
  mutating func encode(_ number: UInt8) { value.write(number) }
  mutating func encode(_ number: UInt16) { value.write(number) }
  mutating func encode(_ number: UInt32) { value.write(number) }
  mutating func encode(_ number: UInt64) { value.write(number) }
  mutating func encode<T: Encodable>(_ other: T) throws { try other.encode(to: value) }
}

private func noNesting() -> Never { preconditionFailure("no document nests containers by hand") }
