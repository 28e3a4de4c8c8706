import Documents
import Quantities

extension DesignDecoder {
  /// Reports whatever of a design its board has not: blocks, multipliers, LUTs, memories, clocks.
  static func check(_ design: Design, in node: Node, _ findings: Findings) {
    guard let use = design.board else { return }
    let position = node["board"]?.position ?? node.position
    checkMultipliers(design, use, at: position, findings)
    checkBlocks(design, use, node, at: position, findings)
    for (resource, taken) in design.resources(on: use) {
      let there = use.board.counts[resource] ?? 0
      if taken > there {
        findings.add(.doesNotFit(resource, taken: taken, there: there, board: use.board.name), at: position)
      }
    }
    checkClocks(design, use, at: node["clock"]?.position ?? position, findings)
    for problem in design.memoryUses(on: use).problems {
      let entry = node["memories"]?[problem.memory]
      let place = entry?[problem.key]?.position ?? entry?.position ?? position
      findings.add(problem.message, at: place)
    }
  }

  private static func checkMultipliers(
    _ design: Design, _ use: BoardUse, at position: SourcePosition, _ findings: Findings
  ) {
    if case .dspChain(let array) = design.array {
      if !use.board.holds(array.dsp) { findings.add(.otherMultiplier(array.dsp, use.board), at: position) }
      if use.mac != nil { findings.add(.chainsSayIt("multiplier"), at: position) }
      if use.multipliersInLUTs { findings.add(.chainsSayIt("multipliers_in_luts"), at: position) }
      return
    }
    guard use.mac == nil else { return }
    switch design.macCost(on: use) {
    case .success: break
    case nil: findings.add(.noTableOfMACs(use.board.name), at: position)
    case .failure(let missing):
      findings.add(.noCost(missing, of: design.array, use.board, inLUTs: use.multipliersInLUTs), at: position)
    }
  }

  private static func checkBlocks(
    _ design: Design, _ use: BoardUse, _ node: Node, at position: SourcePosition, _ findings: Findings
  ) {
    for name in use.largeBuffers where use.board.counts[.largeRAM] == nil {
      findings.add(.noLargeBlocks(name, use.board.name), at: position)
    }
    if use.board.counts[.blockRAM] == nil {
      let names = design.buffers.named.map(\.name) + design.onChipMemories.map(\.name)
      for name in names where use.kind(of: name) == .blockRAM {
        findings.add(.noSmallBlocks(name, use.board), at: position)
      }
    }
    // One that no tensor is placed in takes nothing, and may be named.
    for memory in design.offChipMemories where use.largeBuffers.contains(memory.name) {
      findings.add(.notOnTheChip(memory.name), at: position)
    }
    for (name, buffer) in design.buffers.named where buffer.capacity == nil {
      let place = node["buffers"]?[name]?["capacity"]?.position ?? position
      findings.add(.noEnd("buffer", name, use.board.name), at: place)
    }
    for memory in design.onChipMemories {
      if case .bandwidth = memory.kind, memory.capacity != nil { continue }
      findings.add(
        .noEnd("memory", memory.name, use.board.name),
        at: node["memories"]?[memory.name]?.position ?? position)
    }
    guard let halves = Halves(design, use) else { return }
    for (key, names) in [("large_ram", use.largeBuffers), ("double_pumped", use.pumped)]
    where use.together.count(where: names.contains) == 1 {
      findings.add(.oneOfTwoHalves(key, use.together), at: position)
    }
    if halves.copies == nil { findings.add(.tooFewPorts(use.together, halves), at: position) }
  }

  /// The array's clock in its DSPs, and the clock of blocks, twice as fast where they are double-pumped.
  private static func checkClocks(
    _ design: Design, _ use: BoardUse, at position: SourcePosition, _ findings: Findings
  ) {
    for (resource, clock) in design.clocks(on: use) {
      guard let limit = use.board.clocks[resource], clock > limit else { continue }
      findings.add(.tooFast(resource.text, clock, limit, use.board.name), at: position)
    }
    // One that is too fast for any format is said above.
    guard let clock = design.floatClock(on: use), let limit = use.board.floatClock, clock > limit,
      use.board.clocks[.dsp].map({ clock <= $0 }) ?? true
    else { return }
    findings.add(.tooFast("DSPs of floats", clock, limit, use.board.name), at: position)
  }
}

extension Design {
  /// The clocks of what it takes of the board.
  public func clocks(on use: BoardUse) -> [(resource: Board.Resource, clock: Frequency)] {
    var factors: [Board.Resource: Int] = [:]
    if case .dspChain(let array) = array {
      factors[.dsp] = array.pump
    } else if !use.multipliersInLUTs, array.precision.product == .multiplication {
      factors[.dsp] = 1
    }
    for name in buffers.named.map(\.name) + onChipMemories.map(\.name) {
      let kind = use.kind(of: name)
      factors[kind] = max(factors[kind] ?? 1, use.pumped.contains(name) ? 2 : 1)
    }
    return Board.Resource.allCases.compactMap { resource in
      factors[resource].map { (resource, Frequency(hertz: $0 * clock.hertz)) }
    }
  }
}

extension Design {
  /// The clock of DSPs in their mode for floats; nil of a design that uses none.
  ///
  /// Floats wider than a byte: the significands of minifloats are products of integers. What the design says of its multipliers may be any mode.
  fileprivate func floatClock(on use: BoardUse) -> Frequency? {
    if case .dspChain = array { return nil }
    guard !use.multipliersInLUTs, use.mac == nil, array.precision.product == .multiplication else {
      return nil
    }
    let formats = [array.inputFormat, array.weightFormat].map(\.multiplied.element)
    return formats.contains { $0.family == .floatingPoint && $0.bits > 8 } ? clock : nil
  }
}

