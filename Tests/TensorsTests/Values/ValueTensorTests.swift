import Tensors
import Testing

@Suite struct ValueTensorTests {
  static func tensor(_ rows: Int, _ columns: Int, _ name: String = "int4") throws -> ValueTensor {
    let format = try #require(NumberFormat(name: name))
    let range = try #require(format.integers)
    var generator = SplitMix64(seed: UInt64(rows), name: "\(columns)")
    let values = (0..<rows * columns).map { _ in range.lowerBound + generator.next(below: range.count) }
    return try #require(ValueTensor(rows: rows, columns: columns, format: format, values: values))
  }

  @Test func `A tensor has the values that it was made of, and those of its format only`() throws {
    for (name, values) in [("int16", [-32768, -1, 0, 32767]), ("uint16", [0, 1, 32768, 65535])] {
      let format = try #require(NumberFormat(name: name))
      let tensor = try #require(ValueTensor(rows: 2, columns: 2, format: format, values: values))
      #expect((0..<4).map { tensor[$0 / 2, $0 % 2] } == values)
    }
    let int4 = NumberFormat.integer(bits: 4)
    #expect(ValueTensor(rows: 1, columns: 1, format: int4, values: [8]) == nil)
    let fp16 = try #require(NumberFormat(name: "fp16"))
    #expect(ValueTensor(rows: 1, columns: 1, format: fp16, values: [0]) == nil)
    #expect(ValueTensor.elementCount(rows: 1 << 40, columns: 1 << 40) == nil)
    #expect(ValueTensor.elementCount(rows: -1, columns: 1) == nil)
  }

  @Test(arguments: [(1, 1), (3, 64), (5, 65), (66, 130), (0, 4), (4, 0)])
  func `Values are put into other orders as their masks are`(rows: Int, columns: Int) throws {
    let values = try Self.tensor(rows, columns)
    let mask = values.mask()
    #expect(mask == OccupancyMask(rows: rows, columns: columns) { values[$0, $1] != 0 })
    #expect(values.mask(workers: 3) == mask)
    #expect(values.transposed().mask() == mask.transposed())
    #expect(values.transposed().transposed() == values)
    #expect(
      values.rearranged(rows: rows) { rows - 1 - $0 }.mask() == mask.rearranged(rows: rows) { rows - 1 - $0 })
    #expect(
      values.reshaped(rows: columns, columns: rows).mask() == mask.reshaped(rows: columns, columns: rows))
    for parts in [1, 2, 3] where rows.isMultiple(of: parts) {
      #expect(values.transposed(parts: parts).mask() == mask.transposed(parts: parts))
    }
  }

  @Test(arguments: Recoding.allCases)
  func `Digits are those of each value`(recoding: Recoding) throws {
    for name in ["int16", "uint16", "int5"] {
      let values = try Self.tensor(70, 33, name)
      let places = values.nonzeroPlaces(recoding)
      let expected = (0..<70 * 33).map { recoding.nonzeroPlaces(of: values[$0 / 33, $0 % 33]) }
      #expect(places == expected)
      #expect(values.nonzeroDigits(recoding) == places.map { UInt8($0.nonzeroBitCount) })
      #expect(values.nonzeroDigitCount(recoding) == places.reduce(0) { $0 + $1.nonzeroBitCount })
    }
  }

  @Test func `Tensors of the same values are equal, and of others not`() throws {
    let one = try Self.tensor(9, 70)
    let other = try Self.tensor(9, 70)
    #expect(one == other && one.hashValue == other.hashValue)
    #expect(one != one.reshaped(rows: 70, columns: 9))
    #expect(one != one.rearranged(rows: 9) { 8 - $0 })
  }
}
