import Documents
import Quantities

/// A document that uses every kind of reading once, so that every diagnostic can be provoked.
enum SampleDesign {
  enum Topology: String, CaseIterable {
    case systolic, broadcast
    case adderTree = "adder_tree"
  }

  static func read(_ node: Node, findings: Findings) {
    guard let design = MappingReader(node, context: "the design", findings: findings) else { return }
    _ = design.identifierIfPresent("name")
    _ = design.textIfPresent("title")
    _ = design.quantityIfPresent("clock", as: Frequency.self)
    _ = design.booleanIfPresent("gate")
    _ = design.ratioIfPresent("density", in: Ratio(0)...Ratio(1))
    _ = design.integersIfPresent("shape", count: 3, in: 1...1_024)
    _ = design.sequenceIfPresent("layers")
    if let array = design.mappingIfPresent("array") {
      _ = array.integer("rows", in: 1...4_096)
      _ = array.integer("columns", in: 1...4_096, default: 1)
      _ = array.enumeration("topology", as: Topology.self, default: .systolic)
      array.finish()
    }
    var names: [String] = []
    if let memories = design.mappingIfPresent("memories") {
      for (name, memory) in memories.mappings() {
        names.append(name)
        _ = memory.quantity("capacity", as: Bytes.self, in: Bytes(count: 1)...Bytes(count: 1 << 30))
        _ = memory.quantityIfPresent("bandwidth", as: Bandwidth.self)
        memory.finish()
      }
    }
    _ = design.nameIfPresent("spill", among: names, kind: "memory")
    design.finish()
  }

  static let valid = """
    name: sample
    title: "A sample: every kind of value"
    clock: 1.5 GHz
    gate: true
    density: 3/4
    shape: [1, 2, 3]
    layers: [a, {b: c}]
    array: {rows: 32, columns: 32, topology: adder_tree}
    memories:
      main: &main
        capacity: 256 KiB
        bandwidth: 25.6 GB/s
      spare: *main
    spill: main

    """
}
