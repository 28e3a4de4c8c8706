import Quantities
import Tensors
import Testing

@Suite("A mask is what its elements say")
struct OccupancyMaskTests {
  /// Shapes around words and blocks of 64, with none, one and many rows.
  static let shapes = [
    (0, 5), (5, 0), (1, 1), (1, 64), (3, 65), (64, 64), (65, 63), (7, 200), (300, 3), (130, 129), (520, 70),
  ]

  @Test("elements, counts and density", arguments: shapes)
  func counting(rows: Int, columns: Int) {
    let (mask, bits) = random(rows, columns)
    #expect(mask.count == bits.joined().count { $0 })
    #expect(mask.rowCounts() == bits.map { row in row.count { $0 } })
    #expect(mask.columnCounts() == (0..<columns).map { column in bits.count { $0[column] } })
    for row in 0..<rows { #expect(mask.count(ofRow: row) == bits[row].count { $0 }) }
    #expect(elements(mask) == bits)
    #expect(mask.density == (rows * columns == 0 ? nil : Ratio(mask.count, rows * columns)))
    #expect(OccupancyMask.dense(rows: rows, columns: columns).count == rows * columns)
  }

  @Test("padding is never seen", arguments: shapes)
  func padding(rows: Int, columns: Int) {
    let (mask, bits) = random(rows, columns)
    let complement = mask.complemented()
    #expect(complement.count == rows * columns - mask.count)
    #expect(complement.complemented() == mask)
    let words = [UInt64](repeating: .max, count: rows * OccupancyMask.stride(columns: columns))
    #expect(OccupancyMask(rows: rows, columns: columns, words: words) == .dense(rows: rows, columns: columns))
    for row in 0..<rows {
      mask.withWords(ofRow: row) { span in
        #expect(span.count == mask.stride)
        let set = span.indices.reduce(0) { $0 + span[$1].nonzeroBitCount }
        #expect(set == bits[row].count { $0 })
      }
    }
  }

  @Test("transposing exchanges rows and columns", arguments: shapes)
  func transposing(rows: Int, columns: Int) {
    let (mask, bits) = random(rows, columns)
    let transposed = mask.transposed()
    #expect((transposed.rows, transposed.columns, transposed.count) == (columns, rows, mask.count))
    #expect(elements(transposed) == (0..<columns).map { column in bits.map { $0[column] } })
    #expect(transposed.transposed() == mask)
  }

  @Test("tiles", arguments: shapes)
  func tiles(rows: Int, columns: Int) {
    let (mask, bits) = random(rows, columns)
    var generator = SplitMix64(seed: 3, name: "tiles \(rows) \(columns)")
    for _ in 0..<30 {
      let (top, left) = (generator.next(below: rows + 1), generator.next(below: columns + 1))
      let range = top..<top + generator.next(below: rows - top + 1)
      let width = left..<left + generator.next(below: columns - left + 1)
      let tile = mask.tile(rows: range, columns: width)
      #expect(elements(tile) == bits[range].map { Array($0[width]) }, "\(range) \(width)")
      #expect(mask.count(rows: range, columns: width) == tile.count, "\(range) \(width)")
    }
  }

  @Test("unions of rows", arguments: shapes)
  func unions(rows: Int, columns: Int) {
    let (mask, bits) = random(rows, columns, oneOf: 8)
    for size in [1, 2, 3, 1_000] {
      let union = mask.unionOfRows(inGroupsOf: size)
      let expected = stride(from: 0, to: rows, by: size).map { start in
        (0..<columns).map { column in bits[start..<min(start + size, rows)].contains { $0[column] } }
      }
      #expect(elements(union) == expected)
    }
    let all = mask.union(ofRows: 0..<rows)
    #expect(elements(all) == [(0..<columns).map { column in bits.contains { $0[column] } }])
    #expect(mask.union(ofRows: 0..<0).count == 0)
  }

  @Test("blocks with any non-zero", arguments: shapes)
  func blocks(rows: Int, columns: Int) {
    let (mask, bits) = random(rows, columns, oneOf: 20)
    for (height, width) in [(1, 1), (1, 4), (4, 1), (3, 5), (16, 16), (2, 100), (1_000, 1_000)] {
      let expected = stride(from: 0, to: rows, by: height).map { top in
        stride(from: 0, to: columns, by: width).map { left in
          bits[top..<min(top + height, rows)].contains {
            $0[left..<min(left + width, columns)].contains(true)
          }
        }
      }
      #expect(elements(mask.blockOccupancy(height: height, width: width)) == expected, "\(height) \(width)")
    }
  }

  @Test("groups with at most N of M", arguments: shapes)
  func groups(rows: Int, columns: Int) {
    let (mask, bits) = random(rows, columns, oneOf: 5)
    for (n, m) in [(0, 3), (1, 2), (2, 4), (3, 5), (1, 8), (12, 64), (14, 70), (40, 150), (9, 9), (10, 9)] {
      let fits = bits.allSatisfy { row in
        stride(from: 0, to: columns, by: m).allSatisfy { row[$0..<min($0 + m, columns)].count { $0 } <= n }
      }
      #expect(mask.fits(n: n, m: m) == fits, "\(n):\(m)")
      #expect(mask.transposed().fits(n: n, m: m, along: .rows) == fits, "\(n):\(m)")
    }
  }

  @Test("sides that no mask can have are known before one is made")
  func limits() {
    #expect(OccupancyMask.wordCount(rows: 80_000, columns: 81_250) == 80_000 * 1_270)
    #expect(OccupancyMask.wordCount(rows: -1, columns: 1) == nil)
    #expect(OccupancyMask.wordCount(rows: 1, columns: -1) == nil)
    #expect(OccupancyMask.wordCount(rows: .max, columns: .max) == nil)
    #expect(OccupancyMask.wordCount(rows: 1, columns: .max) == nil)
    #expect(OccupancyMask.wordCount(rows: OccupancyMask.mostWords + 1, columns: 1) == nil)
  }

  @Test("what lies outside a mask is refused")
  func outside() async {
    await #expect(processExitsWith: .failure) { _ = OccupancyMask.dense(rows: 2, columns: 2)[0, 2] }
    await #expect(processExitsWith: .failure) { _ = OccupancyMask(rows: 2, columns: 65, words: [1, 2, 3]) }
    await #expect(processExitsWith: .failure) {
      _ = OccupancyMask.dense(rows: 2, columns: 2).tile(rows: 0..<3, columns: 0..<1)
    }
  }

  /// A mask, one of `oneOf` elements, and its elements.
  private func random(_ rows: Int, _ columns: Int, oneOf: Int = 3) -> (OccupancyMask, [[Bool]]) {
    var generator = SplitMix64(seed: 1, name: "\(rows)x\(columns)")
    let bits = (0..<rows).map { _ in (0..<columns).map { _ in generator.next(below: oneOf) == 0 } }
    return (OccupancyMask(rows: rows, columns: columns) { bits[$0][$1] }, bits)
  }

  private func elements(_ mask: OccupancyMask) -> [[Bool]] {
    (0..<mask.rows).map { row in (0..<mask.columns).map { mask[row, $0] } }
  }
}
