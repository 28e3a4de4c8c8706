import Foundation
import Testing

@Suite struct GenerationCommandTests {
  static let model = """
    {"model_type": "llama", "hidden_size": 64, "intermediate_size": 96, "max_position_embeddings": 64,
     "num_attention_heads": 4, "num_hidden_layers": 2, "num_key_value_heads": 2, "vocab_size": 100}

    """
  static let machine = """
    {name: machine, source: an example, roofline: {peak: {int8: 1000000000000}, bandwidth: 10 GB/s}, power_w: 5}

    """
  static let unit = """
    base: design.yaml
    name: with_unit
    vector_unit:
      lanes: 8
      functions: {copy: {latency: 1, interval: 1}, add: {latency: 1, interval: 1}, multiply: {latency: 1, interval: 1},
        silu: {latency: 1, interval: 1}, rotary: {latency: 1, interval: 1}, softmax: {latency: 1, interval: 1},
        rms_norm: {latency: 1, interval: 1}}

    """

  static func prepare(_ ridgeline: Ridgeline) throws {
    try ridgeline.write(model, to: "config.json")
    try ridgeline.write(machine, to: "machine.yaml")
    try ridgeline.write(unit, to: "unit.yaml")
  }

  @Test func `every key of a generation is explained`() throws {
    try withRidgeline { ridgeline in
      try Self.prepare(ridgeline)
      let run = try ridgeline.shell(
        "$RIDGELINE generate unit.yaml machine.yaml --model config.json --prompt 6 --output 4 --wall --json")
      #expect(run.status == 0, "\(run.errors)")
      let document = try JSONSerialization.jsonObject(with: Data(run.output.utf8))
      let keys = Self.keys(document).sorted()
      #expect(keys.count > 30 && keys.contains("context") && keys.contains("length_bucket"), "\(keys)")
      let asked = try ridgeline.shell(
        "for key in \(keys.joined(separator: " ")); do $RIDGELINE explain $key >/dev/null || exit 1; done")
      #expect(asked.status == 0, "\(asked.errors)")
    }
  }

  private static func keys(_ value: Any) -> Set<String> {
    if let object = value as? [String: Any] {
      return Set(object.keys).union(object.values.flatMap(keys))
    }
    return Set((value as? [Any] ?? []).flatMap(keys))
  }

  @Test func `a generation says what is simulated and what is declared, in every format`() throws {
    try withRidgeline { ridgeline in
      try Self.prepare(ridgeline)
      func run(_ format: String) throws -> Ridgeline.Outcome {
        try ridgeline.shell(
          "$RIDGELINE generate unit.yaml machine.yaml --model config.json --prompt 6 --output 4 --bucket 4 \(format)"
        )
      }
      let text = try run("")
      #expect(text.status == 0, "\(text.errors)")
      for part in ["config: 6 tokens in, 4 out, batch 1", "simulated", "declared", "time to first token"] {
        #expect(text.output.contains(part), "\(text.output)")
      }
      let json = try run("--json")
      let document = try #require(
        try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
      #expect(document["schema"] as? String == "ridgeline-generation/1")
      let machines = try #require(document["machines"] as? [[String: Any]])
      #expect(machines.map { $0["origin"] as? String } == ["simulated", "declared"])
      #expect(machines.allSatisfy { ($0["decode"] as? [Any])?.count == 2 })
      let csv = try run("--csv").output.split(separator: "\n")
      #expect(csv.count == 7 && csv[1].hasPrefix("with_unit,simulated,prefill,1,6,6,"))
      #expect(try run("--json --jobs 1").output == json.output)
    }
  }

