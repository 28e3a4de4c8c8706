extension Metric {
  /// What `ridgeline explain NAME` prints, ending in a line break.
  public var explanation: String {
    var lines = ["\(name)  [\(unit)]", "  " + definition.wrapped(to: 100, indent: "  ")]
    if let formula {
      lines.append("  = " + formula.wrapped(to: 98, indent: "    "))
      lines.append("  inputs: " + inputs.wrapped(to: 90, indent: "    "))
    }
    if !columns.isEmpty {
      lines.append("  in operators.csv: " + columns.joined(separator: ", ").wrapped(to: 80, indent: "  "))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Where the formula's inputs stand.
  private var inputs: String {
    switch name.prefix(while: { $0 != "." }) {
    case "dram": "keys of what `ridgeline memory --json` prints, dram. left out"
    case "compare": "keys of an entry of `designs` in what `ridgeline compare --format json` prints"
    case "generate":
      "keys of an entry of `machines` in what `ridgeline generate --json` prints, decode. of each entry of its decode; prompt, output "
        + "and batch from the top"
    default: "keys of result.json, in the same operator or total; design. and total. from the top"
    }
  }

  /// What `ridgeline explain` prints: every metric on a line.
  public static var list: String {
    let width = all.map(\.name.count).max() ?? 0
    let parts = sections.map { section in
      section.title + "\n"
        + section.metrics.map { metric in
          "  \(metric.name.padded(to: width))  \(metric.unit)\n"
        }.joined()
    }
    return parts.joined(separator: "\n")
  }

  /// The tables of docs/metrics.md.
  public static var markdown: String {
    sections.map { section in
      "## \(section.title)\n\n| figure | unit | what it is |\n|---|---|---|\n"
        + section.metrics.map(\.row).joined()
    }.joined(separator: "\n")
  }

  private var row: String {
    var text = definition
    if let formula { text += " **=** \(formula)" }
    let own = columns.filter { $0 != name }
    if !own.isEmpty { text += " (CSV: \(own.map { "`\($0)`" }.joined(separator: ", ")))" }
    return "| `\(name)` | \(unit) | \(text.split(separator: "|").joined(separator: "\\|")) |\n"
  }
}
