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

  @Test(
    "of lanes in lock step, for windows of parts of words and of several",
    arguments: [8, 16, 32, 64, 128, 192], [1, 2, 5, 6, 9])
  func lockStep(width: Int, windowWords: Int) {
    let windows = width < 64 ? windowWords * 64 / width : windowWords
    let length = windows * width / 64
    let (rowCount, laneCount, together) = (7, 6, 3)
    let rows = (0..<rowCount).map { words(length, seed: 10 + UInt64($0)) }
    let lanes =
      (0..<laneCount).map { words(length, seed: 20 + UInt64($0)) }
      + [[UInt64]](
        repeating: [UInt64](repeating: 0, count: length), count: 2)
    let laid = (0..<length).flatMap { word in lanes.map { $0[word] } }
    let steps = (0...width).map { UInt32(($0 + 4) / 5) }
    let least = (0..<windows).map { UInt32($0 % 4 + 1) }
    // One more, which must stay as it is.
    var most = [UInt64](repeating: 7, count: max(length, windows) + 1)
    var (full, rest) = (mask_steps(), mask_steps())
    var layout = mask_windows()
    steps.withUnsafeBufferPointer { steps in
      least.withUnsafeBufferPointer { least in
        layout = mask_windows(
          width: Int32(width), windows: windows, words: length, steps: steps.baseAddress,
          least: least.baseAddress)
        mask_lock_step(
          rows.flatMap(\.self), rowCount, together, laid, lanes.count, &layout, &most, &full, &rest)
      }
    }
    #expect(most.last == 7)
    var expected = [[0, 0, 0], [0, 0, 0]]
    for first in stride(from: 0, to: rowCount, by: together) {
      let set = first..<min(first + together, rowCount)
      for window in 0..<windows {
        var counts: [Int] = []
        for row in set {
          for lane in lanes {
            let both = zip(rows[row], lane).map { $0 & $1 }
            let bits = window * width..<(window + 1) * width
            counts.append(bits.count { both[$0 / 64] >> UInt64($0 % 64) & 1 == 1 })
          }
        }
        let working = (counts.max()! + 4) / 5
        let place = set.count == together ? 0 : 1
        expected[place][0] += counts.reduce(0, +)
        expected[place][1] += max(working, window % 4 + 1)
        expected[place][2] += working
      }
    }
    for (place, sums) in [full, rest].enumerated() {
      let found: [Int] = [Int(sums.pairs), Int(sums.steps), Int(sums.working)]
      #expect(found == expected[place])
    }
  }

  @Test(
    "of columns, with the zeros that runs of zeros keep",
    arguments: [0, 1, 15, 16, 127, 128, 300], [0, 1, 2, 4, 31])
  func columns(rowCount: Int, run: Int) {
    let stride = 9
    let dense = words(40 * stride + 8, seed: 30)
    let matrix = zip(dense, words(dense.count, seed: 31)).map { $0 & $1 }
    var generator = SplitMix64(seed: 32, name: "\(rowCount)")
    let chosen = (0..<rowCount).map { _ in Int(generator.next() % 40) }
    var counts = [Int32](repeating: -1, count: Int(MASK_COLUMNS) + 1)
    mask_count_columns(matrix, stride, chosen, rowCount, Int32(run), &counts)
    #expect(counts.last == -1)
    for column in 0..<Int(MASK_COLUMNS) {
      var (kept, zeros) = (0, 0)
      for row in chosen {
        if matrix[row * stride + column / 64] >> UInt64(column % 64) & 1 == 0 {
          zeros += 1
        } else {
          kept += 1 + zeros >> run
          zeros = 0
        }
      }
      #expect(counts[column] == Int32(kept))
    }
  }

  @Test("a full word counts as 64")
  func full() {
    let ones = [UInt64](repeating: .max, count: 5)
    #expect(mask_count(ones, 5) == 320)
    #expect(mask_count_and(ones, ones, 5) == 320)
  }

  private func words(_ count: Int, seed: UInt64) -> [UInt64] {
    var generator = SplitMix64(seed: seed, name: "\(count)")
    return (0..<count).map { _ in generator.next() }
  }
}
