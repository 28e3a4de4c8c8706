import ArgumentParser
import Reports

struct CompareCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Replays traces on designs, and prints the designs side by side.",
    discussion: """
      Time, utilization and bound of every design on every trace, speed-ups over the baseline with their geometric \
      mean, the best of each trace marked. Says so where the designs do not have the same peak, bandwidth or buffers.

      EXAMPLE
        ridgeline compare Configs/designs/ws32.yaml Configs/designs/os32.yaml --trace Traces/resnet50.yaml
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, markdown, latex, csv, json
  }

  @Argument(help: "The designs, YAML files.")
  var designs: [String]

  @Option(help: "A trace, a YAML file; once for each trace.")
  var trace: [String]

  @Option(help: "The name of the design that the others are held against. (default: the first)")
  var baseline: String?

  @Option(help: "One of \(Format.allCases.map(\.rawValue).joined(separator: ", ")).")
  var format = Format.text

  @Option(help: "Seed of all that is drawn at random.")
  var seed: UInt64 = 0

  @OptionGroup var jobs: JobsOption

  func validate() throws {
    if trace.isEmpty { throw ValidationError("--trace is missing: name at least one trace") }
  }

  func run() async throws {
    let comparison = try await ComparisonJob(
      designs: designs, traces: trace, baseline: baseline, seed: seed, workers: jobs.workers
    ).comparison()
    // The text says it below its table, where it is read.
    for difference in comparison.differences where format != .text {
      Terminal.report(["ridgeline: warning: \(difference.sentence(comparison.designs))"])
    }
    switch format {
    case .text: Terminal.write(ComparisonText(comparison, style: Terminal.style).text)
    case .markdown: Terminal.write(ComparisonMarkdown(comparison).text)
    case .latex: Terminal.write(ComparisonLaTeX(comparison).text)
    case .csv: Terminal.write(ComparisonCSV.text(comparison))
    case .json: Terminal.write(try ComparisonDocument(comparison).json())
    }
  }
}
