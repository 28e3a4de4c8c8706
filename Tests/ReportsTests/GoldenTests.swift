import Foundation
import Reports
import Testing

/// Reports of the sample, byte for byte. `RIDGELINE_UPDATE_GOLDEN=1` writes them anew: then read the difference.
@Suite struct GoldenTests {
  @Test func `the text report is the golden one`() async throws {
    try expectGolden("report.txt", TextReport(try await SampleRun.result()).text)
  }

  @Test func `the JSON document is the golden one`() async throws {
    try expectGolden("result.json", try ResultDocument(try await SampleRun.report()).json())
  }

  @Test func `the CSV table is the golden one`() async throws {
    try expectGolden("operators.csv", OperatorsCSV.text(try await SampleRun.result()))
  }

  @Test func `the page is the golden one`() async throws {
    try expectGolden("report.html", try HTMLReport(try await SampleRun.report()).html())
  }
}

/// Compares a text with a file of `Golden/`, or writes the file where that is asked for.
func expectGolden(
  _ name: String, _ text: String, file: String = #filePath, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let url = URL(fileURLWithPath: file).deletingLastPathComponent().appendingPathComponent("Golden/\(name)")
  if ProcessInfo.processInfo.environment["RIDGELINE_UPDATE_GOLDEN"] == "1" {
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }
  let golden = String(decoding: try Data(contentsOf: url), as: UTF8.self)
  let lines = zip(text.split(separator: "\n"), golden.split(separator: "\n")).first { $0 != $1 }
  #expect(
    text == golden, "\(name) differs first in: \(lines.map { "\($0) / \($1)" } ?? "its length")",
    sourceLocation: sourceLocation)
}
