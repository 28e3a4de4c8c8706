import Documents
import Hardware
import Replay
import Simulation
import Testing
import Workloads

/// Traces whose operators overlap.
@Suite struct OverlapTests {
  @Test(
    arguments: ["tiny", "resnet50", "llama2_7b_decode", "bert_base_128"],
    ["ws32", "os32", "shared32", "hbm_decode"])
  func `Networks overlap on shipped designs, and nothing is left over`(network: String, name: String)
    async throws
  {
    let trace = try loadTrace(network)
    let options = ReplayOptions(findsMemoryWall: false)
    let result = try await Replayer.run(trace: trace, design: try design(name), options: options)
    let total = result.total.record
    #expect(total.cycleStack.total == total.cycles)
    #expect(total.slots.total == total.cycles * result.design.array.elements)
    #expect(total.slots.effective + total.slots.ineffectual == trace.denseMACs)
    #expect(result.operators.reduce(0) { $0 + $1.executions * $1.record.cycles } == total.cycles)
    #expect(result.operators.reduce(0) { $0 + $1.executions } == result.total.executions)
    let barrier = try await Replayer.run(
      trace: trace, design: try design(name, "boundary=barrier"), options: options)
    // Tiles may have to be smaller, but nothing waits for a drained machine.
    #expect(Double(total.cycles) < 1.02 * Double(barrier.total.record.cycles))
  }

  @Test func `All layers but the first few take the same, and are one entry`() async throws {
    let result = try await Replayer.run(
      trace: try loadTrace("llama2_7b_decode"), design: try design("ws32"),
      options: ReplayOptions(findsMemoryWall: false))
    let norms = result.operators.filter { $0.name == "attention_norm" }
    #expect(norms.reduce(0) { $0 + $1.executions } == 32)
    #expect(norms.count < 4)
    #expect(norms.map(\.firstExecution) == norms.map(\.firstExecution).sorted())
    #expect(norms.first?.firstExecution == 0)
  }

  @Test func `Records are those of a stream in which nothing is used again`() async throws {
    // Appending at other places within a request is other work.
    let text = """
      network: cached
      formats: {input: int8, weight: int8, output: int8, cache: int8}
      inputs: {x: {elements: 320}}
      caches: {keys: {tokens: 64, columns: 20}}
      operators:
        - {name: project, op: matmul, m: 16, k: 20, n: 20, input: x}
        - {name: first, op: kv_append, cache: keys, input: project, tokens: 16, columns: 20, position: 0}
        - {name: again, op: matmul, m: 16, k: 20, n: 20, input: x, weight: {parameters: again.weight}}
        - {name: second, op: kv_append, cache: keys, input: again, tokens: 16, columns: 20, position: 17}
        - {name: third, op: kv_append, cache: keys, input: again, tokens: 16, columns: 20, position: 3}
        - {name: scores, op: matmul, m: 16, k: 20, n: 64, input: again, weight: {tensor: keys, order: n_batch_k}}
        - {name: fourth, op: kv_append, cache: keys, input: again, tokens: 16, columns: 20, position: 17}
      """
    try await expectSimulated(try parse(text), design("ws32"))
  }

  @Test func `What a group hands on is waited for in every execution but the first`() async throws {
    let text = """
      network: carried
      formats: {input: int8, weight: int8, output: int8}
      inputs: {x: {elements: 4096}}
      operators:
        - {name: before, op: activation, function: relu, input: x, elements: 4096}
        - {name: apart, op: activation, function: relu, input: x, elements: 4096}
        - name: layer
          repeat: 6
          carry: {out: before}
          operators:
            - {name: middle, op: activation, function: relu, input: before, elements: 4096}
            - {name: out, op: activation, function: relu, input: middle, elements: 4096}
      """
    let trace = try parse(text)
    try await expectSimulated(trace, design("ws32"))
    let result = try await Replayer.run(trace: trace, design: try design("ws32"))
    let middle = result.operators.filter { $0.name == "middle" }
    // The first reads what was made two operators ago, the others what was just made.
    #expect(middle.first?.executions == 1)
    #expect(middle.dropFirst().allSatisfy { $0.record.cycles > middle[0].record.cycles })
  }

