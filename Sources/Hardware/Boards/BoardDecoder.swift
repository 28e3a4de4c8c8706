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
        let channels = memory.integerIfPresent("channels", in: 1...1 << 10)
        let lines = memory.integerIfPresent("data_lines", in: 1...1 << 16)
        memory.finish()
        guard let capacity, let bandwidth else { continue }
        memories.append(
          Board.OffChip(
            name: name, capacity: capacity, bandwidth: bandwidth, channels: channels, dataLines: lines))
      }
      offChip.finish()
    }
    let clocks = reader.mappingIfPresent("clocks").map(decodeClocks)
    let macs = decodeMACs(reader)
    let price = reader.integerIfPresent("price_usd", in: 1...1 << 30)
    reader.finish()
    guard let name, let part, let multiplier, !findings.hasErrors else { return nil }
    return Board(
      name: name, part: part, sources: sources, multiplier: multiplier, counts: counts, shapes: shapes,
      memories: memories, clocks: clocks?.each ?? [:], floatClock: clocks?.ofFloats, macs: macs, price: price)
  }

  /// `clocks: {dsp: 775 MHz}`: the highest of each resource that one is known of.
  private static func decodeClocks(_ reader: MappingReader)
    -> (each: [Board.Resource: Frequency], ofFloats: Frequency?)
  {
    var clocks: [Board.Resource: Frequency] = [:]
    for resource in [Board.Resource.dsp, .blockRAM, .largeRAM] {
      clocks[resource] = reader.quantityIfPresent(
        resource.rawValue, as: Frequency.self, in: DesignLimits.clock)
    }
    let ofFloats = reader.quantityIfPresent("dsp_float", as: Frequency.self, in: DesignLimits.clock)
    reader.finish()
    return (clocks, ofFloats)
  }

  /// `macs`: a table of `Configs/multipliers`, or one that is written out.
  private static func decodeMACs(_ reader: MappingReader) -> MACCosts? {
    guard let node = reader.nodeIfPresent("macs") else { return nil }
    guard node.entries == nil else { return MACCosts.decode(node, findings: reader.findings) }
    return reader.text("macs").flatMap { name in
      DocumentLoader().load(
        named: name, kind: "table of multipliers", shippedIn: "Configs/multipliers", at: node.position,
        findings: reader.findings)
    }
    .flatMap { MACCosts.decode($0, findings: reader.findings) }
  }

  static let amounts = 1...1 << 32

  /// `shapes: [[512, 72], [1024, 36]]`: words and bits of each.
  private static func decodeShapes(_ reader: MappingReader) -> [Board.Shape] {
    let items = reader.sequence("shapes")
    if let items, items.isEmpty { reader.report(.noShapes, at: "shapes") }
    return (items ?? []).enumerated().compactMap { place, item in
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

extension Finding.Message {
  fileprivate static let noShapes = Self(
    .invalidValue,
    "'shapes' is empty; it must have the words of a block and the bits of a word, such as [[512, 72]]")

  fileprivate static func shapeOfTwo(_ place: Int) -> Self {
    Self(
      .invalidValue,
      "'shapes[\(place)]' must be the words of a block and the bits of a word, such as [512, 72]")
  }
}
