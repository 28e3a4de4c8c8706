import Workloads

/// Why no mapping of an operator fits a design.
public enum MappingFailure: Error, Hashable, Sendable {
  /// The tile slots of a buffer need more than it has: bytes of the smallest tiling that was allowed.
  case doesNotFit(buffer: String, needed: Int, available: Int, tile: String)
  /// A size of the operator does not fit into 62 bits.
  case tooLarge
}

extension MappingFailure: CustomStringConvertible {
  public var description: String {
    switch self {
    case .doesNotFit(let buffer, let needed, let available, let tile):
      "the \(buffer) buffer has \(available) B, and its tile slots need \(needed) B for \(tile)"
    case .tooLarge: "the operator's sizes do not fit into 62-bit arithmetic"
    }
  }
}
