/// A set of points that takes a bit for each of those near others.
struct PointSet: Sendable {
  private var words: [Int: UInt64] = [:]
  private(set) var count = 0

  func contains(_ point: Int) -> Bool { (words[point >> 6] ?? 0) >> UInt64(point & 63) & 1 == 1 }

  /// Adds a point; false where it was there.
  @discardableResult
  mutating func insert(_ point: Int) -> Bool {
    let bit: UInt64 = 1 << UInt64(point & 63)
    let word = words[point >> 6] ?? 0
    guard word & bit == 0 else { return false }
    words[point >> 6] = word | bit
    count += 1
    return true
  }

  mutating func remove(_ point: Int) {
    let bit: UInt64 = 1 << UInt64(point & 63)
    guard let word = words[point >> 6], word & bit != 0 else { return }
    words[point >> 6] = word & ~bit
    count -= 1
  }
}

extension PointSet {
  /// All points, in no order.
  var points: some Sequence<Int> {
    words.lazy.flatMap { place, word in
      (0..<64).lazy.filter { word >> UInt64($0) & 1 == 1 }.map { place << 6 | $0 }
    }
  }
}
