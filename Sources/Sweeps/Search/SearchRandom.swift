import Tensors

/// What searches draw: the same numbers on every machine.
struct SearchRandom {
  private var numbers: SplitMix64

  init(seed: UInt64, name: String) { numbers = SplitMix64(seed: seed, name: name) }

  /// A number from 0 to `bound - 1`.
  mutating func below(_ bound: Int) -> Int { numbers.next(below: bound) }

  /// A real number from 0 to below 1.
  mutating func unit() -> Double { Double(numbers.next() >> 11) * 0x1p-53 }

  mutating func isTrue(_ probability: Double) -> Bool { unit() < probability }
}

/// `2^x` by sums and products alone, so that no two machines decide otherwise.
func powerOfTwo(_ exponent: Double) -> Double {
  guard exponent > -1_000 else { return 0 }
  guard exponent < 1_000 else { return .greatestFiniteMagnitude }
  let whole = exponent.rounded(.down)
  let rest = (exponent - whole) * 0.693147180559945309
  var (sum, term) = (1.0, 1.0)
  for place in 1...20 {
    term = term * rest / Double(place)
    sum += term
  }
  return Double(sign: .plus, exponent: Int(whole), significand: 1) * sum
}
