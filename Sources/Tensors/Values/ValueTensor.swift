/// The integers of a tensor, of at most 16 bits each.
///
/// Rows and columns are those of its `OccupancyMask`; elements lie row after row, with nothing between them. Values
/// never change once they are made.
public struct ValueTensor: Sendable {
  public let rows: Int
  public let columns: Int
  /// Whether values lie between -2^15 and 2^15 - 1, and not between 0 and 2^16 - 1.
  public let isSigned: Bool
  private let storage: Storage
  let digest: UInt64

  /// Values of 8 bits take half of the memory, and a network's all lie there at once.
  private enum Storage: Hashable, Sendable {
    case bytes([UInt8])
    case words([Int16])

    init(_ patterns: [Int16], isSigned: Bool) {
      let low: Int16 = isSigned ? -128 : 0
      let fit = patterns.withUnsafeBufferPointer { patterns in
        // Of all, without a branch: the compiler does many at a time.
        patterns.reduce(UInt16(0)) { $0 | UInt16(bitPattern: $1 &- low) } & 0xFF00 == 0
      }
      self = fit ? .bytes(patterns.map { UInt8(truncatingIfNeeded: $0) }) : .words(patterns)
    }
  }

  /// Two's complement, or the bits of an unsigned number; made anew at every call where they lie in bytes.
  var patterns: [Int16] {
    switch storage {
    case .words(let patterns): patterns
    case .bytes(let bytes):
      isSigned ? bytes.map { Int16(Int8(bitPattern: $0)) } : bytes.map { Int16($0) }
    }
  }

  /// The most elements of a tensor with values: 2 GiB of them.
  public static let mostElements = 1 << 30

  /// The elements of that shape, or nil where a side is negative or they are more than `mostElements`.
  public static func elementCount(rows: Int, columns: Int) -> Int? {
    guard rows >= 0, columns >= 0 else { return nil }
    let (elements, overflow) = rows.multipliedReportingOverflow(by: columns)
    return overflow || elements > mostElements ? nil : elements
  }

  /// The tensor of those patterns, row after row, and of their digest where it is known; traps unless there are exactly as
  /// many.
  init(rows: Int, columns: Int, isSigned: Bool, patterns: [Int16], digest: UInt64? = nil) {
    precondition(
      Self.elementCount(rows: rows, columns: columns) == patterns.count, "each element has a value")
    self.rows = rows
    self.columns = columns
    self.isSigned = isSigned
    storage = Storage(patterns, isSigned: isSigned)
    self.digest = digest ?? Self.digest(of: patterns)
  }

  /// The tensor of those values, row after row; nil where one of them is none of the format, which has at most 16 bits.
  ///
  /// Traps unless there are exactly as many.
  public init?(rows: Int, columns: Int, format: NumberFormat, values: [Int]) {
    guard format.hasValues, values.allSatisfy(format.holds) else { return nil }
    self.init(
      rows: rows, columns: columns, isSigned: format.family == .signedInteger,
      patterns: values.map { Int16(truncatingIfNeeded: $0) })
  }

  /// All elements, the zeros too.
  public var elements: Int { rows * columns }

  private init(_ other: ValueTensor, rows: Int, columns: Int) {
    precondition(rows * columns == other.elements, "each element has a value")
    self.rows = rows
    self.columns = columns
    (isSigned, storage, digest) = (other.isSigned, other.storage, other.digest)
  }

  /// The same elements in the same order, row after row, with another number of columns; traps unless there are as many.
  public func reshaped(rows newRows: Int, columns newColumns: Int) -> ValueTensor {
    ValueTensor(self, rows: newRows, columns: newColumns)
  }

  /// The value of an element.
  public subscript(row: Int, column: Int) -> Int {
    precondition((0..<rows).contains(row) && (0..<columns).contains(column), "no such element")
    let place = row * columns + column
    switch storage {
    case .words(let patterns): return Self.value(of: patterns[place], isSigned: isSigned)
    case .bytes(let bytes): return isSigned ? Int(Int8(bitPattern: bytes[place])) : Int(bytes[place])
    }
  }

  @inline(__always)
  static func value(of pattern: Int16, isSigned: Bool) -> Int {
    isSigned ? Int(pattern) : Int(UInt16(bitPattern: pattern))
  }

  /// All patterns, row after row, for digests.
  public func withUnsafePatterns<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result
  {
    try patterns.withUnsafeBytes(body)
  }

  /// Which elements are not zero.
  public func mask(workers: Int = 1) -> OccupancyMask {
    patterns.withUnsafeBufferPointer { patterns in
      // They are only read.
      nonisolated(unsafe) let patterns = patterns
      return .ofRows(rows, columns: columns, workers: workers) { row, words in
        for word in words.indices {
          let count = min(64, columns - word * 64)
          let first = row * columns + word * 64
          words[word] = UnsafeBufferPointer(rebasing: patterns[first..<first + count]).nonzeroBits(count)
        }
      }
    }
  }

  /// Mixes eight bytes at a time; values that differ rarely have the same.
  private static func digest(of patterns: [Int16]) -> UInt64 {
    patterns.withUnsafeBytes { bytes in
      var digest = UInt64(bytes.count)
      var place = 0
      while place + 8 <= bytes.count {
        digest =
          (digest ^ bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)) &* 0x9E37_79B9_7F4A_7C15
        digest ^= digest >> 29
        place += 8
      }
      for byte in bytes[place...] { digest = (digest ^ UInt64(byte)) &* 0x9E37_79B9_7F4A_7C15 }
      return digest
    }
  }
}

extension ValueTensor: Hashable {
  public static func == (left: ValueTensor, right: ValueTensor) -> Bool {
    left.rows == right.rows && left.columns == right.columns && left.isSigned == right.isSigned
      && left.digest == right.digest && left.storage == right.storage
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(rows)
    hasher.combine(columns)
    hasher.combine(digest)
  }
}

extension UnsafeBufferPointer<Int16> {
  /// A bit for each of up to 64 patterns that is not 0.
  @inline(__always)
  func nonzeroBits(_ count: Int) -> UInt64 {
    var bits: UInt64 = 0
    for place in 0..<count { bits |= (self[place] == 0 ? 0 : 1) << UInt64(place) }
    return bits
  }
}

extension NumberFormat {
  /// Whether tensors of the format can have values: integers of at most 16 bits.
  public var hasValues: Bool { family != .floatingPoint && bits <= Recoding.mostBits }
}
