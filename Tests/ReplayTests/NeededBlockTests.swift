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

  @Test func `Queries of several heads in one product have the blocks of each, one head below the other`()
    async throws
  {
    let text = Self.trace("{block: [64, 64], window: [1, 2], heads: 2}")
      .replacing("elements: 16384", with: "elements: 32768").replacing("m: 256", with: "m: 512")
      .replacing("rows: 256", with: "rows: 512")
    let (trace, lines) = Self.read(text)
    let masks = try await MaskStore.make(try #require(trace, "\(lines)"), seed: 0, workers: 1).get()
    let scores = try #require(trace?.tensors.firstIndex { $0.name == "scores" })
    let mask = try #require(masks.mask(of: scores))
    // The diagonal of the first head, and of the second the blocks before it, too.
    for row in 0..<512 {
      let (head, block) = (row / 256, row % 256 / 64)
      let first = max(0, block - head) * 64
      #expect((0..<256).allSatisfy { mask[row, $0] == (first..<(block + 1) * 64).contains($0) }, "\(row)")
    }
  }

  @Test(arguments: [
    ("{block: [64, 64], heads: 3}", "'blocks' has 3 heads, and 256 rows are no whole number for each"),
    ("{block: [64, 64], window: [1, 2]}", "'window' has 2 entries, and there is 1 head"),
    ("{block: [64, 64], heads: 0}", "'heads' is 0"),
  ])
  func `Heads are as many as divide the rows`(blocks: String, message: String) {
    let (trace, lines) = Self.read(Self.trace(blocks))
    #expect(trace == nil && lines.contains { $0.contains(message) }, "\(lines)")
  }

  @Test
  func `The trace that ships with a window and sinks needs 70 of 256 blocks, which machines may leave out`()
    async throws
  {
    let findings = Findings()
    let node = DocumentLoader().load(path: Shipped.trace("gpt2_small_prefill_window_4"), findings: findings)
    let trace = node.flatMap { TraceDecoder.decode($0, seed: 0, findings: findings) }
    var results: [[String: RunResult.Entry]] = []
    for settings in [["unneeded_blocks=compute"], ["unneeded_blocks=skip"]] {
      let design = Design.load(path: Shipped.design("ws32"), settings: settings, findings: findings)
      let result = try await Replayer.run(
        trace: try #require(trace, "\(findings.lines)"), design: try #require(design),
        options: ReplayOptions(seed: 0, findsMemoryWall: false))
      results.append(Dictionary(uniqueKeysWithValues: result.operators.map { ($0.name, $0) }))
    }
    let (heads, pairs) = (12, 64 * 64 * 64)
    for name in ["scores", "context"] {
      let (all, some) = (try #require(results[0][name]), try #require(results[1][name]))
      #expect(all.record.products.effective == heads * 70 * pairs)
      #expect(some.record.products.effective == heads * 70 * pairs)
      #expect(all.figures.skippedMACs == 0 && some.figures.skippedMACs > heads * 150 * pairs)
      #expect(some.record.cycles < all.record.cycles)
    }
    #expect(results[0]["scores"]?.record.products.unneeded == heads * 186 * pairs)
    #expect(results[1]["probabilities"]?.figures.vectorOperations == heads * 70 * 64 * 64)
    #expect(results[0]["query"]?.record.cycles == results[1]["query"]?.record.cycles)
  }

  @Test func `More blocks than can be made one by one are refused`() async throws {
    let text = """
      network: attention
      formats: {input: int8, weight: int8, output: int8}
      inputs: {query: {elements: 8193}}
      operators:
        - {name: scores, op: matmul, input: query, m: 8193, k: 1, n: 8193, output: {blocks: {block: [1, 1]}}}
      """
    let (trace, lines) = Self.read(text)
    let made = await MaskStore.make(try #require(trace, "\(lines)"), seed: 0, workers: 1)
    guard case .failure(.unsuitable(let found)) = made else {
      Issue.record("so many blocks are made")
      return
    }
    #expect(found.first?.message.contains("8193 x 8193 blocks in a head, and there may be 67108864") ?? false)
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
