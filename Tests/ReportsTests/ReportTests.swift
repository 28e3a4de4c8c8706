import Accounting
import Foundation
import Hardware
import Quantities
import Replay
import Reports
import Tensors
import Testing

@Suite struct ReportTests {
  @Test func `no line of the text report is longer than 120 characters`() async throws {
    var result = try await SampleRun.result()
    result.operators[0].name = String(repeating: "long_name_", count: 30)
    result.network = String(repeating: "network", count: 40)
    for line in TextReport(result).text.split(separator: "\n") { #expect(line.count <= 120, "\(line)") }
  }

  @Test func `a sum that may overflow is a note, with its bits and those that there are`() async throws {
    var result = try await SampleRun.result()
    func sums(_ name: String, k: Int, bits: Int) -> OverflowingSums {
      OverflowingSums(
        name: name, k: k, input: .integer(bits: 8), weight: .integer(bits: 8), bits: bits,
        accumulator: .integer(bits: 20))
    }
    result.overflowingSums = [sums("product", k: 1024, bits: 26)]
    let note = "note: sums of 'product' may overflow int20: 1024 products of int8 x int8 may take 26 bits\n"
    #expect(TextReport(result).text.contains(note))
    // Many are one note, of that with the most bits.
    result.overflowingSums += [sums("longest", k: 4096, bits: 28), sums("last", k: 4096, bits: 28)]
    let text = TextReport(result).text
    #expect(
      text.contains("note: sums of 'longest' and those of 2 more (result.json has all) may overflow int20:"))
    #expect(text.components(separatedBy: "may overflow").count == 2)
  }

  @Test func `floating-point sums that may overflow are said with the number that they end at`() async throws
  {
    var result = try await SampleRun.result()
    let half = try #require(NumberFormat(name: "fp16"))
    result.overflowingSums = [
      OverflowingSums(
        name: "product", k: 5, input: .integer(bits: 8), weight: .integer(bits: 8), bits: 18,
        accumulator: half,
        floats: .init(greatest: 81_920, limit: 65_504))
    ]
    let words = TextReport(result).text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(
      words.contains(
        "sums of 'product' may overflow fp16: 5 products of int8 x int8 come to up to 81,920, more than the 65,504 that it ends at"
      ))
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

  @Test func `every component is printed with its source, and standing still too`() async throws {
    var result = try await SampleRun.result()
    var table = try #require(result.design.energy)
    table.multiply.source = "of-multiply"
    table.add.source = "of-add"
    table.registers.source = "of-registers"
    table.registerLoad?.source = "of-loads"
    table.vectorOperation?.source = "of-vector"
    for place in 0..<3 {
      table.buffers[place].read.source = "of-read-\(place)"
      table.buffers[place].write.source = "of-write-\(place)"
    }
    table.memories[0]?.source = "of-memory"
    let parts = EnergyTable.staticComponents(result.design)
    table.staticPower = .components(
      parts.map { .init(Power(nanowatts: 1_000), source: "of-standing-\($0)") })
    result.design.energy = table
    let total = result.total
    result.total.figures = OperatorFigures(
      record: total.record, denseMACs: total.figures.denseMACs,
      vectorOperations: total.figures.vectorOperations, design: result.design)
    let report = RunReport(result: result, design: result.design.resolved(), inputs: [], settings: [])
    let sources =
      ["multiply", "add", "registers", "loads", "vector", "read-0", "write-0", "read-2", "write-2", "memory"]
      .map { "of-\($0)" } + parts.map { "of-standing-\($0)" }
    let (page, summary) = (try HTMLReport(report).html(), DesignSummary(result.design).text)
    let (text, document) = (TextReport(result).text, try ResultDocument(report).json())
    for source in sources {
      for output in [page, summary, text, document] { #expect(output.contains(source), "\(source)") }
    }
    for name in table.componentNames(result.design) { #expect(text.contains("\n\(name) ")) }
  }

  @Test func `what takes no cycle has no bound`() async throws {
    var report = try await SampleRun.report()
    report.result.operators[0].figures.bound = nil
    report.result.operators[0].record.cycles = 0
    #expect(try ResultDocument(report).json().contains("\"bound\" : null"))
    #expect(try HTMLReport(report).html().contains("background:transparent"))
    let head = OperatorsCSV.text(report.result).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false)
    }
    let column = try #require(head[0].firstIndex(of: "bound"))
    #expect(head[1][column].isEmpty)
    #expect(
      TextReport(report.result).text.split(separator: "\n").contains {
        $0.hasPrefix("conv1") && $0.contains(" - ")
      })
  }

  @Test func `energies are printed in the units that suit them, and every source is readable`() async throws {
    var result = try await SampleRun.result()
    let long = String(repeating: "a long source, ", count: 30) + "and its end"
    result.design.energy?.multiply.source = long
    result.design.energy?.add = .init(Energy(attojoules: 32_617), source: "somebody")
    result.design.energy?.staticPower = .machine(.init(Power(nanowatts: 28_123_456_789), source: "somebody"))
    let (text, summary) = (TextReport(result).text, DesignSummary(result.design).text)
    for output in [text, summary] {
      for number in ["32.62 fJ", "28.12 W", "200 fJ"] {
        #expect(output.contains(number), "\(number) \(output)")
      }
      #expect(output.split { $0.isWhitespace }.joined(separator: " ").contains(long))
      #expect(!output.contains(" aJ"))
    }
    let report = RunReport(result: result, design: result.design.resolved(), inputs: [], settings: [])
    #expect(try HTMLReport(report).html().contains("<li>\(long)</li>"))
    // Two components of one source have one number.
    for output in [text, summary] { #expect(output.components(separatedBy: "somebody").count == 2) }
    #expect(summary.split(separator: "\n").allSatisfy { $0.count <= 120 }, "\(summary)")
  }

  @Test(arguments: [104, 120])
  func `names that lose their middle stay different`(width: Int) async throws {
    let sample = try await SampleRun.result()
    let operators = (10...17).map { number in
      var one = sample.operators[0]
      one.name = "features.\(number).depthwise_convolution_with_a_name_that_no_column_holds"
      one.record.cycles += number
      return one
    }
    let text = TextReport(sample.with(operators), style: TextStyle(width: width)).text
    let names = text.split(separator: "\n").filter { $0.hasPrefix("feat") }.compactMap {
      $0.split(separator: " ").first
    }
    // Those of the table of operators, then those of the one of zeros, which may be cut alike.
    #expect(names.count == 16, "\(text)")
    for table in [names.prefix(8), names.suffix(8)] { #expect(Set(table).count == 8, "\(text)") }
  }

  @Test func `the page says what every operator was mapped to`() async throws {
    let page = try HTMLReport(try await SampleRun.report()).html()
    #expect(page.contains("<h2>Mappings</h2>"))
    for text in [
      "8 rows x 4 channels x 8 filters", "n, m, k, batch", "im2col", "1 unit", "800 of 70,000, not all",
    ] {
      #expect(page.contains(text), "\(text)")
    }
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
    // The page has a script of its own, and only that.
    #expect(html.components(separatedBy: "<script").count == 2 && !html.contains("<script>alert"))
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
