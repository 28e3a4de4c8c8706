import Quantities

/// Where the three regions of a stored tensor begin, in bytes (docs/model.md, 11).
public struct StorageRegions: Hashable, Sendable {
  public let data: Int
  public let metadata: Int
  public let pointers: Int
  /// The first byte behind them.
  public let end: Int

  /// Regions from `base` on, each but the first at a multiple of a memory's `request`; nil beyond what can be counted.
  public init?(_ listing: StorageListing, elementBits: Int, base: Int, request: Int) {
    var next = base
    var starts: [Int] = []
    for (entries, bits) in [
      (listing.storedElements, elementBits), (listing.metadataEntries, listing.metadataBits),
      (listing.pointerEntries, listing.pointerBits),
    ] {
      if !starts.isEmpty { next = ceilingDivision(next, by: request) * request }
      starts.append(next)
      let (all, overflow) = entries.multipliedReportingOverflow(by: bits)
      guard !overflow, all < 1 << 60, next < 1 << 60 else { return nil }
      next += ceilingDivision(all, by: 8)
    }
    (data, metadata, pointers, end) = (starts[0], starts[1], starts[2], next)
  }
}
