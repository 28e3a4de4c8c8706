import Documents
import Hardware
import Replay
import Testing
import Workloads

@Suite("A language model generates on a design")
struct GenerationTests {
  static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

  static func model(_ name: String, weights: String = "int8") throws -> GeneratedModel {
    let findings = Findings()
    let node = DocumentLoader().load(path: "\(root)/Configs/models/\(name).json", findings: findings)
    let model = node.flatMap { LanguageModel.decode($0, findings: findings) }
    return GeneratedModel(
      model: try #require(model, "\(findings.lines)"), node: try #require(node), name: name,
      formats: LanguageModelFormats(weights: .text(weights)))
  }

  static func run(
    _ request: GenerationRequest, model: String = "gpt2_small", design: String = "hbm_decode",
    settings: [String] = [], workers: Int = 1
  ) async throws -> GenerationResult {
    let design = try ValidationTests.files.design(design, settings: settings)
    return try await Generator.run(
      try Self.model(model), request, on: design,
      options: ReplayOptions(findsMemoryWall: false, workers: workers))
  }

  /// Cycles of the trace that an import writes of one step.
  static func cycles(_ step: LanguageModelRun, _ model: String, _ design: Design) async throws -> Int {
    let read = try Self.model(model)
    let findings = Findings()
    let node = try #require(
      read.model.trace(
        of: step, formats: read.formats, network: "a", node: read.node, findings: findings))
    let trace = try #require(TraceDecoder.decode(node, seed: 0, findings: findings))
    return try await Replayer.run(
      trace: trace, design: design, options: ReplayOptions(findsMemoryWall: false)
    ).total.record.cycles
  }

  @Test("each step takes what its trace takes alone")
  func steps() async throws {
    let design = try ValidationTests.files.design("hbm_decode")
    let result = try await Self.run(GenerationRequest(prompt: 30, output: 3))
    let prefill = try await Self.cycles(.prefill(30), "gpt2_small", design)
    #expect(result.prefill.cycles == prefill)
    for (place, step) in result.decode.enumerated() {
      #expect(step.count == 1 && step.context == 31 + place)
      let alone = try await Self.cycles(.decode(1, behind: 30 + place), "gpt2_small", design)
      #expect(step.cycles == alone)
    }
    #expect(result.origin == .simulated)
  }

  @Test("steps of a bucket take what the step at its end takes, and are counted")
  func buckets() async throws {
    let exact = try await Self.run(GenerationRequest(prompt: 20, output: 44))
    let bucketed = try await Self.run(GenerationRequest(prompt: 20, output: 44, lengthBucket: 16))
    #expect(exact.decode.count == 44)
    #expect(bucketed.decode.map(\.context) == [32, 48, 64])
    #expect(bucketed.decode.map(\.count) == [12, 16, 16])
    for step in bucketed.decode {
      let alone = exact.decode.first { $0.context == step.context }
      #expect(step.cycles == alone?.cycles)
    }
    #expect(bucketed.decodeTime >= exact.decodeTime)
    #expect(bucketed.cacheBytes == exact.cacheBytes)
    #expect(exact.cacheBytes == 2 * 12 * 64 * 768)
  }

  @Test("a design's programs say the buckets, and what instructions take")
  func programs() async throws {
    let result = try await Self.run(
      GenerationRequest(prompt: 100, output: 20),
      settings: [
        "programs={length_bucket: 16, prefill_bucket: 128, instructions: {model: gpt2_small, memory: hbm, size: 16 B, decode: 1000, "
          + "prefill_per_token: 10, longest: 2048, source: an example}}"
      ])
    #expect(result.prefill.tokens == 128)
    #expect(result.decode.map(\.context) == [112, 128])
    #expect(result.programs?.fetched == 16 * (128 * 10 + 20 * 1_000))
    #expect(result.programs?.stored == 16 * (128 * 1_000 + 10 * 128 * 16 * 17 / 2))
    #expect(result.programs?.storedWithoutBuckets == 16 * (2_048 * 1_000 + 10 * 2_048 * 2_049 / 2))
    let design = try ValidationTests.files.design("hbm_decode")
    let bandwidth = try #require(design.memories[0].kind.flat).bandwidth.bytesPerSecond
    #expect(result.programs?.fetchSeconds == Double(16 * (128 * 10 + 20 * 1_000)) / Double(bandwidth))
    #expect(result.programNotes.isEmpty)
  }

  @Test(
    "instructions that come too late for the prefill or a step are named, alone or with the tensors of their memory"
  )
  func lateInstructions() async throws {
    func notes(_ decode: Int, _ perToken: Int) async throws -> [String] {
      try await Self.run(
        GenerationRequest(prompt: 100, output: 20),
        settings: [
          "programs={length_bucket: 16, prefill_bucket: 128, instructions: {model: gpt2_small, memory: hbm, size: 4096 B, decode: \(decode), "
            + "prefill_per_token: \(perToken), longest: 2048, source: an example}}"
        ]
      ).programNotes
    }
    #expect(try await notes(1, 1).isEmpty)
    let both = try await notes(10_000_000, 10_000_000)
    #expect(both.count == 2)
    #expect(both[0].hasPrefix("the instructions of the prefill take "))
    #expect(both[0].contains(" on the bus of 'hbm', with the tensors that it moves, and the prefill "))
    #expect(both[1].hasPrefix("the instructions of the step at "), "\(both)")
    #expect(try await notes(10_000_000, 1).count == 1)
  }

  @Test("instructions of another model are not counted, and lengths without a program are named")
  func otherPrograms() async throws {
    func run(_ model: String, longest: Int) async throws -> GenerationResult {
      try await Self.run(
        GenerationRequest(prompt: 100, output: 20),
        settings: [
          "programs={length_bucket: 16, prefill_bucket: 128, instructions: {model: \(model), size: 16 B, decode: 1000, "
            + "prefill_per_token: 10, longest: \(longest), source: an example}}"
        ])
    }
    let other = try await run("llama2_7b", longest: 2_048)
    #expect(other.programs == nil)
    #expect(
      other.programNotes == [
        "its instructions are known for llama2_7b alone, so none are counted for gpt2_small"
      ])
    let short = try await run("gpt2_small", longest: 112)
    #expect(short.programs != nil && short.programs?.fetchSeconds == nil)
    #expect(short.programNotes.count == 1 && short.programNotes[0].contains("up to 112 tokens and ran 128"))
  }

  @Test("sizes tell models apart where the design has them, and batches are not counted")
  func sizesOfPrograms() async throws {
    func run(_ model: String, _ sizes: String, batch: Int = 1) async throws -> GenerationResult {
      try await Self.run(
        GenerationRequest(prompt: 100, output: 2, batch: batch),
        settings: [
          "programs={instructions: {model: \(model), sizes: \(sizes), size: 16 B, decode: 1000, prefill_per_token: 10, "
            + "longest: 2048, source: an example}}"
        ])
    }
    let own = "{hidden: 768, inner: 3072, layers: 12, vocabulary: 50257}"
    let renamed = try await run("mine", own)
    #expect(renamed.programs?.fetched == 16 * (100 * 10 + 2 * 1_000) && renamed.programNotes.isEmpty)
    let other = try await run("gpt2_small", "{hidden: 768, inner: 3072, layers: 24, vocabulary: 50257}")
    #expect(other.programs == nil)
    #expect(
      other.programNotes == [
        "its instructions are known for gpt2_small alone, so none are counted for gpt2_small, which has other sizes"
      ])
    let batch = try await run("gpt2_small", own, batch: 2)
    #expect(batch.programs == nil)
    #expect(
      batch.programNotes == [
        "its instructions are known for one sequence alone, so none are counted for a batch of 2"
      ])
  }

  @Test("no step is faster than its weights and cache come through the memory", arguments: [1, 3])
  func memoryBound(batch: Int) async throws {
    let design = try ValidationTests.files.design("hbm_decode")
    let memory = design.memories[design.placement.weight[0]]
    let bandwidth = Double(try #require(memory.kind.flat).bandwidth.bytesPerSecond)
    let result = try await Self.run(
      GenerationRequest(prompt: 1_000, output: 64, batch: batch, lengthBucket: 16), model: "llama3_8b")
    for step in result.decode {
      let embedding = 128_256 * 4_096
      let cache = 2 * 32 * (step.context - 1) * batch * 1_024
      #expect(step.timeSeconds >= Double(result.parameterBytes - embedding + cache) / bandwidth)
    }
    let cache = 2 * 32 * 1_064 * batch * 1_024
    #expect(result.cacheBytes == cache)
  }

  @Test("results do not depend on the number of threads")
  func threads() async throws {
    let request = GenerationRequest(prompt: 40, output: 20, lengthBucket: 4)
    let (one, four) = (try await Self.run(request), try await Self.run(request, workers: 4))
    #expect(one.decode.map(\.cycles) == four.decode.map(\.cycles))
    #expect(one.decode.map(\.energyJoules) == four.decode.map(\.energyJoules))
  }

  @Test("sums are those of the steps")
  func sums() async throws {
    let result = try await Self.run(GenerationRequest(prompt: 16, output: 8, batch: 2, lengthBucket: 4))
    let decode = result.decode.reduce(0.0) { $0 + Double($1.count) * $1.timeSeconds }
    #expect(result.decodeTime == decode && result.totalTime == decode + result.timeToFirstToken)
    #expect(result.meanTimePerToken == decode / 8)
    #expect(result.decodeTokensPerSecond == 16 / decode)
    let joules = try #require(result.joulesPerToken)
    #expect(joules > 0)
    #expect(try #require(result.waitingShare) < 1)
  }

  @Test("what finds no room is named with the caches that take it")
  func noRoom() async throws {
    let request = GenerationRequest(prompt: 1_000, output: 1, batch: 16)
    await #expect {
      try await Self.run(
        request, settings: ["memories.hbm.capacity=320 MiB"])
    } throws: { error in
      guard case ReplayError.unsuitable(let findings) = error else { return false }
      // Keys and values of 1,001 tokens, 16 sequences, 12 layers and 768 columns, each copy at a multiple of 4 KiB.
      return findings.contains { $0.message.contains("B free in one piece beside 295206912 B of caches") }
    }
  }

  @Test("a declared machine takes the greater of operations over its peak and bytes over its bandwidth")
  func declared() throws {
    let findings = Findings()
    let text = """
      {name: machine, source: an example, format: fp16, power_w: 100, price_usd: 1000,
       roofline: {peak: {fp16: 1000000000000000}, bandwidth: 1 GB/s, bandwidth_utilization: 1/2}}
      """
    let node = try #require(
      DocumentLoader().load(text: Array(text.utf8), name: "a.yaml", findings: findings))
    #expect(DeclaredMachine.isDeclared(node))
    let machine = try #require(DeclaredMachine.decode(node, findings: findings), "\(findings.lines)")
    let result = try Generator.run(
      try Self.model("gpt2_small"), GenerationRequest(prompt: 1, output: 1), on: machine)
    // All products read and write two bytes an element; the peak is out of reach.
    let linear = 12 * (12 * 768 * 768) + 50_257 * 768
    let step = try #require(result.decode.first)
    let attention = 12 * (2 * 2 * 768 + 2 * (768 + 12 * 2))
    let activations = 12 * (4 * 2 * 768 + 2 * (768 + 3_072)) + 768 + 50_257
    #expect(step.readBytes + step.writeBytes == 2 * (linear + attention + activations + 2 * 12 * 768))
    let seconds = Double(step.readBytes + step.writeBytes) / 5e8
    #expect(abs(step.timeSeconds / seconds - 1) < 1e-9)
    #expect(result.origin == .declared && step.cycles == nil && result.waitingShare == nil)
    #expect(try #require(result.joulesPerToken) == 100 * step.timeSeconds)
  }
}
