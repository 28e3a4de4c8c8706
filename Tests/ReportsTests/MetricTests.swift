import Documents
import Foundation
import Hardware
import Mapping
import Replay
import Reports
import Sweeps
import Testing
import Workloads

@Suite struct MetricTests {
  @Test func `every key of the result document is explained`() async throws {
    let json = try ResultDocument(try await SampleRun.report()).json()
    let names = Set(Metric.all.map(\.name))
    var unexplained: Set<String> = []
    for path in paths(try JSONSerialization.jsonObject(with: Data(json.utf8)), at: "") {
      let name = pattern(path)
      if !names.contains(name) { unexplained.insert(name) }
    }
    #expect(unexplained.isEmpty, "\(unexplained.sorted())")
  }

  @Test func `every figure that is not of the CSV alone is in the result document`() async throws {
    let json = try ResultDocument(try await SampleRun.report()).json()
    let keys = Set(paths(try JSONSerialization.jsonObject(with: Data(json.utf8)), at: "").map(pattern))
    // Of machines that the sample is not: several cores, a power by component, a shared buffer with overlap; and of
    // mappings that name slots.
    let others: Set = [
      "index", "energy_pj.dequantize", "energy_pj.reduction_link", "energy_pj.static_NAME",
      "energy_pj.interconnect", "energy_pj.decoders", "energy_pj.intersection", "energy_pj.queues",
      "samples_per_s_per_usd", "sram_supply", "sram_supply.bit_error_rate", "sram_supply.read_bits",
      "sram_supply.wrong_bits_per_sample", "barrier_cycles",
      "searched_mapping_cycles", "rule_mapping_cycles", "sparsity.unneeded_macs",
      "mapping.slots", "tops_per_mm2", "area_mm2", "area_mm2.total", "area_mm2.NAME",
    ]
    let absent = Set(Metric.all.map(\.name)).subtracting(keys).filter {
      !Self.isOfStorage($0) && !Self.isOfDRAM($0) && !$0.hasPrefix("overflowing_sums")
        && !$0.hasPrefix("compare.") && !$0.hasPrefix("generate.")
        && !$0.hasPrefix("arithmetic") && !Self.isOfChains($0) && !Self.isOfZeros($0)
    }
    #expect(absent.symmetricDifference(others).isEmpty)
  }

  @Test func `a sweep may ask for every figure of a total, and for no other`() async throws {
    let reader = FigureReader.total
    let results = [
      try await SampleRun.result(), try await SampleRun.stored(), try await Self.runDigits(),
      try await Self.run("tiny", on: "dsp48_dense_u280"), try await Self.run("tiny", on: "hbm_decode_dram"),
      try await Self.run("tiny", on: "ws32_lpddr4"),
    ]
    for result in results {
      let names = Set(result.design.memories.map(\.name))
      for key in reader.keys(result) {
        let memories = reader.memories(key)
        // The sample has what was looked for besides; and lists of texts have no place in a table.
        guard !key.hasPrefix("what_if."), !key.hasPrefix("energy_actions."),
          !key.hasPrefix("sources.left_out")
        else { continue }
        #expect(memories.map { names.isSuperset(of: $0) } == true, "\(key)")
      }
    }
    #expect(reader.memories("memories.far.dram.counts.reads") == ["far"])
    #expect(reader.memories("energy_pj.static_memory_far") == ["far"])
    let wrong = [
      "energy_pj", "energy_pj.totl", "energy_pj.static_total", "energy_pj.buffer_main", "memories.main",
      "memories.main.dram.counts", "memories.main.dram.requests", "resources.dsps.share",
      "storage.weight.format", "energy_actions.0.count", "buffers.main.reads", "cycles.mean",
      "sources.left_out", "sources.left_out.0", "mapping.tiles.rows", "what_if.array.cycles", "phases.name",
      "",
      "memories..read_bytes.", "cycles.",
    ]
    for key in wrong { #expect(reader.memories(key) == nil, "\(key)") }
    let known = reader.known(["far"])
    #expect(known.allSatisfy { reader.memories($0) != nil }, "\(known.filter { reader.memories($0) == nil })")
  }

  /// Figures of `ridgeline memory`, and of memories of DRAM, which the sample has not.
  private static func isOfDRAM(_ name: String) -> Bool {
    name.hasPrefix("dram.") || name.contains(".dram.") || name.hasSuffix(".dram") || name.hasSuffix(".bursts")
      || name.hasSuffix(".overfetched_bytes")
  }

  /// Figures of independent units, of weights that miss an array's N:M, and of seeds that draw nothing.
  private static func isOfZeros(_ name: String) -> Bool {
    name.hasPrefix("sparsity.work") || name.hasPrefix("pattern_misses") || name == "seeds.drawn"
  }

  @Test func `figures of units and of weights that miss N:M are there, explained and shown`() async throws {
    let units = try await Self.run("sparse_tiny", on: "sparten")
    var misses = try await SampleRun.result()
    misses.patternMisses = ["a", "b", "c"].enumerated().map { place, name in
      let miss = PatternMiss(pattern: .init(nonzeros: 2, groupSize: 8), fuller: 3 - place, groups: 4_096)
      return RunResult.NamedPatternMiss(name: name, miss: miss)
    }
    var keys: Set<String> = []
    for result in [units, misses] {
      var report = SampleRun.report(of: result)
      report.spread = try await SampleRun.report().spread
      report.spread?.isDrawn = false
      let json = try ResultDocument(report).json()
      keys.formUnion(paths(try JSONSerialization.jsonObject(with: Data(json.utf8)), at: "").map(pattern))
    }
    #expect(Set(Metric.all.map(\.name).filter(Self.isOfZeros)).isSubset(of: keys))
    #expect(
      Verdict(misses).text.hasSuffix(
        "'c' runs dense, with all its zeros: the array takes 2:8 weights, and 1 of 4,096 groups have more than 2 that are not "
          + "zero. So do 2 more products, which miss by as much or more."))
    #expect(try HTMLReport(SampleRun.report(of: misses)).html().contains("1 of 4,096 groups"))
  }

