/// A measured amount: a whole number of base units, written with a unit.
///
///     let capacity = try Bytes.parse("256 KiB").get()   // Bytes(count: 262_144)
///     print(capacity)                                    // 256 KiB
///
/// Nothing here is floating-point: a text that is not a whole number of base units is refused.
public protocol Quantity: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// What is measured, as a diagnostic says it: "a size in bytes".
  static var kind: String { get }

  /// A well-written value, for diagnostics: "256 KiB".
  static var example: String { get }

  /// The units that a text may use, from the smallest; the first one is the base unit.
  static var units: [QuantityUnit] { get }

  /// The amount in base units.
  var baseUnits: Int { get }

  init(baseUnits: Int)
}

extension Quantity {
  public static func < (left: Self, right: Self) -> Bool { left.baseUnits < right.baseUnits }
}

/// A unit that a quantity can be written in.
public struct QuantityUnit: Hashable, Sendable {
  /// The unit as it is written, such as "KiB"; letter case counts.
  public let symbol: String

  /// How many base units one of these is.
  public let factor: Int

  /// Whether values are printed in this unit, or it is only understood.
  public let isPrinted: Bool

  public init(_ symbol: String, _ factor: Int, isPrinted: Bool = true) {
    precondition(factor > 0, "a unit is at least one base unit")
    self.symbol = symbol
    self.factor = factor
    self.isPrinted = isPrinted
  }
}
