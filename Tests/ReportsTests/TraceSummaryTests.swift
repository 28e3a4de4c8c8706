import Documents
import Reports
import Testing
import Workloads

@Suite struct TraceSummaryTests {
  /// One layer of an encoder, run twice.
  static let text = """
    network: two_layers
    source: here
    formats: {input: int8, weight: int4, output: int8}
    inputs: {x: {elements: 1024}}
    operators:
      - name: layer
        repeat: 2
        carry: {sum: x}
        operators:
          - {name: q, op: matmul, input: x, m: 16, k: 64, n: 64, epilogue: [bias], phase: projections}
          - {name: s, op: matmul, input: q, weight: {tensor: x, order: n_batch_k}, m: 16, k: 64, n: 16, phase: attention}
          - {name: p, op: softmax, input: s, rows: 16, columns: 16, phase: attention}
          - {name: c, op: matmul, input: p, weight: {tensor: x, order: k_batch_n}, m: 16, k: 16, n: 64, phase: attention}
          - {name: sum, op: elementwise, function: add, inputs: [c, x], elements: 1024}
      - {name: out, op: matmul, input: sum, m: 16, k: 64, n: 10}

    """

  static func trace(_ text: String) throws -> Trace {
    let findings = Findings()
    let node = DocumentLoader().load(text: Array(text.utf8), name: "a.yaml", findings: findings)
    let trace = node.flatMap { TraceDecoder.decode($0, seed: 0, findings: findings) }
    return try #require(trace, "\(findings.lines)")
  }

  @Test func `the summary of a trace is the golden one`() throws {
    try expectGolden("trace.txt", TraceSummary(try Self.trace(Self.text)).text)
  }

  @Test func `without phases there is one line for all products, without products none`() throws {
    let words = Self.text.split(separator: "\n").map { line in
      line.replacing(", phase: projections", with: "").replacing(", phase: attention", with: "")
    }
    let plain = TraceSummary(try Self.trace(words.joined(separator: "\n") + "\n")).text
    #expect(plain.contains("\nall ") && !plain.contains("\nattention"))
    let vectors = TraceSummary(
      try Self.trace(
        """
        network: vectors
        formats: {input: int8, weight: int8, output: int8}
        inputs: {x: {elements: 8}}
        operators:
          - {name: p, op: softmax, input: x, rows: 1, columns: 8, phase: attention}

        """)
    ).text
    #expect(!vectors.contains("op/B"))
  }
}
