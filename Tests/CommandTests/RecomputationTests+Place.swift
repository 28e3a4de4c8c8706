/// Where a printed figure stands: all that a reader with a calculator has of it.
struct FigurePlace {
  var document: JSONValue
  /// The operator or the total that it is of; the document where it is of neither.
  var entry: JSONValue
  /// What each NAME of its metric stands for.
  var names: [String] = []
  /// The item of the list that it stands in.
  var item = JSONValue.null

  /// What stands at a path of the entry, or from the top where it begins with design, total or memory.
  func value(_ path: String) -> JSONValue? {
    var parts = path.split(separator: ".").map(String.init)
    var rest = names[...]
    for index in parts.indices where parts[index] == "NAME" {
      parts[index] = rest.popFirst() ?? parts[index]
    }
    let isFromTop = ["design", "total", "memory"].contains(parts.first)
    return parts.reduce((isFromTop ? document : entry) as JSONValue?) { $0?[$1] }
  }

  subscript(path: String) -> Figure { value(path)?.figure ?? Figure(nil) }

  /// The number at a path, or another one where there is none.
  subscript(path: String, or other: Figure) -> Figure { self[path].or(other) }

  /// What stands in the item of a list.
  func ofItem(_ key: String) -> Figure { item[key]?.figure ?? Figure(nil) }

  /// The sum of all numbers in an object, without one of them.
  func sum(_ path: String, without left: String? = nil) -> Figure {
    guard let entries = value(path)?.entries else { return Figure(nil) }
    return entries.filter { $0.key != left }.sorted { $0.key < $1.key }
      .reduce(0) { $0 + $1.value.figure }
  }

  /// The sum over operands of one of the bytes in a memory's `by_operand`.
  func sumOfOperands(_ key: String) -> Figure {
    guard let operands = value("memories.NAME.by_operand")?.entries else { return Figure(nil) }
    return operands.values.reduce(0) { $0 + ($1[key]?.figure ?? Figure(nil)) }
  }

  /// The sum over operators, of those of this item's phase alone, of what all executions have of a figure.
  func sumOfOperators(_ path: String, ofPhase: Bool = false) -> Figure {
    (document["operators"]?.items ?? []).filter { !ofPhase || $0["phase"]?.text == item["name"]?.text }
      .reduce(0) { sum, one in
        let executions = one["repeat"]?.figure ?? Figure(nil)
        return sum + executions * (path.isEmpty ? 1 : one.at(path)?.figure ?? Figure(nil))
      }
  }

  /// Steps of a multiplier that the products of all operators take at the least, of those that a count has.
  func stepsOfProducts(_ count: String) -> Figure {
    (document["operators"]?.items ?? []).reduce(0) { sum, one in
      func number(_ path: String) -> Figure { one.at(path)?.figure ?? Figure(nil) }
      return sum + number("repeat") * number(count) * number("arithmetic.steps").or(1)
        / number("arithmetic.products").or(1)
    }
  }

  var isTotal: Bool { entry["name"] == nil }
  var cores: Figure { self["design.cores.count", or: 1] }
  /// Slots of a multiplier in a cycle.
  var slotsOfMultiplier: Figure { self["total.arithmetic.slots_of_multiplier", or: 1] }
  /// Slots of all cores in a cycle.
  var slotsOfCycle: Figure { sum("total.slots") / self["total.cycles"] }

  /// What a multiplier of this operator has there, else one of the design's own formats.
  func ofMode(_ key: String) -> Figure {
    let own = value("arithmetic.products") == nil ? "total." : ""
    return self["\(own)arithmetic.\(key)", or: 1]
  }

  /// Bytes a second of a memory: of DRAM at most.
  var bandwidth: Figure {
    guard let system = value("design.memories.NAME.system") else {
      return self["design.memories.NAME.bandwidth"]
    }
    let megabytes = Self.peak(system).value.map { ($0 / 1e6 - 1e-9).rounded(.up) }
    return Figure(megabytes) * 1e6
  }

  /// What all data buses of a memory of DRAM move in a second at most.
  static func peak(_ system: JSONValue) -> Figure {
    func organization(_ key: String) -> Figure { system.at("organization.\(key)")?.figure ?? Figure(nil) }
    return organization("channels") * organization("pseudo_channels") * burst(system)
      / (organization("burst_clocks") * (system["clock_period"]?.figure ?? Figure(nil)))
  }

  /// Bytes of a burst of DRAM.
  static func burst(_ system: JSONValue?) -> Figure {
    func organization(_ key: String) -> Figure { system?.at("organization.\(key)")?.figure ?? Figure(nil) }
    return organization("bus_width") * organization("burst_length") / 8
  }
}
