import Tensors
import TestFiles

/// The files that `make_fixtures.py` wrote with NumPy, SciPy and safetensors.
enum Fixtures {
  static let folder = String(#filePath.prefix(upTo: #filePath.lastIndex(of: "/")!)) + "/Fixtures"

  static let names = fileNames(in: folder)

  static func bytes(_ name: String) -> [UInt8] { readFile("\(folder)/\(name)") ?? [] }

  static func open(_ name: String) throws -> TensorFile { try TensorFile(path: "\(folder)/\(name)") }

  /// The values of the fixtures, as `value` in `make_fixtures.py` has them.
  static func value(_ index: Int) -> Int {
    let mixed = ((index * 2_654_435_761 + 12_345) % (1 << 32)) >> 7
    return mixed % 5 < 3 ? 0 : [-7, -5, -3, -2, -1, 1, 2, 4, 6, 7][mixed / 5 % 10]
  }
}

extension OccupancyMask {
  /// The columns that are set in a row.
  func columns(ofRow row: Int) -> [Int] { (0..<columns).filter { self[row, $0] } }

  /// Whether the mask has that shape, and a bit where `isOccupied` holds.
  func isMask(_ rows: Int, _ columns: Int, where isOccupied: (Int, Int) -> Bool) -> Bool {
    guard self.rows == rows, self.columns == columns else { return false }
    var found = 0
    for row in 0..<rows {
      for column in 0..<columns {
        guard self[row, column] == isOccupied(row, column) else { return false }
        found += self[row, column] ? 1 : 0
      }
    }
    return found == count
  }

  /// Whether these are the values of a fixture, the last index fastest.
  func isFixture(_ rows: Int, _ columns: Int) -> Bool {
    isMask(rows, columns) { Fixtures.value($0 * columns + $1) != 0 }
  }
}
