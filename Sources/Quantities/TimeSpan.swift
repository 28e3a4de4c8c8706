/// A length of time, whole picoseconds.
public struct TimeSpan: Quantity {
  public let picoseconds: Int

  public init(picoseconds: Int) { self.picoseconds = picoseconds }
}

extension TimeSpan {
  public static let kind = "a time"
  public static let example = "45 ns"
  public static let units = [
    QuantityUnit("ps", 1), QuantityUnit("ns", 1_000), QuantityUnit("us", 1_000_000),
    QuantityUnit("ms", 1_000_000_000), QuantityUnit("s", 1_000_000_000_000),
  ]

  public var baseUnits: Int { picoseconds }
  public init(baseUnits: Int) { self.init(picoseconds: baseUnits) }
}
