import CZlib

/// Bytes that come one after another: of a range of a file, or of what a member of an archive inflates to.
protocol ByteStream: AnyObject {
  /// Fills the buffer, or as much of it as there are bytes; says how many.
  func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(TensorFileError) -> Int

  /// Says, after all bytes were taken, whether they were right and the last ones.
  func finish() throws(TensorFileError)
}

extension ByteStream {
  /// The next bytes, or those that are left.
  func bytes(_ count: Int) throws(TensorFileError) -> [UInt8] {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 8)
    defer { buffer.deallocate() }
    return Array(buffer.prefix(try fill(buffer)))
  }

  /// Lets bytes pass; they must be there.
  func skip(_ count: Int) throws(TensorFileError) {
    var left = count
    while left > 0 { left -= max(1, try bytes(min(left, 1 << 16)).count) }
  }
}

/// The bytes of a range of a file, with the checksum that they must have, if there is one.
final class RangeStream: ByteStream {
  private let source: ByteSource
  private let error: ErrorMaker
  private var offset: Int
  private let end: Int
  private var checksum: Checksum?

  init(_ source: ByteSource, range: Range<Int>, checksum: UInt32? = nil, error: ErrorMaker) {
    self.source = source
    self.error = error
    offset = range.lowerBound
    end = range.upperBound
    self.checksum = checksum.map(Checksum.init)
  }

  func fill(_ buffer: UnsafeMutableRawBufferPointer) throws(TensorFileError) -> Int {
    let taken = UnsafeMutableRawBufferPointer(rebasing: buffer.prefix(end - offset))
    try source.read(at: offset, into: taken)
    offset += taken.count
    checksum?.add(UnsafeRawBufferPointer(taken))
    return taken.count
  }

  func finish() throws(TensorFileError) {
    precondition(offset == end, "bytes are left over")
    try checksum?.verify(error)
  }
}

/// CRC-32 of bytes that go by, and what it must come to.
struct Checksum {
  private let expected: UInt32
  private var value: UInt32 = 0

  init(expected: UInt32) { self.expected = expected }

  mutating func add(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count > 0 else { return }
    let start = bytes.bindMemory(to: UInt8.self).baseAddress
    value = UInt32(truncatingIfNeeded: crc32_z(UInt(value), start, bytes.count))
  }

  func verify(_ error: ErrorMaker) throws(TensorFileError) {
    guard value == expected else {
      let found = "0x" + String(value, radix: 16)
      throw error(
        .corrupt, "the data have the CRC-32 \(found) and not 0x\(String(expected, radix: 16))",
        "write the file again")
    }
  }
}
