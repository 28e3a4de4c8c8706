extension NumberFormat {
  /// Whether a multiplier of a native format takes this one in one slot: an integer that is no wider, or the same
  /// floating-point format.
  public func runs(on native: NumberFormat) -> Bool {
    if self == native { return true }
    guard family != .floatingPoint, native.family != .floatingPoint else { return false }
    // -1 and 1 are two of the three of ternary, and take two bits of an integer.
    if native.isOfFewValues { return isOfFewValues && bits <= native.bits }
    // An unsigned integer needs one bit more in a signed multiplier.
    if family == native.family { return integerBits <= native.bits }
    return native.family == .signedInteger && integerBits < native.bits
  }

  /// Whether it has values below zero.
  public var hasSign: Bool {
    switch family {
    case .signedInteger: true
    case .unsignedInteger: false
    case .floatingPoint: !name.hasPrefix("ue")
    }
  }

  /// Whether it has two or three values, which are no range of integers.
  public var isOfFewValues: Bool { name == "ternary" || name == "binary" }

  /// The bits of the integer that its values take; of integers, ternary and binary.
  public var integerBits: Int { isOfFewValues ? 2 : bits }
}
