import CMaskKernels
import Mapping
import Tensors
import Workloads

/// How many of a product's pairs of factors are what, padding taps being zeros of the input.
struct PairCounts: Hashable {
  var all: Int
  /// Neither factor is zero.
  var effectual = 0
  var withInput = 0
  var withWeight = 0

  init(_ product: Product, _ zeros: ProductZeros) {
    all = product.denseMACs
    let bits = ReductionBits(product: product, zeros: zeros)
    let channels = Segment(start: 0, count: product.channels)
    for group in 0..<product.groups {
      let weights = bits.weights(
        group: group, filters: Segment(start: 0, count: product.filters), channels: channels)
      withWeight += product.images * product.m * weights.count
      for image in 0..<product.images {
        for row in 0..<product.outputHeight {
          let inputs = bits.inputs(
            image: image, group: group, rows: row..<row + 1, columns: 0..<product.outputWidth,
            channels: channels)
          withInput += inputs.count * product.filters
          guard zeros.weight != nil else { continue }
          effectual += inputs.common(with: weights)
        }
      }
    }
    if zeros.weight == nil { effectual = withInput }
  }
}

extension BitRows {
  /// Bits that are set.
  var count: Int { words.withUnsafeBufferPointer { Int(mask_count($0.baseAddress, $0.count)) } }

  /// Bits that are set in both, of all pairs of a row and one of another operand's.
  func common(with other: BitRows) -> Int {
    var counts = [UInt32](repeating: 0, count: other.rows)
    var sum = 0
    words.withUnsafeBufferPointer { own in
      other.words.withUnsafeBufferPointer { others in
        counts.withUnsafeMutableBufferPointer { counts in
          guard let own = own.baseAddress, let others = others.baseAddress, let result = counts.baseAddress
          else { return }
          for row in 0..<rows {
            mask_count_and_rows(own + row * stride, others, other.rows, other.stride, stride, result)
            for count in counts { sum += Int(count) }
          }
        }
      }
    }
    return sum
  }
}
