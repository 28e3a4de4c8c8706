import Tensors

/// A random order of the numbers below a bound that needs no list of them.
///
/// Four rounds of a Feistel network over the next power of four; numbers at or above the bound go round again.
struct Permutation {
  private let count: Int
  private let half: Int
  private let keys: [UInt64]

  init(count: Int, seed: UInt64) {
    self.count = count
    var bits = 2
    while bits < 62, 1 << bits < count { bits += 2 }
    half = bits / 2
    var numbers = SplitMix64(seed: seed)
    keys = (0..<4).map { _ in numbers.next() }
  }

  /// The number at a place.
  subscript(place: Int) -> Int {
    precondition((0..<count).contains(place), "no such place")
    var value = UInt64(place)
    repeat {
      let mask: UInt64 = 1 << UInt64(half) - 1
      var (left, right) = (value >> UInt64(half), value & mask)
      for key in keys {
        var mixed = (right ^ key) &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ mixed >> 29) &* 0xBF58_476D_1CE4_E5B9
        (left, right) = (right, left ^ (mixed ^ mixed >> 32) & mask)
      }
      value = left << UInt64(half) | right
    } while value >= UInt64(count)
    return Int(value)
  }
}
