import Documents
import Glibc
import TestFiles
import Testing
import Workloads

@Suite("A config.json becomes a trace")
struct HuggingFaceTests {
  /// The trace of a shipped configuration, through its text.
  static func trace(
    _ name: String, _ run: LanguageModelRun, weights: String = "int8", cache: String = "int8"
  ) throws -> Trace {
    let findings = Findings()
    let node = DocumentLoader().load(path: "\(packageFolder)/Configs/models/\(name).json", findings: findings)
    let model = node.flatMap { LanguageModel.decode($0, findings: findings) }
    let formats = LanguageModelFormats(weights: .text(weights), cache: .text(cache))
    let trace = try model.flatMap {
      $0.trace(of: run, formats: formats, network: "a", node: try #require(node), findings: findings)
    }
    return try decoded(YAMLWriter.write(try #require(trace, "\(findings.lines)")))
  }

  /// A trace without its names and places.
  static func bare(_ trace: Trace) -> Trace {
    var trace = trace
    (trace.network, trace.sources) = ("", [])
    for index in trace.operators.indices { trace.operators[index].position = .none }
    return trace
  }

  @Test(
    "the trace of a model is the shipped one, operator by operator",
    arguments: [
      ("llama2_7b", "llama2_7b_prefill", LanguageModelRun.prefill(128)),
      ("llama2_7b", "llama2_7b_decode", .decode(1, behind: 1_023)),
      ("llama2_7b", "llama2_7b_decode_128", .decode(1, behind: 127)),
      ("llama3_8b", "llama3_8b_prefill", .prefill(128)),
      ("llama3_8b", "llama3_8b_decode", .decode(1, behind: 1_023)),
      ("opt_6_7b", "opt_6_7b_prefill", .prefill(128)),
      ("opt_6_7b", "opt_6_7b_decode", .decode(1, behind: 1_023)),
      ("gpt2_small", "gpt2_small_prefill", .prefill(1_024)), ("bert_base", "bert_base_128", .prefill(128)),
    ])
  func equal(model: String, name: String, run: LanguageModelRun) throws {
    let (ours, theirs) = (Self.bare(try Self.trace(model, run)), Self.bare(try shipped(name)))
    #expect(ours.tensors == theirs.tensors)
    #expect(ours.carries == theirs.carries)
    for (one, other) in zip(ours.operators, theirs.operators) { #expect(one == other) }
    #expect(ours.operators.count == theirs.operators.count)
  }

  @Test(
    "each model has its published parameters, and a token its products' MACs",
    arguments: [
      ("llama2_7b", 6_738_415_616, 6_607_077_376), ("llama3_8b", 8_030_261_248, 7_504_658_432),
      ("mistral_7b", 7_241_732_096, 7_110_393_856), ("opt_6_7b", 6_658_473_984, 6_648_365_056),
      ("gpt2_small", 124_439_808, 123_532_032), ("qwen2_7b", 7_615_616_512, 7_070_285_824),
      ("qwen3_0_6b", 596_049_920, 595_984_384),
    ])
  func totals(name: String, parameters: Int, macs: Int) throws {
    let trace = try Self.trace(name, .decode(1, behind: 63))
    #expect(trace.parameters == parameters)
    let attention = trace.operators.filter { ["scores", "context"].contains($0.name) }
    #expect(trace.denseMACs - attention.reduce(0) { $0 + $1.executions * $1.denseMACs } == macs)
  }

  @Test("the steps of a generation share parameters and caches, which grow by a token each")
  func generation() throws {
    for name in ["llama3_8b", "gpt2_small", "qwen2_7b"] {
      let whole = try Self.trace(name, .generation(prompt: 5, output: 3))
      let alone = try Self.trace(name, .prefill(5))
      #expect(whole.parameters == alone.parameters)
      #expect(whole.operators.count == 4 * alone.operators.count)
      let appends = whole.operators.filter { $0.name.hasSuffix("key_append") }
      let columns = try whole.tensor("key_cache").elements / 8
      let places = appends.map { $0.outputOffset / columns }
      #expect(places == [0, 5, 6, 7])
      let contexts = whole.operators.filter { $0.name.hasSuffix("scores") }.compactMap { $0.product?.n }
      #expect(contexts == [5, 6, 7, 8])
      #expect(Set(whole.operators.map(\.phase)) == ["prefill", "decode"])
    }
  }

  @Test("many sequences are a trace as long as its sums can be counted")
  func manySequences() throws {
    let trace = try Self.trace("llama2_7b", .prefill(1_000, batch: 64))
    let head = try #require(trace.operators.last)
    #expect(head.denseMACs == 64_000 * 4_096 * 32_000)
  }

  @Test("keys and values of grouped queries are read once for all heads of a group")
  func groups() throws {
    let trace = try Self.trace("llama3_8b", .decode(1, behind: 99, batch: 3), cache: "int4")
    let scores = try #require(try trace.named("scores").product)
    #expect((scores.groups, scores.m, scores.k, scores.n) == (24, 4, 128, 100))
    let cache = try trace.tensor("key_cache")
    #expect(cache.elements == 100 * 3 * 1_024 && cache.format.name == "int4")
    #expect(trace.samples == 3)
  }

  @Test("a window bounds what a token attends to, and the cache begins anew at its start")
  func window() throws {
    let trace = try Self.trace("mistral_7b", .decode(1, behind: 5_000))
    #expect(try trace.named("scores").product?.n == 4_096)
    #expect(try trace.tensor("key_cache").elements == 4_096 * 1_024)
    #expect(try trace.named("key_append").outputOffset == (5_000 - 4_096) * 1_024)
  }

  @Test("a head width that is no share of the hidden size is the configuration's own")
  func headWidth() throws {
    let trace = try Self.trace("qwen3_0_6b", .prefill(4))
    #expect(try trace.named("query").product?.n == 2_048)
    #expect(try trace.named("attention_output").product?.k == 2_048)
    #expect(try trace.named("query_norm").vector?.units == 4 * 16)
  }

  static let folder = testFolder + "/HuggingFaceDiagnostics"
  static let cases = fileNames(in: folder).filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }

  /// A run of a prompt of 128 tokens and two more, on what is wrong with the file or with such a run of its model.
  @Test("a wrong configuration gives the expected findings and no trace", arguments: cases)
  func golden(name: String) throws {
    let findings = Findings()
    let path = "\(Self.folder)/\(name).json"
    let node = DocumentLoader().load(path: path, findings: findings)
    let model = node.flatMap { LanguageModel.decode($0, findings: findings) }
    let run = LanguageModelRun.generation(prompt: 128, output: 2)
    if let node, let model {
      let trace = model.trace(
        of: run, formats: LanguageModelFormats(), network: "a", node: node, findings: findings)
      #expect((trace == nil) == findings.hasErrors)
    }
    #expect(!findings.isEmpty)
    let found = findings.lines.map { $0.replacing(Self.folder + "/", with: "") + "\n" }.joined()
    let expectedPath = "\(Self.folder)/\(name).expected"
    if getenv("RIDGELINE_UPDATE_GOLDEN") != nil { writeFile(expectedPath, found) }
    #expect(found == String(decoding: try #require(readFile(expectedPath)), as: UTF8.self))
  }

  @Test("whatever stands in the place of a value, there is a trace or a finding, and no crash")
  func hostile() throws {
    let values = ["0", "1", "1000003", "2147483648", "4611686018427387904", "null", "\"7\""]
    let runs = [
      LanguageModelRun.generation(prompt: 3, output: 2, batch: 3),
      .decode(1, behind: 2_147_483_647, batch: 2_147_483_648), .prefill(.max, behind: .max),
    ]
    for name in ["gpt2_small", "opt_6_7b", "bert_base", "qwen3_0_6b"] {
      let node = try #require(
        DocumentLoader().load(path: "\(packageFolder)/Configs/models/\(name).json", findings: Findings()))
      for key in try #require(node.entries).map(\.key) where key != "model_type" && key != "architectures" {
        for value in values {
          let findings = Findings()
          let changed = node.setting(path: key, valueText: value, findings: findings)
          let model = LanguageModel.decode(changed, findings: findings)
          #expect((model == nil) == findings.hasErrors)
          guard let model else { continue }
          for run in runs {
            let own = Findings()
            let trace = model.trace(
              of: run, formats: LanguageModelFormats(), network: "a", node: changed, findings: own)
            #expect((trace == nil) == own.hasErrors)
          }
        }
      }
    }
  }

  @Test("zeros are those of the layers' weights, and of no other tensor")
  func sparsity() throws {
    let node = try #require(
      DocumentLoader().load(path: "\(packageFolder)/Configs/models/gpt2_small.json", findings: Findings()))
    let model = try #require(LanguageModel.decode(node, findings: Findings()))
    let pattern = LanguageModelFormats.pattern("8:16", option: "--sparsity", findings: Findings())
    let trace = try #require(
      model.trace(
        of: .generation(prompt: 4, output: 1), formats: LanguageModelFormats(sparsity: pattern), network: "a",
        node: node, findings: Findings()))
    let sparse = try decoded(YAMLWriter.write(trace)).tensors.filter { $0.sparsity != nil }
    let layers = ["query", "key", "value", "attention_output", "expand", "contract"]
    let names = layers.map { "prefill.\($0).weight" }
    #expect(sparse.map(\.name) == names)
  }

  @Test(
    "layers may differ in the formats and zeros of their weights, each with tensors and caches of its own")
  func layers() throws {
    let findings = Findings()
    let node = try #require(
      DocumentLoader().load(path: "\(packageFolder)/Configs/models/gpt2_small.json", findings: findings))
    let model = try #require(LanguageModel.decode(node, findings: findings))
    let text = "[{layers: 2, weights: int8}, {layers: 10, weights: int4, contract: int3, sparsity: \"8:16\"}]"
    let list = try #require(DocumentLoader().load(text: Array(text.utf8), name: "layers", findings: findings))
    var formats = LanguageModelFormats()
    formats.layers = try #require(LayerFormats.read(list, findings: findings), "\(findings.lines)")
    let made = try #require(
      model.trace(
        of: .generation(prompt: 4, output: 2), formats: formats, network: "a", node: node, findings: findings),
      "\(findings.lines)")
    let trace = try decoded(YAMLWriter.write(made))
    // 768 x 768 four times and 768 x 3072 twice, of 2 layers in 8 bits, of 10 in 4 and the last one in 3.
    let weights = trace.tensors.filter {
      $0.kind == .parameter && $0.name.contains("layers_") && $0.name.hasSuffix(".weight")
    }
    let products = weights.filter { !$0.name.contains("norm") }
    let bits = products.reduce(0) { $0 + $1.copies * $1.elements * $1.format.bits }
    let (small, wide) = (768 * 768, 768 * 3_072)
    #expect(bits == 2 * 8 * (4 * small + 2 * wide) + 10 * (4 * (4 * small + wide) + 3 * wide))
    #expect(products.filter { $0.sparsity != nil }.count == 6)
    #expect(trace.tensors.filter { $0.kind == .cache }.map(\.copies) == [2, 2, 10, 10])
    #expect(trace.denseMACs == (try Self.trace("gpt2_small", .generation(prompt: 4, output: 2))).denseMACs)
  }

  @Test("layers that are not the model's are said")
  func wrongLayers() throws {
    let node = try #require(
      DocumentLoader().load(path: "\(packageFolder)/Configs/models/gpt2_small.json", findings: Findings()))
    let model = try #require(LanguageModel.decode(node, findings: Findings()))
    func lines(_ text: String) throws -> [String] {
      let findings = Findings()
      let list = try #require(
        DocumentLoader().load(text: Array(text.utf8), name: "layers", findings: findings))
      var formats = LanguageModelFormats()
      guard let layers = LayerFormats.read(list, findings: findings) else { return findings.lines }
      formats.layers = layers
      #expect(
        model.trace(of: .prefill(4), formats: formats, network: "a", node: node, findings: findings) == nil)
      return findings.lines
    }
    #expect(
      try lines("[{layers: 2}]").contains {
        $0 == "layers:1:11: error: the parts have 2 layers, and the model has 12; each is to be in one part"
      })
    #expect(
      try lines("[{layers: 12, gate: int4}]").contains {
        $0.hasPrefix("layers:1:15: error: 'gate' is no projection that the model has; it has 'query'")
      })
    #expect(try lines("[{layers: 12, weigths: int4}]").contains { $0.contains("did you mean 'weights'?") })
    #expect(try lines("[]").contains { $0.contains("a list of mappings") })
  }

  @Test("a prefill may have blocks of scores that are needed, and a step of one token has none")
  func blocks() throws {
    let node = try #require(
      DocumentLoader().load(path: "\(packageFolder)/Configs/models/gpt2_small.json", findings: Findings()))
    let model = try #require(LanguageModel.decode(node, findings: Findings()))
    var formats = LanguageModelFormats()
    formats.blocks = DocumentLoader().load(
      text: Array("{block: [64, 64], window: 2}".utf8), name: "blocks", findings: Findings())
    let made = try #require(
      model.trace(
        of: .generation(prompt: 128, output: 1), formats: formats, network: "a", node: node,
        findings: Findings()))
    let blocks = try decoded(YAMLWriter.write(made)).tensors.filter { $0.sparsity?.blocks != nil }
    #expect(blocks.map(\.name) == ["prefill.scores", "prefill.probabilities"])
  }

  @Test("queries that share keys have blocks of their own, head by head")
  func blocksOfGroups() throws {
    let node = try #require(
      DocumentLoader().load(path: "\(packageFolder)/Configs/models/llama3_8b.json", findings: Findings()))
    let model = try #require(LanguageModel.decode(node, findings: Findings()))
    var formats = LanguageModelFormats()
    let findings = Findings()
    formats.blocks = DocumentLoader().load(option: "--blocks", "{block: [32, 64]}", findings: findings)
    let made = try #require(
      model.trace(
        of: .prefill(128, behind: 64), formats: formats, network: "a", node: node, findings: findings))
    #expect(findings.lines.isEmpty)
    let tensors = try decoded(YAMLWriter.write(made)).tensors
    let scores = try #require(tensors.first { $0.name == "scores" }?.sparsity)
    let blocks = try #require(scores.blocks)
    #expect(blocks.heads == 4 && scores.shape.matrices == 8)
    let (grid, heads) = blocks.grid(of: scores.shape)
    #expect(heads == 32 && grid.rows == 128 && grid.columns == 192)
    let whole = Findings()
    _ = model.trace(of: .prefill(64), formats: formats, network: "a", node: node, findings: whole)
    let reason = "these blocks leave out nothing: each of 32 heads has 2 x 1"
    #expect(whole.lines.first?.contains("--blocks {block: [32, 64]}:1:1: warning: \(reason)") ?? false)
  }

  @Test("blocks of an encoder have no causal mask, unless they say so")
  func encoderBlocks() throws {
    func text(_ name: String, _ blocks: String) throws -> String {
      let node = try #require(
        DocumentLoader().load(path: "\(packageFolder)/Configs/models/\(name).json", findings: Findings()))
      let model = try #require(LanguageModel.decode(node, findings: Findings()))
      var formats = LanguageModelFormats()
      formats.blocks = DocumentLoader().load(text: Array(blocks.utf8), name: "blocks", findings: Findings())
      let findings = Findings()
      let made = try #require(
        model.trace(of: .prefill(128), formats: formats, network: "a", node: node, findings: findings),
        "\(findings.lines)")
      return YAMLWriter.write(made)
    }
    #expect(try text("bert_base", "{block: [64, 64], window: 1}").contains("causal: false"))
    #expect(!(try text("bert_base", "{block: [64, 64], causal: true}").contains("causal: false")))
    #expect(!(try text("gpt2_small", "{block: [64, 64], window: 1}").contains("causal")))
  }

  @Test("a format that is none is said where it stands in its option")
  func formats() {
    let findings = Findings()
    #expect(LanguageModelFormats.node("int99", option: "--weights", findings: findings) == nil)
    #expect(findings.lines.first?.hasPrefix("--weights int99:1:1: error: ") ?? false)
    let groups = "{element: int4, scale: {format: fp16, group: 128}}"
    #expect(LanguageModelFormats.node(groups, option: "--cache", findings: Findings()) != nil)
  }
}
