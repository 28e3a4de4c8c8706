/// A number of equal parts of a dimension and what is left over at its end.
struct Parts {
  /// Parts of the full size, and their size.
  let full: Int
  let size: Int
  /// The size of one more part; 0 where nothing is left.
  let rest: Int

  init(_ whole: Int, by size: Int) {
    let size = min(size, whole)
    full = whole / size
    self.size = size
    rest = whole % size
  }

  var count: Int { full + (rest > 0 ? 1 : 0) }
  /// The size of the last part.
  var last: Int { rest > 0 ? rest : size }

  /// Sums `cost` over the parts.
  @inline(__always)
  func sum(_ cost: (Int) -> Int) -> Int {
    full *| cost(size) +| (rest > 0 ? cost(rest) : 0)
  }
}
