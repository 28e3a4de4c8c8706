import Hardware
import Tensors
import Workloads

/// A product whose sums may be greater than the accumulator's format holds, which the design permits.
public struct OverflowingSums: Hashable, Sendable {
  /// The operator's name.
  public var name: String
  public var k: Int
  public var input: NumberFormat
  public var weight: NumberFormat
  /// Bits that the greatest sum takes, with its sign.
  public var bits: Int
  public var accumulator: NumberFormat
  /// In a floating-point accumulator the greatest sum, and the greatest number that it holds.
  public var floats: Floats?

  public struct Floats: Hashable, Sendable {
    public var greatest: Double
    public var limit: Double

    public init(greatest: Double, limit: Double) { (self.greatest, self.limit) = (greatest, limit) }
  }

  public init(
    name: String, k: Int, input: NumberFormat, weight: NumberFormat, bits: Int, accumulator: NumberFormat,
    floats: Floats? = nil
  ) {
    self.name = name
    self.k = k
    self.input = input
    self.weight = weight
    self.bits = bits
    self.accumulator = accumulator
    self.floats = floats
  }
}

extension OverflowingSums {
  /// All of a trace on a design; sums in `fp32` and `bf16`, whose range no sum of narrower factors leaves, are none.
  static func all(_ trace: Trace, _ design: Design) -> [OverflowingSums] {
    trace.operators.compactMap { OverflowingSums($0, trace, design.array.accumulatorFormat) }
  }

  private init?(_ one: Operator, _ trace: Trace, _ accumulator: NumberFormat) {
    guard case .product(let product, _) = one.body, let input = one.input, let weight = one.weight else {
      return nil
    }
    let (first, second) = (trace.tensors[input].format.multiplied, trace.tensors[weight].format.multiplied)
    if let limit = accumulator.greatestOfFewExponents {
      let greatest = first.greatest * second.greatest * Double(product.k)
      guard greatest > limit else { return nil }
      self.init(
        name: one.name, k: product.k, input: first, weight: second, bits: Int(greatest.exponent) + 2,
        accumulator: accumulator, floats: Floats(greatest: greatest, limit: limit))
      return
    }
    guard accumulator.family != .floatingPoint, let left = first.greatestMagnitude,
      let right = second.greatestMagnitude
    else { return nil }
    // The most of k products: of two signed factors it is above zero, of a signed and an unsigned one below.
    let greatest = left * right * Int128(product.k)
    let isBelow = (first.family == .signedInteger) != (second.family == .signedInteger)
    let isSigned = accumulator.family == .signedInteger
    let bits = 128 - (isBelow ? greatest - 1 : greatest).leadingZeroBitCount + (isSigned ? 1 : 0)
    guard bits > accumulator.bits else { return nil }
    self.init(
      name: one.name, k: product.k, input: first, weight: second, bits: bits, accumulator: accumulator)
  }
}

extension NumberFormat {
  /// The greatest magnitude of an integer of at most 32 bits; nil of a floating-point format.
  fileprivate var greatestMagnitude: Int128? {
    switch family {
    case .floatingPoint: nil
    case .signedInteger: isOfFewValues ? 1 : 1 << Int128(bits - 1)
    case .unsignedInteger: (1 << Int128(bits)) - 1
    }
  }

  /// The greatest magnitude of any format.
  fileprivate var greatest: Double { greatestMagnitude.map { Double($0) } ?? greatestFloat }

  /// The greatest finite number of a floating-point format of fewer than eight bits of exponent; nil of all others.
  fileprivate var greatestOfFewExponents: Double? {
    family == .floatingPoint && name != "fp32" && name != "bf16" ? greatestFloat : nil
  }

  /// Of formats that reserve their greatest exponent (`fp32`, `fp16`, `bf16`, and `fp8_e5m2` as the Open Compute Project has it) the
  /// one below it counts, of `fp8_e4m3` all but one number of it, of all others all of it.
  private var greatestFloat: Double {
    switch name {
    case "fp32": return Double(Float.greatestFiniteMagnitude)
    case "bf16": return Double(sign: .plus, exponent: 127, significand: 2 - 0x1p-7)
    case "fp16": return 65_504
    case "fp8_e4m3": return 448
    case "fp8_e5m2": return 57_344
    default:
      guard let (exponent, mantissa) = minifloatBits else { return 0 }
      let bias = exponent > 1 ? 1 << (exponent - 1) - 1 : 0
      let significand = 2 - Double(sign: .plus, exponent: -mantissa, significand: 1)
      return Double(sign: .plus, exponent: 1 << exponent - 1 - bias, significand: significand)
    }
  }

  /// The bits of exponent and mantissa that a minifloat's name says.
  private var minifloatBits: (exponent: Int, mantissa: Int)? {
    guard let match = name.wholeMatch(of: /(?:fp\d+_|u)e(\d+)m(\d+)/), let exponent = Int(match.1),
      let mantissa = Int(match.2)
    else { return nil }
    return (exponent, mantissa)
  }
}
