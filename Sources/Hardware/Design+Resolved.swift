import Documents
import Quantities
import Workloads

extension Design {
  /// The design as a document with every default written out, keys in a fixed order.
  ///
  /// Decoding it gives an equal design; a key that plays no part is not written.
  public func resolved() -> Node {
    var entries = [Node.Entry(key: "name", value: .text(name))]
    if !sources.isEmpty {
      entries.append(Node.Entry(key: "source", value: .sequence(sources.map(Node.text))))
    }
    entries.append(Node.Entry(key: "clock", value: .quantity(clock)))
    entries.append(Node.Entry(key: "array", value: array.node))
    if cores.count > 1 { entries.append(Node.Entry(key: "cores", value: cores.node)) }
    entries.append(Node.Entry(key: "buffers", value: buffers.node))
    entries.append(
      Node.Entry(
        key: "memories", value: .mapping(memories.map { Node.Entry(key: $0.name, value: $0.node) })))
    let places = [
      ("input", placement.input), ("weight", placement.weight), ("output", placement.output),
      ("cache", placement.cache),
    ]
    entries.append(
      Node.Entry(
        key: "placement",
        value: .mapping(
          places.map { key, choice in
            let names = choice.map { Node.text(memories[$0].name) }
            return Node.Entry(key: key, value: names.count == 1 ? names[0] : .sequence(names))
          })))
    if let vectorUnit { entries.append(Node.Entry(key: "vector_unit", value: vectorUnit.node)) }
    if let entry = storage.entry { entries.append(entry) }
    if let entry = decoders.entry { entries.append(entry) }
    entries.append(Node.Entry(key: "boundary", value: .text(boundary.rawValue)))
    if leavesBlocksOut { entries.append(Node.Entry(key: "unneeded_blocks", value: .text("skip"))) }
    let directives = mapping.entries
    if !directives.isEmpty { entries.append(Node.Entry(key: "mapping", value: .mapping(directives))) }
    if let programs { entries.append(Node.Entry(key: "programs", value: programs.node(memories))) }
    if let board { entries.append(Node.Entry(key: "board", value: board.node)) }
    if let energy { entries.append(Node.Entry(key: "energy", value: energy.node(self))) }
    if let area { entries.append(Node.Entry(key: "area", value: area.node(self))) }
    return .mapping(entries)
  }
}

extension Cores {
  fileprivate var node: Node {
    var entries = [
      Node.Entry(key: "count", value: .integer(count)),
      Node.Entry(key: "partition", value: .sequence(partitions.map { Node.text($0.rawValue) })),
      Node.Entry(key: "delivery", value: .text(delivery.rawValue)),
    ]
    if let reduction {
      entries.append(
        Node.Entry(
          key: "reduction",
          value: .mapping([
            "width": .quantity(Bytes(count: reduction.width)), "latency": .integer(reduction.latency),
          ])))
    }
    return .mapping(entries)
  }
}

extension Buffers {
  fileprivate var node: Node {
    switch self {
    case .perOperand(let input, let weight, let output):
      .mapping(["input": input.node(true), "weight": weight.node(false), "output": output.node(false)])
    case .shared(let buffer): .mapping(["shared": buffer.node(true)])
    }
  }
}

extension Buffer {
  fileprivate func node(_ holdsInputs: Bool) -> Node {
    var entries = [
      Node.Entry(key: "capacity", value: capacity.map { .quantity($0) } ?? .text("unbounded")),
      Node.Entry(key: "banks", value: .integer(banks)), Node.Entry(key: "ports", value: .integer(ports)),
      Node.Entry(key: "width", value: .quantity(Bytes(count: width))),
      Node.Entry(key: "tiles", value: .integer(tiles)),
    ]
    if mostTiles > tiles { entries.append(Node.Entry(key: "most_tiles", value: .integer(mostTiles))) }
    if holdsInputs {
      entries.append(Node.Entry(key: "skipped_pixels", value: .text(skippedPixels.rawValue)))
    }
    return .mapping(entries)
  }
}

extension Memory {
  fileprivate var node: Node {
    var entries: [Node.Entry]
    switch kind {
    case .ideal: entries = [Node.Entry(key: "type", value: .text("ideal"))]
    case .bandwidth(let memory):
      entries = [
        Node.Entry(key: "type", value: .text("bandwidth")),
        Node.Entry(key: "bandwidth", value: .quantity(memory.bandwidth)),
        Node.Entry(key: "latency", value: .quantity(memory.latency)),
        Node.Entry(
          key: "outstanding", value: memory.outstanding.map { .integer($0) } ?? .text("unlimited")),
        Node.Entry(key: "request", value: .quantity(Bytes(count: memory.request))),
      ]
    case .dram(let memory):
      entries = [
        Node.Entry(key: "type", value: .text("dram")),
        Node.Entry(key: "system", value: memory.system.resolved()),
        Node.Entry(key: "latency", value: .quantity(memory.latency)),
        Node.Entry(
          key: "outstanding", value: memory.outstanding.map { .integer($0) } ?? .text("unlimited")),
        Node.Entry(key: "request", value: .quantity(Bytes(count: memory.request))),
      ]
      if let clock = memory.interfaceClock {
        entries.append(Node.Entry(key: "interface_clock", value: .quantity(clock)))
      }
    }
    if let capacity { entries.append(Node.Entry(key: "capacity", value: .quantity(capacity))) }
    return .mapping(entries)
  }
}

extension VectorUnit {
  fileprivate var node: Node {
    let entries = functions.map {
      Node.Entry(
        key: $0.name,
        value: .mapping(["latency": .integer($0.latency), "interval": .integer($0.interval)]))
    }
    var unit = [
      Node.Entry(key: "lanes", value: .integer(lanes)),
      Node.Entry(key: "chained", value: .boolean(isChained)),
    ]
    if let issueLimit { unit.append(Node.Entry(key: "issue_limit", value: .integer(issueLimit))) }
    unit.append(Node.Entry(key: "functions", value: .mapping(entries)))
    return .mapping(unit)
  }
}

extension MappingDirectives {
  fileprivate var entries: [Node.Entry] {
    let sizes = [
      ("groups", groups), ("rows", rows), ("columns", columns), ("channels", channels),
      ("filters", filters), ("units", units),
    ]
    var entries = sizes.compactMap { key, size in
      size.map { Node.Entry(key: key, value: .integer($0)) }
    }
    if let order {
      entries.append(
        Node.Entry(key: "order", value: .sequence(order.map { Node.text($0.rawValue) })))
    }
    if let spatial {
      entries.append(
        Node.Entry(key: "spatial", value: .sequence(spatial.map { Node.text($0.rawValue) })))
    }
    if whole { entries.append(Node.Entry(key: "whole", value: .boolean(true))) }
    if let search { entries.append(Node.Entry(key: "search", value: .text(search.rawValue))) }
    if let searchWork { entries.append(Node.Entry(key: "search_work", value: .integer(searchWork))) }
    return entries
  }
}
