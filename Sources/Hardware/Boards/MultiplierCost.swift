import Tensors

/// What a multiply-accumulate of two formats takes of an FPGA's logic, by a cited model (docs/boards.md).
///
/// Integers: Blott et al., FINN-R, ACM TRETS 11(3), 2018, as FINN's `matrixvectoractivation` has it. Minifloats: products of their
/// significands by the same formula, aligned in an exact accumulator as wide as arXiv 2311.12359 says.
public struct MultiplierCost: Hashable, Sendable {
  /// LUTs of the product, of what aligns it, and of the sum.
  public var product: Int
  public var alignment: Int
  public var sum: Int
  /// DSPs where the product is made by them: as many as its significands take of 27 x 18 bits.
  public var dsps: Int

  /// All in LUTs, with FINN-R's factor of 1.1 for what no formula sees, rounded up.
  public var luts: Int { ((product + alignment + sum) * 11 + 9) / 10 }
  /// Those that stay beside the DSPs: a DSP adds integers up itself.
  public var lutsBesideDSPs: Int { alignment == 0 ? 0 : ((alignment + sum) * 11 + 9) / 10 }

  /// Of formats of which it is known; `products` is how many a sum has.
  public init?(_ first: NumberFormat, _ second: NumberFormat, products: Int) {
    guard let one = Parts(first), let other = Parts(second), products > 0 else { return nil }
    let bits = one.significand + other.significand
    product = (2 * ((bits + 5) / 6) - 1) * bits
    // A DSP's multiplier is signed: a side has a bit less of a significand.
    func cut(_ long: Int, _ short: Int) -> Int { (long + 26) / 27 * ((short + 17) / 18) }
    dsps = min(cut(one.significand, other.significand), cut(other.significand, one.significand))
    guard one.exponent > 0 || other.exponent > 0 else {
      alignment = 0
      sum = bits + (ExactAccumulator.bits(first, second, products: products) ?? bits)
      return
    }
    guard let width = ExactAccumulator.bits(first, second, products: products),
      let aligned = ExactAccumulator.bits(first, second, products: 1)
    else { return nil }
    // The exponents' sum; a shifter of two stages a LUT; and the sign.
    let shift = max(one.exponent, other.exponent) + 1
    alignment = shift + aligned * ((shift + 1) / 2) + aligned
    sum = width
  }

  /// The bits of a format's exponent, and of what is multiplied.
  private struct Parts {
    var exponent: Int
    var significand: Int

    init?(_ format: NumberFormat) {
      guard format.encoding == nil else { return nil }
      switch format.family {
      case .signedInteger, .unsignedInteger: (exponent, significand) = (0, format.bits)
      case .floatingPoint:
        guard let parts = ExactAccumulator.parts(format) else { return nil }
        (exponent, significand) = (parts.exponent, parts.mantissa + 1)
      }
    }
  }
}
