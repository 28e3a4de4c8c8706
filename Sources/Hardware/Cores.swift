import Workloads

/// Equal cores that share an operator and the memories (docs/model.md, 8).
public struct Cores: Hashable, Sendable {
  /// How a tile that several cores need comes to them.
  public enum Delivery: String, CaseIterable, Hashable, Sendable {
    /// One transfer for all cores whose loads of the operand are the same.
    case multicast
    /// One transfer for each core.
    case separate
  }
  /// The link over which the sums of a cut reduction come together.
  public struct Reduction: Hashable, Sendable {
    /// Bytes a cycle.
    public var width: Int
    /// Cycles once for each tile.
    public var latency: Int

    public init(width: Int, latency: Int) {
      self.width = width
      self.latency = latency
    }
  }

  public var count: Int
  /// The dimensions over which an operator may be cut, in the order of preference.
  public var partitions: [ProductMapping.Partition]
  public var delivery: Delivery
  /// Nil where the reduction cannot be cut.
  public var reduction: Reduction?

  public init(
    count: Int, partitions: [ProductMapping.Partition], delivery: Delivery, reduction: Reduction?
  ) {
    self.count = count
    self.partitions = partitions
    self.delivery = delivery
    self.reduction = reduction
  }

  /// The machine of one core.
  public static let one = Cores(count: 1, partitions: [], delivery: .separate, reduction: nil)
}
