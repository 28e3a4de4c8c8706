import ArgumentParser
import Replay
import Reports

struct ValidateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "validate",
    abstract: "Runs reference points again, and prints ours, theirs and the error.",
    discussion: """
      Exits with 1 where a point is outside its tolerance. Points that set a parameter prove nothing.

      EXAMPLE
        ridgeline validate
        ridgeline validate eie scalesim_v3

      GROUPS
        \(ReferencePoint.groups.map(\.name).joined(separator: ", "))
      """)

  @Argument(help: "Reference points or groups of them; all where none is named.")
  var names: [String] = []

  @Option(help: ArgumentHelp("The folder that holds Configs/ and Traces/.", valueName: "folder"))
  var root: String?

  func run() async throws {
    for name in names where ReferencePoint.named(name).isEmpty {
      let remedy =
        ReferencePoint.nearestName(name).map { "did you mean '\($0)'?" } ?? "'ridgeline validate' runs all"
      throw Failure.wrongUsage("there is no reference point '\(name)'; \(remedy)")
    }
    let wanted = Set(names.flatMap { ReferencePoint.named($0).map(\.name) })
    let chosen = ReferencePoint.all.filter { names.isEmpty || wanted.contains($0.name) }
    var outcomes: [ReferenceOutcome] = []
    let root = self.root
    let files = ReferenceFiles(
      design: { try ShippedFiles(root: root).design($0) },
      trace: { try ShippedFiles(root: root).trace($0) })
    for point in chosen { outcomes.append(try await point.outcome(files)) }
    Terminal.write(ReferenceTable(outcomes, style: Terminal.style).text)
    if outcomes.contains(where: { !$0.holds }) {
      throw Failure.failed("not every reference point is within its tolerance")
    }
  }
}
