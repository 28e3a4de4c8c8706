/// The geometric mean of positive figures; nil where there are none, or one is not positive and finite.
///
/// Only additions and multiplications of doubles and exact powers of two are used, no logarithm, so the last digit
/// is the same on every machine. The result is within a few units of the last place.
public func geometricMean(_ figures: [Double]) -> Double? {
  guard !figures.isEmpty, figures.allSatisfy({ $0 > 0 && $0.isFinite }) else { return nil }
  // The product as significand x 2^exponent, which no number of figures can overflow.
  var significand = 1.0
  var exponent = 0
  for figure in figures {
    significand *= figure.significand
    exponent += Int(figure.exponent) + Int(significand.exponent)
    significand = significand.significand
  }
  let count = figures.count
  let whole = exponent >= 0 ? exponent / count : -((-exponent + count - 1) / count)
  let power = scaledRoot(significand: significand, exponent: exponent - whole * count, degree: count)
  return Double(sign: .plus, exponent: whole, significand: power)
}

/// The root of `significand x 2^exponent`, between 1 and 2, by bisection: 0 <= exponent < degree.
private func scaledRoot(significand: Double, exponent: Int, degree: Int) -> Double {
  /// Whether a base to the degree is at most the value.
  func isAtMost(_ base: Double) -> Bool {
    var (product, power) = (1.0, 0)
    for _ in 0..<degree {
      product *= base
      power += Int(product.exponent)
      product = product.significand
    }
    return power == exponent ? product <= significand : power < exponent
  }
  var (low, high) = (1.0, 2.0)
  for _ in 0..<53 {
    let middle = low + (high - low) / 2
    guard middle > low, middle < high else { break }
    if isAtMost(middle) { low = middle } else { high = middle }
  }
  // Of the two neighbours the one that is exact, where one is: 2 x 8 has the mean 4 and not 3.999....
  return isAtMost(high) ? high : low
}
