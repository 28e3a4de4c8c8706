import ArgumentParser
import Documents
import Reports

struct ShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Says what a design or a trace is.",
    discussion: """
      Of a design: its peak, ridge points, capacities and rates. Of a trace: its operators, MACs and bytes,
      and the operations a byte of its products, by phase.

      EXAMPLE
        ridgeline show Configs/designs/ws32.yaml
      """)

  @Argument(help: "A design or a trace, a YAML file.")
  var file: String

  func run() throws {
    let findings = Findings()
    let described = Loading.describe(file, findings: findings)
    guard let described, !findings.hasErrors else { throw Failure.findings(findings.lines) }
    Terminal.report(findings.lines)
    switch described {
    case .design(let design): Terminal.write(DesignSummary(design, style: Terminal.style).text)
    case .trace(let trace): Terminal.write(TraceSummary(trace, style: Terminal.style).text)
    case .mapping:
      throw Failure.wrongUsage(
        "'\(file)' is a saved mapping, which says itself what it is: a line for each operator; show a design or a trace"
      )
    }
  }
}
