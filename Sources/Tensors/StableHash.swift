/// A hash of names that never changes: Swift's own differs from run to run.
public enum StableHash {
  /// FNV-1a, 64 bits, of a name's UTF-8 bytes.
  public static func of(_ name: String) -> UInt64 {
    continued(from: 0xCBF2_9CE4_8422_2325, with: name.utf8)
  }

  /// FNV-1a, 64 bits, of the seed's eight bytes, the lowest first, and then the name's UTF-8 bytes.
  public static func of(_ name: String, seed: UInt64) -> UInt64 {
    let seedBytes = (0..<8).map { UInt8(truncatingIfNeeded: seed >> (8 * $0)) }
    return continued(from: continued(from: 0xCBF2_9CE4_8422_2325, with: seedBytes), with: name.utf8)
  }

  private static func continued(from start: UInt64, with bytes: some Sequence<UInt8>) -> UInt64 {
    bytes.reduce(start) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
  }
}
