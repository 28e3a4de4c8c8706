import Documents
import Foundation
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

  @Test func `Blocks with an element that a record has are fetched whole`() async throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).npy")
    defer { try? FileManager.default.removeItem(at: path) }
    let folder = #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined()
    let page = try String(contentsOfFile: folder + "/docs/number-formats.md", encoding: .utf8)
    let example = try #require(page.firstMatch(of: /# recorded: (\d+) bytes\n(weight: .*)/)).output
    // Of 64 x 64 weights two, in one row and in different blocks of 16.
    var bytes = Array("\u{93}NUMPY".unicodeScalars.map { UInt8($0.value) }) + [1, 0]
    let header = "{'descr': '|b1', 'fortran_order': False, 'shape': (64, 64), }"
    let padded = header + String(repeating: " ", count: 117 - header.count) + "\n"
    bytes += [118, 0] + Array(padded.utf8)
    var marked = [UInt8](repeating: 0, count: 64 * 64)
    (marked[64 + 15], marked[64 + 16]) = (1, 1)
    try Data(bytes + marked).write(to: path)
    let result = try await run(
      """
      network: record
      formats: {input: int8, weight: int8, output: int8}
      inputs: {x: {elements: 1024}}
      operators:
        - name: product
          op: matmul
          input: x
          m: 16
          k: 64
          n: 64
          \(example.2.replacing("run.npz#layer.0", with: path.path))
      """)
    #expect(result.total.record.memories[0].readBytes == [1024, 64 * 64 / 2 + 2 * 16 / 2, 0])
    #expect(Int(example.1) == 64 * 64 / 2 + 2 * 16 / 2)
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
    let half = try await run(text, accumulate: "fp16").overflowingSums
    #expect(half.map(\.floats) == [.init(greatest: 16_777_216, limit: 65_504)])
  }
}
