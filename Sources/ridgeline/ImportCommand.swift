import ArgumentParser

struct ImportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Turns other tools' files into designs, traces, memories and energy tables.",
    discussion: """
      EXAMPLE
        ridgeline import scalesim --topology alexnet.csv --config scale.cfg -o imported
      """,
    subcommands: [
      ImportSCALESimCommand.self, ImportHuggingFaceCommand.self, ImportDRAMsim3Command.self,
      ImportAccelergyCommand.self,
    ])
}
