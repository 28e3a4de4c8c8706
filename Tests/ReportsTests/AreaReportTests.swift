import Foundation
import Hardware
import Quantities
import Replay
import Reports
import Testing

@Suite struct AreaReportTests {
  /// The sample with a chip of 2 square millimetres.
  static func result() async throws -> RunResult {
    var result = try await SampleRun.report().result
    result.design.area = .chip(.init(Area(squareNanometres: 2_000_000_000_000), source: "a measured one"))
    return result
  }

  @Test func `a design's area is in every output, and the operations for it are theirs over it`() async throws
  {
    let result = try await Self.result()
    let json = try ResultDocument(SampleRun.report(of: result)).json()
    let root = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    let area = try #require(root["area_mm2"] as? [String: Double])
    #expect(area == ["total": 2, "chip": 2])
    let total = try #require(root["total"] as? [String: Any])
    let tops = try #require(total["tops"] as? Double)
    let density = try #require(total["tops_per_mm2"] as? Double)
    #expect(density == tops / 2)
    let macs = try #require(total["dense_macs"] as? Double)
    let seconds = try #require(total["time_s"] as? Double)
    #expect(abs(tops - 2 * macs / seconds * 1e-12) < 1e-12)
    #expect(TextReport(result).text.contains("area 2.000 mm2"))
    #expect(try HTMLReport(SampleRun.report(of: result)).html().contains("a measured one"))
    #expect(OperatorsCSV.text(result).prefix { $0 != "\n" }.contains(",tops,tops_per_mm2,"))
    #expect(DesignSummary(result.design).text.contains("area      chip: 2.000 mm2, 100"))
  }

  @Test func `a comparison has areas where a design has one`() async throws {
    let (with, without) = (try await Self.result(), try await SampleRun.report().result)
    let comparison = Comparison(results: [[with, without]], traces: ["a"], baseline: 0)
    let text = ComparisonText(comparison).text
    #expect(text.contains("TOPS/mm2"))
    let document = try ComparisonDocument(comparison).json()
    #expect(document.contains("\"area_mm2\" : 2") && document.contains("\"area_mm2\" : null"))
  }
}
