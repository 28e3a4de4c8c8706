import CMaskKernels
import Tensors
import Testing

/// The kernels against plain Swift, over every length around the widths of vectors.
@Suite("The counting kernels count what plain Swift counts")
struct MaskKernelTests {
  static let lengths = Array(0...70) + [127, 128, 129, 255, 256, 1_000]

  @Test("of a range, and of two ranges together", arguments: lengths)
  func ranges(length: Int) {
    let (a, b) = (words(length, seed: 1), words(length, seed: 2))
    #expect(mask_count(a, length) == a.reduce(0) { $0 + UInt64($1.nonzeroBitCount) })
    #expect(
      mask_count_and(a, b, length) == zip(a, b).reduce(0) { $0 + UInt64(($1.0 & $1.1).nonzeroBitCount) })
  }

  @Test("of a row against many", arguments: lengths)
  func rows(length: Int) {
    let (rowCount, stride) = (7, length + 3)
    let (row, rows) = (words(length, seed: 3), words(rowCount * stride, seed: 4))
    var counts = [UInt32](repeating: .max, count: rowCount)
    mask_count_and_rows(row, rows, rowCount, stride, length, &counts)
    let expected = (0..<rowCount).map { index in
      (0..<length).reduce(UInt32(0)) { $0 + UInt32((row[$1] & rows[index * stride + $1]).nonzeroBitCount) }
    }
    #expect(counts == expected)
  }

  @Test("of windows of 64, 32, 16 and 8 bits", arguments: lengths)
  func windows(length: Int) {
    let (a, b) = (words(length, seed: 5), words(length, seed: 6))
    let kernels:
      [(Int, (UnsafePointer<UInt64>?, UnsafePointer<UInt64>?, Int, UnsafeMutablePointer<UInt8>?) -> Void)] =
        [
          (64, mask_count_and_windows_64), (32, mask_count_and_windows_32), (16, mask_count_and_windows_16),
          (8, mask_count_and_windows_8),
        ]
    for (width, kernel) in kernels {
      let windowsInWord = 64 / width
      // One more, which must stay as it is.
      var counts = [UInt8](repeating: 255, count: length * windowsInWord + 1)
      kernel(a, b, length, &counts)
      let expected = (0..<length * windowsInWord).map { window in
        let both = a[window / windowsInWord] & b[window / windowsInWord]
        let bits =
          both >> UInt64(window % windowsInWord * width) & (width == 64 ? .max : 1 << UInt64(width) - 1)
        return UInt8(bits.nonzeroBitCount)
      }
      #expect(counts == expected + [255], "windows of \(width) bits")
    }
  }

  @Test("a full word counts as 64 in each of them")
  func full() {
    let ones = [UInt64](repeating: .max, count: 5)
    var counts = [UInt8](repeating: 0, count: 5)
    mask_count_and_windows_64(ones, ones, 5, &counts)
    #expect(counts == [64, 64, 64, 64, 64])
    #expect(mask_count(ones, 5) == 320)
  }

  private func words(_ count: Int, seed: UInt64) -> [UInt64] {
    var generator = SplitMix64(seed: seed, name: "\(count)")
    return (0..<count).map { _ in generator.next() }
  }
}
