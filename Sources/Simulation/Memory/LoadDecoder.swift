/// A core's decoder of one operand: when loads leave it, in their order (docs/model.md, 12).
struct LoadDecoder: BitwiseCopyable {
  /// The cycle in which the load before left it.
  private(set) var free = 0

  /// Takes the next load, whose first request is complete in cycle `first` and whose last in `complete`; returns the
  /// cycle in which it leaves.
  mutating func take(first: Int, complete: Int, cycles: Int) -> Int {
    free = max(complete, max(first, free) + cycles)
    return free
  }
}
