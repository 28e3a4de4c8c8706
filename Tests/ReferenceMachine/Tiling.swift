import Workloads

/// The name of a tile of one operand: the numbers of its cuts.
struct TileName: Hashable {
  var numbers: [Int]
}

/// One pass and the tiles that it is over; an operand that the work does not have has none.
struct PassPlan {
  var tiles: [TileName?]
  var accumulates = false
  var completes = true
  /// What of a product the pass computes, or the units of a vector operator.
  var box: PassBox
}

/// The cut of the loops that a pass runs over.
struct PassBox {
  var image = 0
  var groups = 0..<0
  var rows = 0..<0
  var columns = 0..<0
  var channels = 0..<0
  var filters = 0..<0
  var units = 0..<0
}

/// How a work is cut: its passes in order, and what each of its tiles is.
protocol Tiling {
  var passes: [PassPlan] { get }
  /// A tile's elements in the order in which memory is visited.
  func elements(of operand: Operand, in box: PassBox) -> [TileElement]
  /// Whether every output tile goes through the vector unit before its store.
  var hasEpilogue: Bool { get }
}

/// The parts `0..<size` is cut into.
func cuts(of size: Int, by tile: Int) -> [Range<Int>] { cuts(of: 0..<size, by: tile) }

/// The parts a range is cut into, from its beginning on.
func cuts(of range: Range<Int>, by tile: Int) -> [Range<Int>] {
  stride(from: range.lowerBound, to: range.upperBound, by: tile).map {
    $0..<min($0 + tile, range.upperBound)
  }
}
