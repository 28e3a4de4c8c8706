import Documents
import Hardware
import Replay
import Testing
import Workloads

/// The search among mappings on shipped networks; Tests/SimulationTests holds its answers against trying everything.
@Suite struct MappingSearchTests {
  @Test(
    arguments: ["ws32", "os32", "nvdla_large", "riscv_simd", "hbm_decode"],
    ["tiny", "tiny_resnet8", "mobilenet_v1"])
  func `The search is never slower than the rule, on any number of threads`(
    designName: String, network: String
  ) async throws {
    let rule = try await run(designName, network, ["mapping.search=rule"], workers: 1)
    let full = try await run(designName, network, ["mapping.search=full"], workers: 1)
    for (one, other) in zip(full.operators, rule.operators) {
      #expect(one.record.cycles <= other.record.cycles, "\(one.name)")
      #expect(one.search != nil && other.search == nil)
    }
    for workers in [2, 4] {
      let again = try await run(designName, network, ["mapping.search=full"], workers: workers)
      #expect(again.operators.map(\.mapping) == full.operators.map(\.mapping))
      #expect(again.operators.map(\.record) == full.operators.map(\.record))
      #expect(again.operators.map(\.search) == full.operators.map(\.search))
    }
  }

  /// The first version's rule knew no spatial assignments.
  @Test(
    arguments: ["ws32_64k", "gemmini16", "shared32"], ["tiny_resnet8", "tiny_ds_cnn"])
  func `Neither the search nor the rule is slower than the first version's rule`(
    designName: String, network: String
  ) async throws {
    for boundary in ["barrier", "overlap"] {
      let setting = "boundary=\(boundary)"
      let first = try await run(
        designName, network, ["mapping={search: rule, spatial: im2col}", setting], workers: 2)
      let rule = try await run(designName, network, ["mapping={search: rule}", setting], workers: 2)
      let full = try await run(designName, network, ["mapping={search: full}", setting], workers: 2)
      #expect(full.total.record.cycles <= first.total.record.cycles, "\(boundary)")
      #expect(rule.total.record.cycles <= first.total.record.cycles, "\(boundary)")
    }
  }

  /// Units that go through millions of products one after the other are gone through a few times, and not for every mapping.
  @Test func `A search on an array that skips zeros ends at its budget, and says so`() async throws {
    let trace = try ValueTests.decode(
      """
      network: product
      formats: {input: int8, weight: int8, output: int8}
      inputs: {x: {elements: 65536, sparsity: {pattern: uniform, density: 0.5}}}
      operators:
        - {name: one, op: matmul, input: x, m: 64, k: 1024, n: 512, weight: {sparsity: {pattern: uniform, density: 0.3}}}
      """)
    func search(_ work: String) async throws -> SearchEffort {
      let settings = "mapping={search: full\(work), order: [batch, m, n, k], channels: 1024}"
      let design = try #require(
        Design.load(path: Shipped.design("sparten"), settings: [settings], findings: Findings()))
      let result = try await Replayer.run(
        trace: trace, design: design, options: ReplayOptions(findsMemoryWall: false, workers: 1))
      return try #require(result.operators[0].search)
    }
    let first = try await search("")
    #expect(first.candidates > 100 && first.simulated <= 5 && !first.isExhaustive)
    // With more to spend it goes on.
    #expect(try await search(", search_work: 1048576").simulated > first.simulated)
  }

  @Test func `What directives fix, the search keeps`() async throws {
    let settings = ["mapping={search: full, spatial: im2col, order: [n, batch, m, k], filters: 24}"]
    let result = try await run("ws32", "tiny_ds_cnn", settings, workers: 2)
    for one in result.operators {
      guard case .product(let mapping) = one.mapping, case .product(let product, _) = one.work.body else {
        continue
      }
      #expect(mapping.spatial == .im2col)
      #expect(mapping.order == [.n, .batch, .m, .k])
      #expect(mapping.filters == min(24, product.filters))
    }
  }

  private func run(
    _ designName: String, _ network: String, _ settings: [String], workers: Int
  ) async throws -> RunResult {
    let findings = Findings()
    let trace = try #require(Trace.load(path: Shipped.trace(network), seed: 0, findings: findings))
    let design = try #require(
      Design.load(path: Shipped.design(designName), settings: settings, findings: findings))
    return try await Replayer.run(
      trace: trace, design: design, options: ReplayOptions(findsMemoryWall: false, workers: workers))
  }
}
