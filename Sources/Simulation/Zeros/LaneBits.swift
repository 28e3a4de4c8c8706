/// Rows that lanes have, word by word side by side, as the kernel of lanes in lock step wants them.
struct LaneBits {
  /// Filled up to a multiple of four with rows of zeros.
  let lanes: Int
  let words: [UInt64]

  /// Some rows of a laid out operand.
  init(_ bits: BitRows, rows: Range<Int>) {
    let lanes = (rows.count + 3) & ~3
    var words = [UInt64](repeating: 0, count: lanes * bits.stride)
    bits.words.withUnsafeBufferPointer { source in
      words.withUnsafeMutableBufferPointer { words in
        for (lane, row) in rows.enumerated() {
          for word in 0..<bits.stride { words[word * lanes + lane] = source[row * bits.stride + word] }
        }
      }
    }
    self.lanes = lanes
    self.words = words
  }

  /// One lane in which all is occupied: what it has in common with a row is the row.
  init(allOf words: Int) {
    lanes = 4
    self.words = (0..<words * 4).map { $0 & 3 == 0 ? ~0 : 0 }
  }
}
