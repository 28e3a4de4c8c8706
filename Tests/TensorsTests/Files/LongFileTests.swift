import Tensors
import Testing

/// Files longer than the pieces that they are read in.
@Suite("Files of several megabytes are read in pieces")
struct LongFileTests {
  private static let rows = 1_003
  private static let columns = 1_021

  /// int16, the last index fastest or the first.
  private static func elements(isFortranOrder: Bool) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(2 * rows * columns)
    for place in 0..<(rows * columns) {
      let index = isFortranOrder ? place % rows * columns + place / rows : place
      bytes += littleEndian(Fixtures.value(index), 2)
    }
    return bytes
  }

  private static func array(isFortranOrder: Bool) -> [UInt8] {
    let order = isFortranOrder ? "True" : "False"
    return npy(
      "{'descr': '<i2', 'fortran_order': \(order), 'shape': (\(rows), \(columns)), }\n",
      data: elements(isFortranOrder: isFortranOrder))
  }

  private static func check(_ bytes: [UInt8], _ name: String) throws {
    let tensor = try TensorFile(bytes: bytes, name: name).tensor()
    #expect(tensor.shape == [rows, columns])
    #expect(try tensor.mask().isFixture(rows, columns))
  }

  @Test("a .npy in both orders of axes", arguments: [false, true])
  func npyFile(isFortranOrder: Bool) throws {
    let bytes = Self.array(isFortranOrder: isFortranOrder)
    try Self.check(bytes, "a.npy")
    let values = try TensorFile(bytes: bytes, name: "a.npy").tensor().integers()
    #expect((0..<values.count).allSatisfy { values[$0] == Int32(Fixtures.value($0)) })
  }

  @Test("a .npz, stored and deflated", arguments: [false, true])
  func npz(isDeflated: Bool) throws {
    let array = Self.array(isFortranOrder: false)
    try Self.check(zipFile([ZipEntry("a.npy", array, isDeflated: isDeflated)]), "a.npz")
  }

  @Test("a .smtx, and a .mtx with values")
  func texts() throws {
    var (starts, columns, entries) = ("0", "", "")
    var count = 0
    for row in 0..<Self.rows {
      for column in 0..<Self.columns {
        let value = Fixtures.value(row * Self.columns + column)
        guard value != 0 else { continue }
        count += 1
        columns += "\(column) "
        entries += "\(row + 1) \(column + 1) \(value).5e-01\n"
      }
      starts += " \(count)"
    }
    let sizes = "\(Self.rows), \(Self.columns), \(count)"
    try Self.check(Array("\(sizes)\n\(starts)\n\(columns)\n".utf8), "a.smtx")
    let banner = "%%MatrixMarket matrix coordinate real general\n"
    try Self.check(Array("\(banner)\(sizes.replacing(",", with: ""))\n\(entries)".utf8), "a.mtx")
  }
}
