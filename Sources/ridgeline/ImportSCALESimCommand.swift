import ArgumentParser

struct ImportSCALESimCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scalesim",
    abstract: "Turns a SCALE-Sim topology and configuration into a trace and a design.",
    discussion: """
      The topology may be one of convolutions or of matrix products; its header tells. Operators keep the
      layers' names and order. Keys of the configuration that play no part here are listed on standard error.

      EXAMPLE
        ridgeline import scalesim --topology alexnet.csv --config scale.cfg -o imported
      """)

  @Option(help: "The topology, a CSV file.")
  var topology: String

  @Option(help: "The configuration, an INI file; without it, SCALE-Sim's own example.")
  var config: String?

  @Option(name: .shortAndLong, help: "Write trace.yaml and design.yaml to this new folder.")
  var output: String

  @Flag(help: "Replace the output folder where it exists.")
  var force = false

  func run() throws {
    let folder = try OutputFolder(output, force: force)
    let imported = try ImportedSCALESim(topology: topology, configuration: config)
    Terminal.report(imported.notes)
    try folder.write(imported.files)
  }
}
