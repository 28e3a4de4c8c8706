import Documents
import Foundation
import Reports
import Testing

@Suite struct DifferenceTests {
  static func load(_ text: String) -> (file: ResultFile?, lines: [String]) {
    let folder = FileManager.default.temporaryDirectory
    let url = folder.appending(path: "ridgeline-\(UUID().uuidString).json")
    try? Data(text.utf8).write(to: url)
    defer { try? FileManager.default.removeItem(at: url) }
    let findings = Findings()
    let file = ResultFile.load(path: url.path, findings: findings)
    return (file, findings.lines.map { $0.replacing(url.path, with: "result.json") })
  }

  /// The sample, and the sample with one operator changed, one gone and one more.
  static func difference() async throws -> ResultDifference {
    let before = try #require(load(try ResultDocument(try await SampleRun.report()).json()).file)
    var after = before
    after.design = "other_design"
    after.operators[0].counts.cycles += 70
    after.operators[0].counts.stack["working", default: 0] += 100
    after.operators[0].counts.stack["dram_latency", default: 0] -= 30
    after.operators[0].mapping["tiles.rows"] = ["4"]
    after.operators[0].mapping["order"] = ["[n, batch, m, k]"]
    after.operators[0].mapping["slots.weight"] = ["3"]
    let gone = after.operators.remove(at: 1)
    var more = ResultFile.Operator(path: "more", counts: ResultFile.Counts())
    more.counts.cycles = 5
    more.counts.stack = ["vector_unit": 5]
    after.operators.append(more)
    after.total.cycles += 75 - gone.counts.cycles
    for (name, count) in gone.counts.bytes { after.total.bytes[name, default: 0] -= count }
    for (name, count) in gone.counts.slots { after.total.slots[name, default: 0] -= count }
    for (name, count) in gone.counts.stack { after.total.stack[name, default: 0] -= count }
    after.total.stack["working", default: 0] += 100
    after.total.stack["dram_latency", default: 0] -= 30
    after.total.stack["vector_unit", default: 0] += 5
    return ResultDifference(before: before, after: after)
  }

  @Test(arguments: ["txt", "md", "csv", "json"])
  func `each format of a difference is the golden one`(format: String) async throws {
    let difference = try await Self.difference()
    let text =
      switch format {
      case "txt": DifferenceText(difference).text
      case "md": DifferenceMarkdown.text(difference)
      case "csv": DifferenceCSV.text(difference)
      default: try DifferenceDocument(difference).json()
      }
    try expectGolden("difference.\(format)", text)
  }

  @Test func `a difference says how many numbers of each side are assumptions`() async throws {
    let file = try await Self.difference().before
    let sources = try #require(file.sources)
    #expect(sources.energies > 0)
    var other = file
    other.sources?.energiesAssumed += 1
    let words = "energies of a chip and its memories:"
    for (after, expected) in [
      (file, "before and after: \(words) \(sources.energiesAssumed) of \(sources.energies)"),
      (other, "after: \(words) \(sources.energiesAssumed + 1) of \(sources.energies)"),
    ] {
      let difference = ResultDifference(before: file, after: after)
      let text = DifferenceText(difference).text.split(separator: "\n").map {
        $0.trimmingCharacters(in: .whitespaces)
      }.joined(separator: " ")
      #expect(text.contains(expected), "\(text)")
      #expect(DifferenceMarkdown.text(difference).contains(expected))
      #expect(try DifferenceDocument(difference).json().contains("\"energies_assumed\""))
    }
    // A result of an older version says nothing.
    other.sources = nil
    let silent = ResultDifference(before: other, after: other)
    #expect(!DifferenceText(silent).text.contains("assumptions"))
    #expect(try !DifferenceDocument(silent).json().contains("\"sources\""))
  }

