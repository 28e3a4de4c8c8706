import Testing
import Workloads

@Suite("Totals of products, by phase")
struct ProductTotalsTests {
  /// BERT-base's layers, width, heads and inner width.
  static let (layers, width, heads, inner) = (12, 768, 12, 3_072)

  @Test(
    "BERT-base has the operations and bytes of the formulas of \"AI and Memory Wall\"",
    arguments: [128, 512, 4_096])
  func bert(tokens: Int) throws {
    let (width, heads, inner) = (Self.width, Self.heads, Self.inner)
    let trace = try shipped("bert_base_\(tokens)")
    let phases = trace.productTotalsByPhase
    #expect(phases.map(\.phase) == ["projections", "attention", "feed_forward"])
    let formulas = [
      (8 * tokens * width * width, 4 * (2 * tokens * width + width * width)),
      (
        tokens * tokens * (2 * width / heads - 1) * heads + tokens * (2 * tokens - 1) * width,
        4 * tokens * width + 2 * heads * tokens * tokens
      ),
      (4 * tokens * width * inner, 2 * (tokens * width + width * inner + tokens * inner)),
    ]
    for ((phase, totals), (operations, bytes)) in zip(phases, formulas) {
      #expect(totals.operations == Double(Self.layers * operations), "\(phase ?? "")")
      #expect(totals.bytes == Double(Self.layers * bytes), "\(phase ?? "")")
    }
    let all = trace.productTotals
    #expect(all.macs == trace.denseMACs)
    #expect(all.executions == 8 * Self.layers)
    #expect(all.bytes == phases.reduce(0) { $0 + $1.totals.bytes })
  }

  /// Without a bias, k products take k - 1 additions: that is where two operations a MAC would miss the paper.
  @Test(
    "two operations a MAC would give an attention of 64.00 and 124.12 op/B where 63.62 and 123.63 are published",
    arguments: [(128, 64.0, 63.625), (4_096, 124.1212, 123.6288)])
  func attention(tokens: Int, twoPerMAC: Double, counted: Double) throws {
    let phases = try shipped("bert_base_\(tokens)").productTotalsByPhase
    let totals = try #require(phases.first { $0.phase == "attention" }).totals
    #expect(abs(2 * Double(totals.macs) / totals.bytes - twoPerMAC) < 0.0001)
    #expect(abs((totals.intensity ?? 0) - counted) < 0.0001)
    // With a bias both are the same.
    let projections = try #require(phases.first { $0.phase == "projections" }).totals
    #expect(projections.operations == 2 * Double(projections.macs))
  }

  @Test(
    "GPT-2 has, length by length, the operations and bytes of its tokens added up one after the other",
    arguments: [128, 256, 512, 1_024, 2_048, 4_096])
  func gpt2(tokens: Int) throws {
    let phases = try shipped("gpt2_small_generation").productTotalsByPhase
    let totals = try #require(phases.first { $0.phase == "tokens_\(tokens)" }).totals
    let (width, heads, inner) = (Self.width, Self.heads, Self.inner)
    var (operations, bytes) = (0, 0)
    for context in 1...tokens {
      // With a bias, k products take k additions.
      operations += 2 * (4 * width * width + 2 * width * inner)
      operations += heads * context * (2 * width / heads - 1) + width * (2 * context - 1)
      bytes += 4 * (2 * width + width * width) + 2 * (width + inner + width * inner)
      bytes += 2 * (width + heads * context + width * context)
    }
    #expect(totals.operations == Double(Self.layers * operations))
    #expect(totals.bytes == Double(Self.layers * bytes))
  }

  @Test("each operand has its own format, whole bytes of each execution, and padding is not moved")
  func formats() throws {
    let trace = try decoded(
      operators: """
          - {name: c, op: conv2d, input: x, height: 3, width: 3, channels: 1, filters: 3, kernel: 3, padding: 1}
          - {name: p, op: matmul, phase: last, repeat: 2, input: c, m: 9, k: 3, n: 1, epilogue: [bias]}

        """, elements: 9)
    let phases = trace.productTotalsByPhase
    #expect(phases.map(\.phase) == [nil, "last"])
    // int8 input, int4 weights (27 of them: 14 bytes), fp16 output.
    #expect(phases[0].totals.bytes == 9 + 14 + 54)
    #expect(phases[0].totals.macs == 243)
    #expect(phases[0].totals.operations == 27 * 17)
    #expect(phases[1].totals.bytes == 2 * (54 + 2 + 18))
    #expect(phases[1].totals.operations == 2 * 9 * 6)
    #expect(phases[1].totals.executions == 2)
  }

  @Test("without a product there is no phase and no intensity")
  func nothing() throws {
    let trace = try decoded(
      operators: "  - {name: s, op: softmax, phase: a, input: x, rows: 1, columns: 9}\n", elements: 9)
    #expect(trace.productTotalsByPhase.isEmpty)
    #expect(trace.productTotals == ProductTotals())
    #expect(trace.productTotals.intensity == nil)
  }
}
