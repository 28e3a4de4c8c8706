import ArgumentParser

struct SweepCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Runs many designs and traces from one file, and says which are best.",
    discussion: """
      A sweep is a YAML file: a design, a trace, and axes over any path of either (docs/sweeps.md). What was run is \
      kept row by row in a folder; the same command goes on where it was stopped, however it was stopped.

      EXAMPLES
        ridgeline sweep expand Configs/sweeps/array_by_dataflow.yaml
        ridgeline sweep Configs/sweeps/array_by_dataflow.yaml -o out/array
        ridgeline sweep collect Configs/sweeps/array_by_dataflow.yaml -o out/array --csv points.csv
      """,
    subcommands: [
      SweepRunCommand.self, SweepExpandCommand.self, SweepCollectCommand.self,
      SweepFrontCommand.self, SweepSensitivityCommand.self, SweepBestCommand.self, SweepEmitCommand.self,
      SweepAskCommand.self,
    ], defaultSubcommand: SweepRunCommand.self)
}
