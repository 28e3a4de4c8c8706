extension NumberFormat {
  /// The least and the greatest integer of the format; nil for a floating-point format.
  public var integers: ClosedRange<Int>? {
    switch family {
    case .floatingPoint: nil
    case _ where isBinary || isTernary: -1...1
    case .unsignedInteger: 0...(1 << bits - 1)
    case .signedInteger: -(1 << (bits - 1))...(1 << (bits - 1) - 1)
    }
  }

  /// Whether an integer is one of the format's values: `binary` has no 0.
  public func holds(_ value: Int) -> Bool { integers?.contains(value) ?? false && !(isBinary && value == 0) }
}
