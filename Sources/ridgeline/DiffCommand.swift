import ArgumentParser
import Documents
import FoundationEssentials
import Reports

struct DiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Says which class of cycles moved between two results, operator by operator.",
    discussion: """
      First the settings in which the designs differ. The changes of the classes sum to the change of the cycles, for every operator and in all; then what moved of \
      slots, bytes and energy, and which parts of an operator's mapping (tiles, order, scan, slots, spatial assignment, partition) are \
      others. Differences are a result, so the exit status is 0, unless --exit-code asks for 1.

      EXAMPLE
        ridgeline diff out/before out/after
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, markdown, csv, json
  }

  @Argument(help: "The result to begin with: a result.json, or a folder that holds one.")
  var before: String

  @Argument(help: "The result to hold against it.")
  var after: String

  @Option(help: "One of \(Format.allCases.map(\.rawValue).joined(separator: ", ")).")
  var format = Format.text

  @Flag(help: "Exit with 1 where any count differs, for scripts.")
  var exitCode = false

  func run() throws {
    let (first, second) = (Findings(), Findings())
    let before = ResultFile.load(path: Self.file(before), findings: first)
    let after = ResultFile.load(path: Self.file(after), findings: second)
    guard let before, let after else { throw Failure.findings(first.lines + second.lines) }
    let difference = ResultDifference(before: before, after: after)
    switch format {
    case .text: Terminal.write(DifferenceText(difference, style: Terminal.style).text)
    case .markdown: Terminal.write(DifferenceMarkdown.text(difference))
    case .csv: Terminal.write(DifferenceCSV.text(difference))
    case .json: Terminal.write(try DifferenceDocument(difference).json())
    }
    if exitCode, difference.isDifferent { throw ExitCode(1) }
  }

  private static func file(_ path: String) -> String {
    var isFolder: Bool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder else { return path }
    return path.hasSuffix("/") ? path + "result.json" : path + "/result.json"
  }
}
