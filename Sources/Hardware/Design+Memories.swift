extension Design {
  /// Memories that keep tensors from another one behind them: named in a list of `placement`, and last in none.
  ///
  /// No key says where a memory is. One that has another to fall back on is taken to be on the chip.
  public var onChipMemories: [Memory] {
    placement.onChip.sorted().map { memories[$0] }
  }

  /// Memories behind which there is no other: those that are last in some list of `placement`.
  public var offChipMemories: [Memory] { placement.outermost.sorted().map { memories[$0] } }
}

extension Placement {
  /// The memories of each kind of tensor, in their order.
  private var lists: [[Int]] { [input, weight, output, cache] }

  /// Memories behind which there is no other, by their index.
  fileprivate var outermost: Set<Int> { Set(lists.compactMap(\.last)) }

  /// Memories on the chip, by their index.
  var onChip: Set<Int> { Set(lists.joined()).subtracting(outermost) }
}