  /// Figures of DSP chains, which the sample has not.
  private static func isOfChains(_ name: String) -> Bool {
    name.hasPrefix("dsp_chain") || name.hasPrefix("resources")
      || ["dsp_operations", "adjusts", "selections"].contains { name == "energy_pj.\($0)" }
  }

  @Test func `figures of DSP chains are there, explained and shown`() async throws {
    let result = try await Self.run("tiny", on: "dsp48_dense_u280")
    let json = try ResultDocument(SampleRun.report(of: result)).json()
    let keys = Set(paths(try JSONSerialization.jsonObject(with: Data(json.utf8)), at: "").map(pattern))
    let named = ["dsp_chain", "resources"]
    let ours = Metric.all.map(\.name).filter { name in named.contains { name.hasPrefix($0) } }
    #expect(Set(ours).isSubset(of: keys), "\(Set(ours).subtracting(keys))")
    for column in OperatorsCSV.text(result).prefix(while: { $0 != "\n" }).split(separator: ",").map(
      String.init)
    {
      #expect(Metric.named(column).count { !$0.columns.isEmpty } == 1, "\(column)")
    }
    let summary = DesignSummary(result.design).text
    #expect(summary.contains("2048 DSPs (dsp48e2) in chains of 16"))
    #expect(summary.contains("lanes of 18 bits with room for 7"))
  }

  @Test func `a run on DSP chains whose energies are those of products says so`() async throws {
    let design = "dsp48_dense_u280"
    let byDSP = try await Self.run("tiny", on: design)
    let byProduct = try await Self.run("tiny", on: design, settings: ["energy.dsp_operation=null"])
    #expect(!TextReport(byDSP).text.contains("'dsp_operation'"))
    #expect(TextReport(byProduct).text.contains("'dsp_operation'"))
  }

  /// Figures of designs with `storage`, which the sample has not.
  private static func isOfStorage(_ name: String) -> Bool {
    name.hasPrefix("storage") || name.hasPrefix("dense_fallbacks") || name.hasSuffix("metadata_bytes")
      || name.hasSuffix("pointer_bytes")
      || name.hasSuffix("metadata_accesses") || name.hasSuffix("metadata_overhead")
  }

  @Test func `figures of stored tensors are there, and explained, where a design has storage`() async throws {
    let result = try await SampleRun.stored()
    let json = try ResultDocument(SampleRun.report(of: result)).json()
    let keys = Set(paths(try JSONSerialization.jsonObject(with: Data(json.utf8)), at: "").map(pattern))
    #expect(keys.isSubset(of: Set(Metric.all.map(\.name))))
    #expect(Set(Metric.all.map(\.name).filter(Self.isOfStorage)).isSubset(of: keys))
    for column in OperatorsCSV.text(result).prefix(while: { $0 != "\n" }).split(separator: ",").map(
      String.init)
    {
      #expect(Metric.named(column).count { !$0.columns.isEmpty } == 1, "\(column)")
    }
    #expect(TextReport(result).text.contains("csr"))
    #expect(TextReport(result).text.contains("lies dense, and not as nm_indices"))
    #expect(TextReport(result).text.contains("overhead"))
    #expect(try HTMLReport(SampleRun.report(of: result)).html().contains("<h2>Stored tensors</h2>"))
  }

