/// What a tensor or a tile of it takes in a storage format, in bits.
public struct StorageSize: Hashable, Sendable {
  /// The elements that are stored, zeros that the format needs among them.
  public var storedElements: Int
  /// The stored elements that are not zero.
  public var occupiedElements: Int
  /// The bits of the stored elements' values.
  public var dataBits: Int
  /// The bits that say where elements belong: masks, indices, runs.
  public var metadataBits: Int
  /// The bits that say where lines, blocks and fibers begin.
  public var pointerBits: Int

  public init(
    storedElements: Int, occupiedElements: Int, elementBits: Int, metadataBits: Int = 0, pointerBits: Int = 0
  ) {
    self.storedElements = storedElements
    self.occupiedElements = occupiedElements
    self.dataBits = storedElements * elementBits
    self.metadataBits = metadataBits
    self.pointerBits = pointerBits
  }

  /// All bits.
  public var bits: Int { dataBits + metadataBits + pointerBits }

  /// The zeros that are stored.
  public var paddingElements: Int { storedElements - occupiedElements }
}

/// The bits that tell `count` positions apart: `ceil(log2(count))`, and none for one or no position.
func bitsToTellApart(_ count: Int) -> Int {
  count <= 1 ? 0 : Int.bitWidth - (count - 1).leadingZeroBitCount
}
