import ArgumentParser
import Reports

struct CompareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Replays traces on designs, and prints the designs side by side.",
    discussion: """
      Time, throughput, utilization and bound of every design on every trace, energy where a design gives energies, speed-ups and \
      ratios over the baseline with their geometric mean, the best of each trace marked. Says so where the designs do \
      not have the same peak, bandwidth, buffers, number formats, boundary or technology, and where a search for mappings ended \
      at its budget. Machines of which only a roofline is declared (Configs/rooflines) may stand beside designs; what is said of them is \
      in the text and in JSON, and marked as not simulated.

      EXAMPLES
        ridgeline compare Configs/designs/ws32.yaml Configs/designs/os32.yaml --trace Traces/resnet50.yaml
        ridgeline compare Configs/designs/ws32.yaml Configs/designs/os32.yaml --trace Traces/resnet50.yaml --format html -o page.html
        ridgeline compare Configs/designs/ws32.yaml Configs/designs/ws32_fp8.yaml --trace Traces/tiny_resnet8.yaml,Traces/tiny_resnet8_fp8.yaml
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, markdown, latex, csv, json, html
  }

  @Argument(help: "The designs, YAML files.")
  var designs: [String]

  @Option(
    help:
      "A trace, a YAML file; once for each trace. With commas between, one for each design, such as a network in the formats of each."
  )
  var trace: [String]

  @Option(
    help: ArgumentHelp(
      "Replay this saved mapping on every design; once for each trace, in their order.", valueName: "file"))
  var mapping: [String] = []

  @Option(help: "The name of the design that the others are held against. (default: the first)")
  var baseline: String?

  @Option(help: "One of \(Format.allCases.map(\.rawValue).joined(separator: ", ")).")
  var format = Format.text

  @Option(name: .shortAndLong, help: ArgumentHelp("Write to this new file.", valueName: "file"))
  var output: String?

  @Flag(help: "Replace the output file where it exists.")
  var force = false

  @Option(help: ArgumentHelp("Change every design, for example array.rows=64.", valueName: "path=value"))
  var set: [String] = []

  @OptionGroup var seed: SeedOption

  @OptionGroup var seeds: SeedsOption

  @OptionGroup var jobs: JobsOption

  func validate() throws {
    if trace.isEmpty { throw ValidationError("--trace is missing: name at least one trace") }
    if let twice = trace.indices.first(where: { trace[..<$0].contains(trace[$0]) }) {
      throw ValidationError(
        "--trace '\(trace[twice])' is there twice, and would count twice in the means; name each trace once")
    }
    try seeds.check(from: seed.seed)
    if !mapping.isEmpty, mapping.count != trace.count {
      throw ValidationError(
        "--mapping is there \(mapping.count) times and --trace \(trace.count) times; give a mapping for each trace, "
          + "in their order, or none")
    }
  }

  func run() async throws {
    let traces = trace.map(ComparedTrace.init)
    try ComparedTrace.refuseTwice(traces)
    let file = try output.map {
      try OutputFile($0, force: force, inputs: designs + traces.flatMap(\.paths) + mapping)
    }
    let (comparison, origin) = try await ComparisonJob(
      designs: designs, traces: traces, mappings: mapping, baseline: baseline, settings: set, seed: seed.seed,
      seeds: seeds.seeds, workers: jobs.workers
    ).comparison()
    if !comparison.declared.isEmpty, format != .text, format != .json {
      throw Failure.wrongUsage(
        "--format \(format.rawValue) has no place for machines that are only declared; leave them out, or take text or json"
      )
    }
    // A text on standard output says it below its table, where it is read.
    if format != .text || file != nil {
      Terminal.report(
        comparison.cautions.map { "ridgeline: warning: \($0)" })
    }
    // A file has no colours.
    let style = file == nil ? Terminal.style : TextStyle()
    let text =
      switch format {
      case .text: ComparisonText(comparison, style: style).text
      case .markdown: ComparisonMarkdown(comparison).text
      case .latex: ComparisonLaTeX(comparison).text
      case .csv: ComparisonCSV.text(comparison)
      case .json: try ComparisonDocument(comparison, origin: origin).json()
      case .html: try ComparisonPage(comparison).html()
      }
    if let file { try file.write(text) } else { Terminal.write(text) }
  }
}
