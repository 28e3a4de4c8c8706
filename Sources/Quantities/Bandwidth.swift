/// A rate of transfer, whole bytes per second.
public struct Bandwidth: Quantity {
  public let bytesPerSecond: Int

  public init(bytesPerSecond: Int) { self.bytesPerSecond = bytesPerSecond }
}

extension Bandwidth {
  public static let kind = "a bandwidth"
  public static let example = "25.6 GB/s"

  // Bits per second are how links are sold, so they are understood, but never printed.
  public static let units = [
    QuantityUnit("B/s", 1),
    QuantityUnit("kB/s", 1_000), QuantityUnit("KiB/s", 1 << 10),
    QuantityUnit("Mbit/s", 125_000, isPrinted: false),
    QuantityUnit("MB/s", 1_000_000), QuantityUnit("MiB/s", 1 << 20),
    QuantityUnit("Gbit/s", 125_000_000, isPrinted: false),
    QuantityUnit("GB/s", 1_000_000_000), QuantityUnit("GiB/s", 1 << 30),
    QuantityUnit("TB/s", 1_000_000_000_000), QuantityUnit("TiB/s", 1 << 40),
  ]

  public var baseUnits: Int { bytesPerSecond }
  public init(baseUnits: Int) { self.init(bytesPerSecond: baseUnits) }
}
