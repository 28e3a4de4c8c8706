import Hardware
import Quantities
import Workloads

/// The sizes of a dimension that a search tries.
enum SizeLadder {
  /// All of `whole`, what cuts it evenly into c tiles, rounded up to whole array sides, what the rule tries, and `others`
  /// below `whole`; the greatest first. c has at most three significant bits: 1 to 8, 10, 12, 14, 16, 20, 24, 28, 32, 40, ...
  static func sizes(_ whole: Int, side: Int, also others: [Int] = []) -> [Int] {
    var sizes = Set(candidateSizes(whole, side: side))
    var count = 1
    while count < whole {
      let even = ceilingDivision(whole, by: count)
      let rounded = even > side ? ceilingDivision(even, by: side) *| side : even
      if rounded < whole { sizes.insert(rounded) }
      count += count < 8 ? 1 : 1 << (Int.bitWidth - 3 - count.leadingZeroBitCount)
    }
    for size in others where size < whole { sizes.insert(size) }
    return sizes.sorted(by: >)
  }

  /// The rows of a matrix product of which, with all channels, one to four tiles just fill the input buffer, in whole
  /// array sides: as many tiles as a mapping may name slots, at most. None of other products, or of a buffer that
  /// operands share.
  static func rowsFillingInput(of product: Product, bits: Int, _ buffers: Buffers, side: Int) -> [Int] {
    let buffer = buffers[.input]
    guard product.isOneColumn, !buffers.isShared, let capacity = buffer.capacity?.count else { return [] }
    return (1...min(4, buffer.mostTiles)).compactMap { tiles in
      let rows = capacity *| 8 / (tiles *| bits *| product.channels)
      guard rows > 0, rows < product.outputHeight else { return nil }
      return rows > side ? rows / side * side : rows
    }
  }
}

extension Product {
  /// Whether every output row takes the one pixel of its own input row, as in a matrix product.
  fileprivate var isOneColumn: Bool {
    kernelHeight == 1 && kernelWidth == 1 && inputWidth == 1 && outputWidth == 1 && strideHeight == 1
      && inputHeight == outputHeight && padTop == 0
  }
}
