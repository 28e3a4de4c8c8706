import Documents
import Quantities

/// What a design takes of a chip, every number with its source (docs/energy.md, Area).
public enum DesignArea: Hashable, Sendable {
  /// A component that a design may name beside those that every machine has.
  public struct Other: Hashable, Sendable {
    public var name: String
    public var entry: EnergyTable.Entry<Area>
  }

  /// What there is of each component, in all cores.
  public struct Parts: Hashable, Sendable {
    public var multiply: EnergyTable.Entry<Area>
    public var add: EnergyTable.Entry<Area>
    public var registers: EnergyTable.Entry<Area>
    /// Nil where the design has no vector unit.
    public var vectorUnit: EnergyTable.Entry<Area>?
    /// In the order of `Buffers.names`.
    public var buffers: [EnergyTable.Entry<Area>]
    /// What the design names beside these, such as its control, in its order.
    public var others: [Other]
    /// The name of the table that the areas are of; nil where the design names none.
    public var technology: String?
  }

  /// One number for the whole chip.
  case chip(EnergyTable.Entry<Area>)
  case parts(Parts)
}

extension DesignArea {
  /// The components with their names in reports, in the order in which they are added up.
  public func components(_ design: Design) -> [Other] {
    switch self {
    case .chip(let entry): return [Other(name: "chip", entry: entry)]
    case .parts(let parts):
      var components = [
        Other(name: "multiply", entry: parts.multiply), Other(name: "add", entry: parts.add),
        Other(name: "registers", entry: parts.registers),
      ]
      if let unit = parts.vectorUnit { components.append(Other(name: "vector_unit", entry: unit)) }
      components += zip(design.buffers.names, parts.buffers).map { Other(name: "buffer_\($0)", entry: $1) }
      return components + parts.others
    }
  }

  /// What the areas are of, where the design names it.
  public var technology: String? {
    if case .parts(let parts) = self { parts.technology } else { nil }
  }

  /// The sum of all components; what each may have (`AreaLimits`) keeps it far from an overflow.
  public func total(_ design: Design) -> Area {
    Area(squareNanometres: components(design).reduce(0) { $0 + $1.entry.amount.squareNanometres })
  }

  /// The `area` block of a design, without its table.
  func node(_ design: Design) -> Node {
    guard case .parts(let parts) = self else {
      if case .chip(let entry) = self { return entry.node }
      return .mapping([Node.Entry]())
    }
    var entries = parts.technology.map { [Node.Entry(key: "technology", value: .text($0))] } ?? []
    entries += [
      Node.Entry(key: "multiply", value: parts.multiply.node), Node.Entry(key: "add", value: parts.add.node),
      Node.Entry(key: "registers", value: parts.registers.node),
    ]
    if let unit = parts.vectorUnit { entries.append(Node.Entry(key: "vector_unit", value: unit.node)) }
    let buffers = zip(design.buffers.names, parts.buffers).map { Node.Entry(key: $0, value: $1.node) }
    entries.append(Node.Entry(key: "buffers", value: .mapping(buffers)))
    if !parts.others.isEmpty {
      let others = parts.others.map { Node.Entry(key: $0.name, value: $0.entry.node) }
      entries.append(Node.Entry(key: "others", value: .mapping(others)))
    }
    return .mapping(entries)
  }
}

/// The areas that an entry may have: up to 10,000 square millimetres.
enum AreaLimits {
  static let areas = Area(squareNanometres: 0)...Area(squareNanometres: 10_000_000_000_000_000)
  /// Named components of a design, of which every one counts.
  static let others = 64
}
