import Documents
import Hardware
import Replay
import Testing
import Workloads

@Suite struct ReplayTests {
  @Test func `A result is the same on one and on many threads`() async throws {
    let (trace, design) = try load("tiny", Self.design)
    let one = try await Replayer.run(trace: trace, design: design, options: ReplayOptions(workers: 1))
    let many = try await Replayer.run(trace: trace, design: design, options: ReplayOptions(workers: 8))
    #expect(one.operators.map(\.record) == many.operators.map(\.record))
    #expect(one.operators.map(\.wall) == many.operators.map(\.wall))
    #expect(one.total.record == many.total.record)
    #expect(one.total.wall == many.total.wall)
  }

  @Test(arguments: ["resnet50", "mobilenet_v1", "llama2_7b_decode"])
  func `A shipped network replays, and its stacks sum`(network: String) async throws {
    let (trace, design) = try load(network, Self.design)
    let clock = ContinuousClock()
    for wall in [false, true] {
      let start = clock.now
      let result = try await Replayer.run(
        trace: trace, design: design, options: ReplayOptions(findsMemoryWall: wall))
      print(network, wall, result.total.record.cycles, clock.now - start)
      if wall { for one in result.operators { print(one.name, one.mapping, one.record.cycles, one.figures.macUtilization ?? 0, one.figures.bound, one.wall?.factor ?? 0, one.wall?.balanceBandwidth ?? 0) } }
      #expect(result.total.record.slots.total == result.total.record.cycles * design.array.elements)
    }
  }

  private func load(_ name: String, _ designText: String) throws -> (Trace, Design) {
    let findings = Findings()
    let folder = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let trace = Trace.load(path: "/\(folder)/Traces/\(name).yaml", seed: 0, findings: findings)
    let node = DocumentLoader().load(text: Array(designText.utf8), name: "design", findings: findings)
    let design = node.flatMap { DesignDecoder.decode($0, findings: findings) }
    #expect(findings.lines.isEmpty)
    return (try #require(trace), try #require(design))
  }

  static let functions = [
    "relu", "add", "multiply", "softmax", "batch_norm", "bias", "layer_norm", "rms_norm", "max_pool",
    "average_pool", "silu", "gelu", "sigmoid", "tanh", "rotary", "copy",
  ]

  static let design = """
    name: ws32
    clock: 1 GHz
    array:
      topology: systolic
      dataflow: weight_stationary
      rows: 32
      columns: 32
      precision: {input: int8, weight: int8, accumulate: int32}
    buffers:
      input: {capacity: 256 KiB, banks: 32, width: 8 B}
      weight: {capacity: 256 KiB, banks: 32, width: 8 B}
      output: {capacity: 256 KiB, banks: 32, ports: 2, width: 16 B}
    memories:
      main: {type: bandwidth, bandwidth: 25.6 GB/s, latency: 100 ns, outstanding: 64, request: 64 B}
    vector_unit:
      lanes: 32
      functions: {\(functions.map { "\($0): {latency: 4, interval: 1}" }.joined(separator: ", "))}
    """
}
