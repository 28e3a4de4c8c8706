import Documents
import Tensors
import Workloads

/// Bytes that two values share only where they are equal.
///
/// A value is written as its type's name and its parts in their order, so that a new field of a type is in every key
/// without anybody thinking of it. Masks and values of tensors are written as their digests. Where something was
/// written is no part of what it is.
struct KeyBytes {
  let digest: ReplayCache.Digest
  private(set) var bytes: [UInt8] = []

  init(digest: @escaping ReplayCache.Digest) { self.digest = digest }

  mutating func add(text: String) {
    add(integer: text.utf8.count)
    bytes.append(contentsOf: text.utf8)
  }

  mutating func add(integer: Int) {
    withUnsafeBytes(of: integer.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func add(bytes other: [UInt8]) {
    add(integer: other.count)
    bytes.append(contentsOf: other)
  }

  mutating func add(_ digest: ReplayDigest) {
    for place in 0..<4 { withUnsafeBytes(of: digest.words[place].bigEndian) { bytes.append(contentsOf: $0) } }
  }

  mutating func add(_ mask: OccupancyMask?) {
    guard let mask else { return add(integer: 0) }
    add(integer: 1)
    add(integer: mask.rows)
    add(integer: mask.columns)
    add(mask.withUnsafeWords { digest(UnsafeRawBufferPointer($0)) })
  }

  mutating func add(_ values: ValueTensor?) {
    guard let values else { return add(integer: 0) }
    add(integer: 1)
    add(integer: values.rows)
    add(integer: values.columns)
    add(integer: values.isSigned ? 1 : 0)
    add(values.withUnsafePatterns { digest($0) })
  }

  mutating func add(_ stored: StoredTensor?) {
    guard let stored else { return add(integer: 0) }
    add(integer: 1)
    add(stored.mask)
    add(any: stored.format)
  }

  mutating func add(_ work: Work) { add(any: work) }

  /// Any value of integers, texts, truth values, and structures, cases, lists and optionals of such.
  mutating func add(any value: Any) {
    switch value {
    case let value as Int: add(tag: 1, value)
    case let value as String:
      bytes.append(2)
      add(text: value)
    case let value as Bool: add(tag: 3, value ? 1 : 0)
    case let value as UInt64: add(tag: 4, Int(bitPattern: UInt(value)))
    case let value as Double: add(tag: 5, Int(bitPattern: UInt(value.bitPattern)))
    case let value as Int32: add(tag: 6, Int(value))
    case let mask as OccupancyMask: add(mask)
    case let values as ValueTensor: add(values)
    case let stored as StoredTensor: add(stored)
    case is SourcePosition: break
    default: addParts(value)
    }
  }

  private mutating func addParts(_ value: Any) {
    let mirror = Mirror(reflecting: value)
    bytes.append(7)
    switch mirror.displayStyle {
    case .class?: preconditionFailure("\(mirror.subjectType) is no value that a key could be made of")
    case .dictionary?, .set?: return addUnordered(mirror.children.map(\.value))
    case .enum? where mirror.children.isEmpty: add(text: "\(value)")
    case nil where mirror.children.isEmpty: add(text: "\(value)")
    default: add(integer: mirror.children.count)
    }
    for child in mirror.children {
      if let label = child.label { add(text: label) }
      add(any: child.value)
    }
  }

  /// Parts whose order says nothing.
  private mutating func addUnordered(_ values: [Any]) {
    let texts = values.map { value in
      var part = KeyBytes(digest: digest)
      part.add(any: value)
      return part.bytes
    }
    add(integer: texts.count)
    for text in texts.sorted(by: { $0.lexicographicallyPrecedes($1) }) { add(bytes: text) }
  }

  private mutating func add(tag: UInt8, _ integer: Int) {
    bytes.append(tag)
    add(integer: integer)
  }
}
