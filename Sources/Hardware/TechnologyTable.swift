import Documents
import Quantities

/// What actions take in one technology, for designs that name the table (docs/energy.md).
public struct TechnologyTable: Hashable, Sendable {
  /// A number of a table, by the name it goes by.
  public struct Row<Amount: Quantity>: Hashable, Sendable {
    public var name: String
    public var entry: EnergyTable.Entry<Amount>
  }

  public var name: String
  /// Nanometres; nil of a table that does not say it.
  public var node: Int?
  /// One multiplication, by number format.
  public var multiply: [Row<Energy>]
  /// One addition, by number format.
  public var add: [Row<Energy>]
  /// A DSP of an FPGA in a cycle in which it multiplies, by its kind; none of a table without DSPs.
  public var dspOperations: [Row<Energy>] = []
  /// One bit of a register that is clocked.
  public var registerBit: EnergyTable.Entry<Energy>
  /// One operation of the vector unit.
  public var vectorOperation: EnergyTable.Entry<Energy>
  public var memories: [Row<EnergyPerBit>]
  public var sram: [SRAMPoint]
  /// What all points have in common, for the sources of what is made of several.
  public var sramSource: String?
  /// Words of buffers by the buffer's name, which go before `sram`.
  public var buffers: [BufferRow]
  /// Nil where the table has none.
  public var leakage: Leakage?
  /// Nil where the table has none.
  public var area: CircuitArea?
}

/// The energy of a word of a buffer of one name.
public struct BufferRow: Hashable, Sendable {
  public var name: String
  /// Bytes in a word.
  public var width: Int
  public var word: EnergyTable.Word
}

/// The published energy of a word of one SRAM.
public struct SRAMPoint: Hashable, Sendable {
  public var capacity: Bytes
  /// Bytes in a word.
  public var width: Int
  public var read: Energy
  public var write: Energy
  public var source: String
  /// The kind of an FPGA's blocks that it is of; nil of any other SRAM.
  public var block: Board.Resource?

  /// Words in all.
  public var depth: Double { Double(capacity.count) / Double(width) }
}

extension TechnologyTable {
  /// Reads a table from its document; nil after findings where none can be made of it.
  public static func decode(_ node: Node, findings: Findings) -> TechnologyTable? {
    guard let reader = MappingReader(node, context: "the energy table", findings: findings) else {
      return nil
    }
    let name = reader.identifier("name")
    let nanometres = reader.integerIfPresent("node_nm", in: 1...1_000)
    let multiply = reader.mapping("multiply").flatMap { rows($0, EnergyLimits.energies) }
    let add = reader.mapping("add").flatMap { rows($0, EnergyLimits.energies) }
    let dspOperations = reader.mappingIfPresent("dsp_operation").map(dspRows)
    let registerBit = reader.energyEntry("register_bit", EnergyLimits.energies)
    let vectorOperation = reader.energyEntry("vector_operation", EnergyLimits.energies)
    let memories = reader.mapping("memories").flatMap { rows($0, EnergyLimits.energiesPerBit) }
    // A table that names every buffer needs no rule for others.
    let hasPoints = reader.has("sram") || !reader.has("buffers")
    let points = (hasPoints ? reader.sequence("sram") : [])?.enumerated().map { place, item in
      MappingReader(item, context: "sram[\(place)]", findings: findings).flatMap(point)
    }
    let sramSource = reader.textIfPresent("sram_source")
    let buffers = reader.mappingIfPresent("buffers").map { $0.mappings().map(bufferRow) } ?? []
    let leakage = reader.mappingIfPresent("leakage").map(Leakage.decode)
    let area = reader.mappingIfPresent("area").map(CircuitArea.decode)
    reader.finish()
    // Written and wrong is not the same as left out.
    if let dspOperations, dspOperations == nil { return nil }
    if let leakage, leakage == nil { return nil }
    if let area, area == nil { return nil }
    guard let name, let multiply, let add, let registerBit, let vectorOperation, let memories, let points,
      !buffers.contains(nil)
    else { return nil }
    let known = points.compactMap(\.self)
    guard known.count == points.count else { return nil }
    return TechnologyTable(
      name: name, node: nanometres, multiply: multiply, add: add, dspOperations: (dspOperations ?? []) ?? [],
      registerBit: registerBit, vectorOperation: vectorOperation,
      memories: memories, sram: known, sramSource: sramSource, buffers: buffers.compactMap(\.self),
      leakage: leakage ?? nil,
      area: area ?? nil)
  }

