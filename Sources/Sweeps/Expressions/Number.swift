import Quantities

/// A number of an expression: exact as long as it is a ratio of two 64-bit integers, or else the nearest real one.
public enum Number: Hashable, Sendable {
  case whole(Int)
  /// A ratio that is no integer.
  case exact(Ratio)
  case real(Double)

  public init(_ integer: Int) { self = .whole(integer) }

  init(_ ratio: Ratio) { self = ratio.denominator == 1 ? .whole(ratio.numerator) : .exact(ratio) }

  /// The nearest real number.
  public var value: Double {
    switch self {
    case .whole(let integer): Double(integer)
    case .exact(let ratio): ratio.value
    case .real(let value): value
    }
  }

  /// The ratio that this is exactly; nil for a real number.
  var ratio: Ratio? {
    switch self {
    case .whole(let integer): integer == .min ? nil : Ratio(integer)
    case .exact(let ratio): ratio
    case .real: nil
    }
  }

  /// The integer that this is, if it is one.
  public var integer: Int? {
    switch self {
    case .whole(let integer): integer
    case .exact: nil
    case .real(let value): Int(exactly: value)
    }
  }

  public static func == (left: Number, right: Number) -> Bool { left.compare(right) == 0 }

  public func hash(into hasher: inout Hasher) { hasher.combine(value) }

  /// Below, at or above zero as this is below, equal to or above the other; nil where one is not a number.
  func compare(_ other: Number) -> Int? {
    if case .whole(let left) = self, case .whole(let right) = other {
      return left < right ? -1 : left > right ? 1 : 0
    }
    if let left = ratio, let right = other.ratio {
      return left < right ? -1 : right < left ? 1 : 0
    }
    let (left, right) = (value, other.value)
    return left < right ? -1 : left > right ? 1 : left == right ? 0 : nil
  }
}

extension Number {
  /// The ratio in lowest terms, or the nearest real number where that has no place in 64 bits.
  private static func ratio(_ numerator: Int128, _ denominator: Int128) -> Number {
    var (a, b) = (numerator.magnitude, denominator.magnitude)
    while b != 0 { (a, b) = (b, a % b) }
    let divisor = Int128(max(1, a))
    if let top = Int(exactly: numerator / divisor), let bottom = Int(exactly: denominator / divisor),
      top != .min, bottom != .min
    {
      return Number(Ratio(top, bottom))
    }
    return .real(Double(numerator) / Double(denominator))
  }

  static func + (left: Number, right: Number) -> Number {
    if case .whole(let a) = left, case .whole(let b) = right {
      let (sum, overflow) = a.addingReportingOverflow(b)
      if !overflow { return .whole(sum) }
    }
    guard let a = left.ratio, let b = right.ratio else {
      return .real(left.value + right.value)
    }
    let (first, second) = (
      Int128(a.numerator) * Int128(b.denominator), Int128(b.numerator) * Int128(a.denominator)
    )
    let (sum, overflow) = first.addingReportingOverflow(second)
    guard !overflow else { return .real(left.value + right.value) }
    return ratio(sum, Int128(a.denominator) * Int128(b.denominator))
  }

  static prefix func - (one: Number) -> Number {
    switch one {
    case .whole(let integer): integer == .min ? .real(-Double(integer)) : .whole(-integer)
    case .exact(let ratio): .exact(Ratio(-ratio.numerator, ratio.denominator))
    case .real(let value): .real(-value)
    }
  }

  static func - (left: Number, right: Number) -> Number { left + -right }

  static func * (left: Number, right: Number) -> Number {
    if case .whole(let a) = left, case .whole(let b) = right {
      let (product, overflow) = a.multipliedReportingOverflow(by: b)
      if !overflow { return .whole(product) }
    }
    guard let a = left.ratio, let b = right.ratio else {
      return .real(left.value * right.value)
    }
    return ratio(
      Int128(a.numerator) * Int128(b.numerator), Int128(a.denominator) * Int128(b.denominator))
  }

  /// Nil for a division by zero.
  static func / (left: Number, right: Number) -> Number? {
    guard right.value != 0 else { return nil }
    guard let a = left.ratio, let b = right.ratio else {
      return .real(left.value / right.value)
    }
    let (top, bottom) = (
      Int128(a.numerator) * Int128(b.denominator), Int128(a.denominator) * Int128(b.numerator)
    )
    return bottom < 0 ? ratio(-top, -bottom) : ratio(top, bottom)
  }

  /// The greatest integer that is not above this.
  var floor: Number {
    switch self {
    case .whole: return self
    case .exact(let ratio):
      let quotient = ratio.numerator / ratio.denominator
      return Number(ratio.numerator % ratio.denominator < 0 ? quotient - 1 : quotient)
    case .real(let value): return .real(value.rounded(.down))
    }
  }

  /// A whole power, exact where it has a place; nil for a power below zero of zero.
  func power(_ exponent: Int) -> Number? {
    guard exponent >= 0 else { return power(-exponent).flatMap { Number(1) / $0 } }
    guard exponent < 1 << 12 else { return .real(Self.power(value, exponent)) }
    return (0..<exponent).reduce(Number(1)) { product, _ in product * self }
  }

  private static func power(_ base: Double, _ exponent: Int) -> Double {
    var (result, square, rest) = (1.0, base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result *= square }
      square *= square
      rest >>= 1
    }
    return result
  }

  /// The logarithm to the base 2, exact for powers of two; nil for what is not above zero.
  var binaryLogarithm: Number? {
    guard value > 0 else { return nil }
    if let ratio {
      if ratio.denominator == 1, ratio.numerator & (ratio.numerator - 1) == 0 {
        return Number(ratio.numerator.trailingZeroBitCount)
      }
      if ratio.numerator == 1, ratio.denominator & (ratio.denominator - 1) == 0 {
        return Number(-ratio.denominator.trailingZeroBitCount)
      }
    }
    return .real(Self.binaryLogarithm(value))
  }

  /// By halving the interval of the mantissa, so that every machine has the same digits.
  private static func binaryLogarithm(_ value: Double) -> Double {
    var mantissa = value.significand
    var (result, bit) = (Double(value.exponent), 0.5)
    for _ in 0..<52 {
      mantissa *= mantissa
      if mantissa >= 2 {
        mantissa /= 2
        result += bit
      }
      bit /= 2
    }
    return result
  }

  /// The square root, exact for squares; nil below zero.
  var squareRoot: Number? {
    guard value >= 0 else { return nil }
    if let ratio {
      let (top, bottom) = (
        Int(Double(ratio.numerator).squareRoot()), Int(Double(ratio.denominator).squareRoot())
      )
      if top.multipliedReportingOverflow(by: top) == (ratio.numerator, false),
        bottom.multipliedReportingOverflow(by: bottom) == (ratio.denominator, false)
      {
        return Number(Ratio(top, bottom))
      }
    }
    return .real(value.squareRoot())
  }
}

extension Number: CustomStringConvertible {
  /// An integer, or else the shortest decimals that read back as the nearest real number.
  public var description: String {
    if let integer { return "\(integer)" }
    return "\(value)"
  }
}
