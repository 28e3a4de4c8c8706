import Documents
import Tensors

/// How tensors with zeros lie in the memories and in the buffers (docs/model.md, 11).
public struct Storage: Hashable, Sendable {
  /// A format of tensors, and whether their tiles keep it on the chip.
  public struct Kind: Hashable, Sendable {
    public var format: StorageFormat
    /// Whether tiles whose zeros the array skips lie in the buffers as they came; otherwise all are decoded.
    public var isKept: Bool
    /// Where a document says so, by key; no part of what is equal.
    public var positions: [String: SourcePosition]

    public init(
      format: StorageFormat, isKept: Bool = false, positions: [String: SourcePosition] = [:]
    ) {
      self.format = format
      self.isKept = isKept
      self.positions = positions
    }

    public static func == (one: Kind, other: Kind) -> Bool {
      one.format == other.format && one.isKept == other.isKept
    }

    public func hash(into hasher: inout Hasher) {
      hasher.combine(format)
      hasher.combine(isKept)
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
