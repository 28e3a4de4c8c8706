import Documents
import Quantities

extension DesignDecoder {
  /// `board: NAME`, or a mapping that says more of how the design lies on it; nil where findings say what is wrong.
  ///
  /// `memories` are the names of the design's; `buffers` are its buffers' names, and `onChip` those of its memories on the chip.
  static func decodeBoard(
    _ reader: MappingReader, memories: [String], buffers: [String], onChip: [String]
  ) -> BoardUse? {
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
    let large = bufferNames("large_ram", own, memories, shown: buffers + onChip)
    let together = bufferNames("together", own, shown: buffers)
    if together.count == 1 || together.count > 2 {
      own.report(.twoTogether(together.count), at: "together")
    } else if together.count == 2, together[0] == together[1] {
      own.report(.twiceTogether(together[0]), at: "together")
    }
    let places = own.mappingIfPresent("memories").map { decodePlaces($0, board, memories) }
    let stated = own.mappingIfPresent("multiplier").map(decodeStatedMAC)
    let pumped = bufferNames("double_pumped", own, shown: buffers)
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
        board: $0, largeBuffers: large, memories: places ?? [:], together: together, pumped: pumped,
        multipliersInLUTs: inLUTs, mac: stated ?? nil, others: others)
    }
  }

  /// `memories: {main: ddr}`: which of the board's each of the design's is.
  private static func decodePlaces(_ reader: MappingReader, _ board: Board?, _ memories: [String])
    -> [String: String]
  {
    var places: [String: String] = [:]
    for name in reader.keys {
      if !memories.contains(name) {
        let nearest = NearestName.of(name, among: memories)
        reader.findings.add(.noMemoryOfTheDesign(name, nearest: nearest), at: reader.keyPosition(of: name))
      }
      // A board that could not be read has no names to hold this against.
      places[name] =
        board.map { board in
          reader.name(name, among: board.memories.map(\.name), kind: "memory of the board")
        } ?? reader.text(name)
    }
    reader.finish()
    return places
  }

  /// `multiplier: {dsp: 2, lut: 150, source: "assumption: …"}`.
  private static func decodeStatedMAC(_ reader: MappingReader) -> BoardUse.StatedMAC? {
    let dsps = reader.integer("dsp", in: 0...1 << 20, default: 0)
    let luts = reader.integer("lut", in: 0...1 << 20, default: 0)
    let source = reader.text("source")
    reader.finish()
    return source.map { BoardUse.StatedMAC(dsps: dsps, luts: luts, source: $0) }
  }

  /// Names of buffers and memories; `shown` are those that there are, for whoever has named none.
  ///
  /// Buffers that only a base or a variant has may be named, too, and memories off the chip, which are refused for what they are.
  private static func bufferNames(
    _ key: String, _ reader: MappingReader, _ memories: [String] = [], shown: [String]
  ) -> [String] {
    let known = ["input", "weight", "output", "shared"] + memories
    return (reader.sequenceIfPresent(key) ?? []).enumerated().compactMap { place, item in
      if let text = item.text, known.contains(text) { return text }
      return ScalarReader(item, named: "\(key)[\(place)]", findings: reader.findings).name(
        among: shown, kind: memories.isEmpty ? "buffer" : "buffer or memory on the chip")
    }
  }

  private static func namedBoard(_ name: String, at position: SourcePosition, _ findings: Findings) -> Board?
  {
    DocumentLoader().load(
      named: name, kind: "board", shippedIn: "Configs/boards", at: position, findings: findings
    )
    .flatMap { BoardDecoder.decode($0, findings: findings) }
  }
}

extension Finding.Message {
  fileprivate static func noMemoryOfTheDesign(_ name: String, nearest: String?) -> Self {
    Self(
      .unknownName,
      "the design has no memory \(quoted(name))"
        + suggestion(nearest, otherwise: "'memories' says which of the board's each of the design's is"))
  }

  fileprivate static func twiceTogether(_ name: String) -> Self {
    Self(
      .invalidValue,
      "'together' has \(quoted(name)) twice; it must name the two buffers that are halves of the same blocks")
  }

  fileprivate static func twoTogether(_ count: Int) -> Self {
    Self(
      .invalidValue,
      "'together' has \(counted(count, "buffer")); it must name the two that are halves of the same blocks")
  }
}
