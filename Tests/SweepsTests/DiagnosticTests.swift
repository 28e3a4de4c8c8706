import Documents
import Foundation
import Sweeps
import Testing

/// What is wrong with a sweep file, answer by answer: each case's findings are those of its golden file.
@Suite struct DiagnosticTests {
  @Test(arguments: cases)
  func `each wrong sweep is answered by its golden file`(name: String) throws {
    let findings = Findings()
    _ = SweepDecoder.load(
      path: Self.folder.appending(path: "\(name).yaml").path, figures: .few, findings: findings)
    let found = findings.lines.map {
      $0.replacing(Self.folder.path + "/", with: "") + "\n"
    }.joined()
    let golden = Self.folder.appending(path: "\(name).expected")
    if ProcessInfo.processInfo.environment["RIDGELINE_UPDATE_GOLDEN"] != nil {
      try found.write(to: golden, atomically: true, encoding: .utf8)
    }
    let expected = try String(contentsOf: golden, encoding: .utf8)
    #expect(found == expected)
    #expect(!found.isEmpty)
  }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Diagnostics")

  static let cases: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(".yaml".count)) }.sorted()
}
