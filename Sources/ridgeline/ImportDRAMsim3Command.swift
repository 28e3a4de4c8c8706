import ArgumentParser
import Documents
import FoundationEssentials
import Hardware

struct ImportDRAMsim3Command: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dramsim3",
    abstract: "Turns a DRAMsim3 configuration into a memory file.",
    discussion: """
      The memory has the policy dramsim3, and DRAMsim3's defaults for what the file lacks. Keys that play no part, \
      and defaults that were taken, are listed on standard error; a key that DRAMsim3 does not know is a warning, \
      with the nearest that it knows.

      EXAMPLE
        ridgeline import dramsim3 DDR4_8Gb_x8_2400.ini -o ddr4.yaml
      """)

  @Argument(help: "The configuration, an INI file.")
  var configuration: String

  @Option(name: .shortAndLong, help: "Write the memory to this new file.")
  var output: String

  @Flag(help: "Replace the output file where it exists.")
  var force = false

  func run() throws {
    let file = try OutputFile(output, force: force, inputs: [configuration])
    let findings = Findings()
    guard let data = try? Data(contentsOf: URL(filePath: configuration)) else {
      throw Failure.findings([
        "\(configuration):1:1: error: cannot read the file; check the path and its permissions"
      ])
    }
    guard let imported = DRAMsim3Import.parse([UInt8](data), path: configuration, findings: findings) else {
      throw Failure.findings(findings.lines)
    }
    Terminal.report(
      findings.lines + imported.defaults.map { "note: '\($0.key)' is not in the file: \($0.reason)" }
        + imported.ignored.map { "note: '\($0.key)' plays no part: \($0.reason)" })
    try file.write(YAMLWriter.write(imported.document))
  }
}
