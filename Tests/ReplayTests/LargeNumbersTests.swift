import Documents
import Hardware
import Replay
import Tensors
import Testing
import Workloads

/// Legal documents with numbers that no machine has: each is answered, and none ends the program.
@Suite struct LargeNumbersTests {
  @Test func `An operator beyond all counting is refused, on any design`() async throws {
    var random = SplitMix64(seed: 2_311_026)
    var refused = 0
    for _ in 0..<100 {
      let findings = Findings()
      let text = Self.trace(&random)
      let node = try #require(
        DocumentLoader().load(text: Array(text.utf8), name: "large.yaml", findings: findings))
      let designNode = try #require(
        DocumentLoader().load(text: Array(Self.design(&random).utf8), name: "d.yaml", findings: findings))
      guard let design = DesignDecoder.decode(designNode, findings: findings), !findings.hasErrors else {
        Issue.record("\(findings.lines)")
        return
      }
      guard let trace = TraceDecoder.decode(node, seed: 0, findings: findings) else { continue }
      do {
        let result = try await Replayer.run(trace: trace, design: design)
        #expect(result.total.record.slots.total == result.total.record.cycles * design.array.elements)
      } catch { refused += 1 }
    }
    #expect(refused > 15)
  }

  @Test func `The answers name the operator and the limit`() async throws {
    let cases = [
      (
        "{name: r, op: activation, function: relu, elements: 1099511627776, input: x}", "capacity: 256 B",
        "large.yaml:5:5: error: operator 'r' is too large to simulate: its mapping makes 8589934592 passes, and "
          + "1048576 are admitted; use larger tiles or buffers"
      ),
      (
        "{name: p, op: matmul, m: 1099511627776, k: 1, n: 1, input: x}", "capacity: unbounded",
        "large.yaml:5:30: error: 'm' is 1099511627776"
      ),
      (
        "{name: p, op: matmul, batch: 8192, m: 134217728, k: 1, n: 1, input: x}", "capacity: unbounded",
        "large.yaml:5:5: error: operator 'p' does not fit the design 'd': it is too large to count: at most 2^24 "
          + "output rows x kernel rows, and as many columns, are admitted"
      ),
    ]
    for (line, capacity, expected) in cases {
      let findings = Findings()
      let text = """
        network: large
        formats: {input: int8, weight: int8, output: int8}
        inputs: {x: {elements: 1099511627776}}
        operators:
          - \(line)
        """
      let node = try #require(
        DocumentLoader().load(text: Array(text.utf8), name: "large.yaml", findings: findings))
      let designText = Self.design(
        rows: 8, columns: 8, dataflow: "weight_stationary", capacity: capacity, memory: "{type: ideal}",
        mapping: nil)
      let design = try #require(
        DocumentLoader().load(text: Array(designText.utf8), name: "d", findings: findings)
          .flatMap { DesignDecoder.decode($0, findings: findings) })
      guard let trace = TraceDecoder.decode(node, seed: 0, findings: findings) else {
        #expect(findings.lines.first?.hasPrefix(expected) == true, "\(findings.lines)")
        continue
      }
      do {
        _ = try await Replayer.run(trace: trace, design: design)
        Issue.record("\(line) cannot run")
      } catch {
        guard case .unsuitable(let found) = error else { throw error }
        #expect(found.map(\.description) == [expected])
      }
    }
  }

  private static func trace(_ random: inout SplitMix64) -> String {
    func size() -> Int { 1 << (random.next(below: 4) == 0 ? 0 : 20 + random.next(below: 11)) }
    let (batch, m, k, n) = (size(), size(), size(), size())
    let operators = [
      "{name: p, op: matmul, batch: \(batch), m: \(m), k: \(k), n: \(n), input: x}",
      "{name: c, op: conv2d, height: \(m), width: \(k), channels: 1, filters: \(n), kernel: \(1 + m / 3), "
        + "padding: \(m / 4), stride: \(1 + random.next(below: 4)), input: x}",
      "{name: s, op: softmax, rows: \(batch), columns: \(m), input: x, repeat: \(k)}",
    ]
    let kind = random.next(below: 3)
    let elements = [
      batch.multipliedReportingOverflow(by: m).partialValue &* k, m &* k, batch &* m,
    ][kind]
    return """
      network: large
      formats: {input: int8, weight: int8, output: int8}
      inputs: {x: {elements: \(max(1, elements))}}
      operators:
        - \(operators[kind])
      """
  }

  private static func design(_ random: inout SplitMix64) -> String {
    design(
      rows: 1 << random.next(below: 13), columns: 1 << random.next(below: 12),
      dataflow: ["weight_stationary", "output_stationary", "input_stationary"][random.next(below: 3)],
      capacity: random.next(below: 2) == 0
        ? "capacity: unbounded" : "capacity: \(1 + random.next(below: 64)) MiB",
      memory: random.next(below: 3) == 0
        ? "{type: ideal}"
        : "{type: bandwidth, bandwidth: \(1 + random.next(below: 1_000_000)) B/s, latency: 1 ms, "
          + "outstanding: 1048576, request: 64 B}",
      mapping: random.next(below: 2) == 0 ? "{whole: true}" : nil)
  }

  private static func design(
    rows: Int, columns: Int, dataflow: String, capacity: String, memory: String, mapping: String?
  ) -> String {
    """
    name: d
    clock: 100 GHz
    array: {topology: systolic, dataflow: \(dataflow), rows: \(rows), columns: \(columns), \
    precision: {input: int8, weight: int8, accumulate: int32}}
    buffers:
      input: {\(capacity), banks: 1, width: 1 B}
      weight: {\(capacity), banks: 1, width: 1 B}
      output: {\(capacity), banks: 1, width: 4 B}
    memories: {main: \(memory)}
    vector_unit: {lanes: 1, functions: {relu: {latency: 1, interval: 1}, softmax: {latency: 9, interval: 1000}}}
    \(mapping.map { "mapping: \($0)" } ?? "")
    """
  }
}
