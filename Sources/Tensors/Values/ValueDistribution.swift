import Quantities

/// What the values of a tensor are drawn from: a family of distributions within a range.
///
/// A value is the real number rounded to the nearest integer (halves away from zero), and then brought into the range
/// (docs/values.md).
public struct ValueDistribution: Hashable, Sendable {
  public enum Family: Hashable, Sendable {
    case normal(mean: Ratio, sigma: Ratio)
    /// What a rectifier leaves of a normal distribution: 0 for everything below.
    case relu(mean: Ratio, sigma: Ratio)
    /// Densities that fall off by e for each `scale` on both sides.
    case laplace(mean: Ratio, scale: Ratio)
    /// All integers of the range, equally likely.
    case uniform
  }

  /// What becomes of a value outside of the range.
  public enum Outside: String, CaseIterable, Hashable, Sendable {
    /// It is the nearest one inside.
    case clip
    /// It is drawn again until it lies inside.
    case redraw
  }

  public var family: Family
  /// The least and the greatest value; nil for those of the tensor's format.
  public var low: Int?
  public var high: Int?
  public var outside: Outside

  public init(_ family: Family, low: Int? = nil, high: Int? = nil, outside: Outside = .clip) {
    self.family = family
    self.low = low
    self.high = high
    self.outside = outside
  }

  /// The least and the greatest `sigma` and `scale`.
  public static let spreads = Ratio(1, 1000)...Ratio(1_000_000)
  /// The least and the greatest mean.
  public static let means = Ratio(-1_000_000)...Ratio(1_000_000)

  /// The family's name in traces and reports.
  public var name: String {
    switch family {
    case .normal: "normal"
    case .relu: "relu"
    case .laplace: "laplace"
    case .uniform: "uniform"
    }
  }

  /// The least and the greatest value in a format; throws what keeps tensors of it from having such values.
  func range(in format: NumberFormat) throws(ValueError) -> ClosedRange<Int> {
    guard let integers = format.integers else { throw .notIntegers(format) }
    guard format.hasValues else { throw .tooWide(format) }
    guard format.holds(0) else { throw .withoutZero(format) }
    switch family {
    case .normal(let mean, let spread), .relu(let mean, let spread), .laplace(let mean, let spread):
      guard Self.spreads.contains(spread) else { throw .spreadOutOfRange(spread) }
      guard Self.means.contains(mean) else { throw .meanOutOfRange(mean) }
    case .uniform: break
    }
    let (low, high) = (low ?? integers.lowerBound, high ?? integers.upperBound)
    for bound in [low, high] where !integers.contains(bound) { throw .notHeld(bound, format) }
    guard low <= high else { throw .lowAboveHigh(low: low, high: high) }
    return low...high
  }
}

extension ValueDistribution: CustomStringConvertible {
  /// "normal, sigma 30, mean 2": as a trace says it; what needs no saying is left out.
  public var description: String {
    var parts = [name]
    func add(_ mean: Ratio, _ key: String, _ spread: Ratio) {
      parts.append("\(key) \(spread)")
      if mean != Ratio(0) { parts.append("mean \(mean)") }
    }
    switch family {
    case .normal(let mean, let sigma), .relu(let mean, let sigma): add(mean, "sigma", sigma)
    case .laplace(let mean, let scale): add(mean, "scale", scale)
    case .uniform: break
    }
    if let low { parts.append("low \(low)") }
    if let high { parts.append("high \(high)") }
    if outside != .clip { parts.append("outside \(outside.rawValue)") }
    return parts.joined(separator: ", ")
  }
}

/// Why a tensor cannot have values of a distribution; its description says what would be right.
public enum ValueError: Error, Hashable, Sendable {
  case notIntegers(NumberFormat)
  case tooWide(NumberFormat)
  case withoutZero(NumberFormat)
  case spreadOutOfRange(Ratio)
  case meanOutOfRange(Ratio)
  case lowAboveHigh(low: Int, high: Int)
  case notHeld(Int, NumberFormat)
  /// Less than 2^-20 of the distribution is within the range that is drawn for until a value lies in it.
  case rarelyWithin(low: Int, high: Int)
  /// More than `ValueTensor.mostElements`.
  case tooManyElements(rows: Int, columns: Int)
}

extension ValueError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notIntegers(let format):
      "the tensor's format is \(format), and values are drawn for integers; give it a format such as int8"
    case .tooWide(let format):
      "the tensor's format is \(format), and values are drawn for integers of at most \(Recoding.mostBits) bits"
    case .withoutZero(let format):
      "the tensor's format is \(format), which has no 0; values are drawn for int1 to int16, uint1 to uint16 and ternary"
    case .spreadOutOfRange(let spread):
      "the spread is \(spread); it must be from \(ValueDistribution.spreads.lowerBound) to \(ValueDistribution.spreads.upperBound)"
    case .meanOutOfRange(let mean):
      "the mean is \(mean); it must be from \(ValueDistribution.means.lowerBound) to \(ValueDistribution.means.upperBound)"
    case .lowAboveHigh(let low, let high):
      "'low' is \(low), and 'high' \(high); 'low' must be at most 'high'"
    case .notHeld(let value, let format):
      "\(value) is no value of \(format); it holds \(format.rangeText)"
    case .rarelyWithin(let low, let high):
      """
      less than a millionth of the distribution lies from \(low) to \(high), so nothing can be drawn again until it does; \
      move the mean, or clip
      """
    case .tooManyElements(let rows, let columns):
      "\(rows) x \(columns) elements are too many; at most \(ValueTensor.mostElements) have values"
    }
  }
}

extension NumberFormat {
  /// The integers that the format holds, in words.
  var rangeText: String {
    guard let integers else { return "no integers" }
    return isBinary ? "-1 and 1" : "\(integers.lowerBound) to \(integers.upperBound)"
  }
}