  @Test func `settings that differ are printed, and others are not`() throws {
    let counts = "\"cycles\": 0, \"cycle_stack\": {}, \"slots\": {}, \"memories\": {}"
    func file(_ design: String) throws -> ResultFile {
      try #require(
        Self.load(Self.made(total: counts).replacing("{\"name\": \"d\"}", with: design)).file)
    }
    let old = try file(
      "{\"name\": \"d\", \"array\": {\"rows\": 32, \"columns\": 32}, \"placement\": {\"input\": [\"l2\", \"main\"]},"
        + " \"energy\": {\"add\": {\"value\": \"1 pJ\", \"source\": \"one\"}}, \"list\": [{\"a\": 1}, {\"a\": 2}]}"
    )
    let new = try file(
      "{\"name\": \"d\", \"array\": {\"rows\": 16, \"columns\": 32}, \"placement\": {\"input\": [\"main\"]},"
        + " \"energy\": {\"add\": {\"value\": \"1 pJ\", \"source\": \"two\"}}, \"list\": [{\"a\": 1}],"
        + " \"boundary\": \"overlap\"}")
    let difference = ResultDifference(before: old, after: new)
    #expect(
      difference.settings.map(\.path) == ["array.rows", "placement.input", "list[1].a", "boundary"])
    #expect(difference.settings.map(\.before) == ["32", "[l2, main]", "2", nil])
    #expect(difference.settings.map(\.after) == ["16", "[main]", nil, "overlap"])
    // They are no counts: a script asks for those.
    #expect(!difference.isDifferent)
    for text in [DifferenceText(difference).text, DifferenceMarkdown.text(difference)] {
      for word in ["array.rows", "l2, main", "No operator changed."] {
        #expect(text.contains(word), "\(text)")
      }
    }
    #expect(DifferenceCSV.text(difference).contains(",design.array.rows,32,16,\n"))
    #expect(try DifferenceDocument(difference).json().contains("\"path\" : \"array.rows\""))
    #expect(DifferenceText(ResultDifference(before: old, after: old)).text.contains("have the same settings"))
    var many = old
    many.settings += (0..<40).map { ("key\($0)", "value") }
    #expect(
      DifferenceText(ResultDifference(before: old, after: many)).text.contains("16 more settings differ"))
  }

  @Test func `a mapping that changed is named part by part, and is no count`() throws {
    let counts = "\"cycles\": 0, \"cycle_stack\": {}, \"slots\": {}, \"memories\": {}"
    func file(_ mappings: [String]) throws -> ResultFile {
      let operators = mappings.enumerated().map { place, mapping in
        "{\"name\": \"a\", \"repeat\": 1, \"first_execution\": \(place), \(counts), \"mapping\": \(mapping)}"
      }
      let text = Self.made(total: counts).replacing(
        "\"operators\": []", with: "\"operators\": [\(operators.joined(separator: ", "))]")
      let loaded = Self.load(text)
      return try #require(loaded.file, "\(loaded.lines)")
    }
    let old = try file([
      "{\"tiles\": {\"rows\": 8, \"filters\": 16}, \"order\": [\"m\", \"n\"], \"scan\": \"raster\", \"partition\": null,"
        + " \"passes\": 4, \"search\": {\"candidates\": 3}}"
    ])
    let new = try file([
      "{\"tiles\": {\"rows\": 4, \"filters\": 16}, \"order\": [\"n\", \"m\"], \"scan\": \"serpentine\", \"partition\": null,"
        + " \"passes\": 8}",
      "{\"tiles\": {\"rows\": 2, \"filters\": 16}, \"order\": [\"n\", \"m\"], \"scan\": \"serpentine\","
        + " \"slots\": {\"input\": 3}}",
    ])
    let difference = ResultDifference(before: old, after: new)
    #expect(!difference.isDifferent && difference.hasOtherMappings)
    let changes = try #require(difference.operators.first).mapping
    #expect(changes.map(\.path) == ["order", "scan", "slots.input", "tiles.rows"])
    #expect(changes.map(\.before) == ["[m, n]", "raster", nil, "8"])
    #expect(changes.map(\.after) == ["[n, m]", "serpentine", "3", "4 or 2"])
    for text in [
      DifferenceText(difference).text, DifferenceMarkdown.text(difference).replacing("\\", with: ""),
    ] {
      let said =
        "order m n -> n m; scan raster -> serpentine; slots.input none -> 3; rows of a tile 8 -> 4 or 2"
      #expect(text.contains(said), "\(text)")
      #expect(text.contains("No count of an operator changed."))
    }
    #expect(DifferenceCSV.text(difference).contains("a,mapping.tiles.rows,8,4 or 2,\n"))
    #expect(try DifferenceDocument(difference).json().contains("\"path\" : \"tiles.rows\""))
    #expect(!ResultDifference(before: new, after: new).hasOtherMappings)
  }

  @Test func `classes sum to cycles, and operators to the total`() async throws {
    let difference = try await Self.difference()
    for move in difference.operators + [difference.total] {
      #expect(move.classes.reduce(0) { $0 + $1.change } == move.cycles, "\(move.name)")
    }
    #expect(difference.operators.reduce(0) { $0 + $1.cycles } == difference.total.cycles)
    #expect(difference.operators.count { $0.after == nil } == 1)
    #expect(difference.operators.count { $0.before == nil } == 1)
  }

  /// A result of no operators.
  static func made(total: String) -> String {
    "{\"schema\": \"ridgeline-result/1\", \"design\": {\"name\": \"d\"}, \"network\": \"n\", \"total\": {\(total)},"
      + " \"operators\": []}"
  }
  /// A memory of as many bytes as a count may be, twice.
  static let most = "{\"read_bytes\": \(1 << 61), \"write_bytes\": \(1 << 61)}"

  @Test func `the cycle stack of several cores sums to the cycles of each`() throws {
    func load(_ working: Int) -> (file: ResultFile?, lines: [String]) {
      let counts =
        "\"cycles\": 10, \"cycle_stack\": {\"working\": \(working), \"imbalance\": 8}, \"slots\": {}, \"memories\": {}"
      return Self.load(
        Self.made(total: counts).replacing("\"d\"}", with: "\"d\", \"cores\": {\"count\": 3}}"))
    }
    let file = try #require(load(22).file)
    #expect(file.cores == 3)
    #expect(
      load(21).lines == [
        "result.json:1:137: error: the classes sum to 29, and 'cycles' is 10 on each of 3 cores; "
          + "it is not as 'ridgeline run' wrote it"
      ])
    var slower = file
    slower.total.cycles = 11
    slower.total.stack["imbalance"] = 11
    let text = DifferenceText(ResultDifference(before: file, after: slower)).text
    #expect(text.contains("class of cores' cycles"))
    #expect(text.contains("sum                         30     33      +3"))
  }

  @Test func `what stayed is a line too, so that a column adds up`() throws {
    func file(_ working: Int) throws -> ResultFile {
      let stack = "{\"working\": \(working), \"imbalance\": 10, \"decode\": 20}"
      let slots = "{\"effective\": \(working), \"unmapped\": 7, \"idle\": 0}"
      let energy = "{\"add\": \(working), \"multiply\": 5, \"static\": 5}"
      return try #require(
        Self.load(
          Self.made(
            total:
              "\"cycles\": \(working + 30), \"cycle_stack\": \(stack), \"slots\": \(slots), \"memories\": {},"
              + " \"energy_pj\": \(energy)")
        ).file)
    }
    let difference = ResultDifference(before: try file(1), after: try file(4))
    let lines = DifferenceText(difference).text.split(separator: "\n").map {
      $0.split(separator: " ").joined(separator: " ")
    }
    for line in ["2 others, as before 30 30 0", "unmapped 7 7 0", "2 others, as before 10.00 10.00 0"] {
      #expect(lines.contains(line), "\(lines)")
    }
  }

  @Test func `energy moves by component where both results have it`() throws {
    let counts = "\"cycles\": 0, \"cycle_stack\": {}, \"slots\": {}, \"memories\": {}"
    func file(_ energy: String) throws -> ResultFile {
      try #require(Self.load(Self.made(total: counts + energy)).file)
    }
    let old = try file(", \"energy_pj\": {\"add\": 1.5, \"memory_main\": 8, \"total\": 9.5}")
    let new = try file(", \"energy_pj\": {\"add\": 1, \"memory_main\": 12, \"total\": 13}")
    let difference = ResultDifference(before: old, after: new)
    #expect(difference.total.energy.map(\.name) == ["memory_main", "add"])
    #expect(difference.total.energy.map(\.change) == [4, -0.5])
    #expect(difference.isDifferent)
    #expect(DifferenceText(difference).text.contains("memory_main"))
    #expect(DifferenceCSV.text(difference).contains("total,energy_pj.memory_main,8.0,12.0,4.0"))
    let half = ResultDifference(before: old, after: try file(""))
    #expect(half.total.energy.isEmpty)
    #expect(DifferenceText(half).text.contains("Only one of the two results has energies"))
  }

  @Test func `a result and itself do not differ`() async throws {
    let file = try #require(Self.load(try ResultDocument(try await SampleRun.report()).json()).file)
    let difference = ResultDifference(before: file, after: file)
    #expect(difference.total.cycles == 0 && difference.total.classes.isEmpty)
    #expect(DifferenceText(difference).text.contains("No operator changed."))
  }

  @Test(arguments: [
    ("{}", "result.json:1:1: error: this is no result of ridgeline"),
    ("[]", "result.json:1:1: error: this is no result of ridgeline"),
    ("{\"schema\": \"other/1\"}", "result.json:1:12: error: the schema is 'other/1'"),
    ("{\"schema\": \"ridgeline-result/1\"}", "result.json:1:1: error: the result has no 'design' here"),
    ("{\"schema\": \"ridgeline-result/1\",", "result.json:"),
    (
      "{\"schema\": \"ridgeline-result/1\", \"design\": {\"name\": \"d\"}, \"network\": \"n\", \"total\": {\"cycles\": -1,"
        + " \"cycle_stack\": {}, \"memories\": {}}, \"operators\": []}",
      "result.json:1:95: error: 'cycles'"
    ),
    (
      "{\"schema\": \"ridgeline-result/1\", \"design\": {\"name\": \"d\"}, \"network\": \"n\", \"total\": {\"cycles\": 0,"
        + " \"cycle_stack\": {}, \"slots\": {}, \"memories\": {}}, \"operators\": [{\"name\": \"a\", \"repeat\": 2000000000000000000,"
        + " \"cycles\": 2000000000000000000, \"cycle_stack\": {}, \"slots\": {}, \"memories\": {}}]}",
      "error: the result has no counts that fit into 62 bits here"
    ),
    (
      made(total: "\"cycles\": 3, \"cycle_stack\": {\"working\": 1}, \"slots\": {}, \"memories\": {}"),
      "error: the classes sum to 1, and 'cycles' is 3"
    ),
    (
      made(
        total:
          "\"cycles\": 0, \"cycle_stack\": {}, \"slots\": {}, \"memories\": {\"a\": \(most), \"b\": \(most)}"),
      "error: the result has no counts that fit into 62 bits here"
    ),
    (
      made(total: "\"cycles\": 0, \"cycle_stack\": [], \"slots\": {}, \"memories\": {}"),
      "error: the result has no classes with their counts here"
    ),
    (
      made(
        total:
          "\"cycles\": 0, \"cycle_stack\": {}, \"slots\": {}, \"memories\": {}, \"energy_pj\": {\"add\": \"nan\"}"
      ),
      "error: the result has no number of picojoules here"
    ),
  ])
  func `a file that is no result is answered at its place`(text: String, message: String) {
    let (file, lines) = Self.load(text)
    #expect(file == nil)
    #expect(lines.first?.contains(message) == true, "\(lines)")
  }
}
