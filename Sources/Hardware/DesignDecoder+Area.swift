import Documents
import Quantities

extension DesignDecoder {
  /// One area for the whole chip, or one for each component, its own or what its table gives.
  static func decodeArea(_ reader: MappingReader, of parts: EnergyParts) -> DesignArea? {
    if reader.has("value") || reader.has("source") { return decodeChip(reader) }
    var table: (TechnologyTable.CircuitArea, String)?
    var technology = reader.identifierIfPresent("technology")
    if reader.has("table") {
      guard let read = decodeTable(reader) else { return nil }
      guard let area = read.area else {
        reader.report(.tableWithoutAreas(read.name), at: "table")
        return nil
      }
      if let node = read.node, let other = parts.energyNode, node != other.node {
        reader.report(.otherNode(read.name, node, other.name, other.node), at: "table")
      }
      if let technology, let node = read.node, TechnologyTable.isNode(technology, otherThan: node) {
        reader.report(.otherTechnology(technology, table: read.name), at: "technology")
      }
      if let problem = parts.array.stepsOutsideTable(
        read.name, reader, path: "area", whole: "'area' one for the whole chip")
      {
        reader.report(problem, at: "table")
        return nil
      }
      table = (area, read.name)
      technology = technology ?? read.name
    }
    func part(
      _ owner: MappingReader?, _ key: String,
      _ look: (TechnologyTable.CircuitArea, String) -> EnergyTable.Entry<Area>?
    ) -> EnergyTable.Entry<Area>? {
      if let table, owner?.has(key) != true { return look(table.0, table.1) }
      return owner?.energyEntry(key, AreaLimits.areas)
    }
    let (array, cores) = (parts.array, parts.cores.count)
    let elements = array.elements * cores
    let multiply = part(reader, "multiply") { $0.multiply(array, count: elements, table: $1, reader) }
    let add = part(reader, "add") { $0.add(array, count: elements, table: $1, reader) }
    let registers = part(reader, "registers") {
      $0.registers(bits: array.registerBits * cores, table: $1, reader)
    }
    var unit: EnergyTable.Entry<Area>?
    if let lanes = parts.lanes {
      unit = part(reader, "vector_unit") { $0.vectorUnit(lanes: lanes * cores, table: $1, reader) }
    }
    let own = table == nil ? reader.mapping("buffers") : reader.mappingIfPresent("buffers")
    guard own != nil || !reader.has("buffers") else { return nil }
    let buffers = parts.buffers.named.map { key, buffer in
      part(own, key) { $0.buffer(buffer, count: cores, key: key, table: $1, reader) }
    }
    own?.finish()
    let others = decodeOthers(reader)
    reader.finish()
    guard let multiply, let add, let registers, unit != nil || parts.lanes == nil, !buffers.contains(nil),
      let others
    else { return nil }
    return .parts(
      DesignArea.Parts(
        multiply: multiply, add: add, registers: registers, vectorUnit: unit,
        buffers: buffers.compactMap(\.self), others: others, technology: technology))
  }

  private static func decodeChip(_ reader: MappingReader) -> DesignArea? {
    let parts = reader.keys.filter { !["value", "source"].contains($0) }
    for key in parts { reader.findings.add(.partOfChip(key), at: reader.keyPosition(of: key)) }
    guard parts.isEmpty else { return nil }
    let amount = reader.quantity("value", as: Area.self, in: AreaLimits.areas)
    let source = reader.text("source")
    reader.finish()
    guard let amount, let source else { return nil }
    return .chip(EnergyTable.Entry(amount, source: source))
  }

  /// What a design names beside the components that every machine has.
  private static func decodeOthers(_ reader: MappingReader) -> [DesignArea.Other]? {
    guard reader.has("others") else { return [] }
    guard let own = reader.mapping("others") else { return nil }
    guard own.keys.count <= AreaLimits.others else {
      reader.report(.manyOthers(own.keys.count), at: "others")
      return nil
    }
    let others = own.keys.map { key in
      own.energyEntry(key, AreaLimits.areas).map { DesignArea.Other(name: key, entry: $0) }
    }
    own.finish()
    return others.contains(nil) ? nil : others.compactMap(\.self)
  }
}

extension Finding.Message {
  fileprivate static func tableWithoutAreas(_ table: String) -> Self {
    Self(
      .unresolvedReference,
      "the table '\(table)' has no 'area'; name one that has, or give each component a value and a source")
  }

  fileprivate static func otherNode(_ table: String, _ node: Int, _ energies: String, _ other: Int) -> Self {
    Self(
      .inconsistent,
      "the areas would be of \(node) nm (table '\(table)'), and the energies are of \(other) nm (table '\(energies)'); take tables "
        + "of one node, or give each area a value and a source")
  }

  fileprivate static func otherTechnology(_ name: String, table: String) -> Self {
    Self(
      .inconsistent,
      "the areas are those of the table '\(table)', and 'technology' names another node, '\(name)'; remove one of the two"
    )
  }

  fileprivate static func partOfChip(_ key: String) -> Self {
    Self(
      .inconsistent,
      "area has a value for the whole chip, beside which '\(key)' plays no part; remove it, in a variant with "
        + "'\(key): null'")
  }

  fileprivate static func manyOthers(_ count: Int) -> Self {
    Self(.tooLarge, "'area.others' has \(count) components; at most \(AreaLimits.others) are possible")
  }
}
