import Documents
import Quantities

/// Reads boards (docs/boards.md).
public enum BoardDecoder {
  /// Whether a document describes a board.
  public static func isBoard(_ node: Node) -> Bool { node["resources"] != nil && node["array"] == nil }

  /// The board of a document; nil where findings say what is wrong.
  public static func decode(_ node: Node, findings: Findings) -> Board? {
    guard let reader = MappingReader(node, context: "the board", findings: findings) else { return nil }
    let name = reader.identifier("name")
    let part = reader.text("part")
    let sources = DesignDecoder.decodeSources(reader)
    if !reader.has("source") { _ = reader.text("source") }
    let multiplier = reader.identifier("multiplier")
    var counts: [Board.Resource: Int] = [:]
    var shapes: [Board.Resource: [Board.Shape]] = [:]
    if let resources = reader.mapping("resources") {
      for resource in Board.Resource.allCases {
        switch resource {
        case .blockRAM, .largeRAM:
          guard let blocks = resources.mappingIfPresent(resource.rawValue) else { continue }
          counts[resource] = blocks.integer("count", in: amounts)
          shapes[resource] = decodeShapes(blocks)
          blocks.finish()
        default: counts[resource] = resources.integer(resource.rawValue, in: amounts)
        }
      }
      resources.finish()
    }
    var memories: [Board.OffChip] = []
    if let offChip = reader.mapping("memories") {
      for (name, memory) in offChip.mappings() {
        let capacity = memory.quantity("capacity", as: Bytes.self)
        let bandwidth = memory.quantity("bandwidth", as: Bandwidth.self)
        memory.finish()
        guard let capacity, let bandwidth else { continue }
        memories.append(Board.OffChip(name: name, capacity: capacity, bandwidth: bandwidth))
      }
      offChip.finish()
    }
    let price = reader.integerIfPresent("price_usd", in: 1...1 << 30)
    reader.finish()
    guard let name, let part, let multiplier, !findings.hasErrors else { return nil }
    return Board(
      name: name, part: part, sources: sources, multiplier: multiplier, counts: counts, shapes: shapes,
      memories: memories, price: price)
  }

  static let amounts = 1...1 << 32

  /// `shapes: [[512, 72], [1024, 36]]`: words and bits of each.
  private static func decodeShapes(_ reader: MappingReader) -> [Board.Shape] {
    (reader.sequence("shapes") ?? []).enumerated().compactMap { place, item in
      guard let pair = item.items, pair.count == 2 else {
        reader.findings.add(.shapeOfTwo(place), at: item.position)
        return nil
      }
      let numbers = zip(["words", "bits"], pair).map { name, number in
        ScalarReader(number, named: "\(name) of shapes[\(place)]", findings: reader.findings)
          .integer(in: 1...1 << 24)
      }
      guard let words = numbers[0], let bits = numbers[1] else { return nil }
      return Board.Shape(words: words, bits: bits)
    }
  }
}

extension DesignDecoder {
  /// `board: NAME`, or a mapping that says more of how the design lies on it; nil where findings say what is wrong.
  static func decodeBoard(_ reader: MappingReader) -> BoardUse? {
    guard let node = reader.nodeIfPresent("board") else { return nil }
    guard node.entries != nil else {
      guard let name = reader.text("board"), let board = namedBoard(name, at: node.position, reader.findings)
      else { return nil }
      return BoardUse(board: board, largeBuffers: [], multipliersInLUTs: false, others: [:])
    }
    guard let own = reader.mapping("board") else { return nil }
    var board: Board?
    if let inside = own.node("board") {
      if inside.entries != nil {
        board = BoardDecoder.decode(inside, findings: reader.findings)
      } else if let name = own.text("board") {
        board = namedBoard(name, at: inside.position, reader.findings)
      }
    }
    let large = bufferNames("large_ram", own)
    let together = bufferNames("together", own)
    if together.count == 1 || together.count > 2 {
      own.report(.twoTogether(together.count), at: "together")
    }
    let pumped = bufferNames("double_pumped", own)
    let inLUTs = own.boolean("multipliers_in_luts", default: false)
    var others: [Board.Resource: Int] = [:]
    if let more = own.mappingIfPresent("others") {
      for resource in Board.Resource.allCases {
        others[resource] = more.integerIfPresent(resource.rawValue, in: BoardDecoder.amounts)
      }
      more.finish()
    }
    own.finish()
    return board.map {
      BoardUse(
        board: $0, largeBuffers: large, together: together, pumped: pumped, multipliersInLUTs: inLUTs,
        others: others)
    }
  }

