import Quantities

/// The whole number nearest to `share` x `whole`; of two equally near ones the greater.
///
/// This is the rule for every count that a density asks for.
func nearestCount(_ share: Ratio, of whole: Int) -> Int {
  let (numerator, denominator) = (Int128(share.numerator), Int128(share.denominator))
  return Int((2 * numerator * Int128(whole) + denominator) / (2 * denominator))
}

/// Shares `total` out over lines by weight, none above `most`, to the element.
///
/// Lines that would get `most` or more, from the first on, get `most`. Each other one gets its share of the rest,
/// rounded down, and what then is left goes to the greatest fractions, one each, the first of equal ones first.
/// Weights do not increase; `total` is at most `most` for each line.
func apportion(_ total: Int, by weights: [UInt64], most: Int) -> [Int] {
  precondition(total <= most * weights.count, "there is room for all")
  var counts = [Int](repeating: 0, count: weights.count)
  var (rest, weightSum) = (UInt128(total), weights.reduce(UInt128(0)) { $0 + UInt128($1) })
  var first = 0
  while first < weights.count, rest > 0, rest * UInt128(weights[first]) >= UInt128(most) * weightSum {
    counts[first] = most
    rest -= UInt128(most)
    weightSum -= UInt128(weights[first])
    first += 1
  }
  guard first < weights.count, rest > 0 else { return counts }
  var fractions: [(line: Int, fraction: UInt128)] = []
  var left = rest
  for line in first..<weights.count {
    let (share, fraction) = (rest * UInt128(weights[line])).quotientAndRemainder(dividingBy: weightSum)
    counts[line] = Int(share)
    left -= share
    fractions.append((line, fraction))
  }
  fractions.sort { ($1.fraction, $0.line) < ($0.fraction, $1.line) }
  for (line, _) in fractions.prefix(Int(left)) { counts[line] += 1 }
  return counts
}

extension SplitMix64 {
  /// The numbers from 0 to `count - 1` in a random order, all orders equally likely (Fisher and Yates).
  mutating func permutation(of count: Int) -> [Int] {
    var order = Array(0..<count)
    for last in stride(from: count - 1, to: 0, by: -1) { order.swapAt(last, next(below: last + 1)) }
    return order
  }
}
