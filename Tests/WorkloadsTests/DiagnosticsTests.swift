import Documents
import Glibc
import TestFiles
import Testing
import Workloads

/// Every `Diagnostics/<case>.yaml` is read as a trace and must give `<case>.expected`.
///
/// To write the expected files anew, run with RIDGELINE_UPDATE_GOLDEN=1 and read the difference.
@Suite("Every diagnostic of a trace has a golden file")
struct DiagnosticsTests {
  static let folder = testFolder + "/Diagnostics"
  static let cases = fileNames(in: folder).filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(5)) }

  @Test("a wrong trace gives the expected findings and no trace", arguments: cases)
  func golden(name: String) throws {
    let findings = Findings()
    let trace = Trace.load(path: "\(Self.folder)/\(name).yaml", seed: 1, findings: findings)
    #expect(trace == nil)
    let found = findings.lines.map { $0.replacing(Self.folder + "/", with: "") + "\n" }.joined()
    let expectedPath = "\(Self.folder)/\(name).expected"
    if getenv("RIDGELINE_UPDATE_GOLDEN") != nil { writeFile(expectedPath, found) }
    let expected = try #require(readFile(expectedPath), "\(name).expected is missing")
    #expect(found == String(decoding: expected, as: UTF8.self))
  }

  @Test("every golden file has its trace")
  func noOrphans() {
    let expected = fileNames(in: Self.folder).filter { $0.hasSuffix(".expected") }
    #expect(expected == Self.cases.map { "\($0).expected" })
  }
}
