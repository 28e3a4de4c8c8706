import Documents
import Replay
import Tensors
import Testing
import Workloads

/// Masks of small traces whose patterns nobody would write.
@Suite struct HostileMaskTests {
  @Test func `Masks of any pattern are made or refused, and do not depend on the processors`() async throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = SplitMix64(seed: seed)
    var made = 0
    for round in 0..<1500 {
      let text = Self.trace(&random)
      let findings = Findings()
      guard
        let node = DocumentLoader().load(text: Array(text.utf8), name: "a.yaml", findings: findings),
        let trace = TraceDecoder.decode(node, seed: 1, findings: findings), !findings.hasErrors
      else {
        #expect(findings.hasErrors, "seed \(seed), round \(round): neither a trace nor a finding\n\(text)")
        continue
      }
      let one = await MaskStore.make(trace, seed: 7, workers: 1)
      let other = await MaskStore.make(trace, seed: 7, workers: 3)
      guard case .success(let masks) = one else {
        guard case .failure = other else {
          Issue.record("seed \(seed), round \(round): refused on one processor only\n\(text)")
          continue
        }
        continue
      }
      made += 1
      let others = try other.get()
      for (index, tensor) in trace.tensors.enumerated() {
        guard let shape = tensor.sparsity?.shape else { continue }
        let mask = try #require(masks.mask(of: index))
        #expect(mask.rows == shape.rows && mask.columns == shape.columns, "seed \(seed), round \(round)")
        #expect(mask == others.mask(of: index), "seed \(seed), round \(round)\n\(text)")
        #expect(mask.rowCounts().reduce(0, +) == mask.count)
      }
    }
    #expect(made > 5, "seed \(seed): \(made)")
  }

  private static func trace(_ random: inout SplitMix64) -> String {
    func below(_ bound: Int) -> Int { random.next(below: bound) }
    func size() -> Int { [1, 2, 3, 5, 16, 63, 64, 65, 130][below(9)] }
    let (m, k, n) = (size(), size(), size())
    return """
      network: hostile
      formats: {input: int8, weight: int8, output: int8}
      inputs:
        x: {elements: \(m * k), sparsity: \(pattern(&random))}
      operators:
        - {name: p, op: matmul, input: x, m: \(m), k: \(k), n: \(n), weight: {sparsity: \(pattern(&random))},
           output: {sparsity: \(pattern(&random))}}

      """
  }

  /// A pattern with some of its keys, most of them within reason.
  private static func pattern(_ random: inout SplitMix64) -> String {
    func below(_ bound: Int) -> Int { random.next(below: bound) }
    func pick(_ texts: [String]) -> String { texts[below(texts.count)] }
    func share() -> String {
      pick(["0", "1", "0.5", "1/3", "0.01", "0.999", "7/9", "1.5", "-0.1", "1e3"])
    }
    func whole() -> String {
      pick(["0", "1", "2", "3", "7", "64", "65", "1000000", "-1", "9223372036854775807"])
    }
    let names = [
      "uniform", "skewed", "clustered", "block", "vector", "channel", "banded", "diagonal", "strided",
      "window", "sink_and_window", "activation", "channel_rates", "batch_correlated", "\"2:4\"",
      "\"1:1\"", "\"65:64\"",
    ]
    let shares = ["density", "fill", "common", "spread", "exponent"]
    let wholes = [
      "length", "group", "below", "above", "stride", "shift", "offset", "window", "sink", "batch",
    ]
    func value(of key: String) -> String {
      switch key {
      case "block": "[\(whole()), \(whole())]"
      case "rates": "[\(share()), \(share())]"
      case "axis": pick(["rows", "columns", "reduction"])
      case "causal": pick(["true", "false"])
      default: shares.contains(key) ? share() : whole()
      }
    }
    let name = pick(names)
    // What each pattern is about, so that many can be made; and now and then any key.
    let own: [String: [String]] = [
      "uniform": ["density"], "skewed": ["density", "exponent", "axis"],
      "clustered": ["density", "block", "fill"], "block": ["density", "block"],
      "vector": ["density", "length", "axis"], "channel": ["density", "axis", "group"],
      "banded": ["below", "above", "density"], "diagonal": ["block", "density"],
      "strided": ["stride", "shift", "offset", "density"], "window": ["window", "causal", "density"],
      "sink_and_window": ["sink", "window", "density"], "activation": ["density", "spread"],
      "channel_rates": ["rates"], "batch_correlated": ["density", "batch", "common"],
    ]
    let wanted = own[name] ?? ["axis"]
    let keys = shares + wholes + ["block", "rates", "axis", "causal"]
    let chosen = keys.filter { wanted.contains($0) ? below(12) > 0 : below(150) == 0 }
    return "{pattern: \(name)" + chosen.map { ", \($0): \(value(of: $0))" }.joined() + "}"
  }
}
