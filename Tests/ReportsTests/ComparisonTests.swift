import Accounting
import Foundation
import Hardware
import Quantities
import Replay
import Reports
import Testing

/// The sample on three machines and two traces: the second machine has twice the clock, the third another memory.
@Suite struct ComparisonTests {
  static func comparison(baseline: Int = 0) async throws -> Comparison {
    let sample = try await SampleRun.result()
    func variant(_ name: String, _ change: (inout RunResult) -> Void) -> RunResult {
      var result = sample
      result.design.name = name
      change(&result)
      return result
    }
    let row = [
      variant("base_line") { _ in },
      variant("twice_the_clock") {
        $0.design.clock = Frequency(hertz: 2 * $0.design.clock.hertz)
        $0.total.figures.timeSeconds /= 2
      },
      variant("ideal|memory") {
        $0.design.memories[0].kind = .ideal
        $0.total.figures.timeSeconds *= 2
        $0.total.figures.macUtilization = nil
      },
    ]
    var second = row
    for place in second.indices { second[place].total.figures.timeSeconds *= place == 1 ? 4 : 1 }
    return Comparison(
      results: [row, second], traces: ["sample_net", "sample_net & more"], baseline: baseline)
  }

  @Test(arguments: ["txt", "md", "tex", "csv", "json", "html"])
  func `each format of a comparison is the golden one`(format: String) async throws {
    let comparison = try await Self.comparison()
    let text = try Self.text(comparison, format)
    try expectGolden("comparison.\(format)", text)
  }

  @Test func `speed-ups are over the baseline, and their means are geometric`() async throws {
    let comparison = try await Self.comparison()
    #expect(comparison.cells[0].map(\.speedup) == [1, 2, 0.5])
    #expect(comparison.cells[1].map(\.speedup) == [1, 0.5, 0.5])
    #expect(comparison.means.map(\.speedup) == [1, 1, 0.5])
    let other = try await Self.comparison(baseline: 1)
    #expect(other.cells[0].map(\.speedup) == [0.5, 1, 0.25])
  }

  @Test func `designs that differ in a resource are told apart from those that do not`() async throws {
    let differences = try await Self.comparison().differences
    #expect(differences.map(\.resource) == ["peak", "memory bandwidth"])
    #expect(differences[0].factor == 2)
    // No number says how much more an ideal memory has.
    #expect(differences[1].factor == nil)
    let sample = try await SampleRun.result()
    let alike = Comparison(results: [[sample, sample]], traces: ["t"], baseline: 0)
    #expect(alike.differences.isEmpty)
  }

