import ArgumentParser
import FoundationEssentials
import Sweeps

struct SweepEmitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "emit",
    abstract: "Prints a batch script that runs a sweep on a cluster.",
    discussion: """
      Nothing is submitted. Each task of the job array runs one of as many shards with --shard auto; some eight times as \
      many as processors balance the load (docs/sweeps.md, "Clusters").

      EXAMPLE
        ridgeline sweep emit slurm array_by_dataflow -o out/array --shards 64 --time 01:00:00 > array.sbatch
      """)

  /// A batch system that scripts are written for.
  enum System: String, ExpressibleByArgument, CaseIterable { case slurm }

  @Argument(help: "The batch system: slurm.")
  var system: System

  @OptionGroup var input: SweepOptions

  @OptionGroup var reuse: ReuseOption

  @Option(help: "Tasks of the job array.", transform: { try WholeNumber.read($0, from: 1) })
  var shards: Int

  @Option(help: "Processors of a task.", transform: { try WholeNumber.read($0, from: 1) })
  var processors: Int = 1

  @Option(help: "Time of a task, as Slurm reads it, such as 01:00:00.", transform: { try SlurmTime.read($0) })
  var time: String?

  @Option(help: "Partition of the cluster.")
  var partition: String?

  @Option(help: "Memory of a task, as Slurm reads it, such as 2G.")
  var memory: String?

  @Option(help: ArgumentHelp("One more option of sbatch, such as --account=lab.", valueName: "option"))
  var option: [String] = []

  @Option(help: "The program that the tasks run. (default: this one)")
  var program: String?

  func run() throws {
    let sweep = try SweepLoading.sweep(input.sweep)
    if let search = sweep.search { throw Failure.shardsOfSearch(search) }
    if shards > SlurmScript.usualMost {
      Terminal.report([
        "Slurm takes arrays of \(SlurmScript.usualMost) tasks, unless the cluster's MaxArraySize says another number"
      ])
    }
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? "ridgeline"
    Terminal.write(
      SlurmScript(
        name: sweep.name, command: [program ?? own, "sweep", "run", sweep.file], folder: input.folder(sweep),
        reusable: reuse.folders, shards: shards, processors: processors, time: time, partition: partition,
        memory: memory,
        options: option
      ).text)
  }
}

/// A time as Slurm reads it.
private enum SlurmTime {
  static func read(_ text: String) throws -> String {
    // Minutes, minutes:seconds, hours:minutes:seconds, days-hours, and so on.
    let isTime =
      text.wholeMatch(of: /[0-9]+(:[0-9]+){0,2}|[0-9]+-[0-9]+(:[0-9]+){0,2}/) != nil
      || ["infinite", "unlimited"].contains(text.lowercased())
    guard isTime else {
      throw ValidationError(
        "'\(text)' is no time that Slurm reads; write for example 01:00:00, or 2-12 for days and hours")
    }
    return text
  }
}
