import Dispatch
import Quantities

/// Calls `body` with consecutive parts of `0 ..< count`, each of `size` or, at the end, fewer, on up to `workers`
/// processors at once. Which part runs where must not matter to what is made.
func inParts(_ count: Int, of size: Int, workers: Int, _ body: @Sendable (Range<Int>) -> Void) {
  let parts = ceilingDivision(count, by: size)
  @Sendable func part(_ index: Int) { body(index * size..<min((index + 1) * size, count)) }
  guard workers > 1, parts > 1 else { return (0..<parts).forEach(part) }
  // Each worker takes every so many-th part.
  DispatchQueue.concurrentPerform(iterations: min(workers, parts)) { worker in
    for index in stride(from: worker, to: parts, by: workers) { part(index) }
  }
}

extension OccupancyMask {
  /// A mask whose rows are made one by one, side by side, from words of 0; they leave the padding 0.
  static func ofRows(
    _ rows: Int, columns: Int, workers: Int,
    _ makeRow: @Sendable (Int, UnsafeMutableBufferPointer<UInt64>) -> Void
  ) -> OccupancyMask {
    let stride = Self.stride(columns: columns)
    var words = zeroWords(rows: rows, columns: columns)
    words.withUnsafeMutableBufferPointer { words in
      // Each row is written by one worker alone.
      nonisolated(unsafe) let words = words
      // Parts of about 64 Ki words: much longer than it takes to hand one out.
      inParts(rows, of: max(1, 1 << 16 / max(stride, 1)), workers: workers) { part in
        for row in part {
          makeRow(row, UnsafeMutableBufferPointer(rebasing: words[row * stride..<(row + 1) * stride]))
        }
      }
    }
    return OccupancyMask(rows: rows, columns: columns, unpaddedWords: words)
  }
}

extension UnsafeMutableBufferPointer<UInt64> {
  /// Sets the bits of a range.
  func set(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    let (first, last) = (range.lowerBound >> 6, (range.upperBound - 1) >> 6)
    let from = ~lowestBits(range.lowerBound & 63)
    let to = lowestBits(range.upperBound - last << 6)
    if first == last { return self[first] |= from & to }
    self[first] |= from
    for word in first + 1..<last { self[word] = ~0 }
    self[last] |= to
  }

  /// Sets the bits from a position on that are set in `bits`, the lowest first.
  func set(_ bits: UInt64, at start: Int) {
    let (word, shift) = (start >> 6, UInt64(start & 63))
    self[word] |= bits << shift
    if shift > 0, bits >> (64 - shift) != 0 { self[word + 1] |= bits >> (64 - shift) }
  }
}
