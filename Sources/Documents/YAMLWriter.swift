/// Writes nodes as YAML that reads back as equal nodes.
///
/// The same node always gives the same bytes: block style, two spaces a level, quotes only where a text
/// would otherwise read differently, to us or to an older reader of YAML.
public enum YAMLWriter {
  /// The YAML text of a node, ending in a line break.
  ///
  /// Collections inside more than `levels` others are written on one line: `{units: 8}`.
  public static func write(_ node: Node, levels: Int = .max) -> String {
    var output = ""
    switch node.content {
    case .scalar("", true): return "---\n"
    case .scalar: output = scalar(node)
    case .sequence(let items): write(items, indent: 0, levels: levels - 1, into: &output)
    case .mapping(let entries): write(entries, indent: 0, levels: levels - 1, into: &output)
    }
    if output.utf8.last != UInt8(ascii: "\n") { output += "\n" }
    return output
  }

  private static func write(_ items: [Node], indent: Int, levels: Int, into output: inout String) {
    guard !items.isEmpty else {
      output += "[]\n"
      return
    }
    for (place, item) in items.enumerated() {
      // The first item continues the line that the sequence began on.
      if place > 0 { output += spaces(indent) }
      output += "-"
      writeValue(item, indent: indent + 2, levels: levels, isOnSameLine: true, into: &output)
    }
  }

  private static func write(
    _ entries: [Node.Entry], indent: Int, levels: Int, into output: inout String
  ) {
    guard !entries.isEmpty else {
      output += "{}\n"
      return
    }
    for (place, entry) in entries.enumerated() {
      if place > 0 { output += spaces(indent) }
      let key = text(entry.key, isPlain: false)
      // YAML allows a key without '?' up to 1,024 characters.
      if key.utf8.count > 1_000 {
        output += "? \(key)\n\(spaces(indent)):"
        writeValue(entry.value, indent: indent + 2, levels: levels, isOnSameLine: true, into: &output)
      } else {
        output += "\(key):"
        writeValue(entry.value, indent: indent + 2, levels: levels, isOnSameLine: false, into: &output)
      }
    }
  }

  private static func writeValue(
    _ node: Node, indent: Int, levels: Int, isOnSameLine: Bool, into output: inout String
  ) {
    if levels <= 0, let line = flow(node) {
      output += " \(line)\n"
      return
    }
    let isCompact: Bool
    switch node.content {
    case .scalar:
      let scalar = scalar(node)
      output += scalar.isEmpty ? "\n" : " \(scalar)\n"
      return
    case .sequence(let items): isCompact = isOnSameLine || items.isEmpty
    case .mapping(let entries): isCompact = isOnSameLine || entries.isEmpty
    }
    output += isCompact ? " " : "\n\(spaces(indent))"
    switch node.content {
    case .sequence(let items): write(items, indent: indent, levels: levels - 1, into: &output)
    case .mapping(let entries): write(entries, indent: indent, levels: levels - 1, into: &output)
    case .scalar: break
    }
  }

  private static func spaces(_ count: Int) -> String { String(repeating: " ", count: count) }

  private static func scalar(_ node: Node) -> String {
    guard case .scalar(let text, let isPlain) = node.content else { return "" }
    return self.text(text, isPlain: isPlain)
  }
}