  @Test(arguments: ["ws32_lpddr4", "tpu_hbm2", "hbm_decode_dram"])
  func `every figure of a run on a shipped design with DRAM is explained, and shown`(name: String)
    async throws
  {
    let result = try await Self.run("tiny", on: name)
    let json = try ResultDocument(SampleRun.report(of: result)).json()
    let keys = Set(paths(try JSONSerialization.jsonObject(with: Data(json.utf8)), at: "").map(pattern))
    let names = Set(Metric.all.map(\.name))
    let unexplained = keys.map(Self.asOfMemory).filter { !names.contains($0) }
    #expect(unexplained.isEmpty, "\(unexplained.sorted())")
    let ofRuns = names.filter { Self.isOfDRAM($0) && !$0.hasPrefix("dram.") }
    #expect(ofRuns.isSubset(of: keys), "\(ofRuns.subtracting(keys).sorted())")
    for column in OperatorsCSV.text(result).prefix(while: { $0 != "\n" }).split(separator: ",").map(
      String.init)
    {
      #expect(Metric.named(column).count { !$0.columns.isEmpty } == 1, "\(column)")
    }
    let text = TextReport(result).text
    let page = try HTMLReport(SampleRun.report(of: result)).html()
    for memory in result.design.memories.map(\.name) {
      #expect(text.contains("devices \(memory): row hits"))
      #expect(page.contains("<h3>\(memory): data buses</h3>"))
    }
    #expect(page.contains("<h2>DRAM devices</h2>"))
  }

  /// The parts of a run's DRAM figures are those of `ridgeline memory`.
  private static func asOfMemory(_ name: String) -> String {
    let prefix = "memories.NAME.dram."
    guard name.hasPrefix(prefix), name.dropFirst(prefix.count).contains(".") else { return name }
    var parts = name.dropFirst(prefix.count).split(separator: ".")
    if ["counts", "channels"].contains(parts[0]) { parts.removeFirst() }
    if parts == ["bus_cycles"] { return prefix + "bus_cycles" }
    return "dram." + parts.joined(separator: ".")
  }

