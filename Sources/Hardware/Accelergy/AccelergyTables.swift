import Documents
import Quantities

/// An energy reference table (ERT) and an area reference table (ART) of Accelergy, versions 0.3 and 0.4.
///
/// An energy is of one action of the whole component, such as the access of a whole block, in picojoules; an area is of
/// one component, in square micrometres.
struct AccelergyTables {
  struct Action {
    var name: String
    /// What sets actions of one name apart, such as `address_delta`; texts as they are written.
    var arguments: [(key: String, value: String)]
    var energy: Node
  }

  struct Component {
    /// As it is written, with its ranges: `system.PE[0..15].mac`.
    var name: String
    var actions: [Action]
    var area: Node?

    /// The name without ranges, by which a map may name it.
    var plainName: String { AccelergyTables.withoutRanges(name) }

    /// The last part of the plain name, by which a map may name it where no other component has it.
    var shortName: String { plainName.split(separator: ".").last.map(String.init) ?? plainName }
  }

  private(set) var components: [Component] = []

  /// Reads the two files; nil after findings where one of them is no such table.
  init?(energies: Node, areas: Node?, findings: Findings) {
    guard let tables = Self.tables(energies, "ERT", findings) else { return nil }
    for (place, table) in tables.enumerated() {
      guard let name = Self.name(table, "ERT.tables[\(place)]", findings) else { return nil }
      let actions = (table["actions"]?.items ?? []).compactMap { action -> Action? in
        guard let name = action["name"]?.text, let energy = action["energy"] else { return nil }
        let arguments = (action["arguments"]?.entries ?? []).compactMap { entry in
          entry.value.text.map { (key: entry.key, value: $0) }
        }
        return Action(name: name, arguments: arguments, energy: energy)
      }
      components.append(Component(name: name, actions: actions, area: nil))
    }
    guard let areas else { return }
    guard let tables = Self.tables(areas, "ART", findings) else { return nil }
    for (place, table) in tables.enumerated() {
      guard let name = Self.name(table, "ART.tables[\(place)]", findings) else { return nil }
      if let index = components.firstIndex(where: { $0.name == name }) {
        components[index].area = table["area"]
      } else {
        components.append(Component(name: name, actions: [], area: table["area"]))
      }
    }
  }

  /// The entries of a file's `ERT` or `ART`, or of its root, as some versions write them.
  private static func tables(_ node: Node, _ key: String, _ findings: Findings) -> [Node]? {
    let root = node[key] ?? node
    guard let tables = root["tables"]?.items else {
      findings.add(.noAccelergyTables(key), at: node.position)
      return nil
    }
    if let version = root["version"], let text = version.text, !["0.3", "0.4"].contains(text) {
      findings.add(.accelergyVersion(text, key), at: version.position)
      return nil
    }
    return tables
  }

  private static func name(_ table: Node, _ place: String, _ findings: Findings) -> String? {
    if let name = table["name"]?.text, !name.isEmpty { return name }
    findings.add(.noAccelergyName(place), at: table.position)
    return nil
  }

  /// A name without the ranges in brackets that say how many there are.
  static func withoutRanges(_ name: String) -> String {
    var text = ""
    var depth = 0
    for character in name {
      if character == "[" { depth += 1 }
      if depth == 0 { text.append(character) }
      if character == "]" { depth = max(0, depth - 1) }
    }
    return text
  }

  /// The component that a map names, by its whole name, the name without ranges, or the last part of it; nil after a
  /// finding where there is none, or more than one.
  func component(_ name: String, at position: SourcePosition, _ findings: Findings) -> Component? {
    for matches in [\Component.name, \.plainName, \.shortName].map({ path in
      components.filter { $0[keyPath: path] == name }
    }) where !matches.isEmpty {
      if matches.count == 1 { return matches[0] }
      findings.add(.severalComponents(name, matches.map(\.name)), at: position)
      return nil
    }
    findings.add(
      .noComponent(name, among: components.flatMap { [$0.plainName, $0.shortName] }), at: position)
    return nil
  }
}

extension AccelergyTables.Component {
  /// What one action takes, picojoules as a node with its place; nil after a finding.
  func energy(
    _ action: String, arguments: [(key: String, value: Node)], at position: SourcePosition,
    _ findings: Findings
  ) -> Node? {
    let named = actions.filter { $0.name == action }
    guard !named.isEmpty else {
      findings.add(.noAction(action, of: name, among: actions.map(\.name)), at: position)
      return nil
    }
    let found = named.filter { candidate in
      arguments.allSatisfy { argument in
        candidate.arguments.contains { $0.key == argument.key && $0.value == argument.value.text }
      }
    }
    if found.count == 1 { return found[0].energy }
    let choices = named.map { action in
      "{" + action.arguments.map { "\($0.key): \($0.value)" }.joined(separator: ", ") + "}"
    }
    findings.add(
      found.isEmpty
        ? .noSuchArguments(action, of: name, choices) : .severalActions(action, of: name, choices),
      at: position)
    return nil
  }
}
