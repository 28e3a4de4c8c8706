extension Quantity {
  /// The shortest exact way to write the amount, such as "256 KiB" or "25.6 GB/s".
  ///
  /// Of equally short ways the larger unit wins. What it prints, `parse` reads back (unless negative).
  public var description: String {
    var best: (text: String, numberLength: Int)?
    for unit in Self.units.reversed() where unit.isPrinted {
      guard let number = decimalText(in: unit) else { continue }
      let candidate = (text: "\(number) \(unit.symbol)", numberLength: number.utf8.count)
      guard let current = best else {
        best = candidate
        continue
      }
      let isShorter =
        (candidate.numberLength, candidate.text.utf8.count) < (current.numberLength, current.text.utf8.count)
      if isShorter { best = candidate }
    }
    return best?.text ?? "\(baseUnits) \(Self.units[0].symbol)"
  }

  /// The amount in a unit with at most three decimals; nil when that is inexact or less than one.
  private func decimalText(in unit: QuantityUnit) -> String? {
    let factor = UInt128(unit.factor)
    let (whole, rest) = UInt128(baseUnits.magnitude).quotientAndRemainder(dividingBy: factor)
    guard whole > 0 || factor == 1 else { return nil }
    let (thousandths, inexact) = (rest * 1000).quotientAndRemainder(dividingBy: factor)
    guard inexact == 0 else { return nil }
    let sign = baseUnits < 0 ? "-" : ""
    guard thousandths > 0 else { return "\(sign)\(whole)" }
    var decimals = String(String(thousandths + 1000).dropFirst())
    while decimals.last == "0" { decimals.removeLast() }
    return "\(sign)\(whole).\(decimals)"
  }
}
