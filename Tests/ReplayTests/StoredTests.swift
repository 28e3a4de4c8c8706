import Documents
import Foundation
import Hardware
import Replay
import Tensors
import Testing
import Workloads

/// Traces on designs with `storage` (docs/model.md, 11).
@Suite struct StoredTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  private static func run(_ storage: String, on design: String = "ws32") async throws -> RunResult {
    let findings = Findings()
    let trace = Trace.load(path: "\(root)/Traces/sparse_tiny.yaml", seed: 0, findings: findings)
    let design = Design.load(
      path: "\(root)/Configs/designs/\(design).yaml", settings: ["storage=\(storage)"], findings: findings)
    try #require(findings.lines.isEmpty, "\(findings.lines)")
    var options = ReplayOptions()
    options.findsMemoryWall = false
    return try await Replayer.run(
      trace: try #require(trace), design: try #require(design), options: options)
  }

  @Test(arguments: ["csr", "csc", "bitmask", "coo", "ell", "block, block: [2, 4]", "run_length, run_bits: 3"])
  func `Operators of one pass move what their operands take, region by region`(format: String) async throws {
    let result = try await Self.run("{weight: {format: \(format)}, activation: {format: \(format)}}")
    var compared = 0
    for entry in result.operators where entry.record.passes == 1 {
      guard case .product(let product, let epilogue) = entry.work.body, epilogue.isEmpty,
        product.strideHeight == 1, product.strideWidth == 1
      else { continue }
      for storage in entry.storage where storage.operand != .output {
        let memory = entry.record.memories[0]
        func bytes(_ bits: Int) -> Int { (bits + 7) / 8 }
        let operand = storage.operand.index
        #expect(memory.metadataBytes[operand] == bytes(storage.metadataBits), "\(entry.name)")
        #expect(memory.pointerBytes[operand] == bytes(storage.pointerBits), "\(entry.name)")
        #expect(
          memory.readBytes[operand] - memory.metadataBytes[operand] - memory.pointerBytes[operand]
            == bytes(storage.dataBits), "\(entry.name)")
        compared += 1
      }
    }
    #expect(compared > 0)
  }

  @Test func `Kept tiles are those of a machine that skips`() async throws {
    let both = "{weight: {format: bitmask, buffer: stored}, activation: {format: bitmask, buffer: stored}}"
    let result = try await Self.run(both, on: "two_sided16")
    #expect(result.operators.contains { $0.storage.contains { $0.operand == .weight && $0.isKept } })
    #expect(result.total.record.buffers.contains { $0.metadataAccesses > 0 })
    let decoded = try await Self.run(both.replacing("stored", with: "dense"), on: "two_sided16")
    #expect(!decoded.operators.contains { $0.storage.contains(where: \.isKept) })
    #expect(decoded.total.record.buffers.allSatisfy { $0.metadataAccesses == 0 })
    #expect(decoded.total.record.memories[0].metadataBytes == result.total.record.memories[0].metadataBytes)
  }

  @Test func `What a format cannot hold lies dense, and the result says why`() async throws {
    let result = try await Self.run("{weight: {format: ell, width: 1}}")
    #expect(!result.denseFallbacks.isEmpty)
    #expect(result.denseFallbacks.allSatisfy { $0.reason.contains("a row has") })
    #expect(try await Self.run("{weight: {format: ell}}").denseFallbacks.isEmpty)
  }

  @Test func `A width that is too narrow is refused with the tensor's name, at the key of the design`()
    async throws
  {
    do {
      _ = try await Self.run("{weight: {format: csr, index_bits: 0}}")
      Issue.record("nothing was refused")
    } catch ReplayError.unsuitable(let findings) {
      #expect(
        findings.contains {
          "\($0)".contains("cannot lie in the format 'csr' of the design 'ws32': index has 0 bits")
            && "\($0)".hasPrefix("--set storage")
        })
    }
  }
}
