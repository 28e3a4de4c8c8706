import CMaskKernels
import Tensors
import Workloads

/// Bits of as many pairs as a product has: a row along k for each output pixel, and one for each filter.
struct PairRows {
  private let pixels: Int
  private let filters: Int
  private let words: Int
  private let groups: Int
  private let inputs: [UInt64]
  private let weights: [UInt64]

  init(_ product: Product) {
    var random = SplitMix64(seed: 1)
    (pixels, filters, groups) = (product.images * product.m, product.filters, product.groups)
    words = (product.k + 63) / 64
    inputs = (0..<pixels * words).map { _ in random.next() }
    weights = (0..<filters * words).map { _ in random.next() }
  }

  /// Counts what every pixel has in common with every filter; the sum over the filters of the last pixel.
  func count() -> Int {
    var counts = [UInt32](repeating: 0, count: filters)
    for _ in 0..<groups {
      inputs.withUnsafeBufferPointer { inputs in
        guard let base = inputs.baseAddress else { return }
        for pixel in 0..<pixels {
          mask_count_and_rows(base + pixel * words, weights, filters, words, words, &counts)
        }
      }
    }
    return counts.reduce(0) { $0 + Int($1) }
  }
}
