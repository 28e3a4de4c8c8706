import Quantities

/// A side of a mask: along its columns, the last and fastest axis of the tensor, or along its rows.
public enum MaskAxis: String, Hashable, Sendable, CaseIterable {
  case rows
  case columns
}

extension OccupancyMask {
  /// Which blocks of `height` x `width` elements have any non-zero; the last of a side may be cut off by the edge.
  public func blockOccupancy(height: Int, width: Int) -> OccupancyMask {
    precondition(height > 0 && width > 0, "a block has elements")
    let joined = unionOfRows(inGroupsOf: height)
    guard width > 1 else { return joined }
    let blocks = ceilingDivision(columns, by: width)
    let blockStride = Self.stride(columns: blocks)
    var target = Self.zeroWords(rows: joined.rows, columns: blocks)
    joined.words.withUnsafeBufferPointer { source in
      for row in 0..<joined.rows {
        let words = UnsafeBufferPointer(rebasing: source[row * stride..<(row + 1) * stride])
        for block in 0..<blocks where words.hasBit(in: block * width..<min((block + 1) * width, columns)) {
          target[row * blockStride + block >> 6] |= 1 << UInt64(block & 63)
        }
      }
    }
    return OccupancyMask(rows: joined.rows, columns: blocks, unpaddedWords: target)
  }

  /// Whether no `m` consecutive elements along that axis, counted from its beginning, have more than `n` non-zeros.
  ///
  /// The last group may be cut off by the edge.
  public func fits(n: Int, m: Int, along axis: MaskAxis = .columns) -> Bool {
    precondition(n >= 0 && m > 0, "a group has elements")
    if axis == .rows { return transposed().fits(n: n, m: m) }
    if n >= m { return true }
    return words.withUnsafeBufferPointer { source in
      (0..<rows).allSatisfy { row in
        let words = UnsafeBufferPointer(rebasing: source[row * stride..<(row + 1) * stride])
        return Swift.stride(from: 0, to: columns, by: m).allSatisfy {
          words.countOfBits(in: $0..<min($0 + m, columns)) <= n
        }
      }
    }
  }
}

extension OccupancyMask {
  /// Of the groups of `m` consecutive elements of each row those with more than `n` non-zeros, and how many groups there are.
  public func groups(fuller n: Int, of m: Int) -> (fuller: Int, all: Int) {
    precondition(n >= 0 && m > 0, "a group has elements")
    var fuller = 0
    words.withUnsafeBufferPointer { source in
      for row in 0..<rows {
        let words = UnsafeBufferPointer(rebasing: source[row * stride..<(row + 1) * stride])
        for start in Swift.stride(from: 0, to: columns, by: m)
        where words.countOfBits(in: start..<min(start + m, columns)) > n { fuller += 1 }
      }
    }
    return (fuller, rows * ((columns + m - 1) / m))
  }
}

extension UnsafeBufferPointer<UInt64> {
  /// Up to 64 bits from a position on, the first of them the lowest.
  func bits(at start: Int, count: Int) -> UInt64 {
    let (word, shift) = (start >> 6, start & 63)
    var bits = self[word] >> UInt64(shift)
    if shift + count > 64 { bits |= self[word + 1] << UInt64(64 - shift) }
    return bits & lowestBits(count)
  }

  func hasBit(in range: Range<Int>) -> Bool {
    var start = range.lowerBound
    while start < range.upperBound {
      let count = Swift.min(64, range.upperBound - start)
      if bits(at: start, count: count) != 0 { return true }
      start += count
    }
    return false
  }

  func countOfBits(in range: Range<Int>) -> Int {
    var (start, sum) = (range.lowerBound, 0)
    while start < range.upperBound {
      let count = Swift.min(64, range.upperBound - start)
      sum += bits(at: start, count: count).nonzeroBitCount
      start += count
    }
    return sum
  }
}

extension OccupancyMask {
  /// Calls `body` with every run of consecutive columns of a row that are occupied, in order.
  public func forEachRun(ofRow row: Int, _ body: (Range<Int>) -> Void) {
    precondition((0..<rows).contains(row), "no such row")
    var start: Int?
    for word in 0..<stride {
      let bits = words[row * stride + word]
      // A whole word of one kind changes nothing, or begins or ends a run.
      if bits == (start == nil ? 0 : ~0) { continue }
      for bit in 0..<min(64, columns - word * 64) {
        let isOccupied = bits >> UInt64(bit) & 1 == 1
        if isOccupied, start == nil { start = word * 64 + bit }
        if !isOccupied, let first = start {
          body(first..<word * 64 + bit)
          start = nil
        }
      }
    }
    if let start { body(start..<columns) }
  }
}
