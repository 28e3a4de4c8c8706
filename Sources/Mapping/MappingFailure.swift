import Workloads

/// Why no mapping of an operator fits a design.
public enum MappingFailure: Error, Hashable, Sendable {
  /// The tile slots of a buffer need more than it has: bytes of the smallest tiling that was allowed.
  case doesNotFit(buffer: String, needed: Int, available: Int, tile: String)
  /// With overlapping operators, a tile is larger than a slot of its operand's buffer.
  case doesNotFitSlot(buffer: String, needed: Int, available: Int, tile: String)
  /// With overlapping operators, the tile slots need more than half of the buffer that all operands share.
  case doesNotFitHalf(needed: Int, available: Int, tile: String)
  /// With overlapping operators, a mapping that names slots.
  case slotsWithOverlap
  /// The mapping names more slots of a buffer than it may be divided into.
  case tooManySlots(buffer: String, needed: Int, available: Int)
  /// The array does not admit the spatial assignment that is asked for.
  case notAdmitted(ProductMapping.Spatial, reason: String)
  /// The cores do not admit the partition, or its absence.
  case partitionNotAdmitted(ProductMapping.Partition?, reason: String)
  /// More passes than the simulator admits.
  case tooManyPasses(limit: Int)
  /// The operator has more windows than are kept one by one.
  case tooLarge
}

extension MappingFailure {
  /// Several reasons at once; buffers that are too small for the same tile name it once.
  public static func text(_ failures: [MappingFailure]) -> String {
    var parts: [String] = []
    var last: String?
    for failure in failures {
      switch failure {
      case .doesNotFit(let buffer, let needed, let available, let tile):
        parts.append("the \(buffer) buffer has \(available) B, and its tile slots need \(needed) B")
        last = tile
      case .doesNotFitSlot(let buffer, let needed, let available, let tile):
        parts.append(
          "each slot of the \(buffer) buffer has \(available) B (with 'boundary: overlap' capacity / tiles), and it needs "
            + "\(needed) B")
        last = tile
      case .doesNotFitHalf(let needed, let available, let tile):
        parts.append(
          "half of the shared buffer has \(available) B (with 'boundary: overlap' the next operator's tiles have the other "
            + "half), and its tile slots need \(needed) B")
        last = tile
      default: parts.append("\(failure)")
      }
    }
    return parts.joined(separator: "; ") + (last.map { " for \($0)" } ?? "")
  }
}

extension MappingFailure: CustomStringConvertible {
  public var description: String {
    switch self {
    case .doesNotFit, .doesNotFitSlot, .doesNotFitHalf: Self.text([self])
    case .slotsWithOverlap:
      "its 'slots' are its own, and with 'boundary: overlap' all slots go on from operator to operator; remove 'slots', or "
        + "run with 'boundary: barrier'"
    case .tooManySlots(let buffer, let needed, let available):
      "it names \(needed) slots of the \(buffer) buffer, which may be divided into \(available) at most; name fewer, or give "
        + "the buffer 'most_tiles: \(needed)'"
    case .notAdmitted(let spatial, let reason):
      "the array cannot take it as '\(spatial.rawValue)': \(reason)"
    case .partitionNotAdmitted(let partition?, let reason):
      "it cannot be cut over '\(partition.rawValue)': \(reason)"
    case .partitionNotAdmitted(nil, let reason): "nothing says how the cores share it: \(reason)"
    case .tooManyPasses(let limit):
      "these tiles make more than the \(limit) passes that are admitted; make them larger"
    case .tooLarge:
      "it is too large to count: at most 2^24 output rows x kernel rows, and as many columns, are admitted"
    }
  }
}
