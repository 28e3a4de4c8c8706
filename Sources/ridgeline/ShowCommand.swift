import ArgumentParser
import Documents
import Replay
import Reports

struct ShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "Says what a design, a trace or a memory is.",
    discussion: """
      Of a design: its peak, ridge points, capacities and rates. Of a trace: its operators, MACs and bytes,
      the operations a byte of its products, by phase, and of each tensor with zeros its density and a drawing. Of \
      a memory of DRAM devices, a file or a shipped one's name: its peak, capacity, timing and what follows from it. Of a \
      board: what its FPGA has; a design that lies on one says what it takes of it.

      EXAMPLE
        ridgeline show Configs/designs/ws32.yaml
      """)

  @Argument(help: "A design, a trace, a memory or a board, a YAML file.")
  var file: String

  @Option(help: ArgumentHelp("Change what the file says, for example clock=300MHz.", valueName: "path=value"))
  var set: [String] = []

  @Option(help: "Seed of a trace's zeros.")
  var seed: UInt64 = 0

  @OptionGroup var jobs: JobsOption

  func run() async throws {
    let path = LoadedMemory.shippedFile(file) ?? file
    let findings = Findings()
    let described = Loading.describe(path, settings: set, seed: seed, findings: findings)
    guard let described, !findings.hasErrors else { throw Failure.findings(findings.lines) }
    Terminal.report(findings.lines)
    switch described {
    case .design(let design): Terminal.write(DesignSummary(design, style: Terminal.style).text)
    case .trace(let trace):
      let masks = try await MaskStore.make(trace, seed: seed, workers: jobs.workers).get()
      Terminal.write(TraceSummary(trace, masks: masks, style: Terminal.style).text)
    case .board(let board): Terminal.write(BoardSummary(board, style: Terminal.style).text)
    case .declared(let machine): Terminal.write(DeclaredSummary(machine, style: Terminal.style).text)
    case .memory(let system): Terminal.write(MemorySummary(system, style: Terminal.style).text)
    case .sweep:
      throw Failure.wrongUsage(
        "'\(file)' is a sweep; 'ridgeline sweep expand' says how many points it has, and which")
    case .mapping:
      throw Failure.wrongUsage(
        "'\(file)' is a saved mapping, which says itself what it is: a line for each operator; show a design or a trace"
      )
    }
  }
}
