import ArgumentParser
import Documents
import Glibc
import Quantities
import Reports

@main
struct Ridgeline: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ridgeline",
    abstract: "Simulates DNN accelerators cycle by cycle, and says where every cycle went.",
    discussion: """
      Results go to standard output, everything else to standard error.
      Exit status: 0 done, 1 the run failed, 2 the input or the usage is wrong.

      EXAMPLE
        ridgeline run Configs/designs/ws32.yaml Traces/resnet50.yaml -o out/resnet50
      """,
    version: Tool.version,
    subcommands: [
      RunCommand.self, CompareCommand.self, SweepCommand.self, GenerateCommand.self, DiffCommand.self,
      CheckCommand.self,
      ShowCommand.self,
      MemoryCommand.self, ExplainCommand.self, DemoCommand.self,
      ValidateCommand.self, ImportCommand.self,
    ])

  /// Runs the command of the process's arguments and ends the process with its exit status.
  static func main() async {
    // A reader that goes away ends the writing, not the program.
    signal(SIGPIPE, SIG_IGN)
    do {
      try checkNames(CommandLine.arguments.dropFirst(), of: configuration, path: [])
      var command = try parseAsRoot()
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch {
      Failure.exit(error)
    }
  }

  /// Refuses a command that there is not, with the nearest that there is.
  private static func checkNames(
    _ arguments: ArraySlice<String>, of command: CommandConfiguration, path: [String]
  ) throws {
    guard !command.subcommands.isEmpty, command.defaultSubcommand == nil, let argument = arguments.first,
      !argument.hasPrefix("-"), argument != "help"
    else { return }
    let known = command.subcommands.map(configuration(of:))
    let whole = path + [argument]
    guard let next = known.first(where: { $0.commandName == argument }) else {
      let names = known.compactMap(\.commandName)
      let nearest = NearestName.of(argument, among: names)
      let remedy = nearest.map { "did you mean '\($0)'?" } ?? "there is \(listed(names))"
      throw Failure.wrongUsage("there is no command '\(whole.joined(separator: " "))'; \(remedy)")
    }
    try checkNames(arguments.dropFirst(), of: next, path: whole)
  }

  private static func configuration(of command: any ParsableCommand.Type) -> CommandConfiguration {
    command.configuration
  }
}