  @Test func `A vector operator takes no time of its own where the array goes on beside it`() async throws {
    let text = """
      network: beside
      formats: {input: int8, weight: int8, output: int8}
      inputs: {x: {elements: 65536}, y: {elements: 65536}}
      operators:
        - {name: product, op: matmul, m: 256, k: 256, n: 256, input: x}
        - {name: vector, op: activation, function: relu, input: y, elements: 65536}
        - {name: other, op: matmul, m: 256, k: 256, n: 256, input: x}
      """
    let trace = try parse(text)
    let result = try await Replayer.run(
      trace: trace, design: try design("ws32", "memories.main={type: ideal}"))
    #expect(result.operators[1].record.cycles < 200)
    let barrier = try await Replayer.run(
      trace: trace, design: try design("ws32", "memories.main={type: ideal}", "boundary=barrier"))
    #expect(barrier.operators[1].record.cycles > 2000)
  }

  @Test func `Epilogues that end beside the next operator are not waited for`() async throws {
    // The last tile of a block's third convolution leaves the vector unit while the array is in the shortcut.
    let trace = try loadTrace("resnet50")
    let options = ReplayOptions(findsMemoryWall: false)
    let stacks = try await [
      Replayer.run(trace: trace, design: design("ws32", "memories.main={type: ideal}"), options: options),
      Replayer.run(
        trace: trace, design: design("ws32", "memories.main={type: ideal}", "boundary=barrier"),
        options: options),
    ].map { result in
      result.operators.filter { $0.name.hasSuffix("0.downsample") || $0.name.hasSuffix("0.conv3") }.reduce(0)
      {
        $0 + $1.record.cycleStack.vectorUnit
      }
    }
    #expect(stacks[0] < stacks[1])
  }

