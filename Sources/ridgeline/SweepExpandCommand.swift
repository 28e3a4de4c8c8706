import ArgumentParser
import Sweeps

struct SweepExpandCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "expand",
    abstract: "Says how many points a sweep has, which are the first, and how long it will take.",
    discussion: """
      The time is that of a few points spread over the sweep, which are run for it; nothing is kept.

      EXAMPLE
        ridgeline sweep expand Configs/sweeps/array_by_dataflow.yaml
      """)

  @Argument(help: "The sweep, a YAML file or the name of a shipped one.")
  var sweep: String

  @OptionGroup var jobs: JobsOption

  @Option(help: "Points that are shown.")
  var show = 10

  @Option(help: "Points that are run for the estimate of the time; 0 for none.")
  var samples = 4

  @Flag(help: "Print all as JSON.")
  var json = false

  func run() async throws {
    let sweep = try SweepLoading.sweep(sweep)
    let summary = try await ExpansionSummary(
      sweep, showing: max(0, show), samples: max(0, samples), workers: jobs.workers)
    Terminal.write(json ? summary.json + "\n" : summary.text)
  }
}
