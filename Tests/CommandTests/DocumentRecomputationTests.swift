import Foundation
import Testing

/// Whether figures of comparisons and generations are what `ridgeline explain` says of those beside them.
@Suite struct DocumentRecomputationTests {
  @Test func `every figure of a comparison is what its formula says`() throws {
    try withRidgeline { ridgeline in
      try RecomputedRuns.prepare(ridgeline)
      let document = try Self.document(
        ridgeline,
        "compare Configs/designs/full_stack16.yaml Configs/designs/eyeriss.yaml --trace Traces/tiny.yaml "
          + "--trace Traces/tiny_resnet8.yaml --baseline eyeriss --format json")
      let traces = document["traces"]?.items ?? []
      #expect(traces.count == 2)
      let keys = [
        "speedup": "time_s", "energy_ratio": "energy_pj",
        "energy_delay_product_ratio": "energy_delay_product_j_s",
      ]
      #expect(try Self.explained(ridgeline, "compare.") == Set(keys.keys.map { "compare.\($0)" }))
      var products: [String: [String: Figure]] = [:]
      for trace in traces {
        let cells = trace["designs"]?.items ?? []
        let baseline = try #require(cells.first { $0["design"]?.text == "eyeriss" })
        for cell in cells {
          let name = try #require(cell["design"]?.text)
          for (ratio, key) in keys {
            let (own, other) = (try Self.number(cell, key), try Self.number(baseline, key))
            let computed = ratio == "speedup" ? other / own : own / other
            Self.expect(cell, ratio, computed)
            let before = products[name]?[ratio] ?? Figure(1)
            products[name, default: [:]][ratio] = before * computed
          }
        }
      }
      for mean in document["geometric_means"]?.items ?? [] {
        let name = try #require(mean["design"]?.text)
        for ratio in keys.keys {
          let product = try #require(products[name]?[ratio]?.value)
          Self.expect(mean, ratio, Figure(product.squareRoot()))
        }
      }
      let sources = document["sources"]?.items ?? []
      #expect(sources.map { $0["design"]?.text } == ["full_stack16", "eyeriss"])
      #expect(sources.allSatisfy { $0["sources"]?["boundary"]?.text == "chip_and_memory" })
    }
  }

  @Test func `a comparison of designs on boards with a price has samples a second for a dollar`() throws {
    try withRidgeline { ridgeline in
      try RecomputedRuns.prepare(ridgeline)
      let line =
        "compare Configs/designs/dsp48_dense_u280.yaml Configs/designs/ws32.yaml --trace Traces/tiny.yaml"
      let cells =
        try Self.document(ridgeline, line + " --format json")["traces"]?.items.first?["designs"]?.items ?? []
      let run = try Self.document(
        ridgeline, "run Configs/designs/dsp48_dense_u280.yaml Traces/tiny.yaml --no-wall --json")
      let expected = try #require(run.at("total.samples_per_s_per_usd")?.figure.value)
      #expect(cells.map { $0["samples_per_s_per_usd"]?.figure.value } == [expected, nil])
      let text = try ridgeline.shell("\"$RIDGELINE\" \(line)").output
      #expect(text.contains("a 1,000 USD"), "\(text)")
    }
  }

  @Test func `every figure of a generation is what its formula says`() throws {
    try withRidgeline { ridgeline in
      try RecomputedRuns.prepare(ridgeline)
      let line =
        "generate Configs/designs/hbm_decode.yaml Configs/rooflines/a100.yaml --model Configs/models/gpt2_small.json "
        + "--prompt 16 --output 4 --batch 2 --bucket 2"
      let document = try Self.document(ridgeline, line + " --json")
      let formulas = try Self.explained(ridgeline, "generate.")
      var compared: Set<String> = []
      for machine in document["machines"]?.items ?? [] {
        for (key, computed) in try Self.generated(document, machine) {
          Self.expect(machine, key, computed)
          if computed.value != nil { compared.insert("generate.\(key)") }
        }
      }
      #expect(compared == formulas, "\(compared.symmetricDifference(formulas).sorted())")

      let simulated = try #require(document["machines"]?.items.first)
      #expect(simulated.at("sources.boundary")?.text == "chip_and_memory")
      let (assumed, all) = (simulated.at("sources.energies_assumed"), simulated.at("sources.energies"))
      let counts = "\(Int(assumed?.figure.value ?? -1)) of \(Int(all?.figure.value ?? -1)) numbers"
      let text = try ridgeline.shell("\"$RIDGELINE\" \(line)").output.split(whereSeparator: \.isWhitespace)
        .joined(separator: " ")
      #expect(text.contains("hbm_decode: energies of a chip and its memories: \(counts) are"), "\(text)")
      #expect(document["machines"]?.items.last?["sources"] == nil)
    }
  }

