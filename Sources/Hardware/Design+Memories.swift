extension Design {
  /// Memories that keep tensors from another one behind them: named in a list of `placement`, and last in none.
  ///
  /// No key says where a memory is. One that has another to fall back on is taken to be on the chip.
  public var onChipMemories: [Memory] {
    let outermost = outermostMemories
    return Set(placement.lists.joined()).subtracting(outermost).sorted().map { memories[$0] }
  }

  /// Memories behind which there is no other: those that are last in some list of `placement`.
  public var offChipMemories: [Memory] { outermostMemories.sorted().map { memories[$0] } }

  private var outermostMemories: Set<Int> { Set(placement.lists.compactMap(\.last)) }
}

extension Placement {
  /// The memories of each kind of tensor, in their order.
  fileprivate var lists: [[Int]] { [input, weight, output, cache] }
}
