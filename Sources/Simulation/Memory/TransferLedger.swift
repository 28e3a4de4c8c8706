/// What a memory has to know of the transfers in its queues, and whom it tells of them.
///
/// `transfer` is the number in the plan of the operator that is `sequence`-th in its stream.
protocol TransferLedger {
  /// The cycle from which a transfer may be issued; nil while it is not known.
  func eligibility(of transfer: Int32, in sequence: Int) -> Int?

  /// Notes that the last request of a transfer was issued, and what all of them were; the first might be from `since` on.
  mutating func leave(_ transfer: Int32, in sequence: Int, since: Int, at cycle: Int, _ moved: MovedRequests)

  /// Notes when the first request of a transfer and all of them are complete, which may be in a cycle to come; it has left
  /// its queue.
  mutating func complete(_ transfer: Int32, in sequence: Int, first: Int, at cycle: Int)
}

/// What a transfer is cut into.
struct MovedRequests: BitwiseCopyable {
  var requests = 0
  /// Bursts of a DRAM memory that they are made of, and the bytes of them that nobody asked for.
  var bursts = 0
  var overfetchedBytes = 0
}
