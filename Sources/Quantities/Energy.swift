/// An energy, whole attojoules: what one action of a component takes.
public struct Energy: Quantity {
  public let attojoules: Int

  public init(attojoules: Int) { self.attojoules = attojoules }
}

extension Energy {
  public static let kind = "an energy"
  public static let example = "0.2 pJ"
  public static let units = [
    QuantityUnit("aJ", 1), QuantityUnit("fJ", 1_000), QuantityUnit("pJ", 1_000_000),
    QuantityUnit("nJ", 1_000_000_000),
  ]

  public var baseUnits: Int { attojoules }
  public init(baseUnits: Int) { self.init(attojoules: baseUnits) }

  public var picojoules: Double { Double(attojoules) / 1_000_000 }
}

/// An energy for each bit moved, whole attojoules a bit.
public struct EnergyPerBit: Quantity {
  public let attojoules: Int

  public init(attojoules: Int) { self.attojoules = attojoules }
}

extension EnergyPerBit {
  public static let kind = "an energy per bit"
  public static let example = "3.9 pJ/bit"
  public static let units = [
    QuantityUnit("aJ/bit", 1), QuantityUnit("fJ/bit", 1_000), QuantityUnit("pJ/bit", 1_000_000),
    QuantityUnit("nJ/bit", 1_000_000_000),
  ]

  public var baseUnits: Int { attojoules }
  public init(baseUnits: Int) { self.init(attojoules: baseUnits) }

  public var picojoules: Double { Double(attojoules) / 1_000_000 }
}

/// A power, whole nanowatts.
public struct Power: Quantity {
  public let nanowatts: Int

  public init(nanowatts: Int) { self.nanowatts = nanowatts }
}

extension Power {
  public static let kind = "a power"
  public static let example = "15 mW"
  public static let units = [
    QuantityUnit("nW", 1), QuantityUnit("uW", 1_000), QuantityUnit("mW", 1_000_000),
    QuantityUnit("W", 1_000_000_000),
  ]

  public var baseUnits: Int { nanowatts }
  public init(baseUnits: Int) { self.init(nanowatts: baseUnits) }

  public var watts: Double { Double(nanowatts) / 1_000_000_000 }
}
