extension ValueTensor: ElementRows {
  /// Values of the same columns whose row `r` is row `source(r)` of these.
  public func rearranged(rows newRows: Int, _ source: (_ row: Int) -> Int) -> ValueTensor {
    let patterns = patterns
    var target: [Int16] = []
    target.reserveCapacity(newRows * columns)
    for row in 0..<newRows {
      let start = source(row) * columns
      target += patterns[start..<start + columns]
    }
    return ValueTensor(rows: newRows, columns: columns, isSigned: isSigned, patterns: target)
  }

  /// The rows in as many parts of equal size, each part transposed, one below the other.
  public func transposed(parts: Int) -> ValueTensor {
    precondition(parts > 0 && rows.isMultiple(of: parts), "parts are of equal size")
    let height = rows / parts
    // Squares whose lines stay in the nearest cache.
    let side = 32
    let patterns = patterns
    let target = [Int16](unsafeUninitializedCapacity: patterns.count) { target, count in
      for part in 0..<parts {
        let base = part * height * columns
        for top in stride(from: 0, to: height, by: side) {
          for left in stride(from: 0, to: columns, by: side) {
            for row in top..<min(top + side, height) {
              for column in left..<min(left + side, columns) {
                target[base + column * height + row] = patterns[base + row * columns + column]
              }
            }
          }
        }
      }
      count = patterns.count
    }
    return ValueTensor(rows: parts * columns, columns: height, isSigned: isSigned, patterns: target)
  }
}
