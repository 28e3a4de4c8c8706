/// A number of cycles per second, whole hertz.
public struct Frequency: Quantity {
  public let hertz: Int

  public init(hertz: Int) { self.hertz = hertz }
}

extension Frequency {
  public static let kind = "a frequency"
  public static let example = "1 GHz"
  public static let units = [
    QuantityUnit("Hz", 1), QuantityUnit("kHz", 1_000), QuantityUnit("MHz", 1_000_000),
    QuantityUnit("GHz", 1_000_000_000),
  ]

  public var baseUnits: Int { hertz }
  public init(baseUnits: Int) { self.init(hertz: baseUnits) }
}
