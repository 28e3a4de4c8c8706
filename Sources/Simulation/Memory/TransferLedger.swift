/// What a memory has to know of the transfers in its queues, and whom it tells of them.
///
/// `transfer` is the number in the plan of the operator that is `sequence`-th in its stream.
protocol TransferLedger {
  /// The cycle from which a transfer may be issued; nil while it is not known.
  func eligibility(of transfer: Int32, in sequence: Int) -> Int?

  /// Notes that the last request of a transfer was issued, when it completes, and of how many requests it was.
  mutating func complete(
    _ transfer: Int32, in sequence: Int, leaving: Int, completion: Int, requests: Int)
}
