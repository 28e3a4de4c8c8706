/// Makes bits of elements: one for each that is not zero.
///
/// -0.0 is zero, and NaN is not. Works on eight bytes at once, in lanes of the width of an element.
struct NonZeroPacker: Hashable, Sendable {
  let width: Int
  /// The bits that count, in each lane: all but the sign of a float.
  private let mask: UInt64

  init(_ layout: DenseLayout) {
    width = layout.elementType.width
    let laneOnes: UInt64 = [1: 0x0101_0101_0101_0101, 2: 0x0001_0001_0001_0001, 4: 0x1_0000_0001, 8: 1][
      width]!
    // The sign is the highest bit of the highest byte, which comes first or last; lanes are read lowest first.
    let signBit = layout.isBigEndian ? 7 : 8 * width - 1
    mask = layout.elementType.hasSignOfZero ? ~(laneOnes << UInt64(signBit)) : ~0
  }

  /// The bits of 64 elements.
  @inline(__always)
  func word(_ start: UnsafeRawPointer) -> UInt64 {
    var word: UInt64 = 0
    switch width {
    case 1: for step in 0..<8 { word |= bytes(load(start, step)) << UInt64(8 * step) }
    case 2: for step in 0..<16 { word |= pairs(load(start, step)) << UInt64(4 * step) }
    case 4: for step in 0..<32 { word |= quads(load(start, step)) << UInt64(2 * step) }
    default: for step in 0..<64 { word |= (load(start, step) == 0 ? 0 : 1) << UInt64(step) }
    }
    return word
  }

  /// The bits of up to 64 elements.
  func bits(_ start: UnsafeRawPointer, count: Int) -> UInt64 {
    var bits: UInt64 = 0
    for place in 0..<count {
      var lane: UInt64 = 0
      for byte in 0..<width {
        lane |= UInt64(start.load(fromByteOffset: place * width + byte, as: UInt8.self)) << UInt64(8 * byte)
      }
      bits |= (lane & mask == 0 ? 0 : 1) << UInt64(place)
    }
    return bits
  }

  @inline(__always)
  private func load(_ start: UnsafeRawPointer, _ step: Int) -> UInt64 {
    UInt64(littleEndian: start.loadUnaligned(fromByteOffset: 8 * step, as: UInt64.self)) & mask
  }

  // In each lane: the highest bit, set where any bit is. Then the product brings these bits side by side.

  @inline(__always)
  private func bytes(_ lanes: UInt64) -> UInt64 {
    let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    let isSet = (((lanes & low) &+ low) | lanes) & ~low
    return ((isSet >> 7) &* 0x0102_0408_1020_4080) >> 56
  }

  @inline(__always)
  private func pairs(_ lanes: UInt64) -> UInt64 {
    let low: UInt64 = 0x7FFF_7FFF_7FFF_7FFF
    let isSet = (((lanes & low) &+ low) | lanes) & ~low
    // Bits 0, 16, 32 and 48 come to lie at 60 to 63.
    return ((isSet >> 15) &* 0x1000_2000_4000_8000) >> 60
  }

  @inline(__always)
  private func quads(_ lanes: UInt64) -> UInt64 {
    let low: UInt64 = 0x7FFF_FFFF_7FFF_FFFF
    let isSet = ((((lanes & low) &+ low) | lanes) & ~low) >> 31
    return (isSet | isSet >> 31) & 3
  }
}