  private static func run(_ trace: String, on design: String, settings: [String] = []) async throws
    -> RunResult
  {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
      .standardized.path
    let findings = Findings()
    let trace = Trace.load(path: "\(root)/Traces/\(trace).yaml", seed: 0, findings: findings)
    let design = Design.load(
      path: "\(root)/Configs/designs/\(design).yaml", settings: settings, findings: findings)
    #expect(findings.lines.isEmpty, "\(findings.lines)")
    return try await Replayer.run(trace: try #require(trace), design: try #require(design))
  }

  @Test func `figures of arithmetic are there, explained and shown, where digits take the time`() async throws
  {
    let result = try await Self.runDigits()
    let json = try ResultDocument(SampleRun.report(of: result)).json()
    let keys = Set(paths(try JSONSerialization.jsonObject(with: Data(json.utf8)), at: "").map(pattern))
    let names = Set(Metric.all.map(\.name))
    #expect(keys.isSubset(of: names), "\(keys.subtracting(names).sorted())")
    // The design has no pairs of formats.
    let ofArithmetic = names.filter { $0.hasPrefix("arithmetic") && $0 != "arithmetic.pair_products" }
    #expect(ofArithmetic.isSubset(of: keys), "\(ofArithmetic.subtracting(keys).sorted())")
    let lines = OperatorsCSV.text(result).split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    for column in lines[0] { #expect(Metric.named(column).count { !$0.columns.isEmpty } == 1, "\(column)") }
    #expect(lines.allSatisfy { $0.count == lines[0].count })
    let text = TextReport(result).text
    #expect(text.contains("booth digits of weight, 4 at once"))
    #expect(text.contains("work/time"))
    #expect(DesignSummary(result.design).text.contains("mode      int8 x int8: booth digits of weight"))
    let figures = result.operators[0].figures
    #expect(figures.effectiveMACs + figures.skippedMACs <= figures.denseMACs)
    #expect(try #require(figures.workOverTime(result.operators[0].record, cores: 1)) <= 1)
    #expect(try #require(figures.macUtilization) <= 1)
  }

  private static func runDigits() async throws -> RunResult {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..")
      .standardized.path
    let findings = Findings()
    let design = Design.load(
      path: "\(root)/Configs/designs/ws32.yaml",
      settings: [
        "energy=null",
        "array={topology: dot_product, dataflow: output_stationary, units: 4, width: 4, precision: {input: int8, "
          + "weight: int8, accumulate: int32, arithmetic: {type: digits, operand: weight, recoding: booth, group: 4}, "
          + "dequantization: group}}",
      ], findings: findings)
    let text = """
      network: digits
      formats: {input: int8, weight: int8, output: int8}
      inputs: {x: {elements: 1024}}
      operators:
        - {name: product, op: matmul, input: x, m: 16, k: 64, n: 64, weight: {values: {distribution: normal, sigma: 30}}}
      """
    let node = DocumentLoader().load(text: Array(text.utf8), name: "digits.yaml", findings: findings)
    let trace = node.flatMap { TraceDecoder.decode($0, seed: 0, findings: findings) }
    #expect(findings.lines.isEmpty, "\(findings.lines)")
    return try await Replayer.run(trace: try #require(trace), design: try #require(design))
  }

  @Test func `every column of the table of operators is explained by one figure`() async throws {
    let head = OperatorsCSV.text(try await SampleRun.result()).prefix { $0 != "\n" }
    for column in head.split(separator: ",").map(String.init) {
      let metrics = Metric.named(column).filter { !$0.columns.isEmpty }
      #expect(metrics.count == 1, "\(column): \(metrics.map(\.name))")
    }
  }

  @Test func `names are found by key, by the end of a key, and by column`() {
    #expect(Metric.named("wall_factor").map(\.name) == ["wall_factor"])
    #expect(Metric.named("fill_drain").map(\.name) == ["slots.fill_drain"])
    #expect(Metric.named("dram_latency").map(\.name) == ["cycle_stack.dram_latency", "slots.dram_latency"])
    #expect(Metric.named("memory_main_read_bytes").map(\.name) == ["memories.NAME.read_bytes"])
    #expect(Metric.named("memories.main.read_bytes").map(\.name) == ["memories.NAME.read_bytes"])
    #expect(Metric.named("nonsense").isEmpty)
  }

  @Test func `components of the energy are found by their names`() {
    for (name, metric) in [
      ("multiply", "energy_pj.multiply"), ("registers", "energy_pj.registers"),
      ("static", "energy_pj.static"),
      ("buffer_input", "energy_pj.buffer_NAME"), ("memory_main", "energy_pj.memory_NAME"),
      ("static_multiply", "energy_pj.static_NAME"), ("static_memory_main", "energy_pj.static_NAME"),
      ("energy_pj.memory_main", "energy_pj.memory_NAME"), ("energy_buffer_input_pj", "energy_pj.buffer_NAME"),
      ("energy_static_pj", "energy_pj.static"), ("reduction_link", "energy_pj.reduction_link"),
    ] {
      #expect(Metric.named(name).map(\.name) == [metric], "\(name)")
    }
    // Counts and energies of one name are both explained.
    #expect(Metric.named("register_loads").map(\.name) == ["register_loads", "energy_pj.register_loads"])
    #expect(Metric.named("vector_unit").map(\.name).contains("energy_pj.vector_unit"))
  }

  @Test func `a misspelt name has a nearest one`() {
    #expect(Metric.nearestName("wal_factor") == "wall_factor")
    #expect(Metric.nearestName("mac-utilisation") == "mac_utilization")
    #expect(Metric.nearestName("zzzzzzzzz") == nil)
  }

  @Test func `the documentation has the tables of the registry`() throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../docs/metrics.md").standardized
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(
      text.contains(Metric.markdown), "write the tables again: ridgeline explain --markdown")
  }

  /// The paths of all keys; items of a list have their list's path.
  private func paths(_ value: Any, at path: String) -> [String] {
    if let object = value as? [String: Any] {
      return object.flatMap { key, value in
        let place = path.isEmpty ? key : "\(path).\(key)"
        return [place] + paths(value, at: place)
      }
    }
    if let list = value as? [Any] { return list.flatMap { paths($0, at: path) } }
    return []
  }

  /// A path as the registry names it.
  private func pattern(_ path: String) -> String {
    var parts = path.split(separator: ".").map(String.init)
    // The design is a document of its own, explained in docs/design-format.md.
    if parts[0] == "design" { return "design" }
    if parts.count > 1, ["operators", "total"].contains(parts[0]) { parts.removeFirst() }
    if parts.count > 1, ["memories", "buffers", "resources"].contains(parts[0]) { parts[1] = "NAME" }
    if parts.count > 2, parts[0] == "sparsity", parts[1] == "densities" { parts[2] = "NAME" }
    if parts.count > 1, parts[0] == "storage" { parts[1] = "NAME" }
    if parts.count > 2, parts[0] == "what_if" { parts[1] = "NAME" }
    if parts.count > 1, parts[0] == "energy_pj" {
      for kind in ["buffer_", "memory_", "static_"] where parts[1].hasPrefix(kind) {
        parts[1] = kind + "NAME"
      }
    }
    return parts.joined(separator: ".")
  }
}
