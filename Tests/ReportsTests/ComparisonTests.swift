import Hardware
import Quantities
import Replay
import Reports
import Testing

/// The sample on three machines and two traces: the second machine has twice the clock, the third another memory.
@Suite struct ComparisonTests {
  static func comparison(baseline: Int = 0) async throws -> Comparison {
    let sample = try await SampleRun.result()
    func variant(_ name: String, _ change: (inout RunResult) -> Void) -> RunResult {
      var result = sample
      result.design.name = name
      change(&result)
      return result
    }
    let row = [
      variant("base_line") { _ in },
      variant("twice_the_clock") {
        $0.design.clock = Frequency(hertz: 2 * $0.design.clock.hertz)
        $0.total.figures.timeSeconds /= 2
      },
      variant("ideal|memory") {
        $0.design.memories[0].kind = .ideal
        $0.total.figures.timeSeconds *= 2
        $0.total.figures.macUtilization = nil
      },
    ]
    var second = row
    for place in second.indices { second[place].total.figures.timeSeconds *= place == 1 ? 4 : 1 }
    return Comparison(
      results: [row, second], traces: ["sample_net", "sample_net & more"], baseline: baseline)
  }

  @Test(arguments: ["txt", "md", "tex", "csv", "json"])
  func `each format of a comparison is the golden one`(format: String) async throws {
    let comparison = try await Self.comparison()
    let text =
      switch format {
      case "txt": ComparisonText(comparison).text
      case "md": ComparisonMarkdown(comparison).text
      case "tex": ComparisonLaTeX(comparison).text
      case "csv": ComparisonCSV.text(comparison)
      default: try ComparisonDocument(comparison).json()
      }
    try expectGolden("comparison.\(format)", text)
  }

  @Test func `speed-ups are over the baseline, and their means are geometric`() async throws {
    let comparison = try await Self.comparison()
    #expect(comparison.cells[0].map(\.speedup) == [1, 2, 0.5])
    #expect(comparison.cells[1].map(\.speedup) == [1, 0.5, 0.5])
    #expect(comparison.means.map(\.speedup) == [1, 1, 0.5])
    let other = try await Self.comparison(baseline: 1)
    #expect(other.cells[0].map(\.speedup) == [0.5, 1, 0.25])
  }

  @Test func `designs that differ in a resource are told apart from those that do not`() async throws {
    let differences = try await Self.comparison().differences
    #expect(differences.map(\.resource) == ["peak", "memory bandwidth"])
    #expect(differences[0].factor == 2)
    // No number says how much more an ideal memory has.
    #expect(differences[1].factor == nil)
    let sample = try await SampleRun.result()
    let alike = Comparison(results: [[sample, sample]], traces: ["t"], baseline: 0)
    #expect(alike.differences.isEmpty)
  }
}
