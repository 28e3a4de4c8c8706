extension ValueTensor {
  /// How many digits of each element are not 0, row after row.
  public func nonzeroDigits(_ recoding: Recoding) -> [UInt8] {
    let table = recoding.nonzeroPlaces
    return patterns.map {
      UInt8(
        truncatingIfNeeded: table[Self.value(of: $0, isSigned: isSigned) - Recoding.leastValue]
          .nonzeroBitCount)
    }
  }

  /// The places of each element whose digit is not 0, a bit each, row after row.
  public func nonzeroPlaces(_ recoding: Recoding) -> [UInt32] {
    let table = recoding.nonzeroPlaces
    return patterns.map { table[Self.value(of: $0, isSigned: isSigned) - Recoding.leastValue] }
  }

  /// The digits of all elements that are not 0, together.
  public func nonzeroDigitCount(_ recoding: Recoding) -> Int {
    let table = recoding.nonzeroPlaces
    return patterns.reduce(0) {
      $0 + table[Self.value(of: $1, isSigned: isSigned) - Recoding.leastValue].nonzeroBitCount
    }
  }
}

extension Recoding {
  static let leastValue = -(1 << (mostBits - 1))

  /// The nonzero places of every value of 16 bits, signed or not, from `leastValue` on.
  fileprivate var nonzeroPlaces: [UInt32] {
    switch self {
    case .bits: Self.bitsTable
    case .booth: Self.boothTable
    case .enT: Self.enTTable
    case .naf: Self.nafTable
    }
  }

  private static let bitsTable = table(.bits)
  private static let boothTable = table(.booth)
  private static let enTTable = table(.enT)
  private static let nafTable = table(.naf)

  private static func table(_ recoding: Recoding) -> [UInt32] {
    (leastValue..<1 << mostBits).map { recoding.nonzeroPlaces(of: $0) }
  }
}