  @Test func `compare takes declared machines, and says that nothing of them is simulated`() throws {
    try withRidgeline { ridgeline in
      try Self.prepare(ridgeline)
      let text = try ridgeline("compare", "design.yaml", "machine.yaml", "--trace", "trace.yaml")
      #expect(text.status == 0 && text.output.contains("declared, not simulated"), "\(text.errors)")
      let latex = try ridgeline(
        "compare", "design.yaml", "machine.yaml", "--trace", "trace.yaml", "--format", "latex")
      #expect(latex.status == 2 && latex.errors.contains("only declared"))
      let alone = try ridgeline("compare", "machine.yaml", "--trace", "trace.yaml")
      #expect(alone.status == 2 && alone.errors.contains("at least one design"))
    }
  }

  @Test func `blocks that would leave out nothing are refused or named`() throws {
    try withRidgeline { ridgeline in
      try Self.prepare(ridgeline)
      let decode = try ridgeline(
        "import", "huggingface", "config.json", "--decode", "1", "--context", "8", "--blocks",
        "{block: [4, 4]}", "-o", "decode.yaml")
      #expect(decode.status == 2 && decode.errors.contains("--blocks is for a prefill of several tokens"))
      #expect(!ridgeline.exists("decode.yaml"))
      let first = try ridgeline(
        "import", "huggingface", "config.json", "--generate", "1,8", "--blocks", "{block: [4, 4]}", "-o",
        "first.yaml")
      let prompt = try ridgeline(
        "generate", "unit.yaml", "--model", "config.json", "--prompt", "1", "--output", "8", "--blocks",
        "{block: [4, 4]}")
      for one in [first, prompt] {
        #expect(one.status == 2 && one.errors.contains("--blocks is for a prefill of several tokens"))
      }
      let arguments = [
        "generate", "unit.yaml", "machine.yaml", "--model", "config.json", "--prompt", "8", "--output", "2",
      ]
      func run(_ more: String...) throws -> Ridgeline.Outcome {
        try ridgeline.shell(
          "$RIDGELINE " + (arguments + more).map { "'\($0)'" }.joined(separator: " "))
      }
      let note = "what is declared leaves out no blocks"
      let text = try run("--blocks", "{block: [4, 4]}")
      #expect(text.status == 0 && text.output.contains("machine: \(note)"), "\(text.output)\(text.errors)")
      #expect(text.output.contains("with_unit: the design leaves out no blocks"), "\(text.output)")
      #expect(try run("--blocks", "{block: [4, 4]}", "--json").output.contains(note))
      let all = try run("--blocks", "{block: [8, 8]}")
      let reason = "these blocks leave out nothing: each of 4 heads has 1 x 1"
      #expect(all.status == 0 && all.output.replacing("\n", with: " ").contains(reason), "\(all.output)")
      let imported = try ridgeline(
        "import", "huggingface", "config.json", "--prefill", "8", "--blocks", "{block: [8, 8]}", "-o",
        "all.yaml")
      let place = "--blocks {block: [8, 8]}:1:1: warning: "
      #expect(imported.status == 0 && imported.errors.hasPrefix(place + reason), "\(imported.errors)")
      #expect(!(try run().output.contains(note)))
    }
  }

