import ArgumentParser
import DRAM
import Documents
import Hardware
import Reports

struct MemoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "memory",
    abstract: "Replays a stream of requests on a memory of DRAM devices.",
    discussion: """
      Prints bandwidth, latencies, row hits, what every cycle of the data buses went to, and the energy: by commands and \
      states, of each rank, and of each of its devices. A request is a \
      line 'ARRIVAL_CYCLE R|W 0xADDRESS' of one burst, in clocks of the DRAM; requests leave in order, as many a clock as \
      the memory has channels, and the first waits until its channel takes it. A memory is a file or the name of one that \
      ships (docs/memories.md).

      EXAMPLES
        ridgeline memory ddr4_2400 requests.txt
        ridgeline memory hbm2 requests.txt --set controller.row_policy=closed --json
      """)

  @Argument(help: "The memory, a YAML file, or a shipped one's name.")
  var memory: String

  @Argument(help: "The requests, a text file; - for standard input.")
  var requests: String

  @Option(
    help: ArgumentHelp(
      "Whose rules the controllers follow, one of \(Policy.allCases.map(\.rawValue).joined(separator: ", ")); "
        + "else the file's."))
  var policy: Policy?

  @Option(help: ArgumentHelp("Change the memory, for example timing.tRCD=18.", valueName: "path=value"))
  var set: [String] = []

  @Flag(help: "Print the result document alone.")
  var json = false

  @Option(
    help: ArgumentHelp(
      "Write a line ACCEPT_CYCLE COMPLETION_CYCLE for each request to this new file.", valueName: "file"))
  var completions: String?

  @Option(
    help: ArgumentHelp("Write the commands of all channels to this new file, one a line.", valueName: "file"))
  var commands: String?

  @Option(help: ArgumentHelp("The folder that has the shipped memories.", visibility: .hidden))
  var root: String?

  @Flag(help: "Replace output files where they exist.")
  var force = false

  enum Policy: String, CaseIterable, ExpressibleByArgument {
    case standard, dramsim3, ramulator2
  }

  func run() throws {
    let inputs = [memory, requests]
    let completionsFile = try completions.map { try OutputFile($0, force: force, inputs: inputs) }
    let commandsFile = try commands.map { try OutputFile($0, force: force, inputs: inputs) }
    if let completionsFile, let commandsFile, completionsFile.isSame(as: commandsFile) {
      throw Failure.wrongUsage("--completions and --commands name one file; name two")
    }
    let loaded = try LoadedMemory(
      memory: memory, settings: set, policy: policy?.rawValue, requests: requests, root: root)
    let record = try replay(loaded, recordsCommands: commandsFile != nil)
    let report = MemoryReport(
      system: loaded.system, record: record, requests: loaded.requests,
      inputs: loaded.inputs, settings: set)
    let text = json ? try MemoryDocument(report).json() : MemoryText(report, style: Terminal.style).text
    try completionsFile?.write(MemoryFiles.completions(record))
    try commandsFile?.write(MemoryFiles.commands(record))
    Terminal.write(text)
  }

  private func replay(_ loaded: LoadedMemory, recordsCommands: Bool) throws -> DRAMRecord {
    let progress = Progress(loaded.system.name)
    defer { progress?.finish() }
    var replay = DRAMReplay(loaded.system, recordsCommands: recordsCommands)
    replay.progress = { done, total in progress?.update(done: done, total: total) }
    do throws(DRAMFailure) {
      return try replay.run(loaded.requests)
    } catch .unsupported(let reason) {
      throw Failure.wrongUsage("\(memory) cannot be simulated: \(reason)")
    } catch .livelock(let cycle) {
      throw Failure.failed(
        "the controller makes no progress: nothing was accepted or completed after cycle \(cycle - replay.watchdog), though "
          + "requests wait, and \(replay.watchdog) cycles later, before cycle \(cycle + 1), the run was given up; "
          + "'--policy standard' serves every stream")
    } catch {
      throw Failure.failed("\(error)")
    }
  }
}
