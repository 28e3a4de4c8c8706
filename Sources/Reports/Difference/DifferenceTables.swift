/// A difference as tables of texts, from which the forms for people are written.
struct DifferenceTables {
  struct Table {
    var columns: [String]
    var rows: [[String]]
    /// Lines below the table.
    var notes: [String] = []
    /// The columns of names and reasons; numbers stand below each other.
    var left: Set<Int> = [0, 4]
    /// Whether the last column may take several lines of a text.
    var wrapsLast = false

    func isLeft(_ place: Int) -> Bool { left.contains(place) }
  }

  private let difference: ResultDifference

  init(_ difference: ResultDifference) { self.difference = difference }

  /// What moved in all, then operator by operator; no table is empty.
  var all: [Table] {
    let total = difference.total
    let tables = [
      settings, counts(cycleTitle, total.classes, \.stack) { $0.stack.values.reduce(0, +) },
      counts("class of slots", total.slots, \.slots) { $0.slots.values.reduce(0, +) },
      counts("bytes moved", total.bytes, \.bytes, sum: \.movedBytes), energy, operators, mappings,
    ]
    return tables.filter { !$0.rows.isEmpty || !$0.notes.isEmpty }
  }

  /// How many numbers of the energies and areas are assumptions; none where neither result has any.
  var numbers: [String] {
    let texts = [difference.before, difference.after].map { $0.sources?.text.onOneLine ?? "" }
    if texts[0] == texts[1] { return texts[0].isEmpty ? [] : ["before and after: \(texts[0])"] }
    return zip(["before: ", "after: "], texts).filter { !$1.isEmpty }.map { $0 + $1 }
  }

  /// What is said where no count changed.
  var nothingMoved: String? {
    guard !difference.isDifferent else { return nil }
    return difference.hasOtherMappings ? "No count of an operator changed." : "No operator changed."
  }

  /// Longer lists are for JSON and CSV.
  private static let mostSettings = 24

  /// What the designs do not have alike.
  private var settings: Table {
    var table = Table(columns: ["setting of the design", "before", "after"], rows: [])
    let all = difference.settings
    for one in all.prefix(Self.mostSettings) {
      table.rows.append([one.path, one.before ?? "-", one.after ?? "-"].map { $0.onOneLine.fitting(50) })
    }
    if all.isEmpty { table.notes.append("The designs have the same settings.") }
    if all.count > Self.mostSettings {
      table.notes.append(
        "\(all.count - Self.mostSettings) more settings differ: --format csv or json has all.")
    }
    return table
  }

  /// Several cores have a cycle each in every cycle.
  private var cycleTitle: String {
    max(difference.before.cores, difference.after.cores) == 1 ? "class of cycles" : "class of cores' cycles"
  }

  private func counts(
    _ title: String, _ moved: [(name: String, change: Int)],
    _ counts: (ResultFile.Counts) -> [String: Int], sum: (ResultFile.Counts) -> Int
  ) -> Table {
    var table = Table(columns: [title, "before", "after", "change"], rows: [])
    guard !moved.isEmpty else { return table }
    let (before, after) = (difference.before.total, difference.after.total)
    let (old, new) = (counts(before), counts(after))
    for (name, change) in moved {
      table.rows.append([name.onOneLine] + Self.numbers(old[name] ?? 0, new[name] ?? 0, change))
    }
    let rest = old.filter { entry in entry.value != 0 && !moved.contains { $0.name == entry.key } }
    if let title = Self.title(ofUnchanged: rest.keys.sorted()) {
      let sum = rest.values.reduce(0, +)
      table.rows.append([title] + Self.numbers(sum, sum, 0))
    }
    table.rows.append(["sum"] + Self.numbers(sum(before), sum(after), sum(after) - sum(before)))
    return table
  }

  /// What stands for the classes that have as much as before, so that a column adds up; nil where there are none.
  private static func title(ofUnchanged names: [String]) -> String? {
    guard let first = names.first else { return nil }
    return names.count == 1 ? first.onOneLine : "\(names.count) others, as before"
  }

