/// Arithmetic on estimates that stays at the greatest integer instead of overflowing.
infix operator *| : MultiplicationPrecedence
infix operator +| : AdditionPrecedence

func *| (left: Int, right: Int) -> Int {
  let (product, overflow) = left.multipliedReportingOverflow(by: right)
  return overflow ? Int.max : product
}

func +| (left: Int, right: Int) -> Int {
  let (sum, overflow) = left.addingReportingOverflow(right)
  return overflow ? Int.max : sum
}

/// `value x numerator / denominator`, rounded up, or the greatest integer.
func scaled(_ value: Int, by numerator: Int, over denominator: Int) -> Int {
  let (product, overflow) = value.multipliedReportingOverflow(by: numerator)
  // Most fit into an integer, whose division is many times faster.
  if !overflow { return product / denominator + (product % denominator > 0 ? 1 : 0) }
  let quotient =
    (UInt128(value) * UInt128(numerator) + UInt128(denominator) - 1) / UInt128(denominator)
  return quotient > UInt128(Int.max) ? Int.max : Int(quotient)
}