  /// The figures of a machine by the formulas of `explain`.
  private static func generated(_ document: JSONValue, _ machine: JSONValue) throws -> [String: Figure] {
    let steps = machine["decode"]?.items ?? []
    let prefill = try #require(machine["prefill"])
    func sum(_ value: (JSONValue) throws -> Figure) throws -> Figure {
      try steps.reduce(0) { try $0 + number($1, "count") * value($1) }
    }
    let time = try sum { try number($0, "time_s") }
    let (output, batch) = (try number(document, "output"), try number(document, "batch"))
    let whole = try number(prefill, "time_s") + time
    let bytes = try sum { try number($0, "read_bytes") + number($0, "write_bytes") }
    let waiting = try sum { try number($0, "time_s") * ($0["waiting_share"]?.figure ?? Figure(nil)) }
    let power = machine["declared_power_w"]?.figure ?? Figure(nil)
    let joules = try sum { $0["energy_j"]?.figure ?? Figure(nil) }
    let (first, last) = (try #require(steps.first), try #require(steps.last))
    let prefillJoules = prefill["energy_j"]?.figure ?? Figure(nil)
    let tokens = output * batch
    let rate = tokens / time
    let price = machine["price_usd"]?.figure ?? Figure(nil)
    // One statement each, which is checked faster than one literal.
    var figures: [String: Figure] = [:]
    figures["time_to_first_token_s"] = try number(prefill, "time_s")
    figures["time_per_token_s"] = time / output
    figures["first_time_per_token_s"] = try number(first, "time_s")
    figures["last_time_per_token_s"] = try number(last, "time_s")
    figures["time_s"] = whole
    figures["decode_tokens_per_s"] = rate
    figures["tokens_per_s"] = tokens / whole
    figures["energy_j"] = (power * whole).or(prefillJoules + joules)
    figures["energy_per_token_j"] = (power * time).or(joules) / tokens
    figures["waiting_share"] = waiting / time
    figures["decode_bytes_per_s"] = bytes / time
    figures["tokens_per_s_per_usd"] = rate / price
    return figures
  }

  /// What a line of arguments prints.
  private static func document(_ ridgeline: Ridgeline, _ line: String) throws -> JSONValue {
    let outcome = try ridgeline.shell("\"$RIDGELINE\" \(line)")
    try #require(outcome.status == 0, "\(outcome.errors)")
    return JSONValue(try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)))
  }

  /// Figures whose names begin so and that have a formula.
  private static func explained(_ ridgeline: Ridgeline, _ prefix: String) throws -> Set<String> {
    let names = ExplainedMetrics.names(try ridgeline("explain").output).filter { $0.hasPrefix(prefix) }
    let line = "for name in \(names.joined(separator: " ")); do \"$RIDGELINE\" explain $name || exit 1; done"
    let formulas = ExplainedMetrics.formulas(try ridgeline.shell(line).output)
    return Set(formulas.filter { $0.value != nil }.keys)
  }

  private static func number(_ value: JSONValue, _ key: String) throws -> Figure {
    Figure(try #require(value[key]?.figure.value, "\(key)"))
  }

  private static func expect(
    _ entry: JSONValue, _ key: String, _ computed: Figure,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let name = entry["design"]?.text ?? ""
    guard let printed = entry[key]?.figure.value, let computed = computed.value else {
      #expect(
        (entry[key]?.figure.value == nil) == (computed.value == nil), "\(name): \(key)",
        sourceLocation: sourceLocation)
      return
    }
    #expect(
      abs(printed - computed) <= 1e-9 * max(abs(printed), abs(computed)),
      "\(name): \(key) is \(printed), but \(computed) by its formula", sourceLocation: sourceLocation)
  }
}
