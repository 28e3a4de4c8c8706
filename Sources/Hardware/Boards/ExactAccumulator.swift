import Tensors

/// The accumulator that holds every sum of products of two formats, which is most of what a minifloat's multiply-accumulate
/// costs beside an integer's on LUTs.
///
/// After "Post-Training Quantization with Low-precision Minifloats and Integers on FPGAs", arXiv 2311.12359.
public enum ExactAccumulator {
  /// Bits for so many products; nil of formats that are neither integers nor minifloats with a sign, or of one of each.
  public static func bits(_ first: NumberFormat, _ second: NumberFormat, products: Int) -> Int? {
    guard products > 0 else { return nil }
    let growth = Int.bitWidth - (products - 1).leadingZeroBitCount
    if first.family == .signedInteger, second.family == .signedInteger {
      return first.bits + second.bits + growth + 1
    }
    guard let (firstRange, firstDigits) = minifloat(first),
      let (secondRange, secondDigits) = minifloat(second)
    else { return nil }
    return firstRange + firstDigits + secondRange + secondDigits + growth - 1
  }

  /// The powers of two that a minifloat's exponent tells apart, and the bits of its mantissa.
  private static func minifloat(_ format: NumberFormat) -> (range: Int, digits: Int)? {
    let parts = format.name.split(separator: "_")
    guard format.encoding == nil, format.bits <= 8, parts.count == 2, parts[0].hasPrefix("fp"),
      parts[1].hasPrefix("e")
    else { return nil }
    let numbers = parts[1].dropFirst().split(separator: "m").compactMap { Int($0) }
    guard numbers.count == 2, numbers[0] < 8 else { return nil }
    return (1 << numbers[0], numbers[1])
  }
}
