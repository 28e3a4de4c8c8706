/// Requests at evenly spaced addresses, such as a tensor that is read from its first byte to its last.
public struct DRAMSequence: Hashable, Sendable {
  /// Of the first request, in bytes.
  public var address: UInt64
  public var count: Int
  /// Bytes from a request's address to the next one's.
  public var stride: UInt64
  /// The first clock in which they can be accepted.
  public var arrival: Int
  public var isWrite: Bool

  public init(address: UInt64, count: Int, stride: UInt64, arrival: Int = 0, isWrite: Bool = false) {
    self.address = address
    self.count = count
    self.stride = stride
    self.arrival = arrival
    self.isWrite = isWrite
  }
}
