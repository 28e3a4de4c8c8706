import Documents
import Quantities

/// Makes an energy table of Accelergy's tables and a map that says which component is which entry (docs/energy.md).
///
/// The map is an energy table in which `{component, action}` may stand wherever a table has `{value, source}`, and
/// `{component, read, write}` beside a word's width. What it does not name comes from its `base`, another table.
public struct AccelergyImport {
  /// The table with every number and its source written out.
  public var document: Node
  /// Components of the tables that the map does not name.
  public var unused: [String]
  /// Nanometres of the base, which are not the new table's: its components may be of another node.
  public var droppedNode: String?

  /// Reads the tables and the map; nil after findings where no energy table comes of them.
  public static func load(
    energies: String, areas: String?, map: String, findings: Findings
  ) -> AccelergyImport? {
    let loader = DocumentLoader()
    let energyNode = loader.load(path: energies, findings: findings)
    let areaNode = areas.map { loader.load(path: $0, findings: findings) }
    let mapNode = loader.loadResolvingBase(path: map, findings: findings)
    guard let energyNode, let mapNode else { return nil }
    if let areaNode, areaNode == nil { return nil }
    return make(
      energies: energyNode, areas: areaNode ?? nil, map: mapNode, file: energies, areaFile: areas,
      findings: findings)
  }

  package static func make(
    energies: Node, areas: Node?, map: Node, file: String, areaFile: String?, findings: Findings
  ) -> AccelergyImport? {
    guard let tables = AccelergyTables(energies: energies, areas: areas, findings: findings) else {
      return nil
    }
    var filling = Filling(
      tables: tables, file: lastPart(file), areaFile: areaFile.map(lastPart), findings: findings)
    let dropped = nodeOfBase(map)
    let own = dropped == nil ? map : map.without("node_nm")
    let document = filling.fill(own, section: .energy, path: [])
    guard !findings.hasErrors, TechnologyTable.decode(document, findings: findings) != nil,
      !findings.hasErrors
    else { return nil }
    return AccelergyImport(
      document: document,
      unused: tables.components.map(\.name).filter { !filling.used.contains($0) }, droppedNode: dropped)
  }

  /// The `node_nm` that a map has from its base alone, in whose file no component is named; nil where it is the map's own.
  private static func nodeOfBase(_ map: Node) -> String? {
    guard let node = map["node_nm"] else { return nil }
    return filesOfComponents(map).contains(node.position.file) ? nil : node.text
  }

  private static func filesOfComponents(_ node: Node) -> Set<String> {
    if let component = node["component"] { return [component.position.file] }
    let below = (node.entries ?? []).map(\.value) + (node.items ?? [])
    return below.reduce(into: []) { $0.formUnion(filesOfComponents($1)) }
  }

  private static func lastPart(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}

extension AccelergyImport {
  /// What the numbers of a part of the table are.
  private enum Section {
    case energy, energyPerBit, power, area
  }

  /// Puts numbers where a map names components.
  private struct Filling {
    let tables: AccelergyTables
    let file: String
    let areaFile: String?
    let findings: Findings
    var used: Set<String> = []

    mutating func fill(_ node: Node, section: Section, path: [String]) -> Node {
      if let items = node.items {
        return Node(
          .sequence(items.map { fill($0, section: section, path: path) }), position: node.position)
      }
      guard let entries = node.entries else { return node }
      if node["component"] != nil { return named(node, section, path) ?? node }
      let filled = entries.map { entry in
        let below =
          switch (path.isEmpty, entry.key) {
          case (true, "leakage"): Section.power
          case (true, "area"): Section.area
          case (true, "memories"): Section.energyPerBit
          default: section
          }
        return Node.Entry(
          key: entry.key, keyPosition: entry.keyPosition,
          value: fill(entry.value, section: below, path: path + [entry.key]))
      }
      return Node(.mapping(filled), position: node.position)
    }

