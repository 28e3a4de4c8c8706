/// A way to write an integer as signed digits of powers of two or of four, so that arithmetic may leave out the zeros.
///
/// Digits count from the lowest place, which is 0. docs/model.md, 13.4, has the rules; EN-T is of Wu et al., "Exploring the
/// performance improvement of tensor processing engines through transformation in the bit-weight dimension of MACs",
/// HPCA 2025, arXiv:2503.06342.
public enum Recoding: String, CaseIterable, Hashable, Sendable {
  /// The binary digits of the magnitude, all with the value's sign.
  case bits
  /// Radix 4, of the two's complement: digits -2 to 2.
  case booth
  /// Radix 4, of the magnitude: digits -1 to 2, all with the value's sign.
  case enT = "en_t"
  /// The non-adjacent form: of two neighbours one is 0.
  case naf

  /// The most bits of a format whose values are recoded.
  public static let mostBits = 16

  /// The power of two that a place has more than the one below it.
  public var bitsOfPlace: Int {
    switch self {
    case .bits, .naf: 1
    case .booth, .enT: 2
    }
  }

  /// The places that the digits of any value of a format take; nil where values of it are not recoded.
  public func places(of format: NumberFormat) -> Int? {
    guard format.family != .floatingPoint, format.bits <= Self.mostBits else { return nil }
    let (bits, isUnsigned) = (format.bits, format.family == .unsignedInteger)
    switch self {
    case .bits: return bits
    case .naf: return bits + 1
    case .booth: return isUnsigned ? bits / 2 + 1 : (bits + 1) / 2
    case .enT: return bits / 2 + (isUnsigned || !bits.isMultiple(of: 2) ? 1 : 0)
    }
  }

  /// The digits of a value of at most 16 bits, from the lowest place on; those above are 0.
  public func digits(of value: Int, places: Int) -> [Int] {
    var recoder = Recoder(self, value)
    return (0..<places).map { _ in recoder.next() }
  }

  /// The places whose digit is not 0, a bit each, of a value of at most 16 bits.
  public func nonzeroPlaces(of value: Int) -> UInt32 {
    var recoder = Recoder(self, value)
    var places: UInt32 = 0
    // No recoding of 16 bits has more.
    for place in 0..<UInt32(Self.mostBits + 1) where recoder.next() != 0 { places |= 1 << place }
    return places
  }
}

/// The digits of one value, one after another.
private struct Recoder {
  private let recoding: Recoding
  private let sign: Int
  /// What the digits so far leave, in units of the next place.
  private var rest: Int
  private var carry = 0

  init(_ recoding: Recoding, _ value: Int) {
    self.recoding = recoding
    let isOfMagnitude = recoding == .bits || recoding == .enT
    sign = isOfMagnitude ? value.signum() : 1
    rest = isOfMagnitude ? abs(value) : value
  }

  mutating func next() -> Int {
    let digit: Int
    switch recoding {
    case .bits:
      digit = rest & 1
    case .booth:
      digit = carry + rest & 1 - rest & 2
      carry = rest >> 1 & 1
    case .enT:
      let sum = rest & 3 + carry
      carry = sum > 2 ? 1 : 0
      digit = sum - 4 * carry
    case .naf:
      digit = rest & 1 == 0 ? 0 : 2 - rest & 3
      rest -= digit
    }
    rest >>= recoding.bitsOfPlace
    return sign * digit
  }
}
