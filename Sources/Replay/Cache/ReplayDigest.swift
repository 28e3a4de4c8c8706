/// 256 bits that stand for all that an operator's record depends on.
public struct ReplayDigest: Hashable, Sendable {
  /// The first byte of the digest is the highest of the first word.
  public let words: [4 of UInt64]

  /// The digest of 32 bytes; traps on another number of them.
  public init(_ bytes: UnsafeRawBufferPointer) {
    precondition(bytes.count == 32, "a digest has 32 bytes")
    var words: [4 of UInt64] = [0, 0, 0, 0]
    for place in 0..<4 {
      words[place] = UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: place * 8, as: UInt64.self))
    }
    self.words = words
  }

  /// The bytes, the first one first.
  public var bytes: [UInt8] {
    (0..<32).map { UInt8(truncatingIfNeeded: words[$0 / 8] >> UInt64(56 - $0 % 8 * 8)) }
  }

  public static func == (left: ReplayDigest, right: ReplayDigest) -> Bool {
    (0..<4).allSatisfy { left.words[$0] == right.words[$0] }
  }

  public func hash(into hasher: inout Hasher) {
    // Bits of a digest are as good as a hash.
    hasher.combine(words[0])
  }
}

extension ReplayDigest: CustomStringConvertible {
  /// 64 hexadecimal digits.
  public var description: String {
    bytes.map { byte in
      let text = String(byte, radix: 16)
      return text.count == 1 ? "0" + text : text
    }.joined()
  }
}
