import Quantities

extension Design {
  /// What the design takes of each resource of its board, in the order of the resources; those of which it takes none are left out.
  ///
  /// DSPs are those of the array, or as many for each of its multipliers as its formats take; multipliers of LUTs, and what stands beside
  /// the DSPs of minifloats, take LUTs (`MultiplierCost`). Blocks are those of the buffers, bank by bank,
  /// in the shape of which a bank needs least. What the design says of all else is added.
  public func resources(on use: BoardUse) -> [(resource: Board.Resource, count: Int)] {
    var counts = use.others
    let multipliers = array.elements * cores.count
    let cost = multiplierCost
    if let dsps = array.dspCount {
      counts[.dsp, default: 0] += dsps * cores.count
    } else if use.multipliersInLUTs {
      counts[.lut, default: 0] += multipliers * (cost?.luts ?? 0)
    } else {
      counts[.dsp, default: 0] += multipliers * (cost?.dsps ?? 1)
      counts[.lut, default: 0] += multipliers * (cost?.lutsBesideDSPs ?? 0)
    }
    for (name, buffer) in buffers.named where name != use.together.last || use.together.count < 2 {
      let resource: Board.Resource = use.largeBuffers.contains(name) ? .largeRAM : .blockRAM
      // Of two that lie in the same blocks the first stands for both.
      let other =
        use.together.first == name ? buffers.named.first { $0.name == use.together.last }?.buffer : nil
      let blocks = buffer.blocks(
        use.board.shapes[resource] ?? [], beside: other, pumped: use.pumped.contains(name))
      counts[resource, default: 0] += cores.count * blocks
    }
    return Board.Resource.allCases.compactMap { resource in
      counts[resource].flatMap { $0 > 0 ? (resource, $0) : nil }
    }
  }
}

extension Design {
  /// The longest sum that accumulators are made for: the longest reduction of the paper that their width is of.
  public static let productsOfSum = 4_608

  /// What one of its multipliers takes with its accumulator; nil of formats of which that is not known.
  public var multiplierCost: MultiplierCost? {
    MultiplierCost(array.precision.input, array.precision.weight, products: Self.productsOfSum)
  }
}

extension Buffer {
  /// Blocks of memory that the banks take, in the shape of which they need least; 0 of a buffer without an end.
  ///
  /// A block has two ports, four if it is pumped. A bank has one for the memory's side besides those for the array, and is there as often as
  /// that needs; buffers that are halves of the same blocks have the ports of both. As many ports as banks, more than two, stand for words that lie in different banks, and are one.
  func blocks(_ shapes: [Board.Shape], beside other: Buffer? = nil, pumped: Bool = false) -> Int {
    guard let words, other == nil || other?.words != nil else { return 0 }
    let depth = words + (other?.words ?? 0)
    let bits = 8 * max(width, other?.width ?? 0)
    var least: Int?
    for shape in shapes {
      let count = Self.quotient(depth, shape.words) * Self.quotient(bits, shape.bits)
      least = min(least ?? count, count)
    }
    let ports = portsOfBank + 1 + (other.map { $0.portsOfBank + 1 } ?? 0)
    let copies = Self.quotient(ports, pumped ? 4 : 2)
    return max(banks, other?.banks ?? 0) * (least ?? 0) * copies
  }

  /// Words of a bank; nil of a buffer without an end.
  private var words: Int? { capacity.map { Self.quotient($0.count / banks, width) } }

  private var portsOfBank: Int { ports > 2 && ports >= banks ? 1 : ports }

  /// Rounded up.
  private static func quotient(_ value: Int, _ divisor: Int) -> Int { (value + divisor - 1) / divisor }
}