  /// Names that foundries put before a node's number.
  private static let foundries: Set = ["n", "tsmc", "gf", "intel", "samsung", "smic", "umc"]

  /// Whether the last word of a name is a node other than a table's: `7nm` or `7NM`, or a number after a foundry's name,
  /// such as `n7` or `tsmc7`. Other numbers, as in `npu16`, are no nodes.
  static func isNode(_ name: String, otherThan node: Int) -> Bool {
    let last = name.lowercased().split { !$0.isASCII || !($0.isLetter || $0.isNumber) }.last ?? ""
    if last.hasSuffix("nm"), let number = Int(last.dropLast(2).drop { $0.isLetter }) { return number != node }
    let letters = last.prefix { $0.isLetter }
    guard foundries.contains(String(letters)), let number = Int(last.dropFirst(letters.count)) else {
      return false
    }
    return number != node
  }

  /// `dsp_operation`: an entry for each kind of DSP that the table knows.
  private static func dspRows(_ reader: MappingReader) -> [Row<Energy>]? {
    let rows = DSPChainArray.DSP.allCases.map(\.rawValue).filter(reader.has).map { kind in
      reader.energyEntry(kind, EnergyLimits.energies).map { Row(name: kind, entry: $0) }
    }
    reader.finish()
    return rows.contains(nil) ? nil : rows.compactMap(\.self)
  }

  private static func bufferRow(_ name: String, _ reader: MappingReader) -> BufferRow? {
    let width = reader.quantity("width", as: Bytes.self, in: DesignLimits.width)
    let read = reader.quantity("read", as: Energy.self, in: EnergyLimits.energies)
    let write = reader.quantity("write", as: Energy.self, in: EnergyLimits.energies)
    let source = reader.text("source")
    reader.finish()
    guard let width, let read, let write, let source else { return nil }
    return BufferRow(
      name: name, width: width.count,
      word: EnergyTable.Word(read: .init(read, source: source), write: .init(write, source: source)))
  }

  static func rows<Amount: Quantity>(
    _ reader: MappingReader, _ range: ClosedRange<Amount>
  ) -> [Row<Amount>]? {
    let rows = reader.keys.map { key in
      reader.energyEntry(key, range).map { Row(name: key, entry: $0) }
    }
    return rows.contains(nil) ? nil : rows.compactMap(\.self)
  }

  private static func point(_ reader: MappingReader) -> SRAMPoint? {
    let capacity = reader.quantity("capacity", as: Bytes.self, in: DesignLimits.capacity)
    let width = reader.quantity("width", as: Bytes.self, in: DesignLimits.width)
    let read = reader.quantity("read", as: Energy.self, in: EnergyLimits.energies)
    let write = reader.quantity("write", as: Energy.self, in: EnergyLimits.energies)
    let source = reader.text("source")
    let kinds = [Board.Resource.blockRAM, .largeRAM].map(\.rawValue)
    let block = reader.nameIfPresent("block", among: kinds, kind: "kind of block")
    reader.finish()
    guard let capacity, let width, let read, let write, let source else { return nil }
    return SRAMPoint(
      capacity: capacity, width: width.count, read: read, write: write, source: source,
      block: block.flatMap(Board.Resource.init))
  }
}

/// The numbers that an entry may have.
enum EnergyLimits {
  static let energies = Energy(attojoules: 0)...Energy(attojoules: 1_000_000_000_000)
  static let energiesPerBit =
    EnergyPerBit(attojoules: 0)...EnergyPerBit(attojoules: 1_000_000_000_000)
  static let powers = Power(nanowatts: 0)...Power(nanowatts: 1_000_000_000_000_000)
}

extension MappingReader {
  /// The number and the source under a key.
  func energyEntry<Amount: Quantity>(
    _ key: String, _ range: ClosedRange<Amount>
  ) -> EnergyTable.Entry<Amount>? {
    guard has(key) else {
      findings.add(.noEntry(key, in: context, example: Amount.example), at: position)
      return nil
    }
    guard let entry = mapping(key) else { return nil }
    let amount = entry.quantity("value", as: Amount.self, in: range)
    let source = entry.text("source")
    entry.finish()
    guard let amount, let source else { return nil }
    return EnergyTable.Entry(amount, source: source)
  }
}

extension Finding.Message {
  fileprivate static func noEntry(_ key: String, in context: String, example: String) -> Self {
    Self(
      .missingKey,
      "\(context) has no key '\(key)'; add it: a value and its source, for example "
        + "{value: \(example), source: \"a paper\"}")
  }
}