  @Test func `The wall of a stream is the stream with the limits gone`() async throws {
    let trace = try loadTrace("tiny")
    let result = try await Replayer.run(trace: trace, design: try design("ws32"))
    let ideal = try await Replayer.run(
      trace: trace, design: try design("ws32", "memories.main={type: ideal}", "mapping={rows: 1}"))
    let limited = try await Replayer.run(trace: trace, design: try design("ws32", "mapping={rows: 1}"))
    #expect(limited.total.wall?.unlimitedCycles == ideal.total.record.cycles)
    #expect(result.operators.allSatisfy { $0.wall?.balanceBandwidth == nil })
    #expect(
      result.operators.reduce(0) { $0 + $1.executions * ($1.wall?.unlimitedCycles ?? 0) }
        == result.total.wall?.unlimitedCycles)
    let large = try await Replayer.run(
      trace: try loadTrace("resnet18"), design: try design("ws32"), options: ReplayOptions(workers: 2))
    #expect((large.total.wall?.balanceBandwidth ?? 0) > 12.8e9)
    #expect(large.operators.allSatisfy { $0.wall?.balanceBandwidth == nil && $0.wall != nil })
  }

  @Test func `A stream's balance bandwidth is enough, a little less is not, and workers change nothing`()
    async throws
  {
    let trace = try loadTrace("tiny_resnet8")
    // Without latency and window this is the flat memory of the search, and the mapping stays that of the first run.
    func memory(_ bandwidth: Double) -> String {
      "memories.main={type: bandwidth, bandwidth: \(Int(bandwidth / 1e3)) kB/s, latency: 0 ns, outstanding: unlimited, request: 64 B}"
    }
    let first = try await Replayer.run(trace: trace, design: try design("ws32", memory(1e9)))
    let wall = try #require(first.total.wall)
    let balance = try #require(wall.balanceBandwidth)
    func cycles(_ bandwidth: Double) async throws -> Int {
      try await Replayer.run(
        trace: trace, design: try design("ws32", memory(bandwidth)), mapping: first.savedMapping,
        options: ReplayOptions(findsMemoryWall: false)
      ).total.record.cycles
    }
    let limit = wall.unlimitedCycles + wall.unlimitedCycles / 100
    #expect(try await cycles(balance * 1.0005) <= limit)
    #expect(try await cycles(balance * 0.998) > limit)
    for workers in [2, 3, 8] {
      let other = try await Replayer.run(
        trace: trace, design: try design("ws32", memory(1e9)), options: ReplayOptions(workers: workers))
      #expect(other.total.wall == first.total.wall)
      #expect(other.total.throughput == first.total.throughput)
      #expect(other.operators.map(\.record) == first.operators.map(\.record))
      #expect(other.operators.map(\.wall) == first.operators.map(\.wall))
    }
  }

  @Test func `How long a barrier takes is known on a shared buffer, and elsewhere where the wall is`()
    async throws
  {
    let trace = try loadTrace("tiny")
    let options = ReplayOptions(findsMemoryWall: false)
    let shared = try await Replayer.run(trace: trace, design: try design("shared32"), options: options)
    let barrier = try await Replayer.run(
      trace: trace, design: try design("shared32", "boundary=barrier"), options: options)
    #expect(shared.total.barrierCycles == barrier.total.record.cycles)
    #expect(barrier.total.barrierCycles == nil)
    let apart = try await Replayer.run(trace: trace, design: try design("ws32"), options: options)
    #expect(apart.total.barrierCycles == nil)
    let asked = try await Replayer.run(
      trace: trace, design: try design("ws32"), options: ReplayOptions(findsMemoryWall: true))
    let own = try await Replayer.run(
      trace: trace, design: try design("ws32", "boundary=barrier"), options: options)
    #expect(asked.total.barrierCycles == own.total.record.cycles)
    // Of a saved mapping it is that one's.
    let replayed = try await Replayer.run(
      trace: trace, design: try design("shared32"), mapping: shared.savedMapping, options: options)
    let replayedBarrier = try await Replayer.run(
      trace: trace, design: try design("shared32", "boundary=barrier"), mapping: shared.savedMapping,
      options: options)
    #expect(replayed.total.barrierCycles == replayedBarrier.total.record.cycles)
    // Smaller tiles can cost more than loading ahead brings.
    let slower = try await Replayer.run(
      trace: try loadTrace("bert_base_128"), design: try design("eyeriss_ws", "energy=null"), options: options
    )
    #expect(try #require(slower.total.barrierCycles) < slower.total.record.cycles)
  }

  @Test(
    arguments: [
      ("ws32_ddr4", true), ("gemmini16", true), ("hbm_decode", true), ("full_stack16_l2", true),
      ("ethos_u55_64", true), ("eyeriss_ws", false),
    ])
  func `A search is never slower than the rule where operators overlap, whichever of them it keeps`(
    name: String, keepsRule: Bool
  ) async throws {
    let trace = try loadTrace("tiny_autoencoder")
    let options = ReplayOptions(findsMemoryWall: false)
    let rule = try await Replayer.run(
      trace: trace, design: try design(name, "energy=null", "mapping.search=rule"), options: options)
    #expect(rule.total.overlapChoice == nil)
    let searched = try await Replayer.run(
      trace: trace, design: try design(name, "energy=null", "mapping.search=full"), options: options)
    let choice = try #require(searched.total.overlapChoice)
    #expect(choice.ruleCycles == rule.total.record.cycles)
    #expect(choice.keepsRule == keepsRule)
    #expect(searched.total.record.cycles == min(choice.ruleCycles, choice.searchedCycles))
    #expect(searched.operators.contains { $0.search != nil })
    if keepsRule { #expect(searched.operators.map(\.mapping) == rule.operators.map(\.mapping)) }
    let replayed = try await Replayer.run(
      trace: trace, design: try design(name, "energy=null", "mapping.search=full"),
      mapping: searched.savedMapping, options: options)
    #expect(replayed.total.record == searched.total.record)
    #expect(replayed.total.overlapChoice == nil)
  }

  /// Compares a replay with a stream that is simulated operator by operator.
  private func expectSimulated(_ trace: Trace, _ design: Design) async throws {
    let result = try await Replayer.run(trace: trace, design: design)
    let (stream, numbers) = try await Replayer.sequence(of: trace, on: design)
    let records = try StreamRun.run(design: design, stream: stream, reuse: .never)
    for (number, one) in trace.operators.enumerated() {
      let simulated = zip(numbers, records).filter { $0.0 == number }.map(\.1)
      let entries = result.operators.filter { $0.name == one.name }
      var found: [OperatorRecord: Int] = [:]
      for entry in entries { found[entry.record, default: 0] += entry.executions }
      var expected: [OperatorRecord: Int] = [:]
      for record in simulated { expected[record, default: 0] += 1 }
      #expect(found == expected, "\(one.name)")
    }
  }

  private func parse(_ text: String) throws -> Trace {
    let findings = Findings()
    let node = try #require(
      DocumentLoader().load(text: Array(text.utf8), name: "trace.yaml", findings: findings))
    let trace = TraceDecoder.decode(node, seed: 0, findings: findings)
    #expect(findings.lines.isEmpty)
    return try #require(trace)
  }

  private func loadTrace(_ name: String) throws -> Trace {
    try #require(Trace.load(path: Shipped.trace(name), seed: 0, findings: Findings()))
  }

  private func design(_ name: String, _ settings: String...) throws -> Design {
    let findings = Findings()
    let design = Design.load(
      path: Shipped.design(name), settings: ["boundary=overlap"] + settings, findings: findings)
    #expect(findings.lines.isEmpty)
    return try #require(design)
  }
}
