import Documents
import Hardware
import Replay
import Testing
import Workloads

/// Formats of a trace, through a whole replay.
@Suite struct NumberFormatTests {
  private func run(_ text: String, accumulate: String = "int32") async throws -> RunResult {
    let findings = Findings()
    let node = DocumentLoader().load(text: Array(text.utf8), name: "formats.yaml", findings: findings)
    let trace = node.flatMap { TraceDecoder.decode($0, seed: 1, findings: findings) }
    let design = Design.load(
      path: Shipped.design("ws32"),
      settings: ["array.precision.accumulate=\(accumulate)", "energy=null"], findings: findings)
    return try await Replayer.run(
      trace: try #require(trace, "\(findings.lines)"), design: try #require(design, "\(findings.lines)"))
  }

  @Test func `Scales and zero points are bytes of metadata of their operand`() async throws {
    let result = try await run(
      """
      network: scales
      formats:
        input: int8
        weight: {element: int4, scale: {format: fp16, group: 32}, zero_point: uint8}
        output: int8
      inputs: {x: {elements: 1024}}
      operators: [{name: product, op: matmul, input: x, m: 16, k: 64, n: 64}]
      """)
    let memory = result.total.record.memories[0]
    // Every weight and every group of 32 moves once, whatever the tiles are: they are whole lines.
    #expect(memory.metadataBytes == [0, 64 * 2 * 3, 0])
    #expect(memory.readBytes == [1024, 64 * 64 / 2 + 64 * 2 * 3, 0])
  }

  @Test func `Sums that the accumulator may not hold are named`() async throws {
    let text = """
      network: sums
      formats: {input: int8, weight: int8, output: int8}
      inputs: {x: {elements: 1024}}
      operators: [{name: product, op: matmul, input: x, m: 1, k: 1024, n: 8}]
      """
    #expect(try await run(text).overflowingSums.isEmpty)
    // 2^10 products of at most 2^14 are 2^24, which takes 25 bits and a sign.
    let found = try await run(text, accumulate: "int20").overflowingSums
    #expect(found.map(\.name) == ["product"])
    #expect(found.map(\.bits) == [26])
    #expect(try await run(text, accumulate: "int26").overflowingSums.isEmpty)
  }
}