  private static func bufferNames(_ key: String, _ reader: MappingReader) -> [String] {
    (reader.sequenceIfPresent(key) ?? []).enumerated().compactMap { place, item in
      ScalarReader(item, named: "\(key)[\(place)]", findings: reader.findings).name(
        among: ["input", "weight", "output", "shared"], kind: "buffer")
    }
  }

  private static func namedBoard(_ name: String, at position: SourcePosition, _ findings: Findings) -> Board?
  {
    DocumentLoader().load(
      named: name, kind: "board", shippedIn: "Configs/boards", at: position, findings: findings
    )
    .flatMap { BoardDecoder.decode($0, findings: findings) }
  }

  /// Reports every resource of which a design takes more than there is.
  static func check(_ design: Design, at position: SourcePosition, _ findings: Findings) {
    guard let use = design.board else { return }
    if case .dspChain(let array) = design.array, !use.board.holds(array.dsp) {
      findings.add(.otherMultiplier(array.dsp, use.board), at: position)
    }
    for (resource, taken) in design.resources(on: use) {
      let there = use.board.counts[resource] ?? 0
      if taken > there {
        findings.add(.doesNotFit(resource, taken: taken, there: there, board: use.board.name), at: position)
      }
    }
    if use.multipliersInLUTs, design.array.dspCount == nil, design.multiplierCost == nil {
      let precision = design.array.precision
      findings.add(.unknownCost("\(precision.input)", "\(precision.weight)"), at: position)
    }
    checkMemories(design, use.board, at: position, findings)
  }

  /// Reports memories that the board does not have, or has smaller or slower, and what does not fit in its blocks.
  ///
  /// A design's memory is the board's of that name; published figures are rounded, so that one may be a hundredth more. A DRAM of another
  /// name is not there, and any other memory is on the chip.
  private static func checkMemories(
    _ design: Design, _ board: Board, at position: SourcePosition, _ findings: Findings
  ) {
    func most(_ value: Int) -> Int { value + value / 100 }
    var onChip = 0
    for memory in design.memories {
      guard let there = board.memories.first(where: { $0.name == memory.name }) else {
        if case .dram = memory.kind {
          findings.add(.noSuchMemory(memory.name, board), at: position)
        } else {
          onChip += memory.capacity?.count ?? 0
        }
        continue
      }
      if let capacity = memory.capacity ?? memory.deviceCapacity, capacity.count > most(there.capacity.count)
      {
        findings.add(
          .smallerMemory(memory.name, "\(capacity)", "\(there.capacity)", board.name), at: position)
      }
      if let bandwidth = memory.peakBandwidth,
        bandwidth.bytesPerSecond > most(there.bandwidth.bytesPerSecond)
      {
        findings.add(
          .smallerMemory(memory.name, "\(bandwidth)", "\(there.bandwidth)", board.name), at: position)
      }
    }
    let bits = [Board.Resource.blockRAM, .largeRAM].reduce(0) { sum, resource in
      sum + (board.counts[resource] ?? 0) * (board.shapes[resource]?.map { $0.words * $0.bits }.max() ?? 0)
    }
    let buffers = design.buffers.named.reduce(0) { $0 + ($1.buffer.capacity?.count ?? 0) }
    let needed = onChip + buffers * design.cores.count
    if onChip > 0, needed > bits / 8 {
      findings.add(.noRoomOnChip(needed, bits / 8, board.name), at: position)
    }
  }
}

extension Finding.Message {
  fileprivate static func unknownCost(_ input: String, _ weight: String) -> Self {
    Self(
      .unsupported,
      "what multipliers of \(input) and \(weight) take of LUTs is not known; remove 'multipliers_in_luts', and say it in 'others'"
    )
  }

  fileprivate static func noSuchMemory(_ name: String, _ board: Board) -> Self {
    Self(
      .impossibleDesign,
      "the design has the DRAM '\(name)', and \(board.name) has \(board.memories.map(\.name).joined(separator: ", ")); name it as the board does"
    )
  }