    /// The entry of a table for a component that the map names; nil after a finding.
    private mutating func named(_ node: Node, _ section: Section, _ path: [String]) -> Node? {
      let place = path.joined(separator: ".")
      guard let reader = MappingReader(node, context: place, findings: findings),
        let name = reader.text("component")
      else { return nil }
      // What the base has in this place is replaced; beside a component in one file it would be a contradiction.
      for key in ["value", "source"] where reader.has(key) {
        if reader.position(of: key).file == reader.position(of: "component").file {
          reader.report(.valueAndComponent(key), at: key)
        }
      }
      let component = tables.component(name, at: reader.position(of: "component"), findings)
      if let component { used.insert(component.name) }
      if section == .energy, reader.has("read") || reader.has("write") { return word(reader, component) }
      let unit: String
      var divisor = 1.0
      var amount: Node?
      var source = file
      if section == .area {
        unit = "um2"
        if let component {
          amount = component.area
          if amount == nil {
            findings.add(
              .noArea(of: component.name, hasTable: areaFile != nil), at: reader.position(of: "component"))
          }
        }
        source = areaFile ?? file
      } else {
        unit = section == .power ? "pJ a cycle" : "pJ"
        amount = action("action", reader, component)
      }
      // One bit of it, where the table has energies or areas by bits.
      let isOfBits = section == .energyPerBit || path.last == "register_bit"
      var text = "\(component?.name ?? name)"
      if section != .area { text += ", \(reader.nodeIfPresent("action")?.text ?? "")" }
      if isOfBits, let bits = reader.integer("bits", in: 1...1 << 20) {
        divisor *= Double(bits)
        text += ", of \(bits) bits"
      }
      if let share = reader.ratioIfPresent("share", in: Ratio(1, 1_000_000)...Ratio(1_000)) {
        divisor /= share.value
        text += ", \(share) of it"
      }
      var cycle: TimeSpan?
      if section == .power { cycle = reader.quantity("cycle", as: TimeSpan.self, in: Self.cycles) }
      let capacity = path.last == "sram" ? reader.quantity("capacity", as: Bytes.self) : nil
      reader.finish()
      guard let amount, let number = number(amount, unit: unit) else { return nil }
      let value: Node
      switch section {
      case .energy: value = .quantity(Energy(attojoules: whole(number / divisor * 1e6)))
      case .energyPerBit: value = .quantity(EnergyPerBit(attojoules: whole(number / divisor * 1e6)))
      case .area: value = .quantity(Area(squareNanometres: whole(number / divisor * 1e6)))
      case .power:
        guard let cycle else { return nil }
        // Picojoules a picosecond are watts.
        value = .quantity(
          Power(nanowatts: whole(number / divisor / Double(max(cycle.picoseconds, 1)) * 1e9)))
      }
      var entries = capacity.map { [Node.Entry(key: "capacity", value: .quantity($0))] } ?? []
      entries += [
        Node.Entry(key: "value", value: value), Node.Entry(key: "source", value: .text("\(source): \(text)")),
      ]
      return Node(.mapping(entries), position: node.position)
    }

    /// The point of an SRAM, or a buffer's word: what a read and a write of a whole word take.
    private func word(_ reader: MappingReader, _ component: AccelergyTables.Component?) -> Node? {
      let width = reader.quantity("width", as: Bytes.self, in: DesignLimits.width)
      let capacity = reader.quantityIfPresent("capacity", as: Bytes.self, in: DesignLimits.capacity)
      let read = action("read", reader, component).flatMap { number($0, unit: "pJ") }
      let write = action("write", reader, component).flatMap { number($0, unit: "pJ") }
      let names = ["read", "write"].compactMap { reader.nodeIfPresent($0)?.text }
      reader.finish()
      guard let width, let read, let write, let component else { return nil }
      var entries = capacity.map { [Node.Entry(key: "capacity", value: .quantity($0))] } ?? []
      entries += [
        Node.Entry(key: "width", value: .quantity(width)),
        Node.Entry(key: "read", value: .quantity(Energy(attojoules: whole(read * 1e6)))),
        Node.Entry(key: "write", value: .quantity(Energy(attojoules: whole(write * 1e6)))),
        Node.Entry(
          key: "source", value: .text("\(file): \(component.name), \(names.joined(separator: " and "))")),
      ]
      return Node(.mapping(entries), position: reader.position)
    }

    /// The energy of the action under a key; nil after a finding.
    private func action(
      _ key: String, _ reader: MappingReader, _ component: AccelergyTables.Component?
    ) -> Node? {
      let arguments = (reader.nodeIfPresent("arguments")?.entries ?? []).map {
        (key: $0.key, value: $0.value)
      }
      guard let action = reader.text(key), let component else { return nil }
      return component.energy(action, arguments: arguments, at: reader.position(of: key), findings)
    }

    private static let cycles = TimeSpan(picoseconds: 1)...TimeSpan(picoseconds: 1_000_000_000)

    /// A number of Accelergy's, which may have an exponent; nil after a finding where it is none, or none that an
    /// entry may have.
    private func number(_ node: Node, unit: String) -> Double? {
      if let text = node.text, let number = Double(text), number.isFinite, number >= 0, number <= 1e9 {
        return number
      }
      findings.add(.noAccelergyNumber(found: node.text ?? "no number", unit: unit), at: node.position)
      return nil
    }

    private func whole(_ number: Double) -> Int { Int(min(number, 9e18).rounded()) }
  }
}

extension Node {
  fileprivate func without(_ key: String) -> Node {
    guard let entries else { return self }
    return Node(.mapping(entries.filter { $0.key != key }), position: position)
  }
}
