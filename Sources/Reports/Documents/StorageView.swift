import Replay

/// How an operand lies in its memory.
public struct StorageView: Codable, Sendable {
  public var format: String
  /// How its tiles lie in the buffer: `stored` or `dense`.
  public var buffer: String
  public var storedElements: Int
  public var dataBits: Int
  public var metadataBits: Int
  public var pointerBits: Int
  /// Null where nothing is stored.
  public var metadataOverhead: OrNull<Double>
  public var denseBits: Int

  enum CodingKeys: String, CodingKey {
    case format, buffer
    case storedElements = "stored_elements"
    case dataBits = "data_bits"
    case metadataBits = "metadata_bits"
    case pointerBits = "pointer_bits"
    case metadataOverhead = "metadata_overhead"
    case denseBits = "dense_bits"
  }

  init(_ storage: OperandStorage) {
    format = storage.format.name
    buffer = storage.isKept ? "stored" : "dense"
    storedElements = storage.storedElements
    dataBits = storage.dataBits
    metadataBits = storage.metadataBits
    pointerBits = storage.pointerBits
    metadataOverhead = OrNull(figure: storage.metadataOverhead)
    denseBits = storage.denseBits
  }
}
