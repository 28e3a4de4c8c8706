/// Words whose bits are set independently, each with the probability `numerator / 2^digits`.
///
/// A word takes a random word for each binary digit of the probability, from the last one on: `or` where the digit is 1,
/// `and` where it is 0. Each halves the probability so far, and an `or` adds a half.
struct BernoulliWords {
  /// The digits, and so the draws for a word; those of 0 at the end are left out.
  let digits: Int
  private let numerator: UInt32

  private static let mostDigits = 20

  /// The probability nearest to `count / total` that is neither 0 nor 1, of at most 20 digits.
  ///
  /// It need not be nearer, as the choice is made exact afterwards: it decides how much there is to mend.
  init(count: Int, of total: Int) {
    let scaled = UInt128(count) << UInt128(Self.mostDigits) / UInt128(total)
    let numerator = min(max(UInt32(scaled), 1), 1 << UInt32(Self.mostDigits) - 1)
    digits = Self.mostDigits - numerator.trailingZeroBitCount
    self.numerator = numerator >> UInt32(numerator.trailingZeroBitCount)
  }

  func next(_ generator: inout SplitMix64) -> UInt64 {
    var word: UInt64 = 0
    var left = numerator
    for _ in 0..<digits {
      let random = generator.next()
      word = left & 1 == 1 ? word | random : word & random
      left >>= 1
    }
    return word
  }
}
