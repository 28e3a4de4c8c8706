/// An exact rational number with a positive denominator, always in lowest terms.
///
/// Clock domains convert by ratios, so that no floating-point number ever decides a cycle.
public struct Ratio: Hashable, Sendable {
  public let numerator: Int
  public let denominator: Int

  /// The ratio of two integers; traps when `denominator` is zero.
  public init(_ numerator: Int, _ denominator: Int = 1) {
    precondition(denominator != 0, "a ratio needs a denominator other than zero")
    let divisor = greatestCommonDivisor(numerator, denominator)
    let sign = denominator < 0 ? -1 : 1
    self.numerator = sign * (numerator / divisor)
    self.denominator = sign * (denominator / divisor)
  }

  /// The nearest floating-point number, for reports only.
  public var value: Double { Double(numerator) / Double(denominator) }
}

extension Ratio: Comparable {
  public static func < (left: Ratio, right: Ratio) -> Bool {
    let (leftHigh, leftLow) = left.numerator.multipliedFullWidth(by: right.denominator)
    let (rightHigh, rightLow) = right.numerator.multipliedFullWidth(by: left.denominator)
    return (leftHigh, leftLow) < (rightHigh, rightLow)
  }
}

/// The greatest common divisor of two integers, positive; 1 when both are zero.
public func greatestCommonDivisor(_ first: Int, _ second: Int) -> Int {
  var (a, b) = (first.magnitude, second.magnitude)
  while b != 0 { (a, b) = (b, a % b) }
  return a == 0 ? 1 : Int(a)
}

/// The least integer that is at least `dividend / divisor`, for a divisor above zero.
public func ceilingDivision(_ dividend: Int, by divisor: Int) -> Int {
  let quotient = dividend / divisor
  return dividend % divisor > 0 ? quotient + 1 : quotient
}
