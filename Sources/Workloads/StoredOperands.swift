import Synchronization
import Tensors

/// A tensor that lies in memory in a format that leaves zeros out (docs/model.md, 11).
public struct StoredTensor: Hashable, Sendable {
  /// Rows and columns as the elements follow one another in memory: element `e` is at `e / columns`, `e % columns`.
  public var mask: OccupancyMask { didSet { made = Made() } }
  public var format: StorageFormat { didSet { made = Made() } }
  private var made = Made()

  public init(mask: OccupancyMask, format: StorageFormat) {
    self.mask = mask
    self.format = format
  }

  /// Which entries belong to which elements; made once for all copies of the value.
  ///
  /// Throws a `StorageError` where the format cannot hold the mask.
  public func listing() throws(StorageError) -> StorageListing {
    if let known = made.listing.withLock({ $0 }) { return known }
    let listing = try StorageListing(mask, format)
    made.listing.withLock { $0 = listing }
    return listing
  }

  /// What follows from mask and format alone, and so is no part of the value.
  private final class Made: Sendable {
    let listing = Mutex<StorageListing?>(nil)
  }

  public static func == (left: StoredTensor, right: StoredTensor) -> Bool {
    left.format == right.format && left.mask == right.mask
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(format)
    hasher.combine(mask.rows)
    hasher.combine(mask.columns)
    // Masks of one shape and count are rarely different.
    hasher.combine(mask.count)
  }
}

/// Those operands of an operator that are stored tensors; the others lie dense.
public struct StoredOperands: Hashable, Sendable {
  public var input: StoredTensor?
  public var weight: StoredTensor?
  public var output: StoredTensor?
  /// Whether the second factor is a parameter, and no activation: which of the design's two kinds it is of.
  public var weightIsParameter: Bool

  public init(
    input: StoredTensor? = nil, weight: StoredTensor? = nil, output: StoredTensor? = nil,
    weightIsParameter: Bool = true
  ) {
    self.input = input
    self.weight = weight
    self.output = output
    self.weightIsParameter = weightIsParameter
  }

  /// All operands lie dense.
  public static let none = StoredOperands()

  /// Whether any is stored.
  public var isEmpty: Bool { input == nil && weight == nil && output == nil }

  public subscript(operand: Operand) -> StoredTensor? {
    switch operand {
    case .input: input
    case .weight: weight
    case .output: output
    }
  }
}
