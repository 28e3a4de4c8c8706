import ArgumentParser
import Documents
import Hardware

struct ImportAccelergyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accelergy",
    abstract: "Turns Accelergy's energy and area tables into an energy table.",
    discussion: """
      The map says which component and action is which entry of the table: it is an energy table itself, in which \
      {component: mac, action: compute} stands in place of {value: 0.2 pJ, source: ...}, and may have a base for what it \
      does not name (docs/energy.md). Components that it does not name are listed on standard error.

      EXAMPLE
        ridgeline import accelergy timeloop-mapper.ERT.yaml --area timeloop-mapper.ART.yaml --map map.yaml -o simba.yaml
      """)

  @Argument(help: "The energy reference table (ERT), version 0.3 or 0.4.")
  var energies: String

  @Option(help: "The area reference table (ART).")
  var area: String?

  @Option(help: "The map of components and actions to entries.")
  var map: String

  @Option(name: .shortAndLong, help: "Write the table to this new file.")
  var output: String

  @Flag(help: "Replace the output file where it exists.")
  var force = false

  func run() throws {
    let file = try OutputFile(output, force: force, inputs: [energies, map] + [area].compactMap(\.self))
    let findings = Findings()
    guard
      let imported = AccelergyImport.load(energies: energies, areas: area, map: map, findings: findings)
    else { throw Failure.findings(findings.lines) }
    let node = imported.droppedNode.map {
      "warning: the base's 'node_nm' (\($0) nm) is left out of the new table, because the components may be of another node; "
        + "write 'node_nm' in the map"
    }
    Terminal.report(
      findings.lines + [node].compactMap(\.self)
        + imported.unused.map { "note: the map does not name the component '\($0)'" })
    try file.write(YAMLWriter.write(imported.document))
  }
}
