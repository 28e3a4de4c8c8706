import ArgumentParser
import Documents

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract:
      "Reads designs, traces, saved mappings and memories, and prints everything that is wrong with them.",
    discussion: """
      Says nothing and exits with 0 where nothing is wrong. A file's keys tell what it is.

      EXAMPLE
        ridgeline check Configs/designs/*.yaml Traces/*.yaml
      """)

  @Argument(help: "Designs, traces, saved mappings and memories, YAML files.")
  var files: [String]

  func run() throws {
    var lines: [String] = []
    var isWrong = false
    for file in files {
      let findings = Findings()
      _ = Loading.describe(file, findings: findings)
      lines += findings.lines
      isWrong = isWrong || findings.hasErrors
    }
    if isWrong { throw Failure.findings(lines) }
    Terminal.report(lines)
  }
}
