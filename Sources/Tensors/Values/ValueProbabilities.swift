import Quantities

/// How likely each value of a distribution is in a format, exactly: in steps of 2^-63.
public struct ValueProbabilities: Hashable, Sendable {
  /// The least value that is ever drawn.
  let least: Int
  /// For each value from `least` on the probability of it and all below, times 2^63; the last is all.
  let cumulative: [UInt64]
  let isSigned: Bool

  static let one: UInt64 = 1 << 63

  /// Throws where tensors of the format cannot have such values.
  public init(_ distribution: ValueDistribution, _ format: NumberFormat) throws(ValueError) {
    let range = try distribution.range(in: format)
    isSigned = format.family == .signedInteger
    let (below, all) = try distribution.drawn(range)
    var (least, cumulative) = (range.upperBound, [UInt64]())
    for value in range {
      // At the end everything is there, of what is clipped too.
      let share =
        value == range.upperBound ? all : min(all, distribution.share(upTo: value, range) - below)
      // What is less likely than a step is never drawn.
      guard !cumulative.isEmpty || share > 0 else { continue }
      if cumulative.isEmpty { least = value }
      cumulative.append(UInt64(UInt128(share) * UInt128(Self.one) / UInt128(all)))
      if share == all { break }
    }
    self.least = least
    self.cumulative = cumulative
  }

  /// The values that are drawn at all, and those between them.
  public var values: ClosedRange<Int> { least...least + cumulative.count - 1 }

  /// The probability of a value, in steps of 2^-63.
  func steps(of value: Int) -> UInt64 {
    guard values.contains(value) else { return 0 }
    let place = value - least
    return cumulative[place] - (place > 0 ? cumulative[place - 1] : 0)
  }

  /// The probability of a value.
  public func probability(of value: Int) -> Double { Double(steps(of: value)) / Double(Self.one) }

  /// What a number that depends on the value is in the mean.
  public func mean(of number: (_ value: Int) -> Double) -> Double {
    values.reduce(0) { $0 + probability(of: $1) * number($1) }
  }

  /// How many digits are not 0 in the mean.
  public func meanNonzeroDigits(_ recoding: Recoding) -> Double {
    mean { Double(recoding.nonzeroPlaces(of: $0).nonzeroBitCount) }
  }
}

extension ValueDistribution {
  /// Says what keeps tensors of a format from having such values, in less time than their probabilities take.
  public func check(_ format: NumberFormat) throws(ValueError) { _ = try drawn(range(in: format)) }

  /// The share below what is drawn, and the share that is drawn.
  fileprivate func drawn(_ range: ClosedRange<Int>) throws(ValueError) -> (below: UInt64, all: UInt64) {
    guard outside == .redraw else { return (0, ValueProbabilities.one) }
    let below = share(upTo: range.lowerBound - 1, range)
    let all = share(upTo: range.upperBound, range) - below
    guard all >= ValueProbabilities.one >> 20 else {
      throw .rarelyWithin(low: range.lowerBound, high: range.upperBound)
    }
    return (below, all)
  }

  /// The probability of a value and all below it, times 2^63, as if the format held every integer.
  fileprivate func share(upTo value: Int, _ range: ClosedRange<Int>) -> UInt64 {
    switch family {
    case .normal(let mean, let sigma):
      return Self.share(upTo: value, mean, sigma, UpperTail.normal)
    case .relu(let mean, let sigma):
      return value < 0 ? 0 : Self.share(upTo: value, mean, sigma, UpperTail.normal)
    case .laplace(let mean, let scale):
      return Self.share(upTo: value, mean, scale, UpperTail.laplace)
    case .uniform:
      guard value >= range.lowerBound else { return 0 }
      guard value < range.upperBound else { return ValueProbabilities.one }
      let values = UInt128(value - range.lowerBound + 1)
      return UInt64(UInt128(ValueProbabilities.one) * values / UInt128(range.count))
    }
  }

  /// The share below `value` + 1/2, of a distribution that is the same on both sides of its mean.
  private static func share(
    upTo value: Int, _ mean: Ratio, _ spread: Ratio, _ upper: (Double) -> Double
  ) -> UInt64 {
    let point = (Double(value) + 0.5 - mean.value) / spread.value
    // At most a half, and so exact but for the digits that are cut off.
    let tail = UInt64(upper(point < 0 ? -point : point) * Double(ValueProbabilities.one))
    return point < 0 ? tail : ValueProbabilities.one - tail
  }
}
