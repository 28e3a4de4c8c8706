/// A number by which much is divided, with its reciprocal, since a division takes longer than two multiplications.
struct Divisor: Sendable {
  let value: UInt64
  private let reciprocal: UInt64

  /// - Parameter value: At least 1.
  init(_ value: UInt64) {
    self.value = value
    reciprocal = UInt64.max / value
  }

  /// What division gives, rounded down, of numbers below 2^63.
  ///
  /// The reciprocal is less than 1 too small in its last place, so the product is at most 1 too small.
  @inline(__always)
  func quotient(_ number: UInt64) -> UInt64 {
    let quotient = number.multipliedFullWidth(by: reciprocal).high
    return number &- quotient &* value >= value ? quotient &+ 1 : quotient
  }

  /// What division leaves, of numbers below 2^63.
  @inline(__always)
  func remainder(_ number: UInt64) -> UInt64 {
    let rest = number &- number.multipliedFullWidth(by: reciprocal).high &* value
    return rest >= value ? rest &- value : rest
  }
}
