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

  public init(
    name: String, k: Int, input: NumberFormat, weight: NumberFormat, bits: Int, accumulator: NumberFormat
  ) {
    self.name = name
    self.k = k
    self.input = input
    self.weight = weight
    self.bits = bits
    self.accumulator = accumulator
  }
}

extension OverflowingSums {
  /// All of a trace on a design; sums of floating-point numbers are none.
  static func all(_ trace: Trace, _ design: Design) -> [OverflowingSums] {
    trace.operators.compactMap { OverflowingSums($0, trace, design.array.accumulatorFormat) }
  }

  private init?(_ one: Operator, _ trace: Trace, _ accumulator: NumberFormat) {
    guard case .product(let product, _) = one.body, let input = one.input, let weight = one.weight else {
      return nil
    }
    let (first, second) = (trace.tensors[input].format.multiplied, trace.tensors[weight].format.multiplied)
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
}
