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
  /// Of those without a zero those whose output is needed.
  var needed = 0

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
          if let output = zeros.output {
            let first = (image * product.outputHeight + row) * product.outputWidth
            needed += inputs.common(
              with: weights, in: output,
              rows: (0..<product.outputWidth).map { (first + $0) * product.groups + group })
          }
          guard zeros.weight != nil else { continue }
          effectual += inputs.common(with: weights)
        }
      }
    }
    if zeros.weight == nil { effectual = withInput }
    if zeros.output == nil { needed = effectual }
  }

  /// Those of a part of a product, but for `needed`.
  init(_ part: PassContent, _ bits: ReductionBits) {
    let pixels = part.rows.count * part.columns.count
    let taps = bits.product.kernelHeight * bits.product.kernelWidth
    all = part.outputs * taps * part.channels.count
    for group in part.groups.start..<part.groups.end {
      let weights = bits.weights(group: group, filters: part.filters, channels: part.channels)
      let inputs = bits.inputs(
        image: part.image, group: group, rows: part.rows.start..<part.rows.end,
        columns: part.columns.start..<part.columns.end, channels: part.channels)
      withWeight += pixels * weights.count
      withInput += inputs.count * part.filters.count
      effectual += bits.zeros.weight == nil ? inputs.count * part.filters.count : inputs.common(with: weights)
    }
  }

  /// Takes away what is left out, of which nothing is needed.
  mutating func subtract(_ other: PairCounts) {
    all -= other.all
    effectual -= other.effectual
    withInput -= other.withInput
    withWeight -= other.withWeight
  }
}

extension BitRows {
  /// Bits that are set.
  var count: Int { words.withUnsafeBufferPointer { Int(mask_count($0.baseAddress, $0.count)) } }

  /// Bits that are set in both, of all pairs of a row and one of another operand's.
  func common(with other: BitRows) -> Int {
    var sum = 0
    forEachRow(with: other) { _, counts in for count in counts { sum += Int(count) } }
    return sum
  }

  /// The same of those pairs that a mask has, of which each of these rows has a row.
  func common(with other: BitRows, in mask: OccupancyMask, rows lines: [Int]) -> Int {
    var sum = 0
    forEachRow(with: other) { row, counts in
      mask.forEachRun(ofRow: lines[row]) { run in for place in run { sum += Int(counts[place]) } }
    }
    return sum
  }

  /// Calls `body` with every row's number, and the bits that it has in common with each of another operand's.
  private func forEachRow(with other: BitRows, _ body: (Int, UnsafeMutableBufferPointer<UInt32>) -> Void) {
    var counts = [UInt32](repeating: 0, count: other.rows)
    words.withUnsafeBufferPointer { own in
      other.words.withUnsafeBufferPointer { others in
        counts.withUnsafeMutableBufferPointer { counts in
          guard let own = own.baseAddress, let others = others.baseAddress, let result = counts.baseAddress
          else { return }
          for row in 0..<rows {
            mask_count_and_rows(own + row * stride, others, other.rows, other.stride, stride, result)
            body(row, counts)
          }
        }
      }
    }
  }
}
