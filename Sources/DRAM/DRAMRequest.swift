/// A burst that somebody wants moved (docs/dram.md, 4).
public struct DRAMRequest: Hashable, Sendable {
  /// In bytes; addresses wrap round at the system's capacity.
  public var address: UInt64
  /// The first clock in which it can be accepted.
  public var arrival: Int
  public var isWrite: Bool

  @inlinable
  public init(address: UInt64, arrival: Int, isWrite: Bool) {
    self.address = address
    self.arrival = arrival
    self.isWrite = isWrite
  }
}

/// When a request was taken and when it was done, in clocks.
public struct DRAMCompletion: Hashable, Sendable {
  public var accepted: Int
  public var completed: Int

  @inlinable
  public init(accepted: Int, completed: Int) {
    self.accepted = accepted
    self.completed = completed
  }
}
