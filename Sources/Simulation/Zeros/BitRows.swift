/// Rows of bits along a reduction, each from the beginning of a word; bits behind a row's end are 0.
struct BitRows {
  let rows: Int
  /// Bits of a row.
  let length: Int
  /// Words of a row.
  let stride: Int
  /// All rows, one after the other, and behind them as many words of zeros as whoever takes eight at a time may read too.
  private(set) var words: [UInt64]

  init(rows: Int, length: Int) {
    self.rows = rows
    self.length = length
    stride = (length + 63) >> 6
    words = [UInt64](repeating: 0, count: rows * stride + 7)
  }

  /// Puts bits that lie elsewhere into a row; the place must still be 0.
  mutating func put(
    row: Int, at start: Int, from source: UnsafePointer<UInt64>, at first: Int, count: Int
  ) {
    let base = row * stride
    words.withUnsafeMutableBufferPointer { words in
      if (start | first) & 63 == 0 {
        let (place, origin, whole) = (base + start >> 6, first >> 6, count >> 6)
        for word in 0..<whole { words[place + word] = source[origin + word] }
        let rest = UInt64(count & 63)
        if rest > 0 { words[place + whole] |= source[origin + whole] & (1 << rest - 1) }
        return
      }
      var offset = 0
      while offset < count {
        let width = min(64, count - offset)
        let (origin, distance) = ((first + offset) >> 6, UInt64((first + offset) & 63))
        var bits = source[origin] &>> distance
        if Int(distance) + width > 64 { bits |= source[origin + 1] << (64 - distance) }
        if width < 64 { bits &= 1 << UInt64(width) - 1 }
        let place = start + offset
        let (word, shift) = (base + place >> 6, UInt64(place & 63))
        words[word] |= bits &<< shift
        if Int(shift) + width > 64 { words[word + 1] |= bits >> (64 - shift) }
        offset += width
      }
    }
  }

  /// Sets bits of a row.
  mutating func fill(row: Int, at start: Int, count: Int) {
    var left = count
    var place = start
    while left > 0 {
      let width = min(left, 64 - place & 63)
      let ones: UInt64 = width == 64 ? ~0 : (1 << UInt64(width)) - 1
      words[row * stride + place >> 6] |= ones << UInt64(place & 63)
      place += width
      left -= width
    }
  }
}

extension BitRows {
  /// The bits that are set in any row.
  var occupiedInAny: [UInt64] {
    var all = [UInt64](repeating: 0, count: stride)
    for row in 0..<rows {
      for word in 0..<stride { all[word] |= words[row * stride + word] }
    }
    return all
  }

  /// Bits of a row that are set in a range.
  func countOfBits(row: Int, in range: Range<Int>) -> Int {
    countOfCommonBits(row: row, with: self, row: row, in: range)
  }

  /// Bits in a range that are set in a row and in one of another operand's of the same length.
  func countOfCommonBits(row: Int, with other: BitRows, row otherRow: Int, in range: Range<Int>) -> Int {
    guard !range.isEmpty else { return 0 }
    let (first, last) = (range.lowerBound >> 6, (range.upperBound - 1) >> 6)
    let (own, others) = (row * stride, otherRow * other.stride)
    var sum = 0
    for word in first...last {
      var bits = words[own + word] & other.words[others + word]
      if word == first { bits &= ~0 << UInt64(range.lowerBound & 63) }
      if word == last { bits &= ~0 >> UInt64(63 - (range.upperBound - 1) & 63) }
      sum += bits.nonzeroBitCount
    }
    return sum
  }
}
