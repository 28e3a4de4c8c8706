import Documents
import Quantities
import Tensors

extension TechnologyTable {
  /// What circuits draw while they stand still.
  public struct Leakage: Hashable, Sendable {
    /// One multiplier, by number format.
    public var multiply: [Row<Power>]
    /// One adder, by number format.
    public var add: [Row<Power>]
    /// One bit of a register.
    public var registerBit: EnergyTable.Entry<Power>
    /// One lane of the vector unit.
    public var vectorLane: EnergyTable.Entry<Power>
    /// An SRAM of one capacity, by which others go.
    public var sramCapacity: Bytes
    public var sram: EnergyTable.Entry<Power>
    /// A whole buffer of one core, by the buffer's name; goes before `sram`.
    public var buffers: [TechnologyTable.Row<Power>]
  }
}

extension TechnologyTable.Leakage: TechnologyTable.Pieces {
  static let most = EnergyLimits.powers.upperBound
  static let quantity = "leakage"
  static let path = "energy.static_power"

  static func decode(_ reader: MappingReader) -> Self? {
    let multiply = reader.mapping("multiply").flatMap { TechnologyTable.rows($0, EnergyLimits.powers) }
    let add = reader.mapping("add").flatMap { TechnologyTable.rows($0, EnergyLimits.powers) }
    let registerBit = reader.energyEntry("register_bit", EnergyLimits.powers)
    let vectorLane = reader.energyEntry("vector_lane", EnergyLimits.powers)
    var sram: (capacity: Bytes, entry: EnergyTable.Entry<Power>)?
    if let point = reader.mapping("sram") {
      let capacity = point.quantity("capacity", as: Bytes.self, in: DesignLimits.capacity)
      let power = point.quantity("value", as: Power.self, in: EnergyLimits.powers)
      let source = point.text("source")
      point.finish()
      if let capacity, let power, let source { sram = (capacity, .init(power, source: source)) }
    }
    let buffers =
      reader.has("buffers")
      ? reader.mapping("buffers").flatMap { TechnologyTable.rows($0, EnergyLimits.powers) } : []
    reader.finish()
    guard let multiply, let add, let registerBit, let vectorLane, let sram, let buffers else { return nil }
    return Self(
      multiply: multiply, add: add, registerBit: registerBit, vectorLane: vectorLane,
      sramCapacity: sram.capacity, sram: sram.entry, buffers: buffers)
  }

  func multiply(
    _ array: ProcessingArray, count: Int, table: String, _ reader: MappingReader
  ) -> EnergyTable.Entry<Power>? {
    let product = array.precision.product
    return arithmetic(
      product.row, product == .addition ? add : multiply, product.circuit(array.factorFormat), count, table,
      reader, of: "multiply"
    ).map {
      EnergyTable.Entry(
        $0.amount, source: product.named(array.precision.arithmetic.named($0.source), array.factorFormat))
    }
  }

  func add(
    _ array: ProcessingArray, count: Int, table: String, _ reader: MappingReader
  ) -> EnergyTable.Entry<Power>? {
    arithmetic("add", add, array.accumulatorFormat, count, table, reader, of: "add")
  }

  /// So many circuits of a row, for the design's entry `part`.
  private func arithmetic(
    _ key: String, _ rows: [TechnologyTable.Row<Power>], _ format: NumberFormat, _ count: Int,
    _ table: String, _ reader: MappingReader, of part: String
  ) -> EnergyTable.Entry<Power>? {
    let wanted = TechnologyTable.circuit(format)
    if let row = rows.first(where: { $0.name == wanted }) {
      return all(count, row.entry, part: part, table, reader)
    }
    reader.report(.noLeakage(of: "\(key) of \(wanted)", part: part, table: table), at: "table")
    return nil
  }

  func registers(bits: Int, table: String, _ reader: MappingReader) -> EnergyTable.Entry<Power>? {
    all(bits, registerBit, "bits", part: "registers", table, reader)
  }

  func vectorUnit(lanes: Int, table: String, _ reader: MappingReader) -> EnergyTable.Entry<Power>? {
    all(lanes, vectorLane, "lanes", part: "vector_unit", table, reader)
  }

  /// A buffer's share of the SRAM that the table has, by capacity.
  func buffer(
    _ buffer: Buffer, count: Int, key: String, table: String, _ reader: MappingReader
  ) -> EnergyTable.Entry<Power>? {
    if let row = buffers.first(where: { $0.name == key }) {
      return all(count, row.entry, part: "buffers.\(key)", table, reader)
    }
    guard let capacity = buffer.capacity else {
      reader.report(
        .noLeakage(of: "SRAM without a capacity", part: "buffers.\(key)", table: table), at: "table")
      return nil
    }
    let bytes = Double(capacity.count) * Double(count)
    let power = bytes / Double(sramCapacity.count) * Double(sram.amount.nanowatts)
    return limited(power, part: "buffers.\(key)", table, reader).map {
      // One point is no range to be inside of.
      let one = "\(sram.amount) of \(sramCapacity): \(sram.source)"
      return EnergyTable.Entry(
        $0,
        source: capacity == sramCapacity && count == 1
          ? one : "assumption: in proportion to the capacity, from \(one)")
    }
  }
}

extension Finding.Message {
  fileprivate static func noLeakage(of what: String, part: String, table: String) -> Self {
    Self(
      .unresolvedReference,
      "the table '\(table)' has no leakage of \(what); give 'energy.static_power.\(part)' a value and a source, or "
        + "'energy.static_power' one for the whole machine")
  }
}
