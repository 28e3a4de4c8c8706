import Documents
import Quantities
import Tensors

extension TechnologyTable {
  /// What circuits take of a chip.
  public struct CircuitArea: Hashable, Sendable {
    /// The published area of one SRAM.
    public struct SRAM: Hashable, Sendable {
      public var capacity: Bytes
      public var entry: EnergyTable.Entry<Area>
    }

    /// One multiplier, by number format.
    public var multiply: [Row<Area>]
    /// One adder, by number format.
    public var add: [Row<Area>]
    /// One bit of a register.
    public var registerBit: EnergyTable.Entry<Area>
    /// One lane of the vector unit.
    public var vectorLane: EnergyTable.Entry<Area>
    /// From the smallest to the greatest, no two of one capacity.
    public var sram: [SRAM]
    /// A whole buffer of one core, by the buffer's name; goes before `sram`.
    public var buffers: [Row<Area>]
  }
}

extension TechnologyTable.CircuitArea: TechnologyTable.Pieces {
  static let most = AreaLimits.areas.upperBound
  static let quantity = "area"
  static let path = "area"

  static func decode(_ reader: MappingReader) -> Self? {
    let multiply = reader.mapping("multiply").flatMap { TechnologyTable.rows($0, AreaLimits.areas) }
    let add = reader.mapping("add").flatMap { TechnologyTable.rows($0, AreaLimits.areas) }
    let registerBit = reader.energyEntry("register_bit", AreaLimits.areas)
    let vectorLane = reader.energyEntry("vector_lane", AreaLimits.areas)
    let hasPoints = reader.has("sram") || !reader.has("buffers")
    let points = (hasPoints ? reader.sequence("sram") : [])?.enumerated().map { place, item in
      MappingReader(item, context: "area.sram[\(place)]", findings: reader.findings).flatMap(point)
    }
    let buffers =
      reader.has("buffers")
      ? reader.mapping("buffers").flatMap { TechnologyTable.rows($0, AreaLimits.areas) } : []
    reader.finish()
    guard let multiply, let add, let registerBit, let vectorLane, let points, let buffers else { return nil }
    let sram = points.compactMap(\.self).sorted { $0.capacity < $1.capacity }
    guard sram.count == points.count else { return nil }
    for (one, next) in zip(sram, sram.dropFirst()) where one.capacity == next.capacity {
      reader.report(.twoAreas(of: one.capacity), at: "sram")
      return nil
    }
    return Self(
      multiply: multiply, add: add, registerBit: registerBit, vectorLane: vectorLane, sram: sram,
      buffers: buffers)
  }

  private static func point(_ reader: MappingReader) -> SRAM? {
    let capacity = reader.quantity("capacity", as: Bytes.self, in: DesignLimits.capacity)
    let value = reader.quantity("value", as: Area.self, in: AreaLimits.areas)
    let source = reader.text("source")
    reader.finish()
    guard let capacity, let value, let source else { return nil }
    return SRAM(capacity: capacity, entry: .init(value, source: source))
  }

  func multiply(_ array: ProcessingArray, count: Int, table: String, _ reader: MappingReader)
    -> EnergyTable.Entry<Area>?
  {
    if let circuit = array.precision.arithmetic.circuit {
      reader.report(.noSuchMultiplier(circuit, table: table), at: "table")
      return nil
    }
    let product = array.precision.product
    return arithmetic(
      product.row, product == .addition ? add : multiply, product.circuit(array.factorFormat), count, table,
      reader, of: "multiply"
    ).map { EnergyTable.Entry($0.amount, source: product.named($0.source, array.factorFormat)) }
  }

  func add(_ array: ProcessingArray, count: Int, table: String, _ reader: MappingReader)
    -> EnergyTable.Entry<Area>?
  {
    arithmetic("add", add, array.accumulatorFormat, count, table, reader, of: "add")
  }

  /// So many circuits of a row, for the design's entry `part`.
  private func arithmetic(
    _ key: String, _ rows: [TechnologyTable.Row<Area>], _ format: NumberFormat, _ count: Int, _ table: String,
    _ reader: MappingReader, of part: String
  ) -> EnergyTable.Entry<Area>? {
    let wanted = TechnologyTable.circuit(format)
    if let row = rows.first(where: { $0.name == wanted }) {
      return all(count, row.entry, part: part, table, reader)
    }
    reader.report(.noArea(of: "\(key) of \(wanted)", part: part, table: table), at: "table")
    return nil
  }

