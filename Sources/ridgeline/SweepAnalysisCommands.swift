import ArgumentParser
import Documents
import Reports
import Sweeps

struct SweepFrontCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "front",
    abstract: "Prints the points that no other point is better than.",
    discussion: """
      Better is: at least as good in all objectives, and better in one. Points that failed or hold a constraint not \
      are left out.

      EXAMPLE
        ridgeline sweep front Configs/sweeps/array_by_dataflow.yaml -o out/array
      """)

  @OptionGroup var input: SweepOptions

  @Flag(help: "Print the front as JSON.")
  var json = false

  func run() async throws {
    let analysis = try AnalysedSweep(input).analysis
    let text = AnalysisText(analysis)
    guard !json else { return Terminal.write(text.frontJSON + "\n") }
    Terminal.write(text.front + lines(await DesignNumbers.ofFront(analysis)))
  }
}

struct SweepSensitivityCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sensitivity",
    abstract: "Says what each axis does to each objective.",
    discussion: """
      Of each axis the means over all points with each of its values, how far they lie apart, and the share of the \
      variance that the axis explains alone.

      EXAMPLE
        ridgeline sweep sensitivity Configs/sweeps/array_by_dataflow.yaml -o out/array
      """)

  @OptionGroup var input: SweepOptions

  @Flag(help: "Print all as JSON.")
  var json = false

  func run() async throws {
    let text = AnalysisText(try AnalysedSweep(input).analysis)
    Terminal.write(json ? text.sensitivityJSON + "\n" : text.sensitivity)
  }
}

struct SweepBestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "best",
    abstract: "Prints the best point of each objective.",
    discussion: """
      Constraints of the sweep and those given here have to hold; of equally good points it is the first.

      EXAMPLE
        ridgeline sweep best Configs/sweeps/array_by_dataflow.yaml -o out/array --where 'array.rows <= 16'
      """)

  @OptionGroup var input: SweepOptions

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp("What else has to hold, an expression as in the sweep file.", valueName: "expression"))
  var conditions: [String] = []

  @Flag(help: "Print all as JSON.")
  var json = false

  func run() async throws {
    let analysis = try AnalysedSweep(input, conditions: conditions).analysis
    let text = AnalysisText(analysis)
    guard !json else { return Terminal.write(text.bestJSON + "\n") }
    Terminal.write(text.best + lines(await DesignNumbers.ofBest(analysis)))
  }
}

private func lines(_ sentences: [String]) -> String { sentences.map { $0 + "\n" }.joined() }

/// The results of a sweep and what they say.
struct AnalysedSweep {
  let analysis: SweepAnalysis

  init(_ input: SweepOptions, conditions: [String] = []) throws {
    let collected = try CollectedSweep(input)
    let sweep =
      conditions.isEmpty
      ? collected.sweep : try SweepLoading.sweep(input.sweep, conditions: conditions)
    if let other = sweep.figures.dropFirst(collected.sweep.figures.count).first {
      throw Failure.wrongUsage(
        "--where asks for '\(other.key)', which the rows do not keep; add it to 'metrics', and run the sweep anew"
      )
    }
    guard !sweep.objectives.isEmpty else {
      throw Failure.wrongUsage(
        "'\(sweep.file)' has no objectives; add for example 'objectives: {time_s: min}'; "
          + "rows that do not keep its figures have to be run anew, into another folder"
      )
    }
    let findings = Findings()
    collected.rows.firstSuccess.map { sweep.checkValues(of: $0, findings: findings) }
    guard !findings.hasErrors else { throw Failure.findings(findings.lines) }
    analysis = SweepAnalysis(sweep, collected.rows)
  }
}