  private var energy: Table {
    let (before, after) = (difference.before.total, difference.after.total)
    let scale = DecimalScale([before, after].compactMap { $0.energyTotal.map { $0 * 1e-12 } })
    var table = Table(columns: ["energy (\(scale.prefix)J)", "before", "after", "change"], rows: [])
    if (before.energy == nil) != (after.energy == nil) {
      table.notes.append("Only one of the two results has energies, so none are held against each other.")
    }
    guard !difference.total.energy.isEmpty else { return table }
    func row(_ name: String, _ old: Double, _ new: Double) -> [String] {
      let change = (new > old ? "+" : "") + scale.text((new - old) * 1e-12)
      return [name.onOneLine, scale.text(old * 1e-12), scale.text(new * 1e-12), change]
    }
    for (name, _) in difference.total.energy {
      table.rows.append(row(name, before.energy?[name] ?? 0, after.energy?[name] ?? 0))
    }
    let rest = (before.energy ?? [:]).filter { entry in
      entry.value != 0 && !difference.total.energy.contains { $0.name == entry.key }
    }
    if let title = Self.title(ofUnchanged: rest.keys.sorted()) {
      let sum = rest.values.sorted().reduce(0, +)
      table.rows.append(row(title, sum, sum))
    }
    table.rows.append(row("sum", before.energyTotal ?? 0, after.energyTotal ?? 0))
    return table
  }

  private var operators: Table {
    var table = Table(columns: ["operator", "before", "after", "change", "what moved"], rows: [])
    let changed = difference.operators.filter { $0.before != $0.after }
    guard !changed.isEmpty else { return table }
    for move in changed {
      table.rows.append([
        move.name.onOneLine, move.before.map { NumberText.grouped($0.cycles) } ?? "not there",
        move.after.map { NumberText.grouped($0.cycles) } ?? "not there", Self.signed(move.cycles),
        reason(move),
      ])
    }
    let same = difference.operators.count - changed.count
    if same > 0 {
      table.notes.append("\(same) more \(same == 1 ? "operator is" : "operators are") as before.")
    }
    return table
  }

  /// What the mappings of each operator do not have alike, in the order of the operators.
  private var mappings: Table {
    var table = Table(
      columns: ["operator", "what of its mapping changed"], rows: [], left: [0, 1], wrapsLast: true)
    for move in difference.operators where !move.mapping.isEmpty {
      let changes = move.mapping.map { one in
        let name = one.path.hasPrefix("tiles.") ? "\(one.path.dropFirst("tiles.".count)) of a tile" : one.path
        return "\(name) \(Self.choice(one.before)) -> \(Self.choice(one.after))"
      }
      table.rows.append([move.name.onOneLine, changes.joined(separator: "; ").onOneLine])
    }
    return table
  }

  /// A list without its brackets.
  private static func choice(_ text: String?) -> String {
    guard let text else { return "none" }
    return text.filter { $0 != "[" && $0 != "]" && $0 != "," }
  }

  /// The two classes of cycles that changed most; else what changed of the next that did.
  private func reason(_ move: ResultDifference.Move) -> String {
    func names(_ changes: [(name: String, change: Int)], _ unit: String) -> String {
      changes.prefix(2).map { "\($0.name.onOneLine) \(Self.signed($0.change))\(unit)" }.joined(
        separator: ", ")
    }
    if !move.classes.isEmpty { return names(move.classes, "") }
    if !move.bytes.isEmpty { return names(move.bytes, " B") }
    if !move.slots.isEmpty { return names(move.slots, " slots") }
    return move.energy.isEmpty ? "" : "energy"
  }

  private static func numbers(_ before: Int, _ after: Int, _ change: Int) -> [String] {
    [NumberText.grouped(before), NumberText.grouped(after), signed(change)]
  }

  static func signed(_ change: Int) -> String {
    change > 0 ? "+\(NumberText.grouped(change))" : NumberText.grouped(change)
  }
}
