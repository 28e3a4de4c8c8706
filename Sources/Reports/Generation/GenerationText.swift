import Documents
import Replay

/// Generations as a text: a column for each machine, and a line for each figure.
public struct GenerationText {
  private let report: GenerationReport
  private let style: TextStyle

  public init(_ report: GenerationReport, style: TextStyle = TextStyle()) {
    self.report = report
    self.style = style
  }

  /// The text, ending in a line break.
  public var text: String {
    guard let first = report.results.first else { return "" }
    let request = first.request
    var lines = [
      style.apply(
        .strong,
        to:
          "\(first.model.onOneLine): \(request.prompt) tokens in, \(request.output) out, batch \(request.batch)"
      )
    ]
    var table = TextTable(
      columns: [TextTable.Column(title: "", isLeft: true)]
        + report.results.map { TextTable.Column(title: $0.design.onOneLine, unit: $0.origin.rawValue) })
    for row in GenerationFigure.all where report.results.contains(where: { row.text($0) != nil }) {
      table.add([row.title] + report.results.map { row.text($0) ?? NumberText.undefined })
    }
    lines += table.lines(style)
    lines += notes
    return lines.joined(separator: "\n") + "\n"
  }

  private var notes: [String] {
    var notes: [String] = []
    for result in report.results
    where result.origin == .simulated && (result.lengthBucket > 1 || result.prefillBucket > 1) {
      notes.append(
        "\(result.design.onOneLine): steps run at lengths rounded up to \(result.lengthBucket), the prefill at one rounded up "
          + "to \(result.prefillBucket), \(counted(result.decode.count, "length")) in all.")
    }
    for result in report.results {
      guard let view = SourcesView(result) else { continue }
      let sentences = [view.energyText, view.areaText].compactMap(\.self)
      notes.append("\(result.design.onOneLine): \(sentences.joined(separator: "; ")).")
    }
    for result in report.results {
      notes += (result.programNotes + result.notes).map { "\(result.design.onOneLine): \($0.onOneLine)." }
    }
    if report.results.contains(where: { $0.origin == .declared }) {
      notes.append(
        "Of what is declared nothing was simulated: its times follow from its peak and bandwidth alone.")
    }
    if report.results.contains(where: { $0.origin == .declared && $0.joulesPerToken != nil }),
      report.results.contains(where: { $0.origin == .simulated && $0.joulesPerToken != nil })
    {
      notes.append(
        "Energies are not of the same: a simulated design's are of what its 'energy' has (its 'boundary', a chip and its "
          + "memories unless it says otherwise), a declared machine's of all that it draws.")
    }
    return notes.isEmpty ? [] : [""] + notes.map { $0.wrapped(to: style.width, indent: "") }
  }
}

/// A line of the text.
struct GenerationFigure: Sendable {
  let title: String
  let text: @Sendable (GenerationResult) -> String?

  /// One statement each, which is checked faster than one list.
  static let all: [GenerationFigure] = {
    var rows: [GenerationFigure] = []
    func add(_ title: String, _ text: @escaping @Sendable (GenerationResult) -> String?) {
      rows.append(GenerationFigure(title: title, text: text))
    }
    add("time to first token") { NumberText.time($0.timeToFirstToken) }
    add("time per token, mean") { NumberText.time($0.meanTimePerToken) }
    add("  first") { NumberText.time($0.firstTimePerToken) }
    add("  last") { NumberText.time($0.lastTimePerToken) }
    add("time of all") { NumberText.time($0.totalTime) }
    add("tokens a second") { $0.decodeTokensPerSecond.map { NumberText.significant($0, 4) } }
    add("  with the prefill") { $0.tokensPerSecond.map { NumberText.significant($0, 4) } }
    add("energy a token") { $0.joulesPerToken.map { NumberText.significant($0, 3) + " J" } }
    add("waiting for memory") { $0.waitingShare.map { NumberText.percent($0) } }
    add("wall factor, last") { $0.decode.last?.wallFactor.map { NumberText.significant($0, 3) } }
    add("bytes a second") { $0.decodeBytesPerSecond.map { NumberText.scaled($0, unit: "B/s") } }
    add("parameters") { NumberText.scaled(Double($0.parameterBytes), unit: "B") }
    add("caches at the end") { NumberText.scaled(Double($0.cacheBytes), unit: "B") }
    add("instructions fetched") { $0.programs.map { NumberText.scaled(Double($0.fetched), unit: "B") } }
    add("  alone on their bus") { $0.programs?.fetchSeconds.map { NumberText.time($0) } }
    add("  stored") { $0.programs.map { NumberText.scaled(Double($0.stored), unit: "B") } }
    add("  without buckets") {
      $0.programs.map { NumberText.scaled(Double($0.storedWithoutBuckets), unit: "B") }
    }
    add("declared power") { $0.declaredPowerWatts.map { NumberText.significant($0, 3) + " W" } }
    add("price") { $0.priceDollars.map { NumberText.grouped(Int($0)) + " USD" } }
    add("tokens/s a 1000 USD") { $0.tokensPerSecondPerDollar.map { NumberText.significant(1_000 * $0, 3) } }
    return rows
  }()
}
