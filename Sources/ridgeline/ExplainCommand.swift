import ArgumentParser
import Reports

struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Says what a reported figure means: definition, unit, formula and its inputs.",
    discussion: """
      Without a name, lists all figures. Names are keys of result.json or columns of operators.csv; the name of a group \
      answers with all that is in it, and common short names such as edp are known.

      EXAMPLE
        ridgeline explain wall_factor
      """)

  @Argument(help: "A figure, for example mac_utilization or slots.dram_bandwidth.")
  var metric: String?

  @Flag(help: ArgumentHelp("Print the tables of docs/metrics.md.", visibility: .hidden))
  var markdown = false

  func run() throws {
    if markdown { return Terminal.write(Metric.markdown) }
    guard let metric else { return Terminal.write(Metric.list) }
    // A word may be a heading, too.
    let verdict = ReferenceTable.meaning(of: metric).map {
      "\(metric)  [a verdict of 'ridgeline validate']\n  \($0)\n"
    }
    let found = Metric.answer(to: metric)
    guard !found.isEmpty || verdict != nil else {
      let remedy =
        Metric.nearestName(metric).map { "did you mean '\($0)'?" } ?? "'ridgeline explain' lists all"
      throw Failure.wrongUsage("there is no figure '\(metric)'; \(remedy)")
    }
    Terminal.write((found.map(\.explanation) + [verdict].compactMap(\.self)).joined(separator: "\n"))
  }
}
