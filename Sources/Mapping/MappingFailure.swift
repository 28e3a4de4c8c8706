import Workloads

/// Why no mapping of an operator fits a design.
public enum MappingFailure: Error, Hashable, Sendable {
  /// The tile slots of a buffer need more than it has: bytes of the smallest tiling that was allowed.
  case doesNotFit(buffer: String, needed: Int, available: Int, tile: String)
  /// With overlapping operators, a tile is larger than a slot of its operand's buffer.
  case doesNotFitSlot(buffer: String, needed: Int, available: Int, tile: String)
  /// With overlapping operators, the tile slots need more than half of the buffer that all operands share.
  case doesNotFitHalf(needed: Int, available: Int, tile: String)
  /// The array does not admit the spatial assignment that is asked for.
  case notAdmitted(ProductMapping.Spatial, reason: String)
  /// The operator has more windows than are kept one by one.
  case tooLarge
}

extension MappingFailure: CustomStringConvertible {
  public var description: String {
    switch self {
    case .doesNotFit(let buffer, let needed, let available, let tile):
      "the \(buffer) buffer has \(available) B, and its tile slots need \(needed) B for \(tile)"
    case .doesNotFitSlot(let buffer, let needed, let available, let tile):
      "each slot of the \(buffer) buffer has \(available) B (with 'boundary: overlap' capacity / tiles), and it needs "
        + "\(needed) B for \(tile)"
    case .doesNotFitHalf(let needed, let available, let tile):
      "half of the shared buffer has \(available) B (with 'boundary: overlap' the next operator's tiles have the other "
        + "half), and its tile slots need \(needed) B for \(tile)"
    case .notAdmitted(let spatial, let reason):
      "the array cannot take it as '\(spatial.rawValue)': \(reason)"
    case .tooLarge:
      "it is too large to count: at most 2^24 output rows x kernel rows, and as many columns, are admitted"
    }
  }
}
