import Quantities

// The zeros that a format stores, as further bits of the mask.
extension OccupancyMask {
  /// With the last of every `2^bits` zeros before a non-zero; runs begin anew with each row, or go on over its end.
  func withZerosOfRuns(bits: Int, beginAnew: Bool) -> OccupancyMask {
    var target = words
    // The position after the last non-zero, counted over rows.
    var next = 0
    let run = 1 << bits
    for row in 0..<rows {
      if beginAnew { next = row * columns }
      for word in 0..<stride {
        var left = words[row * stride + word]
        while left != 0 {
          let position = row * columns + word * 64 + left.trailingZeroBitCount
          var zero = next + run - 1
          while zero < position {
            let (zeroRow, column) = zero.quotientAndRemainder(dividingBy: columns)
            target[zeroRow * stride + column >> 6] |= 1 << UInt64(column & 63)
            zero += run
          }
          next = position + 1
          left &= left - 1
        }
      }
    }
    return OccupancyMask(rows: rows, columns: columns, unpaddedWords: target)
  }

  /// With as many of the first zeros of every group of a row as fill its `places`, as far as it has them.
  func withPlacesFilled(_ places: Int, of size: Int) -> OccupancyMask {
    var target = words
    for row in 0..<rows {
      for start in Swift.stride(from: 0, to: columns, by: size) {
        let group = start..<min(start + size, columns)
        var missing = words.withUnsafeBufferPointer {
          places - UnsafeBufferPointer(rebasing: $0[row * stride..<(row + 1) * stride]).countOfBits(in: group)
        }
        for column in group {
          guard missing > 0 else { break }
          let (word, bit) = (row * stride + column >> 6, UInt64(1) << UInt64(column & 63))
          guard target[word] & bit == 0 else { continue }
          target[word] |= bit
          missing -= 1
        }
      }
    }
    return OccupancyMask(rows: rows, columns: columns, unpaddedWords: target)
  }
}
