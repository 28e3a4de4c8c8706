/// A voltage, whole microvolts.
public struct Voltage: Quantity {
  public let microvolts: Int

  public init(microvolts: Int) { self.microvolts = microvolts }
}

extension Voltage {
  public static let kind = "a voltage"
  public static let example = "1.2 V"
  public static let units = [
    QuantityUnit("uV", 1), QuantityUnit("mV", 1_000), QuantityUnit("V", 1_000_000),
  ]

  public var baseUnits: Int { microvolts }
  public init(baseUnits: Int) { self.init(microvolts: baseUnits) }

  public var volts: Double { Double(microvolts) / 1_000_000 }
}

/// An electric current, whole microamperes.
public struct Current: Quantity {
  public let microamperes: Int

  public init(microamperes: Int) { self.microamperes = microamperes }
}

extension Current {
  public static let kind = "a current"
  public static let example = "48 mA"
  public static let units = [
    QuantityUnit("uA", 1), QuantityUnit("mA", 1_000), QuantityUnit("A", 1_000_000),
  ]

  public var baseUnits: Int { microamperes }
  public init(baseUnits: Int) { self.init(microamperes: baseUnits) }

  public var milliamperes: Double { Double(microamperes) / 1_000 }
}
