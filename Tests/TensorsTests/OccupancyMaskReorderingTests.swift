import Tensors
import Testing

@Suite struct OccupancyMaskReorderingTests {
  /// Bits without a pattern, and sides below, at and above a word's.
  private static func mask(_ rows: Int, _ columns: Int) -> OccupancyMask {
    var generator = SplitMix64(seed: UInt64(rows), name: "\(columns)")
    return OccupancyMask(rows: rows, columns: columns) { _, _ in generator.next() & 1 == 1 }
  }

  @Test(arguments: [(6, 64), (64, 6), (3, 128), (128, 3), (5, 77), (77, 5), (1, 385), (385, 1), (7, 55)])
  func `A reshaped mask has the same elements in the same order`(rows: Int, columns: Int) {
    let mask = Self.mask(rows, columns)
    let elements = rows * columns
    for newColumns in 1...elements where elements % newColumns == 0 {
      let reshaped = mask.reshaped(rows: elements / newColumns, columns: newColumns)
      let expected = OccupancyMask(rows: elements / newColumns, columns: newColumns) { row, column in
        let place = row * newColumns + column
        return mask[place / columns, place % columns]
      }
      #expect(reshaped == expected)
      #expect(reshaped.reshaped(rows: rows, columns: columns) == mask)
    }
  }

  @Test(arguments: [1, 2, 3, 6])
  func `Parts are transposed one by one`(parts: Int) {
    let mask = Self.mask(66, 70)
    let height = 66 / parts
    let expected = OccupancyMask(rows: parts * 70, columns: height) { row, column in
      mask[row / 70 * height + column, row % 70]
    }
    #expect(mask.transposed(parts: parts) == expected)
  }

  @Test func `Rows are rearranged, and masks stacked`() {
    let mask = Self.mask(9, 70)
    #expect(
      mask.rearranged(rows: 9) { 8 - $0 } == OccupancyMask(rows: 9, columns: 70) { mask[8 - $0, $1] })
    let parts = [mask.tile(rows: 0..<4, columns: 0..<70), mask.tile(rows: 4..<9, columns: 0..<70)]
    #expect(OccupancyMask.stacked(parts) == mask)
  }
}
