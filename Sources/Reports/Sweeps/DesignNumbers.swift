import Hardware
import Sweeps

/// What the designs of a sweep's points say of their numbers: how many are assumptions, and what their energies are of.
public enum DesignNumbers {
  /// Points whose designs are looked at, at most.
  private static let mostPoints = 200
  private static let mostSentences = 5

  /// Of the designs of the front; none where they have neither energies nor areas.
  public static func ofFront(_ analysis: SweepAnalysis) async -> [String] {
    sentences(await designsOfFront(analysis), of: "of the front")
  }

  /// Of the designs of the best points.
  public static func ofBest(_ analysis: SweepAnalysis) async -> [String] {
    let points = analysis.parts.flatMap { $0.best.compactMap { $0?.row.point } }
    return sentences(
      await analysis.sweep.designs(ofPoints: Array(points.prefix(mostPoints))), of: "of the best points")
  }

  /// The designs of the front's first points, each once.
  public static func designsOfFront(_ analysis: SweepAnalysis) async -> [Design] {
    let points = analysis.parts.flatMap { $0.front.map(\.row.point) }
    return await analysis.sweep.designs(ofPoints: Array(points.prefix(mostPoints)))
  }

  /// A sentence for each different count; `place` is where the designs are.
  static func sentences(_ designs: [Design], of place: String) -> [String] {
    var sentences: [(text: String, count: Int)] = []
    for view in designs.compactMap({ SourcesView($0, assumedShare: nil) }) {
      let text = view.text
      if let place = sentences.firstIndex(where: { $0.text == text }) {
        sentences[place].count += 1
      } else {
        sentences.append((text, 1))
      }
    }
    let more = sentences.count - mostSentences
    return sentences.prefix(mostSentences).map {
      "\($0.count == 1 ? "A design" : "\($0.count) designs") \(place): \($0.text)."
    } + (more > 0 ? ["More designs \(place) have \(more) other such counts."] : [])
  }
}
