import Foundation
import Replay
import Reports
import Testing

@Suite struct ReportTests {
  @Test func `no line of the text report is longer than 120 characters`() async throws {
    var result = try await SampleRun.result()
    result.operators[0].name = String(repeating: "long_name_", count: 30)
    result.network = String(repeating: "network", count: 40)
    for line in TextReport(result).text.split(separator: "\n") { #expect(line.count <= 120, "\(line)") }
  }

  @Test func `without colour there is no escape sequence, with colour there is`() async throws {
    var result = try await SampleRun.result()
    result.operators[0].name = "evil\u{1B}[31m\nname"
    #expect(!TextReport(result).text.contains("\u{1B}"))
    #expect(TextReport(result, style: TextStyle(hasColor: true)).text.contains("\u{1B}[1m"))
  }

  @Test func `the document reads back as it was written`() async throws {
    let json = try ResultDocument(try await SampleRun.report()).json()
    let read = try JSONDecoder().decode(ResultDocument.self, from: Data(json.utf8))
    #expect(try read.json() == json)
  }

  @Test func `without a wall its three fields are absent`() async throws {
    var report = try await SampleRun.report()
    report.result.total.wall = nil
    for index in report.result.operators.indices { report.result.operators[index].wall = nil }
    let json = try ResultDocument(report).json()
    for key in ["wall_factor", "unlimited_cycles", "balance_bandwidth_bytes_per_s"] {
      #expect(!json.contains(key))
    }
  }

  @Test func `what is undefined is null`() async throws {
    let json = try ResultDocument(try await SampleRun.report()).json()
    let document = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any]
    let operators = try #require(document?["operators"] as? [[String: Any]])
    let softmax = try #require(operators.first { $0["name"] as? String == "softmax" })
    for key in [
      "m", "k", "n", "batch", "mac_utilization", "roofline_side", "balance_bandwidth_bytes_per_s",
      "energy_per_dense_mac_pj", "energy_per_effective_mac_pj", "tops_per_watt",
    ] {
      #expect(softmax[key] is NSNull, "\(key)")
    }
  }

  @Test func `without energies nothing about energy is reported`() async throws {
    var result = try await SampleRun.result()
    result.design.energy = nil
    result.total.figures.energyPicojoules = nil
    for index in result.operators.indices { result.operators[index].figures.energyPicojoules = nil }
    let report = RunReport(result: result, design: result.design.resolved(), inputs: [], settings: [])
    #expect(!(try ResultDocument(report).json().contains("energy")))
    #expect(!OperatorsCSV.text(result).contains("energy"))
    #expect(!TextReport(result).text.contains("pJ"))
    #expect(!DesignSummary(result.design).text.contains("pJ"))
  }

  @Test func `every line of the CSV has as many fields as its head`() async throws {
    var result = try await SampleRun.result()
    result.operators.removeLast()
    let lines = OperatorsCSV.text(result).split(separator: "\n")
    let counts = Set(lines.map { $0.split(separator: ",", omittingEmptySubsequences: false).count })
    #expect(counts.count == 1)
    #expect(lines.count == result.operators.count + 1)
  }

  @Test func `a field with commas and quotes is quoted`() async throws {
    #expect(OperatorsCSV.text(try await SampleRun.result()).contains("\"<classifier> & \"\"co\"\", 𝛼\""))
  }

  @Test func `the page has all its parts and escapes every name`() async throws {
    var report = try await SampleRun.report()
    // A combining mark after the sign makes one character of the two.
    report.result.network = "<\u{301}script>alert(1)</script>"
    let html = try HTMLReport(report).html()
    #expect(!html.contains("<classifier>"))
    #expect(!html.unicodeScalars.map(String.init).joined(separator: "|").contains("<|\u{301}"))
    #expect(!html.contains("<script"))
    for part in [
      "Where the slots went", "Roofline", "Cycles by operator", "Operators", "The memory wall", "boundary:",
    ] {
      #expect(html.contains(part), "\(part)")
    }
    #expect(html.components(separatedBy: "<circle").count == 4)
    #expect(html.components(separatedBy: "<svg").count == html.components(separatedBy: "</svg>").count)
    #expect(!html.contains("http"))
  }

  @Test func `a page without products has no roofline`() async throws {
    var report = try await SampleRun.report()
    report.result = report.result.with(report.result.operators.filter { $0.kind == .softmax })
    let html = try HTMLReport(report).html()
    #expect(!html.contains("<h2>Roofline"))
    #expect(html.contains("Cycles by operator"))
  }

  @Test func `nothing at all can be reported too`() async throws {
    var report = try await SampleRun.report()
    report.result = report.result.with([])
    #expect(try HTMLReport(report).html().contains("takes no cycle"))
    #expect(TextReport(report.result).text.contains("0 cycles"))
    #expect(try ResultDocument(report).json().contains("\"mac_utilization\" : null"))
  }
}
