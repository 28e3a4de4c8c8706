import Documents
import Foundation
import Hardware
import Replay
import Testing
import Workloads

/// What a design cannot run, answer by answer: each case's findings are those of its golden file.
@Suite struct DiagnosticTests {
  @Test(arguments: cases)
  func `Each reason not to run is answered by its golden file`(name: String) async throws {
    let text = try String(contentsOf: Self.folder.appending(path: "\(name).yaml"), encoding: .utf8)
    // First lines `# set: PATH=VALUE` change the shipped design that the case runs on.
    let settings = text.split(separator: "\n").prefix { $0.hasPrefix("# set: ") }.map {
      String($0.dropFirst("# set: ".count))
    }
    let findings = Findings()
    let design = Design.load(
      path: Shipped.design("ws32"), settings: ["energy=null"] + settings, findings: findings)
    let node = DocumentLoader().load(text: Array(text.utf8), name: "\(name).yaml", findings: findings)
    let trace = node.flatMap { TraceDecoder.decode($0, seed: 0, findings: findings) }
    #expect(findings.lines.isEmpty)
    let found = await Self.answer(try #require(trace), try #require(design))
    let golden = Self.folder.appending(path: "\(name).expected")
    if ProcessInfo.processInfo.environment["RIDGELINE_UPDATE_GOLDEN"] != nil {
      try found.write(to: golden, atomically: true, encoding: .utf8)
    }
    let expected = try String(contentsOf: golden, encoding: .utf8)
    #expect(found == expected)
    #expect(!found.isEmpty)
  }

  /// The findings, a line each; empty where the trace runs.
  private static func answer(_ trace: Trace, _ design: Design) async -> String {
    do {
      _ = try await Replayer.run(
        trace: trace, design: design, options: ReplayOptions(findsMemoryWall: false))
      return ""
    } catch {
      guard case .unsuitable(let findings) = error else { return "" }
      return findings.map { "\($0.description)\n" }.joined()
    }
  }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Diagnostics")

  static let cases: [String] =
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    .filter { $0.hasSuffix(".yaml") }.map { String($0.dropLast(".yaml".count)) }.sorted()
}
