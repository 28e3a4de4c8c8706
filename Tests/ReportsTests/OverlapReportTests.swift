import Accounting
import Documents
import Foundation
import Replay
import Reports
import Simulation
import Testing

/// Reports of runs whose executions of an operator have figures of their own.
@Suite struct OverlapReportTests {
  @Test func `Executions with figures of their own are lines of their own`() async throws {
    let report = try await parted()
    let text = TextReport(report.result).text
    #expect(text.contains("softmax x1 of 2 "))
    #expect(text.components("softmax x1 of 2 ") == 2)
    #expect(try HTMLReport(report).html().contains("softmax ×1 of 2"))
    let lines = OperatorsCSV.text(report.result).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let column = try #require(lines[0].firstIndex(of: "first_execution"))
    #expect(lines.filter { $0[3] == "softmax" }.map { $0[column] } == ["0", "1"])
  }

  @Test func `A difference takes entries of one operator together`() async throws {
    let whole = try read(try ResultDocument(try await SampleRun.report()).json())
    let parted = try read(try ResultDocument(try await parted()).json())
    let difference = ResultDifference(before: whole, after: parted)
    let softmax = try #require(difference.operators.first { $0.name == "layer/softmax" })
    #expect(difference.operators.count { $0.name == "layer/softmax" } == 1)
    #expect(softmax.cycles == 20)
  }

  @Test func `What does not repeat says why`() async throws {
    var report = try await SampleRun.report()
    report.result.total.throughput.steadyState = .failure(.noProgress)
    #expect(TextReport(report.result).text.contains("make no progress"))
    let json = try ResultDocument(report).json()
    #expect(json.contains("\"steady_state_cycles\" : null"))
    #expect(
      json.contains(
        "\"steady_state_problem\" : \"a memory's controllers make no progress in a run after the first\""))
  }

  /// The sample, with the softmax of the first layer 20 cycles longer.
  private func parted() async throws -> RunReport {
    var report = try await SampleRun.report()
    var entries = report.result.operators
    let place = try #require(entries.firstIndex { $0.name == "softmax" })
    var first = entries[place]
    first.executions = 1
    first.record.cycles += 20
    first.record.cycleStack.vectorUnit += 20
    first.record.slots.vectorUnit += 20 * SampleRun.design.array.elements
    first.figures = OperatorFigures(
      record: first.record, denseMACs: 0, vectorOperations: 64, design: SampleRun.design)
    entries[place].executions = 1
    entries[place].firstExecution = 1
    entries.insert(first, at: place)
    report.result = report.result.with(entries)
    return report
  }

  private func read(_ json: String) throws -> ResultFile {
    let path = "\(NSTemporaryDirectory())ridgeline-\(UInt64.random(in: 0...UInt64.max)).json"
    try json.write(toFile: path, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(atPath: path) }
    let findings = Findings()
    let file = ResultFile.load(path: path, findings: findings)
    #expect(findings.lines.isEmpty, "\(findings.lines)")
    return try #require(file)
  }
}

extension String {
  /// How many parts another text cuts it into, less one.
  fileprivate func components(_ other: String) -> Int { components(separatedBy: other).count - 1 }
}
