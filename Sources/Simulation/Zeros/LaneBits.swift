import CMaskKernels

/// Rows that lanes have, word by word side by side, as the kernels of lanes in lock step want them.
struct LaneBits {
  /// Filled up to a multiple of four with rows of zeros.
  let lanes: Int
  private let words: [UInt64]

  /// Some rows of a laid out operand.
  init(_ bits: BitRows, rows: Range<Int>) {
    lanes = (rows.count + 3) & ~3
    var words = [UInt64](repeating: 0, count: lanes * bits.stride)
    for (lane, row) in rows.enumerated() {
      for word in 0..<bits.stride { words[word * lanes + lane] = bits.words[row * bits.stride + word] }
    }
    self.words = words
  }

  /// One lane in which all is occupied: what it has in common with a row is the row.
  init(allOf words: Int) {
    lanes = 4
    self.words = (0..<words * 4).map { $0 & 3 == 0 ? ~0 : 0 }
  }

  /// Compares a row with all lanes in lock step; returns what all have in common, and puts the greatest counts into `most`.
  func compare(_ row: UnsafePointer<UInt64>, _ layout: WindowLayout, _ most: inout [UInt64]) -> Int {
    words.withUnsafeBufferPointer { own in
      most.withUnsafeMutableBufferPointer { most in
        guard let own = own.baseAddress, let most = most.baseAddress else { return 0 }
        let count =
          switch layout.width {
          case 8: mask_lock_step_8(row, own, layout.words, lanes, most)
          case 16: mask_lock_step_16(row, own, layout.words, lanes, most)
          case 32: mask_lock_step_32(row, own, layout.words, lanes, most)
          case 64: mask_lock_step_64(row, own, layout.words, lanes, most)
          default:
            mask_lock_step_words(row, own, layout.chunks.count, layout.wordsOfWindow, lanes, most)
          }
        return Int(count)
      }
    }
  }
}
