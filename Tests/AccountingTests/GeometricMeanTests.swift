import Accounting
import Tensors
import Testing

@Suite struct GeometricMeanTests {
  @Test func `powers of two and equal figures have their exact mean`() {
    #expect(geometricMean([2, 8]) == 4)
    #expect(geometricMean([1, 1, 1]) == 1)
    #expect(geometricMean([0.5, 0.5]) == 0.5)
    #expect(geometricMean([0.25, 16, 2]) == 2)
    #expect(geometricMean([3.7]) == 3.7)
    #expect(geometricMean([27, 1, 1]) == 3)
  }

  @Test func `no figure, and one that is not positive, have no mean`() {
    #expect(geometricMean([]) == nil)
    #expect(geometricMean([1, 0]) == nil)
    #expect(geometricMean([1, -2]) == nil)
    #expect(geometricMean([1, .infinity]) == nil)
    #expect(geometricMean([1, .nan]) == nil)
  }

  @Test func `a mean to its degree is the product, however many and however large the figures are`() throws {
    var random = SplitMix64(seed: 11)
    for count in 1...60 {
      let figures = (0..<count).map { _ in Double(1 + random.next(below: 1_000_000)) / 1000 }
      let mean = try #require(geometricMean(figures))
      // Each divided by the mean, the figures have the product 1.
      let product = figures.reduce(1.0) { $0 * ($1 / mean) }
      #expect(abs(product - 1) < 1e-12 * Double(count), "\(count) figures")
      #expect(figures.min()! <= mean && mean <= figures.max()!)
    }
    #expect(try #require(geometricMean(Array(repeating: 1e300, count: 500))).distance(to: 1e300) < 1e287)
    #expect(try #require(geometricMean(Array(repeating: 1e-300, count: 500))) > 0.999e-300)
  }
}
