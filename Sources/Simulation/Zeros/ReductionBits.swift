import Mapping
import Tensors
import Workloads

/// The factors of a product as rows of bits along k, 1 where they are not zero: what a padding tap brings is zero.
///
/// k runs over kernel row, kernel column and the channels of a tile, channel fastest.
struct ReductionBits {
  let product: Product
  let zeros: ProductZeros

  private var taps: Int { product.kernelHeight * product.kernelWidth }

  /// A row for each output pixel of some rows and columns, in their order.
  func inputs(
    image: Int, group: Int, rows: Range<Int>, columns: Range<Int>, channels: Segment
  ) -> BitRows {
    var bits = BitRows(rows: rows.count * columns.count, length: taps * channels.count)
    guard let mask = zeros.input else {
      forEachRun(rows, columns) { pixel, tap, _, _, count in
        bits.fill(row: pixel, at: tap * channels.count, count: count * channels.count)
      }
      return bits
    }
    mask.withUnsafeWords { words in
      guard let base = words.baseAddress else { return }
      // Where the mask has nothing else, its rows of inputs are strips already.
      if product.groups == 1, channels.count == product.channels, channels.count.isMultiple(of: 64) {
        let height = image * product.inputHeight
        forEachRun(rows, columns) { pixel, tap, y, x, count in
          bits.put(
            row: pixel, at: tap * channels.count, from: base,
            at: ((height + y) * product.inputWidth + x) * channels.count, count: count * channels.count)
        }
        return
      }
      let strips = InputStrips(self, base, mask.stride, image, group, rows, columns, channels)
      strips.bits.words.withUnsafeBufferPointer { strip in
        guard let base = strip.baseAddress else { return }
        forEachRun(rows, columns) { pixel, tap, y, x, count in
          bits.put(
            row: pixel, at: tap * channels.count, from: base + (y - strips.y.lowerBound) * strips.bits.stride,
            at: (x - strips.x.lowerBound) * channels.count, count: count * channels.count)
        }
      }
    }
    return bits
  }

  /// Calls `body` with taps of one row of the kernel whose inputs lie beside each other inside the image: the output pixel's
  /// number, the first tap, its input, and how many taps there are.
  private func forEachRun(
    _ rows: Range<Int>, _ columns: Range<Int>,
    _ body: (_ pixel: Int, _ tap: Int, _ y: Int, _ x: Int, _ count: Int) -> Void
  ) {
    let (width, kernelWidth) = (product.inputWidth, product.kernelWidth)
    var pixel = 0
    for row in rows {
      for column in columns {
        let left = column * product.strideWidth - product.padLeft
        for kernelRow in 0..<product.kernelHeight {
          let y = row * product.strideHeight + kernelRow * product.dilationHeight - product.padTop
          guard y >= 0, y < product.inputHeight else { continue }
          guard product.dilationWidth > 1 else {
            let (first, end) = (max(0, -left), min(kernelWidth, width - left))
            if first < end { body(pixel, kernelRow * kernelWidth + first, y, left + first, end - first) }
            continue
          }
          for kernelColumn in 0..<kernelWidth {
            let x = left + kernelColumn * product.dilationWidth
            guard x >= 0, x < width else { continue }
            body(pixel, kernelRow * kernelWidth + kernelColumn, y, x, 1)
          }
        }
        pixel += 1
      }
    }
  }

  /// A row for each of some filters of a group.
  func weights(group: Int, filters: Segment, channels: Segment) -> BitRows {
    var bits = BitRows(rows: filters.count, length: taps * channels.count)
    guard let mask = zeros.weight else {
      for filter in 0..<filters.count { bits.fill(row: filter, at: 0, count: bits.length) }
      return bits
    }
    let stride = mask.stride
    mask.withUnsafeWords { words in
      guard let base = words.baseAddress else { return }
      for filter in 0..<filters.count {
        let row = base + (group * product.filters + filters.start + filter) * stride
        guard channels.count < product.channels else {
          bits.put(row: filter, at: 0, from: row, at: 0, count: bits.length)
          continue
        }
        for tap in 0..<taps {
          bits.put(
            row: filter, at: tap * channels.count, from: row, at: tap * product.channels + channels.start,
            count: channels.count)
        }
      }
    }
    return bits
  }
}

/// The inputs that a tile's windows touch, those of a row side by side without what is not the tile's between them.
private struct InputStrips {
  /// Input rows and columns that are there.
  let y: Range<Int>
  let x: Range<Int>
  private(set) var bits: BitRows

  init(
    _ reduction: ReductionBits, _ base: UnsafePointer<UInt64>, _ stride: Int, _ image: Int, _ group: Int,
    _ rows: Range<Int>, _ columns: Range<Int>, _ channels: Segment
  ) {
    let product = reduction.product
    /// What is inside the image of the inputs from the first window's first to the last one's last.
    func touched(
      _ outputs: Range<Int>, _ stride: Int, _ padding: Int, _ dilation: Int, _ kernel: Int, _ size: Int
    ) -> Range<Int> {
      guard !outputs.isEmpty else { return 0..<0 }
      let first = outputs.lowerBound * stride - padding
      let last = (outputs.upperBound - 1) * stride + (kernel - 1) * dilation - padding
      return (first..<last + 1).clamped(to: 0..<size)
    }
    y = touched(
      rows, product.strideHeight, product.padTop, product.dilationHeight, product.kernelHeight,
      product.inputHeight)
    x = touched(
      columns, product.strideWidth, product.padLeft, product.dilationWidth, product.kernelWidth,
      product.inputWidth)
    bits = BitRows(rows: y.count, length: x.count * channels.count)
    for row in y {
      for column in x {
        let input =
          ((image * product.inputHeight + row) * product.inputWidth + column) * product.groups + group
        bits.put(
          row: row - y.lowerBound, at: (column - x.lowerBound) * channels.count, from: base + input * stride,
          at: channels.start, count: channels.count)
      }
    }
  }
}
