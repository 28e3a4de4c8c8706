import Documents
import Foundation
import Hardware
import Replay
import Testing
import Workloads

/// Masks that cannot be drawn or read: each case's findings are those of its golden file.
@Suite struct MaskDiagnosticTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "MaskDiagnostics")
    .path
  static let cases: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
    .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(".yaml".count)) }.sorted()

  @Test(arguments: cases)
  func `Each reason why there is no mask is answered by its golden file`(name: String) async throws {
    let findings = Findings()
    let trace = Trace.load(path: "\(Self.folder)/\(name).yaml", seed: 0, findings: findings)
    #expect(findings.lines.isEmpty)
    var found = ""
    do {
      _ = try await MaskStore.make(try #require(trace), seed: 0, workers: 1).get()
    } catch ReplayError.unsuitable(let findings) {
      found = findings.map { "\($0)\n" }.joined().replacing(Self.folder + "/", with: "")
    }
    let golden = "\(Self.folder)/\(name).expected"
    if ProcessInfo.processInfo.environment["RIDGELINE_UPDATE_GOLDEN"] != nil {
      try found.write(toFile: golden, atomically: true, encoding: .utf8)
    }
    let expected = try String(contentsOfFile: golden, encoding: .utf8)
    #expect(found == expected)
    #expect(!found.isEmpty)
  }
}
