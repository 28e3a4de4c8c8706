import Quantities

/// Powers of whole numbers in integers alone, so that every machine gives a line the same weight.
enum PowerLaw {
  /// `rank ^ -exponent` for ranks 1 to `count`, times 2^48, and at least 1: from logarithms and powers of two of 32
  /// fractional digits.
  static func weights(count: Int, exponent: Ratio) -> [UInt64] {
    guard count > 0 else { return [] }
    return (1...count).map { rank in
      let scaled =
        UInt128(logarithm(UInt64(rank))) * UInt128(exponent.numerator) / UInt128(exponent.denominator)
      return max(1, power(scaled))
    }
  }

  /// The greatest exponent, in thousandths, with which the weight of rank `count` is not below 1; nil where all are.
  static func greatestExponent(count: Int) -> Ratio? {
    let logarithm = logarithm(UInt64(max(1, count)))
    return logarithm > 0 ? Ratio(Int(mostLogarithm * 1_000 / UInt128(logarithm)), 1_000) : nil
  }

  /// Whether the weight of rank `count` would be below 1, less than which there is not.
  static func underflows(count: Int, exponent: Ratio) -> Bool {
    let logarithm = UInt128(logarithm(UInt64(max(1, count))))
    return logarithm * UInt128(exponent.numerator) / UInt128(exponent.denominator) > mostLogarithm
  }

  /// The logarithm of 2^48, times 2^32.
  private static let mostLogarithm = UInt128(48) << 32

  /// The logarithm of a number above 0 to the base 2, times 2^32, rounded down: a digit for each squaring.
  static func logarithm(_ number: UInt64) -> UInt64 {
    let whole = UInt64(63 - number.leadingZeroBitCount)
    var mantissa = number << UInt64(number.leadingZeroBitCount)
    var logarithm = whole
    for _ in 0..<32 {
      let square = mantissa.multipliedFullWidth(by: mantissa).high
      let isTwoOrMore = square >> 63 == 1
      logarithm = logarithm << 1 | (isTwoOrMore ? 1 : 0)
      mantissa = isTwoOrMore ? square : square << 1
    }
    return logarithm
  }

  /// 2^48 x 2^-(exponent / 2^32).
  static func power(_ exponent: UInt128) -> UInt64 {
    let whole = exponent >> 32
    guard whole < 48 else { return 0 }
    var power = UInt64(1) << 63
    for digit in 0..<32 where exponent >> UInt128(31 - digit) & 1 == 1 {
      power = power.multipliedFullWidth(by: roots[digit]).high
    }
    return power >> (15 + UInt64(whole))
  }

  /// 2^-(1/2), 2^-(1/4), 2^-(1/8) and so on, times 2^64: each is the square root of the one before.
  private static let roots: [UInt64] = {
    var root = squareRoot(UInt128(1) << 127)
    var roots = [root]
    for _ in 1..<32 {
      root = squareRoot(UInt128(root) << 64)
      roots.append(root)
    }
    return roots
  }()

  /// The greatest number whose square is not above the given one.
  private static func squareRoot(_ square: UInt128) -> UInt64 {
    var root: UInt64 = 0
    for digit in stride(from: UInt64(63), through: 0, by: -1) {
      let candidate = root | 1 << digit
      if UInt128(candidate) * UInt128(candidate) <= square { root = candidate }
    }
    return root
  }
}
