import Documents
import Quantities

extension DesignDecoder {
  /// One power for the whole machine, or one for each component, its own or what its table gives.
  static func decodeStaticPower(
    _ reader: MappingReader, of parts: EnergyParts, _ table: TechnologyTable?
  ) -> EnergyTable.StaticPower? {
    guard reader.has("static_power") else {
      reader.findings.add(.noStaticPower, at: reader.position)
      return nil
    }
    guard let own = reader.mapping("static_power") else { return nil }
    if own.has("value") || own.has("source") {
      let parts = own.keys.filter { !["value", "source"].contains($0) }
      for key in parts { own.findings.add(.partOfWhole(key), at: own.keyPosition(of: key)) }
      guard parts.isEmpty else { return nil }
      return reader.energyEntry("static_power", EnergyLimits.powers).map { .machine($0) }
    }
    let leakage = table.flatMap { table in table.leakage.map { ($0, table.name) } }
    if let leakage,
      let problem = parts.array.stepsOutsideTable(
        leakage.1, own, path: "energy.static_power", whole: "'energy.static_power' one for the whole machine")
    {
      reader.report(problem, at: "table")
      return nil
    }
    func part(
      _ owner: MappingReader, _ key: String,
      _ look: (TechnologyTable.Leakage, String) -> EnergyTable.Entry<Power>?
    ) -> EnergyTable.Entry<Power>? {
      if !owner.has(key), let leakage { return look(leakage.0, leakage.1) }
      return owner.energyEntry(key, EnergyLimits.powers)
    }
    let (array, cores) = (parts.array, parts.cores.count)
    let elements = array.elements * cores
    var powers: [EnergyTable.Entry<Power>?] = [
      part(own, "multiply") { $0.multiply(array, count: elements, table: $1, reader) },
      part(own, "add") { $0.add(array, count: elements, table: $1, reader) },
      part(own, "registers") { $0.registers(bits: array.registerBits * cores, table: $1, reader) },
    ]
    if let lanes = parts.lanes {
      powers.append(part(own, "vector_unit") { $0.vectorUnit(lanes: lanes * cores, table: $1, reader) })
    }
    let buffers = leakage == nil ? own.mapping("buffers") : own.mappingIfPresent("buffers")
    for (key, buffer) in parts.buffers.named {
      if let buffers {
        powers.append(part(buffers, key) { $0.buffer(buffer, count: cores, key: key, table: $1, reader) })
      } else {
        powers.append(leakage?.0.buffer(buffer, count: cores, key: key, table: leakage?.1 ?? "", reader))
      }
    }
    buffers?.finish()
    // No table has these.
    if parts.cores.reduction != nil {
      powers.append(own.energyEntry("reduction_link", EnergyLimits.powers))
    }
    let memories = own.mapping("memories")
    powers += parts.memories.map { memories?.energyEntry($0.name, EnergyLimits.powers) }
    memories?.finish()
    own.finish()
    return powers.contains(nil) ? nil : .components(powers.compactMap(\.self))
  }
}

extension Finding.Message {
  fileprivate static let noStaticPower = Self(
    .missingKey,
    "energy has no key 'static_power'; add it: {value: 15 mW, source: \"a paper\"} for the whole machine, or such an "
      + "entry for each component")

  fileprivate static func partOfWhole(_ key: String) -> Self {
    Self(
      .inconsistent,
      "energy.static_power has a value for the whole machine, beside which '\(key)' plays no part; remove it, in a "
        + "variant with '\(key): null'")
  }
}
