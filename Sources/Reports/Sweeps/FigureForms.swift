import Hardware
import Sweeps

/// Which keys the totals of results can have, whatever the design and the trace: those that docs/metrics.md explains.
struct FigureForms {
  /// Keys with values, `NAME` for what has a name of its own.
  private let forms: Set<String>

  init(roots: Set<String>) {
    let names = Set(Metric.all.map(\.name).filter { !Self.isOfOperatorsAlone($0) })
    let groups = Set(names.flatMap(Self.groups))
    let devices = names.filter { $0.hasPrefix("dram.") }.subtracting(groups)
    let total = names.subtracting(groups).filter { name in
      // Of areas a sweep has the sum, as components have the names that designs give them; and of names no list.
      roots.contains(Self.root(name)) && !name.hasPrefix(Self.device)
        && !["area_mm2.NAME", "sources.left_out"].contains(name)
    }
    forms = total.union(devices.flatMap(Self.ofMemory))
  }

  /// What the parts of a DRAM memory's figures begin with.
  private static let device = "memories.NAME.dram"

  private static func root(_ key: String) -> String { String(key.prefix { $0 != "." }) }

  /// The keys that a key lies in.
  private static func groups(_ key: String) -> [String] {
    let parts = key.split(separator: ".")
    return (1..<max(1, parts.count)).map { parts[..<$0].joined(separator: ".") }
  }

  /// Figures that a total has not.
  private static func isOfOperatorsAlone(_ name: String) -> Bool {
    let mapping = ["tiles", "order", "scan", "slots", "spatial", "partition", "search"].map {
      "mapping.\($0)"
    }
    return (mapping + ["storage", "sparsity.densities", "what_if"]).contains {
      name == $0 || name.hasPrefix($0 + ".")
    }
  }

  /// Where a figure of `ridgeline memory` stands among those of a memory.
  private static func ofMemory(_ name: String) -> [String] {
    let own = String(name.dropFirst("dram.".count))
    switch root(own) {
    case "cycles", "row_hit_rate": return ["\(device).\(own)"]
    case "bus_cycles", "energy_pj": return ["\(device).\(own)", "\(device).channels.\(own)"]
    case "channels": return ["\(device).\(own)"]
    default:
      return ["\(device).counts.\(own)", "\(device).channels.\(own)", "\(device).channels.counts.\(own)"]
    }
  }

  private static let buffers: Set<String> = ["input", "weight", "output", "shared"]

  /// The memories that a key names; nil of a key that no total can have.
  func memories(of key: String) -> [String]? {
    var parts = key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    var memories: [String] = []
    guard parts.count > 1 else { return forms.contains(key) ? [] : nil }
    switch parts[0] {
    case "memories":
      memories = [parts[1]]
      parts[1] = "NAME"
    case "buffers":
      guard Self.buffers.contains(parts[1]) else { return nil }
      parts[1] = "NAME"
    case "resources":
      guard Board.Resource(rawValue: parts[1]) != nil else { return nil }
      parts[1] = "NAME"
    case "energy_pj":
      guard let memory = energyForm(&parts[1]) else { return nil }
      memories = memory
    default: break
    }
    // Places in lists.
    let form = (parts[..<2] + parts[2...].filter { Int($0) == nil }).joined(separator: ".")
    return forms.contains(form) ? memories : nil
  }

  /// Makes a component's name its form, and returns the memory in it; nil of one that there is not.
  private func energyForm(_ name: inout String) -> [String]? {
    let isStatic = name.hasPrefix("static_")
    var component = isStatic ? String(name.dropFirst("static_".count)) : name
    var memories: [String] = []
    if component.hasPrefix("memory_") {
      memories = [String(component.dropFirst("memory_".count))]
      component = "memory_NAME"
    } else if component.hasPrefix("buffer_") {
      guard Self.buffers.contains(String(component.dropFirst("buffer_".count))) else { return nil }
      component = "buffer_NAME"
    }
    guard forms.contains("energy_pj.\(component)"), !isStatic || component != "total" else { return nil }
    name = isStatic ? "static_NAME" : component
    return memories
  }

  /// Keys with what can stand for names in them, for suggestions.
  func keys(memories: [String]) -> [String] {
    forms.sorted().flatMap { form -> [String] in
      guard form.contains("NAME") else { return [form] }
      if form == "energy_pj.static_NAME" {
        let parts = ["multiply", "add", "registers", "vector_unit"] + memories.map { "memory_\($0)" }
        return parts.map { "energy_pj.static_\($0)" }
      }
      let names =
        form.hasPrefix("buffers.") || form.hasPrefix("energy_pj.buffer_")
        ? Self.buffers.sorted()
        : form.hasPrefix("resources.") ? Board.Resource.allCases.map(\.rawValue) : memories
      return names.map { form.replacing("NAME", with: $0) }
    }
  }
}
