import Quantities

/// The sizes of a dimension that a search tries.
enum SizeLadder {
  /// All of `whole`, what cuts it evenly into c tiles, rounded up to whole array sides, and what the rule tries; the
  /// greatest first. c has at most three significant bits: 1 to 8, 10, 12, 14, 16, 20, 24, 28, 32, 40, ...
  static func sizes(_ whole: Int, side: Int) -> [Int] {
    var sizes = Set(candidateSizes(whole, side: side))
    var count = 1
    while count < whole {
      let even = ceilingDivision(whole, by: count)
      let rounded = even > side ? ceilingDivision(even, by: side) *| side : even
      if rounded < whole { sizes.insert(rounded) }
      count += count < 8 ? 1 : 1 << (Int.bitWidth - 3 - count.leadingZeroBitCount)
    }
    return sizes.sorted(by: >)
  }
}
