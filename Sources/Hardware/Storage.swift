import Tensors

/// How tensors with zeros lie in the memories and in the buffers (docs/model.md, 11).
public struct Storage: Hashable, Sendable {
  /// A format of tensors, and whether their tiles keep it on the chip.
  public struct Kind: Hashable, Sendable {
    public var format: StorageFormat
    /// Whether tiles whose zeros the array skips lie in the buffers as they came; otherwise all are decoded.
    public var isKept: Bool

    public init(format: StorageFormat, isKept: Bool = false) {
      self.format = format
      self.isKept = isKept
    }
  }

  /// Of parameters; nil where they lie dense.
  public var weight: Kind?
  /// Of every other tensor; nil where they lie dense.
  public var activation: Kind?

  public init(weight: Kind? = nil, activation: Kind? = nil) {
    self.weight = weight
    self.activation = activation
  }

  /// Every tensor lies dense.
  public static let dense = Storage()
}
