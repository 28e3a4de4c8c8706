import Documents
import Quantities
import Tensors
import Workloads

/// Reads a design from its document (docs/design-format.md).
///
/// Whatever is wrong becomes a finding, all of it at once; no document makes it crash.
public enum DesignDecoder {
  /// The design that a document describes; nil where none can be made of it.
  ///
  /// An unknown key is a finding too, but the rest is still returned: ask `findings.hasErrors`.
  public static func decode(_ node: Node, findings: Findings) -> Design? {
    guard let reader = MappingReader(node, context: "the design", findings: findings) else { return nil }
    let name = reader.identifier("name")
    let sources = decodeSources(reader)
    let clock = reader.quantity("clock", as: Frequency.self, in: DesignLimits.clock)
    var array = reader.mapping("array").flatMap(decodeArray)
    let cores = reader.mappingIfPresent("cores").map { decodeCores($0, elements: array?.elements) }
    let bits = array.map(ElementBits.init) ?? .least
    let buffers = reader.mapping("buffers").flatMap { decodeBuffers($0, bits: bits) }
    let memories = reader.mapping("memories").flatMap(decodeMemories)
    let placement = decodePlacement(reader, memories?.map(\.memory))
    let vectorUnit = reader.mappingIfPresent("vector_unit").map(decodeVectorUnit)
    let storage = reader.mappingIfPresent("storage").map { decodeStorage($0, beside: array?.sparsity) }
    let decoders = reader.mappingIfPresent("decoders").map(decodeDecoders)
    let boundary = reader.enumeration("boundary", as: Boundary.self, default: .barrier)
    let mapping =
      reader.nodeIfPresent("mapping").map {
        MappingDirectives.decode($0, context: "mapping", findings: findings)
      } ?? MappingDirectives()
    let unneeded = reader.enumeration("unneeded_blocks", as: UnneededBlocks.self, default: .compute)
    let programs = reader.mappingIfPresent("programs").map {
      decodePrograms($0, memories: memories?.map(\.memory.name) ?? [])
    }
    let names = memories?.map(\.memory.name) ?? []
    var board = decodeBoard(
      reader, memories: names, buffers: buffers?.named.map(\.name) ?? ["input", "weight", "output"],
      onChip: placement?.onChip.sorted().compactMap { names.indices.contains($0) ? names[$0] : nil } ?? [])
    let energyReader = reader.mappingIfPresent("energy")
    let areaReader = reader.mappingIfPresent("area")
    var energy: EnergyTable?
    var area: DesignArea?
    var pairs: [FormatPair]?
    if let array, let buffers, let memories {
      var parts = EnergyParts(
        array: array, buffers: buffers, memories: memories.map(\.memory),
        storage: (storage ?? nil) ?? .dense, cores: (cores ?? nil) ?? .one,
        lanes: vectorUnit.map { $0?.lanes ?? 0 }, board: board)
      let decoded = energyReader.flatMap { decodeEnergy($0, of: parts) }
      energy = decoded?.table
      pairs = decoded?.pairs
      parts.energyNode = decoded?.node
      area = areaReader.flatMap { decodeArea($0, of: parts) }
    }
    if let pairs { array?.precision.pairs = pairs }
    reader.finish()
    if let clock, let buffers, let memories {
      checkRates(memories, clock: clock, buffers: buffers, findings)
    }
    guard let name, let clock, let array, let buffers, let memories, let placement else { return nil }
    // Written and wrong is not the same as left out.
    if let vectorUnit, vectorUnit == nil { return nil }
    if let cores, cores == nil { return nil }
    if let storage, storage == nil { return nil }
    if reader.has("energy"), energy == nil { return nil }
    if reader.has("area"), area == nil { return nil }
    if let programs, programs == nil { return nil }
    if reader.has("board"), board == nil { return nil }
    var design = Design(
      name: name, clock: clock, array: array, cores: (cores ?? nil) ?? .one, buffers: buffers,
      memories: memories.map(\.memory),
      placement: placement, vectorUnit: vectorUnit ?? nil, boundary: boundary, mapping: mapping,
      sources: sources, energy: energy, area: area, storage: (storage ?? nil) ?? .dense,
      decoders: decoders ?? .none)
    if let energyReader, let outside = design.memoryOutsideBoundary, let boundary = design.energy?.boundary {
      energyReader.report(.outsideBoundary(boundary, memory: outside), at: "boundary")
      return nil
    }
    design.programs = programs ?? nil
    // Of the board's table the design needs what its own formats take.
    board?.board.macs?.keep(array.dspCount == nil ? (array.inputFormat, array.weightFormat) : nil)
    design.board = board
    design.leavesBlocksOut = unneeded == .skip
    if design.leavesBlocksOut, design.array.precision.dequantization != nil {
      reader.report(.blocksWithScales, at: "unneeded_blocks")
      return nil
    }
    check(design, in: node, findings)
    return design.hasCountableRates ? design : nil
  }

  static func decodeSources(_ reader: MappingReader) -> [String] {
    guard reader.nodeIfPresent("source")?.items != nil else {
      return reader.textIfPresent("source").map { [$0] } ?? []
    }
    return (reader.sequenceIfPresent("source") ?? []).enumerated().compactMap { place, item in
      ScalarReader(item, named: "source[\(place)]", findings: reader.findings).text()
    }
  }

  /// A number of ports or banks, of which none at all would be an array that nothing feeds.
  static func decodeFeeders(_ key: String, limit: Int, default value: Int?, _ reader: MappingReader) -> Int? {
    if reader.nodeIfPresent(key)?.text == "0" {
      reader.report(.nothingFeeds(key, context: reader.context), at: key)
      return nil
    }
    guard reader.has(key) || value == nil else { return value }
    return reader.integer(key, in: 1...limit)
  }
}

/// What a design does about blocks that nobody needs.
enum UnneededBlocks: String, CaseIterable { case compute, skip }

extension Finding.Message {
  fileprivate static let blocksWithScales = Self(
    .inconsistent,
    "'unneeded_blocks: skip' is of arrays that do not multiply sums by scales; remove it, or 'dequantization' of 'precision'"
  )
}

extension Design {
  /// Reads a design's file, the files it is based on, and then `settings` such as `array.rows=64`.
  ///
  /// Nil where none can be made of it; ask `findings.hasErrors` for the rest.
  public static func load(path: String, settings: [String] = [], findings: Findings) -> Design? {
    guard let node = DocumentLoader().loadResolvingBase(path: path, findings: findings) else { return nil }
    let set = settings.reduce(node) { $0.setting($1, findings: findings) }
    return DesignDecoder.decode(set, findings: findings)
  }
}
