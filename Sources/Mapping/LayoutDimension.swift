/// Ranges of indices, in order. Nearly always there is one, and that takes no memory of its own.
package struct Segments {
  private var first: Segment
  private var others: [Segment] = []
  package private(set) var count: Int

  init(_ one: Segment) {
    first = one
    count = 1
  }

  init(_ all: [Segment]) {
    first = all.first ?? Segment(start: 0, count: 0)
    if all.count > 1 { others = Array(all.dropFirst()) }
    count = all.count
  }

  var indices: Range<Int> { 0..<count }

  subscript(index: Int) -> Segment { index == 0 ? first : others[index - 1] }
}

/// One dimension of a tile in its tensor's memory order.
package struct LayoutDimension {
  /// The indices of the dimension that are in the tile.
  var segments: Segments
  /// Elements from one index to the next.
  var stride: Int

  package init(segments: [Segment], stride: Int) {
    self.segments = Segments(segments)
    self.stride = stride
  }

  init(_ segment: Segment, stride: Int) {
    segments = Segments(segment)
    self.stride = stride
  }

  /// This dimension and the one within it as one, where the indices of both are evenly apart; else nil.
  func joined(_ inner: LayoutDimension) -> LayoutDimension? {
    guard segments.count == 1, inner.segments.count == 1 else { return nil }
    let (own, other) = (segments[0], inner.segments[0])
    guard stride == other.count * inner.stride else { return nil }
    let segment = Segment(start: own.start * other.count + other.start, count: own.count * other.count)
    return LayoutDimension(segment, stride: inner.stride)
  }
}

extension [LayoutDimension] {
  /// The innermost dimensions that a tile covers without gaps, as one block of elements at an offset, and how many are outside.
  var folded: (outer: Int, block: Int, offset: Int) {
    var (outer, block, offset) = (count, 1, 0)
    while outer > 0 {
      let dimension = self[outer - 1]
      guard dimension.segments.count == 1, dimension.stride == block else { break }
      offset += dimension.segments[0].start * dimension.stride
      block = dimension.segments[0].count * dimension.stride
      outer -= 1
    }
    return (outer, block, offset)
  }
}
