import Documents
import Quantities

extension EnergyTable {
  /// The table as the `energy` block of a design.
  func node(_ design: Design) -> Node {
    var entries = [
      Node.Entry(key: "multiply", value: multiply.node), Node.Entry(key: "add", value: add.node),
      Node.Entry(key: "registers", value: registers.node),
    ]
    if let vectorOperation {
      entries.append(Node.Entry(key: "vector_operation", value: vectorOperation.node))
    }
    let words = zip(design.buffers.names, buffers).map { Node.Entry(key: $0, value: $1.node) }
    let bits = zip(design.memories, memories).map { Node.Entry(key: $0.name, value: $1.node) }
    entries.append(Node.Entry(key: "buffers", value: .mapping(words)))
    entries.append(Node.Entry(key: "memories", value: .mapping(bits)))
    entries.append(Node.Entry(key: "static_power", value: staticPower.node))
    return .mapping(entries)
  }
}

extension EnergyTable.Entry {
  fileprivate var node: Node { .mapping(["value": .quantity(amount), "source": .text(source)]) }
}
