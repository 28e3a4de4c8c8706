/// Shares of distributions above a point, made of + - * and / on numbers of 64 bits alone: every machine rounds those
/// in the same way, which holds for no library's exponential function.
package enum UpperTail {
  /// The share of the standard normal distribution above a point that is not negative; within 10^-15 of it, and within
  /// 10^-13 of itself.
  package static func normal(_ x: Double) -> Double {
    let density = exponential(-x * x / 2) * 0.3989422804014326779399461
    guard density > 0 else { return 0 }
    guard x < 3 else {
      // A continued fraction: Laplace, in Abramowitz and Stegun, 26.2.14.
      var fraction = x
      for term in stride(from: 40.0, to: 0, by: -1) { fraction = x + term / fraction }
      return density / fraction
    }
    // Abramowitz and Stegun, 26.2.11; all terms are positive.
    var (term, sum, odd) = (x, x, 1.0)
    while term > 1e-18 * sum {
      odd += 2
      term *= x * x / odd
      sum += term
    }
    return 0.5 - density * sum
  }

  /// The share above a point that is not negative, of densities that fall off by e for each unit on both sides of 0.
  package static func laplace(_ x: Double) -> Double { exponential(-x) / 2 }

  /// e to a power that is not positive.
  package static func exponential(_ power: Double) -> Double {
    // Below the least number of 64 bits.
    guard power > -740 else { return 0 }
    // Whole powers of two, and a rest of less than one; ln 2 in two parts, of which the first times 1024 is exact.
    let halvings = Int(-power / 0.6931471805599453)
    let rest =
      (power + Double(halvings) * 0.693147180369123816490) + Double(halvings) * 1.90821492927058770002e-10
    var sum = 1.0
    for term in stride(from: 22.0, to: 0, by: -1) { sum = 1 + sum * rest / term }
    return halvings > 1000
      ? sum * Double(sign: .plus, exponent: -1000, significand: 1)
        * Double(sign: .plus, exponent: 1000 - halvings, significand: 1)
      : sum * Double(sign: .plus, exponent: -halvings, significand: 1)
  }
}
