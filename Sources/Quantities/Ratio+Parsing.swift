extension Ratio {
  /// The ratio that "3/4", "0.25" or "2" states, exactly; there is no sign and no exponent.
  public static func parse(_ text: String) -> Result<Ratio, QuantityError> {
    if text.hasPrefix("-") || text.hasPrefix("+") { return .failure(.signed(found: text)) }
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count) else { return .failure(.notANumber(found: text)) }
    var terms: [DecimalText] = []
    for part in parts {
      switch DecimalText.parse(part.utf8) {
      case .failure(.notANumber): return .failure(.notANumber(found: text))
      case .failure: return .failure(.tooLarge(found: text))
      case .success(let term): terms.append(term)
      }
    }
    guard terms.count == 1 || terms.allSatisfy({ $0.decimals == 0 }) else {
      return .failure(.notANumber(found: text))
    }
    let divisor = terms.count == 2 ? terms[1].digits : terms[0].divisor
    guard divisor > 0 else { return .failure(.notANumber(found: text)) }
    let common = greatestCommonDivisor(terms[0].digits, divisor)
    guard let numerator = Int(exactly: terms[0].digits / common),
      let denominator = Int(exactly: divisor / common)
    else { return .failure(.tooLarge(found: text)) }
    return .success(Ratio(numerator, denominator))
  }
}

extension Ratio {
  /// "0.069" of 285/4096 with three places: a ratio that is not negative, in decimals, rounded down; without zeros at the end.
  public func decimals(_ places: Int) -> String {
    var (left, text) = (numerator % denominator, "\(numerator / denominator).")
    for _ in 0..<places {
      let (digit, rest) = denominator.dividingFullWidth(left.multipliedFullWidth(by: 10))
      text += "\(digit)"
      left = rest
    }
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text
  }
}

extension Ratio: CustomStringConvertible {
  /// "3/4", or "2" for a whole number; `parse` reads it back.
  public var description: String {
    denominator == 1 ? "\(numerator)" : "\(numerator)/\(denominator)"
  }
}
