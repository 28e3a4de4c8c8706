/// Why a text is not a quantity.
public enum QuantityError: Error, Hashable, Sendable {
  /// There is a number, but no unit after it.
  case missingUnit(found: String)

  /// What follows the number is no unit of this quantity.
  case unknownUnit(found: String, nearest: String?)

  /// The text does not begin with plain decimal digits.
  case notANumber(found: String)

  /// The number has a sign, and quantities have none.
  case signed(found: String)

  /// The amount does not fit in 64 bits.
  case tooLarge(found: String)

  /// The amount is not a whole number of base units.
  case notWhole(found: String, baseUnit: String)
}