  func registers(bits: Int, table: String, _ reader: MappingReader) -> EnergyTable.Entry<Area>? {
    all(bits, registerBit, "bits", part: "registers", table, reader)
  }

  func vectorUnit(lanes: Int, table: String, _ reader: MappingReader) -> EnergyTable.Entry<Area>? {
    all(lanes, vectorLane, "lanes", part: "vector_unit", table, reader)
  }

  /// A buffer in so many cores: the table's of that name, or a bank's area by capacity, times the banks.
  func buffer(_ buffer: Buffer, count: Int, key: String, table: String, _ reader: MappingReader)
    -> EnergyTable.Entry<Area>?
  {
    if let row = buffers.first(where: { $0.name == key }) {
      return all(count, row.entry, part: "buffers.\(key)", table, reader)
    }
    guard let capacity = buffer.capacity else {
      reader.report(
        .noArea(of: "SRAM without a capacity", part: "buffers.\(key)", table: table), at: "table")
      return nil
    }
    let bank = Double(capacity.count) / Double(buffer.banks)
    guard let area = bankArea(bytes: bank) else {
      reader.report(
        .outsideAreas(key, bytes: bank, sram.map(\.capacity), table: table), at: "table")
      return nil
    }
    let banks = Double(buffer.banks) * Double(count)
    return limited(area.squareNanometres * banks, part: "buffers.\(key)", table, reader).map {
      .init($0, source: "\(Int(banks)) banks, each \(area.between) of '\(table)': \(area.source)")
    }
  }

  /// The area of an SRAM, linear in the capacity between the points next to it; nil outside of them.
  package func bankArea(bytes: Double) -> (squareNanometres: Double, between: String, source: String)? {
    guard let below = sram.last(where: { Double($0.capacity.count) <= bytes }),
      let above = sram.first(where: { Double($0.capacity.count) >= bytes })
    else { return nil }
    let (low, high) = (Double(below.entry.amount.baseUnits), Double(above.entry.amount.baseUnits))
    guard below.capacity < above.capacity else {
      return (low, "the SRAM of \(below.capacity)", below.entry.source)
    }
    let length = Double(above.capacity.count) - Double(below.capacity.count)
    let share = (bytes - Double(below.capacity.count)) / length
    let source =
      below.entry.source == above.entry.source
      ? below.entry.source : "\(below.entry.source); \(above.entry.source)"
    return (
      low + share * (high - low), "between the SRAM of \(below.capacity) and of \(above.capacity)", source
    )
  }
}

extension Finding.Message {
  /// What a table has of a format is a multiplier of whole operands.
  fileprivate static func noSuchMultiplier(_ circuit: String, table: String) -> Self {
    Self(
      .unresolvedReference,
      "the table '\(table)' has multipliers of whole operands alone, and this array has \(circuit); give 'area.multiply' a "
        + "value and a source")
  }

  fileprivate static func twoAreas(of capacity: Bytes) -> Self {
    Self(.inconsistent, "'area.sram' has two points of \(capacity); keep one of them")
  }

  fileprivate static func noArea(of what: String, part: String, table: String) -> Self {
    Self(
      .unresolvedReference,
      "the table '\(table)' has no area of \(what); give 'area.\(part)' a value and a source, or 'area' one for the "
        + "whole chip")
  }

  fileprivate static func outsideAreas(_ key: String, bytes: Double, _ points: [Bytes], table: String) -> Self
  {
    let found = bytes == bytes.rounded() ? "\(Bytes(count: Int(bytes)))" : "\(bytes) B"
    let known =
      points.first.flatMap { low in points.last.map { "has SRAM of \(low) to \($0)" } } ?? "has no SRAM"
    return Self(
      .outOfRange,
      "the buffer '\(key)' has banks of \(found), and the table '\(table)' \(known); give 'area.buffers.\(key)' a value "
        + "and a source")
  }
}
