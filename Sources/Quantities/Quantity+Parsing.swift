extension Quantity {
  /// The quantity that a text such as "25.6 GB/s" states, exactly.
  ///
  /// The space before the unit is optional; the number may have decimals, but no sign and no exponent.
  public static func parse(_ text: String) -> Result<Self, QuantityError> {
    let trimmed = trimmingSpaces(text[...])
    guard let first = trimmed.utf8.first else { return .failure(.notANumber(found: text)) }
    if first == UInt8(ascii: "-") || first == UInt8(ascii: "+") { return .failure(.signed(found: text)) }
    let number = trimmed.prefix { $0.isASCII && ($0.isWholeNumber || $0 == ".") }
    let symbol = String(trimmingSpaces(trimmed[number.endIndex...]))
    switch DecimalText.parse(number.utf8) {
    case .failure(.notANumber): return .failure(.notANumber(found: text))
    case .failure(.tooManyDigits): return .failure(.tooLarge(found: text))
    case .failure(.tooManyDecimals):
      return .failure(.notWhole(found: text, baseUnit: units[0].symbol))
    case .success(let decimal):
      if symbol.isEmpty { return .failure(.missingUnit(found: text)) }
      guard let unit = units.first(where: { $0.symbol == symbol }) else {
        let nearest = NearestName.of(symbol, among: units.map(\.symbol))
        return .failure(.unknownUnit(found: symbol, nearest: nearest))
      }
      return amount(decimal, of: unit, text: text)
    }
  }

  private static func amount(
    _ decimal: DecimalText, of unit: QuantityUnit, text: String
  ) -> Result<Self, QuantityError> {
    // Cancelling first keeps the product small: digits * factor / 10^decimals.
    let factor = UInt128(unit.factor)
    let divisor = decimal.divisor
    let common = greatestCommonDivisor(factor, divisor)
    let (quotient, rest) = decimal.digits.quotientAndRemainder(dividingBy: divisor / common)
    guard rest == 0 else { return .failure(.notWhole(found: text, baseUnit: units[0].symbol)) }
    let (product, overflow) = quotient.multipliedReportingOverflow(by: factor / common)
    guard !overflow, let baseUnits = Int(exactly: product) else { return .failure(.tooLarge(found: text)) }
    return .success(Self(baseUnits: baseUnits))
  }
}

private func trimmingSpaces(_ text: Substring) -> Substring {
  var text = text
  while text.first == " " { text.removeFirst() }
  while text.last == " " { text.removeLast() }
  return text
}
