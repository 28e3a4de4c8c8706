/// A number read exactly from decimal digits: `digits / 10^decimals`.
struct DecimalText {
  let digits: UInt128
  let decimals: Int

  /// Trailing zeros are dropped first, so only a number that needs more digits than this is refused.
  static let mostDecimals = 30

  enum Failure: Error { case notANumber, tooManyDigits, tooManyDecimals }

  /// Reads `12` or `12.5`: no sign, no exponent, a digit on both sides of the point.
  static func parse(_ text: Substring.UTF8View) -> Result<DecimalText, Failure> {
    let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(isDigit) })
    else { return .failure(.notANumber) }
    var fraction = parts.count == 2 ? parts[1] : text[text.endIndex...]
    while fraction.last == UInt8(ascii: "0") { fraction.removeLast() }
    guard fraction.count <= mostDecimals else { return .failure(.tooManyDecimals) }
    var digits: UInt128 = 0
    for digit in [parts[0], fraction].joined() {
      let (tens, overflow) = digits.multipliedReportingOverflow(by: 10)
      let (sum, carry) = tens.addingReportingOverflow(UInt128(digit - UInt8(ascii: "0")))
      guard !overflow, !carry else { return .failure(.tooManyDigits) }
      digits = sum
    }
    return .success(DecimalText(digits: digits, decimals: fraction.count))
  }

  /// Ten to the power of the number of decimals.
  var divisor: UInt128 { (0..<decimals).reduce(1) { power, _ in power * 10 } }
}

func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

func greatestCommonDivisor(_ first: UInt128, _ second: UInt128) -> UInt128 {
  var (a, b) = (first, second)
  while b != 0 { (a, b) = (b, a % b) }
  return a
}