  fileprivate static func smallerMemory(_ name: String, _ wanted: String, _ there: String, _ board: String)
    -> Self
  {
    Self(.impossibleDesign, "the design's '\(name)' has \(wanted), and that of \(board) \(there)")
  }

  fileprivate static func noRoomOnChip(_ needed: Int, _ there: Int, _ board: String) -> Self {
    Self(
      .impossibleDesign,
      "buffers and memories on the chip take \(needed) B, and all blocks of \(board) hold \(there) B; make them smaller"
    )
  }

  fileprivate static func shapeOfTwo(_ place: Int) -> Self {
    Self(
      .invalidValue,
      "'shapes[\(place)]' must be the words of a block and the bits of a word, such as [512, 72]")
  }

  fileprivate static func otherMultiplier(_ dsp: DSPChainArray.DSP, _ board: Board) -> Self {
    Self(
      .impossibleDesign,
      "the array is of \(dsp.rawValue) and \(board.name) has \(board.multiplier); write 'dsp: \(board.multiplier)', or name another board"
    )
  }

  fileprivate static func twoTogether(_ count: Int) -> Self {
    Self(
      .invalidValue,
      "'together' has \(counted(count, "buffer")); it must name the two that are halves of the same blocks")
  }

  fileprivate static func doesNotFit(
    _ resource: Board.Resource, taken: Int, there: Int, board: String
  ) -> Self {
    Self(
      .impossibleDesign,
      "the design takes \(taken) \(resource.text) and \(board) has \(there); make the array or the buffers smaller, "
        + "or lay buffers elsewhere with 'large_ram'")
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

extension BoardUse {
  /// As a design says it, the board written out.
  var node: Node {
    var entries = [Node.Entry(key: "board", value: board.node)]
    if !largeBuffers.isEmpty {
      entries.append(Node.Entry(key: "large_ram", value: .sequence(largeBuffers.map(Node.text))))
    }
    for (key, names) in [("together", together), ("double_pumped", pumped)] where !names.isEmpty {
      entries.append(Node.Entry(key: key, value: .sequence(names.map(Node.text))))
    }
    entries.append(Node.Entry(key: "multipliers_in_luts", value: .boolean(multipliersInLUTs)))
    if !others.isEmpty {
      entries.append(
        Node.Entry(
          key: "others",
          value: .mapping(
            Board.Resource.allCases.compactMap { resource in
              others[resource].map { Node.Entry(key: resource.rawValue, value: .integer($0)) }
            })))
    }
    return .mapping(entries)
  }
}

extension Board {
  var node: Node {
    let resources: [Node.Entry] = Resource.allCases.compactMap { resource in
      guard let count = counts[resource] else { return nil }
      guard let shapes = shapes[resource] else {
        return Node.Entry(key: resource.rawValue, value: .integer(count))
      }
      let list = shapes.map { Node.sequence([.integer($0.words), .integer($0.bits)]) }
      return Node.Entry(
        key: resource.rawValue, value: .mapping(["count": .integer(count), "shapes": .sequence(list)]))
    }
    let offChip = memories.map {
      Node.Entry(
        key: $0.name,
        value: .mapping(["capacity": .quantity($0.capacity), "bandwidth": .quantity($0.bandwidth)]))
    }
    var entries = [
      Node.Entry(key: "name", value: .text(name)), Node.Entry(key: "part", value: .text(part)),
      Node.Entry(key: "source", value: .sequence(sources.map(Node.text))),
      Node.Entry(key: "multiplier", value: .text(multiplier)),
      Node.Entry(key: "resources", value: .mapping(resources)),
      Node.Entry(key: "memories", value: .mapping(offChip)),
    ]
    if let price { entries.append(Node.Entry(key: "price_usd", value: .integer(price))) }
    return .mapping(entries)
  }
}

extension Memory {
  /// What its devices hold; nil of a memory that has none.
  fileprivate var deviceCapacity: Bytes? {
    if case .dram(let memory) = kind { memory.system.organization.capacity } else { nil }
  }

  fileprivate var peakBandwidth: Bandwidth? {
    switch kind {
    case .ideal: nil
    case .bandwidth(let memory): memory.bandwidth
    case .dram(let memory): memory.system.peakBandwidth
    }
  }
}
