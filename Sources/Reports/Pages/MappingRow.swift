import Hardware
import Replay
import Workloads

extension MappingRow {
  init(_ row: OperatorRows.Row, _ design: Design, _ cut: NameCut) {
    switch row {
    case .phase(let name): self.init(heading: "phase \(name)", indent: "8")
    case .group(let group):
      self.init(heading: "\(group.name) ×\(group.repeats)", indent: "\(8 + 16 * group.depth)")
    case .line(let line):
      self.init(heading: nil, indent: "\(8 + 16 * line.depth)")
      fill(line, design, cut)
    }
  }

  private mutating func fill(_ line: OperatorRows.OperatorLine, _ design: Design, _ cut: NameCut) {
    let entry = line.entry
    name = line.label(cut) + line.suffix("×")
    title = line.names.joined(separator: ", ")
    tiles = entry.mapping.tilesText
    (order, spatial, partition) = (NumberText.undefined, NumberText.undefined, NumberText.undefined)
    if case .product(let product) = entry.mapping {
      order = product.order.map(\.rawValue).joined(separator: ", ")
      if product.scan == .serpentine { order += ", serpentine" }
      let slots = Operand.allCases.compactMap { operand in
        product.slots[operand].map { "\($0) \(operand.rawValue)" }
      }
      if !slots.isEmpty { tiles += "; slots: " + slots.joined(separator: ", ") }
      spatial = product.spatial.rawValue
      partition = product.partition?.rawValue ?? NumberText.undefined
    }
    passes = NumberText.grouped(entry.record.passes)
    folds = NumberText.grouped(entry.record.folds)
    placement = entry.placementText(design)
    search =
      entry.search.map { effort in
        "\(NumberText.grouped(effort.simulated)) of \(NumberText.grouped(effort.candidates))"
          + (effort.isExhaustive ? "" : ", not all")
      } ?? NumberText.undefined
  }
}

extension WorkMapping {
  /// The sizes of a tile that say something: "56 rows x 56 columns x 64 channels x 64 filters".
  fileprivate var tilesText: String {
    switch self {
    case .product(let product):
      let sizes = [
        (product.groups, "group"), (product.rows, "row"), (product.columns, "column"),
        (product.channels, "channel"), (product.filters, "filter"),
      ]
      return sizes.filter { $0.0 > 1 || $0.1 == "channel" || $0.1 == "filter" }.map(Self.text)
        .joined(separator: " x ")
    case .vector(let units, let channels):
      return ([(units, "unit")] + (channels.map { [($0, "channel")] } ?? [])).map(Self.text)
        .joined(separator: " x ")
    }
  }

  private static func text(_ count: Int, _ what: String) -> String {
    "\(NumberText.grouped(count)) \(what)\(count == 1 ? "" : "s")"
  }
}

extension RunResult.Entry {
  /// "main", or where operands lie apart "input l2, weight main, output l2".
  fileprivate func placementText(_ design: Design) -> String {
    let places = placement(design)
    if Set(places.values).count == 1, let only = places.values.first { return only }
    return Operand.allCases.compactMap { operand in
      places[operand.rawValue].map { "\(operand.rawValue) \($0)" }
    }.joined(separator: ", ")
  }
}
