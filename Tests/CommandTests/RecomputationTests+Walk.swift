/// Computes every printed figure of documents again, and collects what does not agree.
struct Recomputation {
  let table = FormulaTable.all
  /// Metrics that some document has.
  private(set) var seen: Set<String> = []
  /// Metrics of which some number or name was computed again.
  private(set) var compared: Set<String> = []
  private(set) var problems: [String] = []
  /// Every key of a design, and of a memory of `ridgeline memory`.
  private(set) var keysOfDesigns: Set<String> = []
  private var run = ""

  /// Of a `result.json`.
  mutating func read(result document: JSONValue, of run: String) {
    self.run = run
    for (key, value) in document.entries where !["total", "operators", "design"].contains(key) {
      walk(value, [key], FigurePlace(document: document, entry: document))
    }
    seen.formUnion(["total", "operators", "design"])
    addKeys(document["design"] ?? .null)
    for entry in [document["total"] ?? .null] + (document["operators"]?.items ?? []) {
      for (key, value) in entry.entries {
        walk(value, [key], FigurePlace(document: document, entry: entry))
      }
    }
  }

  /// Of what `ridgeline memory` prints.
  mutating func read(memory document: JSONValue, of run: String) {
    self.run = run
    for (key, value) in document.entries {
      walk(value, ["dram", key], FigurePlace(document: document, entry: document))
    }
  }

  private mutating func addKeys(_ value: JSONValue) {
    keysOfDesigns.formUnion(value.entries.keys)
    for value in Array(value.entries.values) + value.items { addKeys(value) }
  }

  private mutating func walk(_ value: JSONValue, _ path: [String], _ place: FigurePlace) {
    let (metric, name) = Self.metric(path)
    var place = place
    if let name {
      place.names = (path[0] == "energy_pj" || path[0] == "area_mm2") ? [name] : place.names + [name]
    }
    // The parts of a run's DRAM figures are those of `ridgeline memory`, and its memory is a document of its own.
    guard metric.count <= 3 || metric[2] != "dram" || metric.count == 4 else { return }
    guard metric != ["dram", "memory"] else {
      seen.insert("dram.memory")
      addKeys(value)
      return
    }
    seen.insert(metric.joined(separator: "."))
    compare(value, metric.joined(separator: "."), place)
    for (key, value) in value.entries { walk(value, metric + [key], place) }
    for item in value.items {
      for (key, value) in item.entries {
        place.item = item
        walk(value, metric + [key], place)
      }
    }
  }

  /// The metric of a path, whose parts before the last are of one, and the name that its last part has in it.
  private static func metric(_ path: [String]) -> (path: [String], name: String?) {
    let (last, depth) = (path[path.count - 1], path.count)
    let isName =
      switch path[0] {
      case "memories", "buffers", "storage", "resources": depth == 2
      case "sparsity": depth == 3 && path[1] == "densities"
      case "area_mm2": depth == 2 && last != "total"
      default: false
      }
    if isName { return (path.dropLast() + ["NAME"], last) }
    // The three changes are metrics, and so is what is in each.
    if path[0] == "what_if", depth == 3, path[1] != "NAME" { return (["what_if", "NAME", last], path[1]) }
    if path[0] == "energy_pj", depth == 2 {
      for kind in ["buffer_", "memory_", "static_"] where last.hasPrefix(kind) {
        return (["energy_pj", kind + "NAME"], String(last.dropFirst(kind.count)))
      }
    }
    return (path, nil)
  }

  private mutating func compare(_ value: JSONValue, _ metric: String, _ place: FigurePlace) {
    guard let formula = table.formulas[metric] else { return }
    switch formula {
    case .count(let formula):
      let (printed, computed) = (value.figure.value, formula(place).value)
      note(printed == computed, Self.text(printed), Self.text(computed), metric, place)
    case .figure(let formula):
      let (printed, computed) = (value.figure.value, formula(place).value)
      note(Self.isNear(printed, computed), Self.text(printed), Self.text(computed), metric, place)
    case .text(let formula):
      let (printed, computed) = (value.text, formula(place))
      note(printed == computed, printed, computed, metric, place)
    }
  }

  private mutating func note(
    _ agrees: Bool, _ printed: String?, _ computed: String?, _ metric: String, _ place: FigurePlace
  ) {
    guard !agrees else {
      if computed != nil { compared.insert(metric) }
      return
    }
    let name = place.entry["name"]?.text ?? "total"
    let values = "is \(printed ?? "none"), but \(computed ?? "none") by its formula"
    problems.append("\(run), \(name): \(metric) \(place.names) \(values)")
  }

  private static func text(_ number: Double?) -> String? { number.map { "\($0)" } }

  private static func isNear(_ one: Double?, _ other: Double?) -> Bool {
    guard let one, let other else { return one == nil && other == nil }
    return abs(one - other) <= 1e-9 * max(abs(one), abs(other))
  }
}
