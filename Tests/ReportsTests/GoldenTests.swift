import FoundationEssentials
import Reports
import Testing

/// Reports of the sample, byte for byte. `RECORD_GOLDEN=1` writes them anew: then read the difference.
@Suite struct GoldenTests {
  @Test func `the text report is the golden one`() throws {
    try expectGolden("report.txt", TextReport(SampleRun.result).text)
  }

  @Test func `the JSON document is the golden one`() throws {
    try expectGolden("result.json", try ResultDocument(SampleRun.report).json())
  }

  @Test func `the CSV table is the golden one`() throws {
    try expectGolden("operators.csv", OperatorsCSV.text(SampleRun.result))
  }
}

/// Compares a text with a file of `Golden/`, or writes the file where that is asked for.
func expectGolden(
  _ name: String, _ text: String, file: String = #filePath, sourceLocation: SourceLocation = #_sourceLocation
) throws {
  let folder = file.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
  let path = "\(folder)/Golden/\(name)"
  if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" {
    try Data(text.utf8).write(to: URL(filePath: path))
  }
  let golden = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
  #expect(text == golden, "\(name) differs", sourceLocation: sourceLocation)
}
