import ArgumentParser
import Documents
import Reports

struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Replays a trace on a design.",
    discussion: """
      Prints a table with one line an operator, where the time went, and what the memory wall costs. With --mapping \
      every operator runs with the tiles, loop order and lie on the array that the file says, and nothing is chosen; \
      what does not fit the design is said at the file's lines. With --requests a line 'ARRIVAL_CYCLE R|W 0xADDRESS' \
      is written for each burst that the DMA sends to DRAM devices, of all executions, for other simulators of DRAM \
      (docs/memories.md). With --timeline the output folder gets timeline.json.gz, which shows in Perfetto \
      (ui.perfetto.dev) when passes, tiles and stalls happened (docs/timeline.md).

      EXAMPLES
        ridgeline run Configs/designs/ws32.yaml Traces/resnet50.yaml --set array.rows=64 -o out
        ridgeline run Configs/designs/ws32.yaml Traces/resnet50.yaml --mapping out/mapping.yaml
        ridgeline run Configs/designs/ws32_ddr4.yaml Traces/mobilenet_v1.yaml --requests requests.txt
      """)

  @Argument(help: "The design, a YAML file.")
  var design: String

  @Argument(help: "The trace, a YAML file.")
  var trace: String

  @Option(
    name: .shortAndLong,
    help:
      "Write result.json, operators.csv, design.resolved.yaml, mapping.yaml and report.html to this new folder."
  )
  var output: String?

  @Flag(help: "Print the result document (result.json) alone.")
  var json = false

  @Flag(help: "Print the table of operators (operators.csv) alone.")
  var csv = false

  @Option(
    help: ArgumentHelp("Replay this saved mapping, the mapping.yaml of an output folder.", valueName: "file"))
  var mapping: String?

  @Option(help: ArgumentHelp("Change the design, for example array.rows=64.", valueName: "path=value"))
  var set: [String] = []

  @Option(
    help: ArgumentHelp(
      "Write the bursts that a memory of DRAM is asked for to this new file, as 'ridgeline memory' reads them; with "
        + "several such memories NAME=FILE, once for each.", valueName: "file"))
  var requests: [String] = []

  @Flag(
    help: ArgumentHelp(
      "Write timeline.json.gz to the output folder, too: a trace of the run for Perfetto; it takes one more run."
    ))
  var timeline = false

  @Flag(
    name: .customLong("what-if"),
    help: ArgumentHelp(
      "Say what twice the bandwidth, the buffers' capacity, the array and the buffers' ports would bring, each simulated with mappings "
        + "of its own; it takes four to six more runs."))
  var findsWhatIfs = false

  @OptionGroup var seed: SeedOption

  @OptionGroup var seeds: SeedsOption

  @OptionGroup var jobs: JobsOption

  @Flag(
    name: .customLong("no-wall"),
    help: "Do not search the memory wall, nor what zeros bring, which takes most of the time.")
  var skipsWall = false

  @Flag(help: "Replace the output folder and files of requests where they exist.")
  var force = false

  func validate() throws {
    if json, csv { throw ValidationError("--json and --csv exclude each other; -o DIR writes both") }
    if timeline, output == nil {
      throw ValidationError("--timeline writes timeline.json.gz to an output folder; name one with -o DIR")
    }
    try seeds.check(from: seed.seed)
  }

  func run() async throws {
    let folder = try output.map { try OutputFolder($0, force: force) }
    let report = try await ReplayJob(
      design: design, trace: trace, mapping: mapping, settings: set, seed: seed.seed, seeds: seeds.seeds,
      workers: jobs.workers, findsMemoryWall: !skipsWall, requests: requests, replaces: force,
      records: timeline, findsWhatIfs: findsWhatIfs
    ).report()
    if let folder { try write(report, to: folder) }
    if json {
      Terminal.write(try ResultDocument(report).json())
    } else if csv {
      Terminal.write(OperatorsCSV.text(report.result, spreads: report.operatorSpreads))
    } else {
      Terminal.write(TextReport(report.result, spread: report.spread, style: Terminal.style).text)
    }
  }

  private func write(_ report: RunReport, to folder: OutputFolder) throws {
    var timelines: [(name: String, bytes: [UInt8])] = []
    if let file = TimelineFile(report.result) {
      guard let bytes = file.bytes() else { throw Failure.failed("no memory for timeline.json.gz") }
      timelines.append(("timeline.json.gz", bytes))
      if let warning = file.warning { Terminal.report(["ridgeline: warning: \(warning)"]) }
    }
    try folder.write(try report.files(), timelines)
  }
}
