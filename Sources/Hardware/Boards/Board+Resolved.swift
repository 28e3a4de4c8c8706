import Documents
import Quantities

extension BoardUse {
  /// As a design says it, the board written out.
  var node: Node {
    var entries = [Node.Entry(key: "board", value: board.node)]
    if !largeBuffers.isEmpty {
      entries.append(Node.Entry(key: "large_ram", value: .sequence(largeBuffers.map(Node.text))))
    }
    for (key, names) in [("together", together), ("double_pumped", pumped)] where !names.isEmpty {
      entries.append(Node.Entry(key: key, value: .sequence(names.map(Node.text))))
    }
    if !memories.isEmpty {
      let places = memories.sorted { $0.key < $1.key }.map { Node.Entry(key: $0.key, value: .text($0.value)) }
      entries.append(Node.Entry(key: "memories", value: .mapping(places)))
    }
    entries.append(Node.Entry(key: "multipliers_in_luts", value: .boolean(multipliersInLUTs)))
    if let mac {
      entries.append(
        Node.Entry(
          key: "multiplier",
          value: .mapping([
            "dsp": .integer(mac.dsps), "lut": .integer(mac.luts), "source": .text(mac.source),
          ])))
    }
    if !others.isEmpty {
      entries.append(
        Node.Entry(
          key: "others",
          value: .mapping(
            Board.Resource.allCases.compactMap { resource in
              others[resource].map { Node.Entry(key: resource.rawValue, value: .integer($0)) }
            })))
    }
    return .mapping(entries)
  }
}

extension Board {
  var node: Node {
    let resources: [Node.Entry] = Resource.allCases.compactMap { resource in
      guard let count = counts[resource] else { return nil }
      guard let shapes = shapes[resource] else {
        return Node.Entry(key: resource.rawValue, value: .integer(count))
      }
      let list = shapes.map { Node.sequence([.integer($0.words), .integer($0.bits)]) }
      return Node.Entry(
        key: resource.rawValue, value: .mapping(["count": .integer(count), "shapes": .sequence(list)]))
    }
    let offChip = memories.map { memory in
      var entries = [
        Node.Entry(key: "capacity", value: .quantity(memory.capacity)),
        Node.Entry(key: "bandwidth", value: .quantity(memory.bandwidth)),
      ]
      for (key, count) in [("channels", memory.channels), ("data_lines", memory.dataLines)] {
        if let count { entries.append(Node.Entry(key: key, value: .integer(count))) }
      }
      return Node.Entry(key: memory.name, value: .mapping(entries))
    }
    var entries = [
      Node.Entry(key: "name", value: .text(name)), Node.Entry(key: "part", value: .text(part)),
      Node.Entry(key: "source", value: .sequence(sources.map(Node.text))),
      Node.Entry(key: "multiplier", value: .text(multiplier)),
      Node.Entry(key: "resources", value: .mapping(resources)),
      Node.Entry(key: "memories", value: .mapping(offChip)),
    ]
    var limits = Resource.allCases.compactMap { resource in
      clocks[resource].map { Node.Entry(key: resource.rawValue, value: .quantity($0)) }
    }
    if let floatClock { limits.append(Node.Entry(key: "dsp_float", value: .quantity(floatClock))) }
    if !limits.isEmpty { entries.append(Node.Entry(key: "clocks", value: .mapping(limits))) }
    if let macs { entries.append(Node.Entry(key: "macs", value: macs.node)) }
    if let price { entries.append(Node.Entry(key: "price_usd", value: .integer(price))) }
    return .mapping(entries)
  }
}
