import Workloads

/// A mapping that a search may simulate.
public struct MappingCandidate: Hashable, Sendable {
  public var mapping: WorkMapping
  /// Cycles that no simulation of it is below.
  public var bound: Int
  /// Bytes that it moves at least.
  public var bytes: Int
  /// Its place in the enumeration, which decides between mappings that are equal in all else.
  public var rank: Int

  public init(mapping: WorkMapping, bound: Int, bytes: Int, rank: Int) {
    self.mapping = mapping
    self.bound = bound
    self.bytes = bytes
    self.rank = rank
  }

  /// The order in which a search looks at candidates.
  public static func comesFirst(_ left: MappingCandidate, _ right: MappingCandidate) -> Bool {
    (left.bound, left.bytes, left.rank) < (right.bound, right.bytes, right.rank)
  }
}
