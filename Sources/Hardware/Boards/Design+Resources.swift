import Quantities

extension Design {
  /// What the design takes of each resource of its board, in the order of the resources; those of which it takes none are left out.
  ///
  /// DSPs are those of the array, or what its multiply-accumulates take by their formats (`uncounted` says what has no count). Blocks are those of the buffers, bank by bank,
  /// and of the memories on the chip, in the shape of which each needs least. What the design says of all else is added.
  public func resources(on use: BoardUse) -> [(resource: Board.Resource, count: Int)] {
    var counts = use.others
    func add(_ count: Int, _ resource: Board.Resource) {
      let (sum, overflows) = counts[resource, default: 0].addingReportingOverflow(count)
      counts[resource] = overflows ? .max : sum
    }
    let array = multiplierResources(on: use)
    add(array.dsps, .dsp)
    add(array.luts, .lut)
    let halves = Halves(self, use)
    for (name, buffer) in buffers.named where halves == nil || !use.together.contains(name) {
      let kind = use.kind(of: name)
      let blocks = buffer.blocks(
        use.board.shapes[kind] ?? [], copies: buffer.copies(name, ports: use.blockPorts(of: name)))
      add(cores.count * blocks, kind)
    }
    if let halves { add(cores.count * halves.blocks(use), use.kind(of: use.together[0])) }
    for memory in onChipMemories {
      let kind = use.kind(of: memory.name)
      add(memory.blocks(use.board.shapes[kind] ?? [], clock: clock), kind)
    }
    return Board.Resource.allCases.compactMap { resource in
      counts[resource].flatMap { $0 > 0 ? (resource, $0) : nil }
    }
  }

  /// DSPs and LUTs of the multiply-accumulates of all cores; 0 of what the board's table has no figure for, which is refused.
  private func multiplierResources(on use: BoardUse) -> (dsps: Int, luts: Int) {
    if let dsps = array.dspCount { return (dsps * cores.count, 0) }
    let count = array.elements * cores.count
    if let stated = use.mac {
      return MACCosts.Cost(dsps: stated.dsps, luts: stated.luts).times(count, overhead: Ratio(1))
    }
    guard let macs = use.board.macs, case .success(let cost)? = macCost(on: use) else { return (0, 0) }
    return cost.times(count, overhead: macs.overhead)
  }

  /// What one multiply-accumulate of an array that is no chain of DSPs takes; nil without a table.
  ///
  /// A table knows whole products of two formats: not bricks, nor bits or digits a step.
  func macCost(on use: BoardUse) -> Result<MACCosts.Cost, MACCosts.Missing>? {
    guard array.precision.arithmetic == .native else { return .failure(.circuit) }
    return use.board.macs?.cost(
      array.inputFormat, array.weightFormat, array.precision.product, sum: array.accumulatorFormat,
      kind: use.board.multiplier, inLUTs: use.multipliersInLUTs)
  }
}

extension BoardUse {
  /// The kind of blocks that a buffer or a memory on the chip lies in.
  func kind(of name: String) -> Board.Resource { largeBuffers.contains(name) ? .largeRAM : .blockRAM }

  /// Accesses that a buffer's blocks serve in a cycle.
  func blockPorts(of name: String) -> Int { pumped.contains(name) ? 4 : 2 }
}

/// Two buffers that are halves of the same blocks (docs/boards.md).
struct Halves {
  let first: Buffer
  let second: Buffer
  /// Accesses in a cycle that change what the blocks hold, and those that do not.
  let writes: Int
  let reads: Int
  /// Accesses that a block serves in a cycle.
  let ports: Int

  /// Nil where the design has no such halves.
  init?(_ design: Design, _ use: BoardUse) {
    guard use.together.count == 2,
      let first = design.buffers.named.first(where: { $0.name == use.together[0] })?.buffer,
      let second = design.buffers.named.first(where: { $0.name == use.together[1] })?.buffer
    else { return nil }
    (self.first, self.second) = (first, second)
    ports = use.together.allSatisfy(use.pumped.contains) ? 4 : 2
    let accesses = zip(use.together, [first, second]).map { $1.accesses($0) }
    writes = accesses.reduce(0) { $0 + $1.writes }
    reads = accesses.reduce(0) { $0 + $1.reads }
  }

  /// How often the blocks are there, so that what is read at once has ports: each copy takes every write; nil where none is left to read by.
  var copies: Int? { ports > writes ? ceilingDivision(max(reads, 1), by: ports - writes) : nil }

  func blocks(_ use: BoardUse) -> Int {
    guard let words = first.words, let others = second.words, let copies else { return 0 }
    let banks = max(first.banks, second.banks)
    let shapes = use.board.shapes[use.kind(of: use.together[0])] ?? []
    return banks * copies * shapes.least(words: words + others, bits: 8 * max(first.width, second.width))
  }
}

extension Buffer {
  /// Accesses of a bank in a cycle: those that write, and those that read. Inputs and weights come in from the memory's side and are read by the
  /// array; sums and shared buffers may be written by any port but the memory's.
  func accesses(_ name: String) -> (writes: Int, reads: Int) {
    name == "input" || name == "weight" ? (1, portsOfBank) : (portsOfBank, 1)
  }

  /// How often a bank is there, so that every access of a cycle has a port of its blocks.
  ///
  /// Each copy takes every write. Of sums, which every port may write, copies are as many as their ports need: the fewest.
  func copies(_ name: String, ports: Int) -> Int {
    let (writes, reads) = accesses(name)
    guard name == "input" || name == "weight" else { return ceilingDivision(writes + reads, by: ports) }
    return ceilingDivision(reads, by: ports - writes)
  }

  /// Blocks of memory that the banks take, in the shape of which they need least; 0 of a buffer without an end.
  func blocks(_ shapes: [Board.Shape], copies: Int) -> Int {
    words.map { banks * copies * shapes.least(words: $0, bits: 8 * width) } ?? 0
  }

  /// Words of a bank; nil of a buffer without an end.
  var words: Int? { capacity.map { ceilingDivision($0.count, by: banks * width) } }

  /// As many ports as banks, more than two, stand for words that lie in different banks.
  public var hasBanksOfTheirOwn: Bool { ports > 2 && ports >= banks }

  /// Ports of a bank's blocks; those that stand for words in different banks are one.
  private var portsOfBank: Int { hasBanksOfTheirOwn ? 1 : ports }
}

extension Memory {
  /// Blocks of a memory on the chip: as wide as what it moves in a cycle, through one port of each; 0 where it has no end or no rate.
  func blocks(_ shapes: [Board.Shape], clock: Frequency) -> Int {
    guard let capacity, case .bandwidth(let flat) = kind else { return 0 }
    // A rate beyond all reason is refused elsewhere, and must not overflow here.
    let width = min(max(ceilingDivision(flat.bandwidth.bytesPerSecond, by: clock.hertz), 1), 1 << 40)
    return shapes.least(words: ceilingDivision(capacity.count, by: width), bits: 8 * width)
  }
}

extension [Board.Shape] {
  /// Blocks for so many words of so many bits, in the shape of which they need least; 0 without a shape.
  fileprivate func least(words: Int, bits: Int) -> Int {
    map { ceilingDivision(words, by: $0.words) * ceilingDivision(bits, by: $0.bits) }.min() ?? 0
  }
}
