import Quantities

extension Energy {
  /// In the unit that suits it, to four digits: "200 fJ".
  var text: String { DecimalScale.text(Double(attojoules) * 1e-18, unit: "J") }
}

extension EnergyPerBit {
  /// In the unit that suits it, to four digits: "8 pJ/bit".
  var text: String { DecimalScale.text(Double(attojoules) * 1e-18, unit: "J/bit") }
}

extension Power {
  /// In the unit that suits it, to four digits: "3.072 mW".
  var text: String { DecimalScale.text(watts, unit: "W") }
}

extension DecimalScale {
  /// One number in the multiple of its unit that suits it, without zeros at its end.
  static func text(_ value: Double, unit: String) -> String {
    guard value > 0 else { return "0 \(unit)" }
    let scale = DecimalScale([value])
    return "\(scale.text(value).trimmingZeros) \(scale.prefix)\(unit)"
  }
}

extension String {
  /// A decimal number without zeros at its end.
  var trimmingZeros: String {
    guard contains(".") else { return self }
    var text = self
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text
  }
}
