import CMaskKernels

extension OccupancyMask {
  /// The non-zeros of one row.
  public func count(ofRow row: Int) -> Int {
    precondition((0..<rows).contains(row), "no such row")
    return words.withUnsafeBufferPointer { count(ofRow: row, in: $0) }
  }

  /// The non-zeros of every row.
  public func rowCounts() -> [Int] {
    words.withUnsafeBufferPointer { words in (0..<rows).map { count(ofRow: $0, in: words) } }
  }

  private func count(ofRow row: Int, in words: UnsafeBufferPointer<UInt64>) -> Int {
    stride == 0 ? 0 : Int(mask_count(words.baseAddress! + row * stride, stride))
  }

  /// The non-zeros of a tile.
  public func count(rows range: Range<Int>, columns: Range<Int>) -> Int {
    checkTile(rows: range, columns: columns)
    guard !columns.isEmpty, !range.isEmpty else { return 0 }
    if columns == 0..<self.columns {
      return words.withUnsafeBufferPointer {
        Int(mask_count($0.baseAddress! + range.lowerBound * stride, range.count * stride))
      }
    }
    let (first, last) = (columns.lowerBound >> 6, (columns.upperBound - 1) >> 6)
    let before = lowestBits(columns.lowerBound & 63)
    let after = ~lowestBits(columns.upperBound - last << 6)
    return words.withUnsafeBufferPointer { words in
      range.reduce(0) { sum, row in
        let start = words.baseAddress! + row * stride
        let whole = Int(mask_count(start + first, last - first + 1))
        return sum + whole - (start[first] & before).nonzeroBitCount - (start[last] & after).nonzeroBitCount
      }
    }
  }

  /// The non-zeros of every column.
  ///
  /// Words are added as 64 counters side by side, whose binary digits are eight words; they are read out before 256 rows
  /// could overflow them.
  public func columnCounts() -> [Int] {
    var counts = [Int](repeating: 0, count: columns)
    for word in 0..<stride {
      for start in Swift.stride(from: 0, to: rows, by: 255) {
        var digits = InlineArray<8, UInt64>(repeating: 0)
        for row in start..<min(start + 255, rows) {
          var carry = words[row * stride + word]
          for digit in 0..<8 {
            (digits[digit], carry) = (digits[digit] ^ carry, digits[digit] & carry)
          }
        }
        for column in word * 64..<min(word * 64 + 64, columns) {
          for digit in 0..<8 {
            counts[column] += Int(digits[digit] >> UInt64(column & 63) & 1) << digit
          }
        }
      }
    }
    return counts
  }

  func checkTile(rows range: Range<Int>, columns: Range<Int>) {
    precondition(
      range.lowerBound >= 0 && range.upperBound <= rows && columns.lowerBound >= 0
        && columns.upperBound <= self.columns, "a tile lies in its tensor")
  }
}

extension OccupancyMask {
  /// Whether some of a row's columns are occupied.
  public func hasAny(ofRow row: Int, columns: Range<Int>) -> Bool {
    checkTile(rows: row..<row + 1, columns: columns)
    guard !columns.isEmpty else { return false }
    let (first, last) = (columns.lowerBound >> 6, (columns.upperBound - 1) >> 6)
    for word in first...last {
      var bits = words[row * stride + word]
      if word == first { bits &= ~lowestBits(columns.lowerBound & 63) }
      if word == last { bits &= lowestBits(columns.upperBound - last << 6) }
      if bits != 0 { return true }
    }
    return false
  }
}