extension Finding.Message {
  fileprivate static func otherMultiplier(_ dsp: DSPChainArray.DSP, _ board: Board) -> Self {
    Self(
      .impossibleDesign,
      "the array is of \(dsp.rawValue) and \(board.name) has \(board.multiplier); write 'dsp: \(board.multiplier)', or name another board"
    )
  }

  fileprivate static func chainsSayIt(_ key: String) -> Self {
    Self(
      .inconsistent,
      "'\(key)' of 'board' plays no part in an array of DSP chains, which says itself how many DSPs it takes; remove it"
    )
  }

  fileprivate static func oneOfTwoHalves(_ key: String, _ names: [String]) -> Self {
    Self(
      .inconsistent,
      "'together' has '\(names[0])' and '\(names[1])', halves of the same blocks, and '\(key)' only one of them; name both, or none"
    )
  }

  fileprivate static func doesNotFit(
    _ resource: Board.Resource, taken: Int, there: Int, board: String
  ) -> Self {
    let remedy =
      switch resource {
      case .blockRAM, .largeRAM:
        "make the array or the buffers smaller, or lay buffers elsewhere with 'large_ram'"
      case .dsp: "make the array smaller, or its formats narrower"
      case .lut, .flipFlop: "make the array smaller"
      }
    return Self(
      .impossibleDesign, "the design takes \(taken) \(resource.text) and \(board) has \(there); \(remedy)")
  }

  fileprivate static func noTableOfMACs(_ board: String) -> Self {
    Self(
      .impossibleDesign,
      "\(board) has no table of what multipliers take ('macs'); write in 'board' what one takes, such as "
        + "'multiplier: {dsp: 1, source: \"assumption: …\"}'")
  }

  fileprivate static func noCost(
    _ missing: MACCosts.Missing, of array: ProcessingArray, _ board: Board, inLUTs: Bool
  ) -> Self {
    let formats = "\(array.inputFormat.name) x \(array.weightFormat.name)"
    let table = board.macs?.name ?? ""
    let what =
      switch missing {
      case .formats: "the table '\(table)' says nothing of \(formats)"
      case .circuit:
        "the array has \(array.precision.arithmetic.circuit ?? "multipliers of another kind"), of which no table says what one takes"
      case .product: "the table '\(table)' has no LUTs of \(formats)"
      case .sum: "the table '\(table)' has no LUTs of sums of \(array.accumulatorFormat.name)"
      }
    return Self(
      .impossibleDesign,
      "\(what); write in 'board' what one takes, such as 'multiplier: {\(inLUTs ? "lut: 500" : "dsp: 2"), source: \"assumption: …\"}'"
    )
  }

  fileprivate static func noLargeBlocks(_ name: String, _ board: String) -> Self {
    Self(
      .impossibleDesign, "'large_ram' has '\(name)' and \(board) has no large blocks of memory; leave it out")
  }

  fileprivate static func noSmallBlocks(_ name: String, _ board: Board) -> Self {
    let remedy = board.counts[.largeRAM] == nil ? "give it 'block_ram'" : "name it in 'large_ram'"
    return Self(
      .impossibleDesign,
      "'\(name)' lies in small blocks of memory and \(board.name) has none; \(remedy), or leave 'board' out")
  }

  fileprivate static func notOnTheChip(_ name: String) -> Self {
    Self(
      .impossibleDesign,
      "'large_ram' has the memory '\(name)', which is not on the chip: no list of 'placement' has another behind it; leave it out"
    )
  }

  fileprivate static func noEnd(_ kind: String, _ name: String, _ board: String) -> Self {
    Self(
      .impossibleDesign,
      "the \(kind) '\(name)' is on the chip of \(board) and has no end"
        + (kind == "memory" ? " or no rate; give it 'capacity' and 'bandwidth'" : "; give it 'capacity'"))
  }

  fileprivate static func tooFewPorts(_ names: [String], _ halves: Halves) -> Self {
    let pumped =
      halves.ports == 4
      ? "give them fewer 'ports'" : "write 'double_pumped: [\(names.joined(separator: ", "))]'"
    return Self(
      .impossibleDesign,
      "'together' has '\(names[0])' and '\(names[1])', which are written \(halves.writes) and read \(halves.reads) times a cycle, in blocks of \(counted(halves.ports, "port")); \(pumped), or leave 'together' out"
    )
  }

  fileprivate static func tooFast(
    _ resource: String, _ clock: Frequency, _ limit: Frequency, _ board: String
  ) -> Self {
    Self(
      .impossibleDesign,
      "the \(resource) run at \(clock), and those of \(board) at \(limit) at most; make 'clock' lower")
  }
}

extension Board.Resource {
  /// As texts say it.
  public var text: String {
    switch self {
    case .dsp: "DSPs"
    case .blockRAM: "small blocks of memory"
    case .largeRAM: "large blocks of memory"
    case .lut: "LUTs"
    case .flipFlop: "flip-flops"
    }
  }
}

extension Board {
  /// Whether its multipliers can be those of a chain: a DSP58 does what a DSP48E2 does.
  func holds(_ dsp: DSPChainArray.DSP) -> Bool {
    multiplier == dsp.rawValue || (multiplier == "dsp58" && dsp == .dsp48e2)
  }
}
