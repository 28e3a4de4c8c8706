import Documents
import Hardware
import Replay
import Testing
import Workloads

/// Attention of which only some blocks are needed (docs/model.md, 10.5), as traces state it.
@Suite struct NeededBlockTests {
  /// One head of 256 tokens of 64 elements, of whose causal 4 x 4 blocks of 64 x 64 ten are needed.
  private static func trace(
    _ blocks: String, softmax: String = "rows: 256, columns: 256", tiles: String = ""
  ) -> String {
    """
    network: attention
    formats: {input: int8, weight: int8, output: int8, cache: int8}
    inputs: {query: {elements: 16384}}
    caches: {keys: {tokens: 256, columns: 64}, values: {tokens: 256, columns: 64}}
    operators:
      - {name: scores, op: matmul, input: query, weight: keys, m: 256, k: 64, n: 256, output: {blocks: \(blocks)}\(tiles)}
      - {name: probabilities, op: softmax, input: scores, \(softmax)}
      - {name: context, op: matmul, input: probabilities, weight: {tensor: values, order: batch_k_n}, m: 256, k: 256, n: 64\(tiles)}
    """
  }

  private static func read(_ text: String) -> (Trace?, [String]) {
    let findings = Findings()
    let trace = DocumentLoader().load(text: Array(text.utf8), name: "attention.yaml", findings: findings)
      .flatMap { TraceDecoder.decode($0, seed: 0, findings: findings) }
    return (trace, findings.lines)
  }

  private func run(_ blocks: String, tiles: String = "", _ settings: String...) async throws -> [RunResult
    .Entry]
  {
    let findings = Findings()
    let design = Design.load(
      path: Shipped.design("flightllm_u280"),
      settings: settings + ["cores=null", "energy=null", "board=null"], findings: findings)
    let (trace, lines) = Self.read(Self.trace(blocks, tiles: tiles))
    let result = try await Replayer.run(
      trace: try #require(trace, "\(lines)"), design: try #require(design, "\(findings.lines)"),
      options: ReplayOptions(seed: 0, findsMemoryWall: false))
    return result.operators
  }

  @Test func `A machine that leaves blocks out computes ten of sixteen, and no softmax of the others`()
    async throws
  {
    let entries = try await run(
      "{block: [64, 64]}", tiles: ", mapping: {rows: 64, channels: 64, filters: 64}")
    let (block, pairs) = (64 * 64, 64 * 64 * 64)
    #expect(entries[0].record.products.effective == 10 * pairs)
    #expect(entries[0].record.products.multiplied == 10 * pairs)
    #expect(entries[0].record.passes == 10)
    #expect(entries[0].figures.skippedMACs == 6 * pairs)
    // Keys of the last block are read once, for the last queries alone; each tile of scores is 4 KiB.
    #expect(entries[0].record.memories.reduce(0) { $0 + $1.writeBytes[2] } == 10 * block)
    #expect(entries[1].figures.vectorOperations == 10 * block)
    #expect(entries[1].record.memories.reduce(0) { $0 + $1.readBytes[0] + $1.writeBytes[2] } == 20 * block)
    #expect(entries[2].record.products.effective == 10 * pairs)
    #expect(entries[2].record.passes == 10)
    #expect(entries[2].record.memories.reduce(0) { $0 + $1.readBytes[0] } == 10 * block)
  }

  @Test func `Tiles of two rows of blocks compute what either needs, and say what nobody does`() async throws
  {
    let entries = try await run(
      "{block: [64, 64], window: 1}", tiles: ", mapping: {rows: 128, channels: 64, filters: 64}")
    let pairs = 64 * 64 * 64
    // Of each two rows the two blocks of the diagonal, which each row needs one of.
    #expect(entries[0].record.passes == 4)
    #expect(entries[0].record.products.effective == 4 * pairs)
    #expect(entries[0].record.products.unneeded == 4 * pairs)
    #expect(entries[2].record.products.effective == 4 * pairs)
    #expect(entries[2].record.products.ineffectual == 4 * pairs)
  }

  @Test func `A machine that computes all says how much of it nobody needs`() async throws {
    let entries = try await run("{block: [64, 64], window: 2, sink: 1}", "unneeded_blocks=compute")
    // 4 of the diagonal, 3 beside it, and 2 more of the first column.
    let pairs = 64 * 64 * 64
    #expect(entries[0].record.products.effective == 9 * pairs)
    #expect(entries[0].record.products.unneeded == 7 * pairs)
    #expect(entries[0].record.products.multiplied == 16 * pairs)
    #expect(entries[1].figures.vectorOperations == 65_536)
    #expect(entries[2].record.products.effective == 9 * pairs)
    #expect(entries[2].record.products.ineffectual == 7 * pairs)
  }

  @Test func `The rule's tiles leave out what the tiles of the paper do, and take no longer than all`()
    async throws
  {
    let all = try await run("{block: [64, 64], window: 1, sink: 1}", "unneeded_blocks=compute")
    let some = try await run("{block: [64, 64], window: 1, sink: 1}")
    for (one, other) in zip(all, some) { #expect(other.record.cycles <= one.record.cycles) }
    #expect(some[1].record.cycles * 2 < all[1].record.cycles)
    #expect(some[0].record.products.effective == all[0].record.products.effective)
  }

  @Test(arguments: [
    ("{block: [64]}", "'block' has 1 item"), ("{block: [64, 64], window: 0}", "window"),
    ("{block: [64, 64], widnow: 2}", "did you mean 'window'?"),
    ("{block: [64, 64], density: 1.5}", "density"), ("{window: 2}", "block"),
    ("{block: [64, 64], window: []}", "'window' is an empty list"),
  ])
  func `What is wrong with blocks is said where it stands`(blocks: String, message: String) {
    let (trace, lines) = Self.read(Self.trace(blocks))
    #expect(trace == nil)
    #expect(lines.contains { $0.hasPrefix("attention.yaml:6:") && $0.contains(message) }, "\(lines)")
  }

  @Test func `Who needs more than the blocks is refused with the tensor's name`() {
    let (trace, lines) = Self.read(
      Self.trace("{block: [64, 64]}")
        + "\n  - {name: scaled, op: activation, function: relu, input: probabilities, elements: 65536}\n")
    #expect(trace == nil)
    #expect(
      lines.contains { $0.contains("'scaled' reads 'probabilities', of which some blocks are never made") })
    let (other, found) = Self.read(Self.trace("{block: [64, 64]}", softmax: "rows: 512, columns: 128"))
    #expect(other == nil)
    #expect(found.contains { $0.contains("'probabilities' reads 'scores'") }, "\(found)")
  }
}
