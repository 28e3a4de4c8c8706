import Documents
import Quantities

extension DesignDecoder {
  /// The energy of every component, its own or its table's; a component without any is a finding.
  static func decodeEnergy(
    _ reader: MappingReader, array: ProcessingArray, buffers: Buffers, memories: [String], hasVectorUnit: Bool
  ) -> EnergyTable? {
    var table: TechnologyTable?
    if reader.has("table") {
      guard let read = decodeTable(reader) else { return nil }
      table = read
    }
    let technology = reader.identifierIfPresent("technology") ?? table?.name
    let multiply = entry(reader, "multiply", table) { $0.multiply(array, reader) }
    let add = entry(reader, "add", table) { $0.add(array, reader) }
    let registers = entry(reader, "registers", table) { $0.registers(array) }
    let vector = hasVectorUnit ? entry(reader, "vector_operation", table) { $0.vectorOperation } : nil
    let words = decodeWords(reader, buffers, table)
    let bits = decodeBits(reader, memories, table)
    let power = reader.energyEntry("static_power", EnergyLimits.powers)
    reader.finish()
    guard let multiply, let add, let registers, let power, vector != nil || !hasVectorUnit, let words,
      let bits
    else { return nil }
    return EnergyTable(
      technology: technology, multiply: multiply, add: add, registers: registers, vectorOperation: vector,
      buffers: words, memories: bits, staticPower: power)
  }

  private static func decodeTable(_ reader: MappingReader) -> TechnologyTable? {
    guard let name = reader.text("table") else { return nil }
    return DocumentLoader().load(
      named: name, kind: "energy table", at: reader.position(of: "table"), findings: reader.findings
    ).flatMap { TechnologyTable.decode($0, findings: reader.findings) }
  }

  /// The design's own entry, or else what its table gives.
  private static func entry(
    _ reader: MappingReader, _ key: String, _ table: TechnologyTable?,
    from look: (TechnologyTable) -> EnergyTable.Entry<Energy>?
  ) -> EnergyTable.Entry<Energy>? {
    if !reader.has(key), let table { return look(table) }
    return reader.energyEntry(key, EnergyLimits.energies)
  }

  private static func decodeWords(
    _ reader: MappingReader, _ buffers: Buffers, _ table: TechnologyTable?
  ) -> [EnergyTable.Entry<Energy>]? {
    let own = table == nil ? reader.mapping("buffers") : reader.mappingIfPresent("buffers")
    guard own != nil || !reader.has("buffers"), own != nil || table != nil else { return nil }
    let words = buffers.named.map { key, buffer in
      if let own, table == nil || own.has(key) { return own.energyEntry(key, EnergyLimits.energies) }
      return table?.word(buffer, key: key, reader)
    }
    own?.finish()
    return words.contains(nil) ? nil : words.compactMap(\.self)
  }

  private static func decodeBits(
    _ reader: MappingReader, _ memories: [String], _ table: TechnologyTable?
  ) -> [EnergyTable.Entry<EnergyPerBit>]? {
    guard let own = reader.mapping("memories") else { return nil }
    let bits = memories.map { key in
      // A text names a row of the table.
      if let table, own.nodeIfPresent(key)?.text != nil { return table.memory(key, own) }
      return own.energyEntry(key, EnergyLimits.energiesPerBit)
    }
    own.finish()
    return bits.contains(nil) ? nil : bits.compactMap(\.self)
  }
}
