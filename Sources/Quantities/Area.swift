/// An area of a chip, whole square nanometres.
public struct Area: Quantity {
  public let squareNanometres: Int

  public init(squareNanometres: Int) { self.squareNanometres = squareNanometres }
}

extension Area {
  public static let kind = "an area"
  public static let example = "282 um2"
  public static let units = [
    QuantityUnit("nm2", 1), QuantityUnit("um2", 1_000_000), QuantityUnit("mm2", 1_000_000_000_000),
  ]

  public var baseUnits: Int { squareNanometres }
  public init(baseUnits: Int) { self.init(squareNanometres: baseUnits) }

  public var squareMillimetres: Double { Double(squareNanometres) / 1_000_000_000_000 }
}
