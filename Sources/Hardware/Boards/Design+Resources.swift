import Quantities

extension Design {
  /// What the design takes of each resource of its board, in the order of the resources; those of which it takes none are left out.
  ///
  /// DSPs are those of the array, or one for each of its multipliers. Blocks are those of the buffers, bank by bank,
  /// in the shape of which a bank needs least. What the design says of all else is added.
  public func resources(on use: BoardUse) -> [(resource: Board.Resource, count: Int)] {
    var counts = use.others
    let multipliers = use.multipliersInLUTs ? 0 : array.dspsOfArray * cores.count
    counts[.dsp, default: 0] += multipliers
    for (name, buffer) in buffers.named {
      let resource: Board.Resource = use.largeBuffers.contains(name) ? .largeRAM : .blockRAM
      let shapes = use.board.shapes[resource] ?? []
      counts[resource, default: 0] += cores.count * buffer.blocks(shapes)
    }
    return Board.Resource.allCases.compactMap { resource in
      counts[resource].flatMap { $0 > 0 ? (resource, $0) : nil }
    }
  }
}

extension ProcessingArray {
  /// DSPs of one core's array.
  var dspsOfArray: Int { elements }
}

extension Buffer {
  /// Blocks of memory that the banks take, in the shape of which they need least; 0 of a buffer without an end.
  ///
  /// A block has two ports. A bank has one for the memory's side besides those for the array; where that makes more than
  /// two, it is there as often as needed.
  func blocks(_ shapes: [Board.Shape]) -> Int {
    guard let capacity else { return 0 }
    let words = Self.quotient(capacity.count / banks, width)
    let bits = 8 * width
    var least: Int?
    for shape in shapes {
      let count = Self.quotient(words, shape.words) * Self.quotient(bits, shape.bits)
      least = min(least ?? count, count)
    }
    return banks * (least ?? 0) * ((ports + 2) / 2)
  }

  /// Rounded up.
  private static func quotient(_ value: Int, _ divisor: Int) -> Int { (value + divisor - 1) / divisor }
}
