import Quantities
import Tensors
import Testing
import Workloads

@Suite("What a trace says of values becomes distributions")
struct TraceValuesTests {
  @Test(
    "each distribution has its parameters as keys",
    arguments: [
      (
        "{distribution: normal, sigma: 30}",
        ValueDistribution(.normal(mean: Ratio(0), sigma: Ratio(30)))
      ),
      (
        "{distribution: normal, sigma: 12.5, mean: -1/2, low: -127, outside: redraw}",
        ValueDistribution(.normal(mean: Ratio(-1, 2), sigma: Ratio(25, 2)), low: -127, outside: .redraw)
      ),
      (
        "{distribution: relu, sigma: 30, mean: 3, high: 100, outside: clip}",
        ValueDistribution(.relu(mean: Ratio(3), sigma: Ratio(30)), high: 100)
      ),
      ("{distribution: laplace, scale: 9}", ValueDistribution(.laplace(mean: Ratio(0), scale: Ratio(9)))),
      ("{distribution: uniform}", ValueDistribution(.uniform)),
      ("{distribution: uniform, low: -3, high: 4}", ValueDistribution(.uniform, low: -3, high: 4)),
    ])
  func distributions(text: String, distribution: ValueDistribution) throws {
    let trace = try TraceSparsityTests.trace(
      weight: "{format: int8, values: \(text)}", output: "{format: int8, values: \(text)}")
    for name in ["a.weight", "a"] {
      let sparsity = try #require(trace.tensor(name).sparsity)
      #expect(sparsity.distribution == distribution)
      #expect(sparsity.source == .pattern(.dense))
      #expect(sparsity.hasValues)
    }
    #expect(try trace.tensor("x").sparsity == nil)
  }

  @Test("a distribution stands beside a pattern or a mask")
  func besides() throws {
    let values = "values: {distribution: normal, sigma: 30}"
    let distribution = ValueDistribution(.normal(mean: Ratio(0), sigma: Ratio(30)))
    let pattern = try #require(
      TraceSparsityTests.trace(weight: "{sparsity: {pattern: \"2:4\"}, \(values)}").tensor("a.weight")
        .sparsity)
    #expect(pattern.source == .pattern(.structured(GroupBound(n: 2, m: 4), axis: .columns, density: nil)))
    #expect(pattern.distribution == distribution)
    let mask = try #require(
      TraceSparsityTests.trace(weight: "{mask: m.npy, \(values)}").tensor("a.weight").sparsity)
    guard case .file(let file) = mask.source else { throw Missing() }
    #expect(file.contents == .mask && mask.hasValues)
    let alone = try #require(TraceSparsityTests.trace(weight: "{mask: m.npy}").tensor("a.weight").sparsity)
    #expect(!alone.hasValues && alone.distribution == nil)
    let read = try #require(TraceSparsityTests.trace(weight: "{values: v.npy}").tensor("a.weight").sparsity)
    #expect(read.hasValues && read.distribution == nil)
  }

  private struct Missing: Error {}
}
