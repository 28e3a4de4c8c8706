import ArgumentParser
import Reports
import Sweeps

struct SweepCollectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "collect",
    abstract: "Puts the results of a sweep into one table, a database or a page.",
    discussion: """
      Rows are in the order of the points, whoever ran them and when: equal results are equal files. The database has \
      a table 'points', and the views 'front', 'failures', 'best OBJECTIVE' and 'means by AXIS'. The page shows the \
      front; it needs nothing beside it.

      EXAMPLES
        ridgeline sweep collect array_by_dataflow -o out/array --csv points.csv
        ridgeline sweep collect array_by_dataflow -o out/array --sqlite points.db --html front.html
      """)

  @OptionGroup var input: SweepOptions

  @Option(
    help: ArgumentHelp("Write a CSV file; without any file it goes to standard output.", valueName: "file"))
  var csv: String?

  @Option(help: ArgumentHelp("Write a SQLite database.", valueName: "file"))
  var sqlite: String?

  @Option(help: ArgumentHelp("Write a page with the front.", valueName: "file"))
  var html: String?

  @Flag(help: "Replace files that exist.")
  var force = false

  func run() async throws {
    let collected = try CollectedSweep(input)
    guard csv != nil || sqlite != nil || html != nil else {
      collected.table.csv(collected.rows) { Terminal.write($0) }
      return
    }
    if let csv { try collected.writeCSV(to: csv, force: force) }
    guard sqlite != nil || html != nil else { return }
    let analysis = SweepAnalysis(collected.sweep, collected.rows)
    if let sqlite { try collected.writeDatabase(analysis, to: sqlite, force: force) }
    if let html {
      let designs = await DesignNumbers.designsOfFront(analysis)
      try OutputFile(html, force: force).write(try SweepPage(analysis, designs: designs).html())
    }
  }
}
