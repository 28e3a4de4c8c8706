import ArgumentParser
import Sweeps

struct SweepRunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Runs a sweep's points that are not run yet.",
    discussion: """
      A point that cannot be run is a row that says why. Ctrl-C and SIGTERM end the run after the points under way; \
      the same command goes on. With --shard I/N only the I-th of N parts is run, from 1; 'auto' takes both from \
      the variables of a Slurm job array. When all is run, results.csv is written into the folder.

      EXAMPLES
        ridgeline sweep Configs/sweeps/array_by_dataflow.yaml -o out/array --jobs 4
        ridgeline sweep run Configs/sweeps/array_by_dataflow.yaml -o out/array --shard 2/8
      """)

  @OptionGroup var input: SweepOptions

  @OptionGroup var jobs: JobsOption

  @Option(help: ArgumentHelp("Run one of several parts, or 'auto' in a Slurm job array.", valueName: "i/n"))
  var shard: String?

  @OptionGroup var reuse: ReuseOption

  @Flag(help: "Run points again that failed before.")
  var retryFailed = false

  func run() async throws {
    try await SweepJob(
      input: input, workers: jobs.workers, shard: try ShardText.read(shard), retriesFailed: retryFailed,
      reusable: reuse.folders
    ).run()
  }
}
