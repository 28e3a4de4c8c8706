/// A number of bytes: the size of a buffer, a tensor, a transfer.
public struct Bytes: Quantity {
  public let count: Int

  public init(count: Int) { self.count = count }
}

extension Bytes {
  public static let kind = "a size in bytes"
  public static let example = "256 KiB"
  public static let units = [
    QuantityUnit("B", 1),
    QuantityUnit("kB", 1_000), QuantityUnit("KiB", 1 << 10),
    QuantityUnit("MB", 1_000_000), QuantityUnit("MiB", 1 << 20),
    QuantityUnit("GB", 1_000_000_000), QuantityUnit("GiB", 1 << 30),
    QuantityUnit("TB", 1_000_000_000_000), QuantityUnit("TiB", 1 << 40),
  ]

  public var baseUnits: Int { count }
  public init(baseUnits: Int) { self.init(count: baseUnits) }
}
