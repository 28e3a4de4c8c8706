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
    func forEachTap(_ body: (_ pixel: Int, _ place: Int, _ input: Int) -> Void) {
      var pixel = 0
      for row in rows {
        for column in columns {
          for kernelRow in 0..<product.kernelHeight {
            let y = row * product.strideHeight + kernelRow * product.dilationHeight - product.padTop
            guard y >= 0, y < product.inputHeight else { continue }
            for kernelColumn in 0..<product.kernelWidth {
              let x = column * product.strideWidth + kernelColumn * product.dilationWidth - product.padLeft
              guard x >= 0, x < product.inputWidth else { continue }
              let input =
                ((image * product.inputHeight + y) * product.inputWidth + x) * product.groups + group
              body(pixel, (kernelRow * product.kernelWidth + kernelColumn) * channels.count, input)
            }
          }
          pixel += 1
        }
      }
    }
    guard let mask = zeros.input else {
      forEachTap { pixel, place, _ in bits.fill(row: pixel, at: place, count: channels.count) }
      return bits
    }
    let stride = mask.stride
    mask.withUnsafeWords { words in
      guard let base = words.baseAddress else { return }
      forEachTap { pixel, place, input in
        bits.put(
          row: pixel, at: place, from: base + input * stride, at: channels.start, count: channels.count)
      }
    }
    return bits
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
