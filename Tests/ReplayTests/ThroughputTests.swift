import Documents
import Hardware
import Replay
import Simulation
import Testing
import Workloads

/// One run of a trace, and many.
@Suite struct ThroughputTests {
  @Test func `At a barrier runs take as long as one`() async throws {
    let result = try await run("tiny", "boundary=barrier")
    let throughput = result.total.throughput
    #expect(throughput.latencyCycles == result.total.record.cycles)
    #expect(throughput.steadyCycles == Double(result.total.record.cycles))
    #expect(throughput.samples == 1)
  }

  @Test(arguments: ["tiny", "resnet50", "llama2_7b_decode", "tiny_autoencoder"])
  func `Runs that overlap take no longer than one alone, and no less than the bus takes`(network: String)
    async throws
  {
    let result = try await run(network, "boundary=overlap")
    let throughput = result.total.throughput
    #expect(throughput.latencyCycles == result.total.record.cycles)
    let steady = try throughput.steadyState.get()
    #expect(steady.cyclesPerRun <= Double(throughput.latencyCycles))
    let memory = try #require(result.total.figures.memories.first)
    // 12.8 bytes a cycle.
    let bus = Double(memory.readBytes + memory.writeBytes) / 12.8
    #expect(steady.cyclesPerRun >= bus)
    #expect(steady.cyclesPerRun >= Double(result.total.record.cycleStack.working))
  }

  @Test func `A product that waits for its bytes only takes them in the steady state`() async throws {
    let text = """
      network: bytes
      samples: 4
      formats: {input: int8, weight: int8, output: int8}
      inputs: {x: {elements: 1024}}
      operators: [{name: one, op: matmul, m: 1, k: 1024, n: 1024, input: x}]
      """
    let findings = Findings()
    let node = try #require(
      DocumentLoader().load(text: Array(text.utf8), name: "trace.yaml", findings: findings))
    let trace = try #require(TraceDecoder.decode(node, seed: 0, findings: findings))
    let result = try await Replayer.run(
      trace: trace, design: try design("boundary=overlap", "mapping={filters: 64}"),
      options: ReplayOptions(findsMemoryWall: false))
    let steady = try result.total.throughput.steadyState.get()
    // The bus is never idle.
    let memory = try #require(result.total.figures.memories.first)
    #expect(steady.cyclesPerRun == Double(memory.readBytes + memory.writeBytes) / 12.8)
    #expect(result.total.throughput.samples == 4)
  }

  @Test func `With a memory of DRAM it is the mean of a few runs, and said to be`() async throws {
    let trace = try #require(Trace.load(path: Shipped.trace("tiny_resnet8"), seed: 0, findings: Findings()))
    let design = try #require(
      Design.load(path: Shipped.design("ws32_ddr4"), settings: ["boundary=overlap"], findings: Findings()))
    let result = try await Replayer.run(
      trace: trace, design: design, options: ReplayOptions(findsMemoryWall: false))
    let throughput = result.total.throughput
    let steady = try throughput.steadyState.get()
    #expect(!steady.isExact && steady.runs == 8)
    // No run waits for a cold machine, and none is faster than its array.
    #expect(steady.cyclesPerRun <= Double(throughput.latencyCycles))
    #expect(steady.cyclesPerRun >= Double(result.total.record.cycleStack.working))
    #expect(throughput.latencyCycles == result.total.record.cycles)
  }

  @Test func `A trace of more requests than a few runs may send is run once more`() async throws {
    let trace = try #require(Trace.load(path: Shipped.trace("bert_base_128"), seed: 0, findings: Findings()))
    let design = try #require(
      Design.load(path: Shipped.design("ws32_ddr4"), settings: ["boundary=overlap"], findings: Findings()))
    let result = try await Replayer.run(
      trace: trace, design: design, options: ReplayOptions(findsMemoryWall: false))
    let steady = try result.total.throughput.steadyState.get()
    #expect(result.total.record.memories.reduce(0) { $0 + $1.requests } > 1 << 21)
    #expect(!steady.isExact && steady.runs == 1)
    #expect(steady.cyclesPerRun >= Double(result.total.record.cycleStack.working))
  }

  private func run(_ network: String, _ setting: String) async throws -> RunResult {
    let trace = try #require(Trace.load(path: Shipped.trace(network), seed: 0, findings: Findings()))
    return try await Replayer.run(
      trace: trace, design: try design(setting), options: ReplayOptions(findsMemoryWall: false))
  }

  private func design(_ settings: String...) throws -> Design {
    try #require(Design.load(path: Shipped.design("ws32"), settings: settings, findings: Findings()))
  }
}
