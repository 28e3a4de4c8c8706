import Documents
import Quantities

extension EnergyTable {
  /// The table as the `energy` block of a design.
  func node(_ design: Design) -> Node {
    var entries = technology.map { [Node.Entry(key: "technology", value: .text($0))] } ?? []
    if let node { entries.append(Node.Entry(key: "node_nm", value: .integer(node))) }
    if boundary != .chipAndMemory {
      entries.append(Node.Entry(key: "boundary", value: .text(boundary.rawValue)))
    }
    entries += [
      Node.Entry(key: "multiply", value: multiply.node), Node.Entry(key: "add", value: add.node),
      Node.Entry(key: "registers", value: registers.node),
    ]
    if let gatedRegisters {
      entries.append(Node.Entry(key: "gated_registers", value: gatedRegisters.node))
    }
    if let registerLoad { entries.append(Node.Entry(key: "register_load", value: registerLoad.node)) }
    let ofChain = [
      ("dsp_operation", chain?.operation), ("adjust", chain?.adjust), ("selection", chain?.selection),
    ]
    for (key, entry) in ofChain {
      if let entry { entries.append(Node.Entry(key: key, value: entry.node)) }
    }
    if let dequantize { entries.append(Node.Entry(key: "dequantize", value: dequantize.node)) }
    if let vectorOperation {
      entries.append(Node.Entry(key: "vector_operation", value: vectorOperation.node))
    }
    let words = zip(design.buffers.names, buffers).map { Node.Entry(key: $0, value: $1.node) }
    entries.append(Node.Entry(key: "buffers", value: .mapping(words)))
    if let bit = movement.interconnect { entries.append(Node.Entry(key: "interconnect", value: bit.node)) }
    let ofMovement = [
      ("decoder", movement.decoder), ("intersection", movement.intersection), ("queue", movement.queue),
    ]
    for (key, entry) in ofMovement {
      if let entry { entries.append(Node.Entry(key: key, value: entry.node)) }
    }
    if let supply {
      entries.append(Node.Entry(key: "sram_supply", value: supply.node))
      entries.append(Node.Entry(key: "buffers_at", value: .quantity(supply.voltage)))
    }
    if let reductionLink { entries.append(Node.Entry(key: "reduction_link", value: reductionLink.node)) }
    let bits = zip(design.memories, memories).compactMap { memory, entry in
      entry.map { Node.Entry(key: memory.name, value: $0.node) }
    }
    if !bits.isEmpty { entries.append(Node.Entry(key: "memories", value: .mapping(bits))) }
    entries.append(Node.Entry(key: "static_power", value: staticNode(design)))
    return .mapping(entries)
  }

  private func staticNode(_ design: Design) -> Node {
    guard case .components(let powers) = staticPower else {
      if case .machine(let power) = staticPower { return power.node }
      return .mapping([Node.Entry]())
    }
    var rest = powers[...]
    func take(_ key: String) -> Node.Entry? {
      rest.popFirst().map { Node.Entry(key: key, value: $0.node) }
    }
    func take(_ key: String, _ names: [String]) -> Node.Entry {
      Node.Entry(key: key, value: .mapping(names.compactMap { take($0) }))
    }
    var entries = ["multiply", "add", "registers"].compactMap { take($0) }
    if design.vectorUnit != nil { entries += [take("vector_unit")].compactMap(\.self) }
    entries.append(take("buffers", design.buffers.names))
    if design.cores.reduction != nil { entries += [take("reduction_link")].compactMap(\.self) }
    entries.append(take("memories", design.memories.map(\.name)))
    return .mapping(entries)
  }
}

extension EnergyTable.Entry {
  var node: Node { .mapping(["value": .quantity(amount), "source": .text(source)]) }
}

extension EnergyTable.Word {
  fileprivate var node: Node { .mapping(["read": read.node, "write": write.node]) }
}