  @Test func `formats, elements' files and names of technologies are resources too`() async throws {
    let sample = try await SampleRun.result()
    func comparison(_ change: (inout RunResult) -> Void) -> Comparison {
      var other = sample
      other.design.name = "other"
      change(&other)
      return Comparison(results: [[sample, other]], traces: ["t"], baseline: 0)
    }
    let wider = comparison {
      $0.design.array.systolic?.precision.input = .integer(bits: 16)
      $0.design.energy?.multiply.amount = Energy(attojoules: 1_000_000)
    }
    // A wider multiplier takes more in any technology.
    #expect(wider.differences.map(\.resource) == ["number formats"])
    #expect(wider.differences[0].values == ["int8 x int8 -> int32", "int16 x int8 -> int32"])
    let named = comparison { $0.design.energy?.technology = "asic_7nm" }
    #expect(named.differences.map(\.resource) == ["technology"])
    #expect(named.differences[0].values == ["without a name", "asic_7nm"])
    let searched = comparison { $0.design.mapping.search = .full }
    #expect(searched.differences.map(\.resource) == ["mapping search"])

    var bounded = sample
    let buffer = Buffer(capacity: Bytes(count: 4096), banks: 4, width: 4)
    bounded.design.buffers = .perOperand(input: buffer, weight: buffer, output: buffer)
    var rows = bounded
    rows.design.name = "rows"
    rows.design.array = .rowStationary(
      RowStationaryArray(
        rows: 4, columns: 4, files: .init(input: 12, weight: 224, sum: 24),
        buses: .init(input: 1, weight: 4, output: 4), pipeline: 3, precision: sample.design.array.precision))
    // Sixteen times 12 + 2 x 224 bytes of operands and 24 of 4 bytes, beside 12 KiB.
    let files = Comparison(results: [[bounded, rows]], traces: ["t"], baseline: 0)
    #expect(files.differences.map(\.resource) == ["buffer bytes"])
    #expect(files.differences[0].factor == (12_288.0 + 16 * (12 + 448 + 96)) / 12_288)
    let summary = DesignSummary(rows.design).text
    #expect(
      summary.contains(
        "  files     12 inputs, 224 weights and 24 sums in each element, and a second file of weights\n"))
    #expect(
      summary.contains("  buses     1 input, 4 weights and 4 sums a cycle, inputs once for all elements\n"))
  }

  @Test func `a search that ended at its budget is said`() async throws {
    let sample = try await SampleRun.result()
    var done = sample
    for place in done.operators.indices { done.operators[place].search?.isExhaustive = true }
    done.design.name = "done"
    let comparison = Comparison(results: [[sample, done]], traces: ["t"], baseline: 0)
    #expect(
      comparison.cautions == [
        "of 'sample' on 't' the search for a mapping ended at its budget in 1 of 2 operators, which may have better ones"
      ])
    let json = try ComparisonDocument(comparison).json()
    #expect(json.contains("\"ended_searches\" : 1") && json.contains("\"ended_searches\" : 0"))
    for text in [ComparisonText(comparison).text, ComparisonMarkdown(comparison).text] {
      #expect(text.replacing("\n", with: " ").contains("ended at its budget"), "\(text)")
    }
  }

  @Test func `zeros that a design could skip, and does not, are said`() async throws {
    var sample = try await SampleRun.result()
    for place in sample.operators.indices { sample.operators[place].search = nil }
    guard case .systolic(var array) = sample.design.array else { return }
    array.sparsity = ArraySparsity(weight: .skip, pattern: .init(nonzeros: 2, groupSize: 8))
    var (other, none) = (sample, sample)
    other.design.array = .systolic(array)
    (other.design.name, none.design.name) = ("other", "none")
    let comparison = Comparison(results: [[other, none]], traces: ["t"], baseline: 0)
    // The array that skips has something that the other has not.
    let leftOut =
      "the designs differ in what has no energy: other wires between buffers and array and intersection and selection, "
      + "none wires between buffers and array"
    #expect(
      comparison.cautions == [
        leftOut,
        "'other' skips zeros, and on 't' none in 1 of 1 operators that have some, whose weights do not have its 2:8",
      ])
    let json = try ComparisonDocument(comparison).json()
    #expect(json.split(separator: "\"unused_zeros\" : 1").count == 2)
    for place in other.operators.indices { other.operators[place].figures.skippedMACs = 1 }
    let moved =
      "'other' skips zeros of weights, and on 't' its memories move them all the same, as its 'storage' has no format for them"
    #expect(Comparison(results: [[other, none]], traces: ["t"], baseline: 0).cautions == [leftOut, moved])
    other.design.storage.weight = .init(format: .bitmask)
    #expect(!Comparison(results: [[other, none]], traces: ["t"], baseline: 0).cautions.contains(moved))
    for place in other.operators.indices { other.operators[place].densities = [:] }
    #expect(
      Comparison(results: [[other, none]], traces: ["t"], baseline: 0).cautions.last
        == "'other' skips zeros of weights, and 't' has none: there it is a dense machine")
  }

  @Test func `ports and banks that differ are said, as nothing counts what they cost`() async throws {
    let sample = try await SampleRun.result()
    var ported = sample
    guard case .perOperand(var input, let weight, let output) = sample.design.buffers else { return }
    input.ports *= 2
    ported.design.buffers = .perOperand(input: input, weight: weight, output: output)
    ported.design.name = "ported"
    let cautions = Comparison(results: [[sample, ported]], traces: ["t"], baseline: 0).cautions
    #expect(cautions.contains { $0.contains("what buffers give to arrays by") }, "\(cautions)")
    #expect(
      cautions.contains {
        $0.contains("ports of the buffers' banks, which no energy and no area counts: sample ")
      },
      "\(cautions)")
  }

  @Test func `what overlaps is told from what does not, and has a throughput`() async throws {
    let sample = try await SampleRun.result()
    var single = sample
    single.total.throughput.samples = 1
    #expect(!Comparison(results: [[single]], traces: ["t"], baseline: 0).hasThroughput)
    var overlapping = single
    overlapping.design.boundary = .overlap
    overlapping.design.name = "overlapping"
    let comparison = Comparison(results: [[single, overlapping]], traces: ["t"], baseline: 0)
    #expect(comparison.differences.map(\.resource) == ["boundary"])
    #expect(
      comparison.differences[0].sentence(comparison.designs)
        == "the designs differ in boundary: sample barrier, overlapping overlap")
    #expect(comparison.hasThroughput)
    #expect(ComparisonText(comparison).text.contains("samples/s"))
    // What does not repeat has none.
    overlapping.total.throughput.steadyState = .failure(.tooLong)
    let other = Comparison(results: [[single, overlapping]], traces: ["t"], baseline: 0)
    #expect(other.cells[0][1].samplesPerSecond == nil)
    #expect(try ComparisonDocument(other).json().contains("\"throughput_per_s\" : null"))
  }

  @Test func `memories on the chip are held against each other apart`() async throws {
    let sample = try await SampleRun.result()
    var other = sample
    other.design.memories.append(
      Memory(
        name: "l2",
        kind: .bandwidth(
          BandwidthMemory(
            bandwidth: Bandwidth(bytesPerSecond: 16_000_000_000), latency: TimeSpan(picoseconds: 0),
            outstanding: nil, request: 64))))
    other.design.placement.output = [1, 0]
    let comparison = Comparison(results: [[sample, other]], traces: ["t"], baseline: 0)
    #expect(comparison.differences.map(\.resource) == ["bandwidth of memories on the chip"])
    #expect(comparison.differences[0].values == ["0 B/s", "16.0 GB/s"])
    #expect(comparison.differences[0].factor == nil)
  }

  @Test func `energy has columns where any design gives it, and is undefined for the others`() async throws {
    let energetic = try await Self.energetic()
    let text = ComparisonText(energetic).text
    for title in ["energy ratio", "EDP ratio", "TOPS/W"] { #expect(text.contains(title), "\(text)") }
    #expect(energetic.cells[0].map(\.energyRatio) == [1, 2, nil])
    #expect(energetic.cells[0].map(\.delayProductRatio) == [1, 2, nil])
    #expect(energetic.means.map(\.energyRatio) == [1, 2, nil])
    let json = try ComparisonDocument(energetic).json()
    #expect(json.contains("\"energy_ratio\" : null") && !json.contains("inf"))
    #expect(ComparisonCSV.text(energetic).contains("energy_pj,energy_ratio,energy_delay_product_j_s"))
    #expect(
      energetic.differences.map(\.resource) == ["the energy of a multiplication of the same formats"])
    #expect(energetic.differences[0].values == ["0.500 pJ", "1.00 pJ", "not given"])
    #expect(energetic.differences[0].factor == 2)
  }

  @Test func `without energies nothing about energy is said`() async throws {
    var results = [[try await SampleRun.result()]]
    results[0][0].design.energy = nil
    results[0][0].total.figures.energyPicojoules = nil
    let comparison = Comparison(results: results, traces: ["t"], baseline: 0)
    for text in [
      ComparisonText(comparison).text, ComparisonCSV.text(comparison),
      try ComparisonDocument(comparison).json(),
    ] {
      #expect(!text.contains("energy") && !text.contains("EDP"), "\(text)")
    }
  }

  @Test(arguments: ["txt", "md", "tex", "csv", "json", "html"])
  func `each format of a comparison with energies is the golden one`(format: String) async throws {
    try expectGolden("comparison_energy.\(format)", try Self.text(try await Self.energetic(), format))
  }

  @Test func `traces that are very different have units of their own, others one in a column`() async throws {
    let short = try await SampleRun.result()
    var long = short
    long.total.figures.timeSeconds *= 1e6
    let comparison = Comparison(results: [[short], [long]], traces: ["short", "long"], baseline: 0)
    for format in ["txt", "md", "tex", "html"] {
      let text = try Self.text(comparison, format)
      #expect(text.contains("12.05 us") && text.contains("12.05 s"), "\(text)")
    }
    #expect(!ComparisonCSV.text(comparison).contains(" us"))
    long.total.figures.timeSeconds = 100 * short.total.figures.timeSeconds
    let text = ComparisonText(
      Comparison(results: [[short], [long]], traces: ["short", "long"], baseline: 0)
    ).text
    #expect(text.contains(" 12.05 ") && text.contains(" 1,205 "), "\(text)")
  }

  @Test func `bars of slots that would be slivers are shares`() async throws {
    let short = try await SampleRun.result()
    var long = short
    long.design.name = "long"
    for (factor, isShare) in [(9.0, false), (11.0, true)] {
      long.total.figures.timeSeconds = factor * short.total.figures.timeSeconds
      let comparison = Comparison(results: [[short, long]], traces: ["t"], baseline: 0)
      let page = try ComparisonPage(comparison).html()
      #expect(page.contains("every bar is as long") == isShare)
    }
  }

  @Test func `static power of a whole machine is told from that of its components`() async throws {
    let sample = try await SampleRun.result()
    var (parts, none) = (sample, sample)
    (parts.design.name, none.design.name) = ("parts", "none")
    parts.design.energy?.staticPower = .components(
      EnergyTable.staticComponents(sample.design).map { name in
        EnergyTable.Entry(Power(nanowatts: name.hasPrefix("memory_") ? 0 : 1_000), source: "a test")
      })
    none.design.energy?.staticPower = .machine(EnergyTable.Entry(Power(nanowatts: 0), source: "a test"))
    let comparison = Comparison(results: [[sample, parts, none]], traces: ["t"], baseline: 0)
    #expect(comparison.differences.map(\.resource) == ["what draws static power"])
    #expect(
      comparison.differences[0].values == [
        "one figure for the machine", "its components without memories", "nothing",
      ])
  }

  @Test func `numbers stand below each other, bold where there are colours and starred where not`()
    async throws
  {
    let comparison = try await Self.comparison()
    let bold = ComparisonText(comparison, style: TextStyle(hasColor: true)).text
    #expect(bold.contains("\u{1B}[1m2.00\u{1B}[0m") && !bold.contains("*"))
    func words(_ text: String) -> [[Substring]] {
      text.split(separator: "\n").prefix(10).map { $0.split(separator: " ") }
    }
    let plain = bold.replacing(#/\u{1B}\[[0-9]+m/#, with: "")
    let starred = ComparisonText(comparison).text.replacing("*", with: " ")
    #expect(words(plain) == words(starred))
    // The ends of the numbers of a column are the same.
    let lines = starred.split(separator: "\n")
    let ends = lines.filter { $0.contains("12,050") }.map {
      $0.prefix(upTo: $0.range(of: "12,050")!.upperBound).count
    }
    #expect(Set(ends).count == 1 && ends.count == 6)
  }

  @Test func `LaTeX sets every name as it stands`() async throws {
    var results = [[try await SampleRun.result()]]
    results[0][0].design.name = "[a]*\\b_c&d%e$f#g{h}~i^j<k>l|m\"n 𝛼"
    let latex = ComparisonLaTeX(Comparison(results: results, traces: ["t"], baseline: 0)).text
    #expect(
      latex.contains(
        "{[}a{]}{*}\\textbackslash{}b\\_c\\&d\\%e\\$f\\#g\\{h\\}\\textasciitilde{}i\\textasciicircum{}j"
          + "\\textless{}k\\textgreater{}l\\textbar{}m''n ?"), "\(latex)")
  }

  /// The sample, the sample with twice the energy of everything, and the sample without energies.
  static func energetic() async throws -> Comparison {
    let sample = try await SampleRun.result()
    let entry = { (picojoules: Double) in
      EnergyTable.Entry(Energy(attojoules: Int(picojoules * 1e6)), source: "a test")
    }
    let none = EnergyTable(
      multiply: entry(0.5), add: entry(0.25), registers: entry(0), vectorOperation: entry(0.25),
      buffers: [.init(entry(2)), .init(entry(2)), .init(entry(2))],
      memories: [EnergyTable.Entry(EnergyPerBit(attojoules: 8_000_000), source: "a test")],
      staticPower: .machine(EnergyTable.Entry(Power(nanowatts: 0), source: "a test")))
    let row = [1, 2, 0].map { (factor: Int) -> RunResult in
      var result = sample
      var table = none
      table.multiply.amount = Energy(attojoules: factor * table.multiply.amount.attojoules)
      table.add.amount = Energy(attojoules: factor * table.add.amount.attojoules)
      table.vectorOperation?.amount = Energy(attojoules: factor * 250_000)
      for place in table.buffers.indices {
        table.buffers[place].read.amount = Energy(attojoules: factor * 2_000_000)
        table.buffers[place].write.amount = Energy(attojoules: factor * 2_000_000)
      }
      table.memories[0]?.amount = EnergyPerBit(attojoules: factor * 8_000_000)
      result.design.name = ["once", "twice", "unknown"][factor == 0 ? 2 : factor - 1]
      result.design.energy = factor > 0 ? table : nil
      result.total.figures = OperatorFigures(
        record: sample.total.record, denseMACs: sample.total.figures.denseMACs,
        vectorOperations: sample.total.figures.vectorOperations, design: result.design)
      return result
    }
    return Comparison(results: [row, row], traces: ["first", "second"], baseline: 0)
  }

  static func text(_ comparison: Comparison, _ format: String) throws -> String {
    switch format {
    case "txt": ComparisonText(comparison).text
    case "md": ComparisonMarkdown(comparison).text
    case "tex": ComparisonLaTeX(comparison).text
    case "csv": ComparisonCSV.text(comparison)
    case "html": try ComparisonPage(comparison).html()
    default: try ComparisonDocument(comparison).json()
    }
  }
}