  @Test(arguments: [
    ("--blocks", "{blok: [64, 64]}", 2, "unknown key 'blok'", "did you mean 'block'?"),
    ("--blocks", "{block: [4, 4], widnow: 2}", 17, "unknown key 'widnow'", "did you mean 'window'?"),
    ("--blocks", "{block: [4, 4], heads: 2}", 17, "how many heads share keys", "remove 'heads'"),
    ("--blocks", "{block: [4, 4], window: [1, 2, 3, 4, 5]}", 1, "'window' has 5 entries", "are 4 heads"),
    ("--sparsity", "{pattern: uniform, densty: 0.5}", 20, "unknown key 'densty'", "did you mean 'density'?"),
    ("--sparsity", "8;16", 1, "no pattern is named '8;16'", "write N:M"),
    ("--weights", "{elment: int4}", 2, "unknown key 'elment'", "did you mean 'element'?"),
    ("--layers", "[{layers: 2, weigths: int4}]", 14, "unknown key 'weigths'", "did you mean 'weights'?"),
    (
      "--layers", "[{layers: 2, sparsity: {patern: uniform}}]", 25, "unknown key 'patern'",
      "did you mean 'pattern'?"
    ),
    ("--layers", "[{layers: 3}]", 11, "the parts have 3 layers", "the model has 2"),
    ("--layers", "[{layers: 2, expand: int4}]", 14, "'expand' is no projection", "it has 'query'"),
    ("--layers", "{layers: 2}", 1, "layers are a list", "[{layers: 2, weights: int8}"),
  ])
  func `what is wrong with an option is said once, at its place there, by both commands`(
    option: String, value: String, column: Int, found: String, right: String
  ) throws {
    try withRidgeline { ridgeline in
      try Self.prepare(ridgeline)
      let runs = [
        try ridgeline(
          "import", "huggingface", "config.json", "--prefill", "8", option, value, "-o", "new.yaml"),
        try ridgeline(
          "generate", "unit.yaml", "--model", "config.json", "--prompt", "8", "--output", "1", option, value),
      ]
      for run in runs {
        #expect(run.status == 2)
        let lines = run.errors.split(separator: "\n").filter {
          $0.hasPrefix("\(option) \(value):1:\(column): error: ")
        }
        #expect(lines.count == 1 && lines[0].contains(found) && lines[0].contains(right), "\(run.errors)")
      }
      #expect(!ridgeline.exists("new.yaml"))
    }
  }

  @Test func `a file of blocks is named from where the command runs`() throws {
    try withRidgeline { ridgeline in
      try Self.prepare(ridgeline)
      _ = try ridgeline.shell("mkdir masks traces; printf '%s' 'no file of tensors' > masks/blocks.npy")
      let blocks = "{block: [4, 4], mask: masks/blocks.npy}"
      let run = try ridgeline(
        "generate", "unit.yaml", "--model", "config.json", "--prompt", "8", "--output", "1", "--blocks",
        blocks)
      #expect(
        run.status == 2 && run.errors.hasPrefix("--blocks \(blocks):1:1: error: 'masks/blocks.npy': "),
        "\(run.errors)")
      for folder in ["traces", "traces/../traces"] {
        let imported = try ridgeline(
          "import", "huggingface", "config.json", "--prefill", "8", "--blocks", blocks, "-o",
          "\(folder)/new.yaml",
          "--force")
        #expect(imported.status == 0, "\(imported.errors)")
        let wrong = try ridgeline("run", "unit.yaml", "traces/new.yaml")
        #expect(wrong.status == 2 && wrong.errors.contains("masks/blocks.npy': "), "\(wrong.errors)")
        #expect(!wrong.errors.contains("No such file"), "\(wrong.errors)")
      }
    }
  }

  @Test func `an import writes a trace that runs, and answers what is wrong`() throws {
    try withRidgeline { ridgeline in
      try Self.prepare(ridgeline)
      let right = try ridgeline(
        "import", "huggingface", "config.json", "--generate", "5,2", "--weights", "int4", "-o", "new.yaml")
      #expect(right.status == 0, "\(right.errors)")
      #expect(try ridgeline("check", "new.yaml").status == 0)
      let late = try ridgeline("import", "huggingface", "config.json", "--decode", "1", "-o", "late.yaml")
      #expect(late.status == 2 && late.errors.contains("--decode needs --context"))
      let both = try ridgeline(
        "import", "huggingface", "config.json", "--prefill", "4", "--weights", "int99", "-o", "both.yaml")
      #expect(both.status == 2 && both.errors.hasPrefix("--weights int99:1:1: error: "), "\(both.errors)")
      #expect(!ridgeline.exists("both.yaml"))
      try ridgeline.write(#"{"model_type": "mixtral"}"#, to: "other.json")
      let other = try ridgeline("import", "huggingface", "other.json", "--prefill", "4", "-o", "other.yaml")
      #expect(
        other.status == 2 && other.errors.hasPrefix("other.json:1:16: error: 'model_type'"), "\(other.errors)"
      )
    }
  }
}
