/// How the windows of a reduction lie in rows of bits: those of up to 64 positions in a part of a word each, longer ones in
/// whole words, so that a kernel finds them without knowing where k cuts them.
struct WindowLayout {
  let chunks: Chunks
  /// Positions of a window, at most.
  let side: Int
  /// Bits that a window has in a row: 8, 16, 32, 64 or a multiple of 64.
  let width: Int
  /// Words of a row.
  let words: Int
  /// Whether rows along the reduction are laid so already.
  private let isPacked: Bool

  /// - Parameter isEven: Whether every window begins a multiple of its side after the row's beginning, in order.
  init(_ chunks: Chunks, isEven: Bool) {
    self.chunks = chunks
    side = chunks.side
    width = side <= 8 ? 8 : side <= 16 ? 16 : side <= 32 ? 32 : (side + 63) & ~63
    words = (chunks.count * width + 63) >> 6
    isPacked = width == side && isEven
  }

  /// Rows along the reduction, laid out.
  func laid(_ bits: BitRows) -> BitRows {
    if isPacked, bits.stride == words { return bits }
    var laid = BitRows(rows: bits.rows, length: words * 64)
    bits.words.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      for row in 0..<bits.rows {
        for window in 0..<chunks.count {
          let range = chunks[window]
          laid.put(
            row: row, at: window * width, from: base + row * bits.stride, at: range.lowerBound,
            count: range.count)
        }
      }
    }
    return laid
  }
}
