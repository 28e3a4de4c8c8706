import Tensors

/// A tensor that lies in memory in a format that leaves zeros out (docs/model.md, 11).
public struct StoredTensor: Hashable, Sendable {
  /// Rows and columns as the elements follow one another in memory: element `e` is at `e / columns`, `e % columns`.
  public var mask: OccupancyMask
  public var format: StorageFormat

  public init(mask: OccupancyMask, format: StorageFormat) {
    self.mask = mask
    self.format = format
  }
}

/// Those operands of an operator that are stored tensors; the others lie dense.
public struct StoredOperands: Hashable, Sendable {
  public var input: StoredTensor?
  public var weight: StoredTensor?
  public var output: StoredTensor?

  public init(input: StoredTensor? = nil, weight: StoredTensor? = nil, output: StoredTensor? = nil) {
    self.input = input
    self.weight = weight
    self.output = output
  }

  /// All operands lie dense.
  public static let none = StoredOperands()

  public subscript(operand: Operand) -> StoredTensor? {
    switch operand {
    case .input: input
    case .weight: weight
    case .output: output
    }
  }
}
