/// How a tensor of any number of axes becomes rows and columns: leading axes number the rows, the others the columns.
struct Folding: Hashable, Sendable {
  let rows: Int
  let columns: Int
  /// How far one step along each axis goes in rows, and in columns.
  private let rowStrides: [Int]
  private let columnStrides: [Int]

  /// The product of the shape must fit into 63 bits.
  init(_ shape: [Int], rowAxes: Int) {
    (rows, rowStrides) = Self.strides(shape.prefix(rowAxes), padding: (0, shape.count - rowAxes))
    (columns, columnStrides) = Self.strides(shape.dropFirst(rowAxes), padding: (rowAxes, 0))
  }

  private static func strides(_ shape: ArraySlice<Int>, padding: (Int, Int)) -> (count: Int, strides: [Int]) {
    var count = 1
    var strides: [Int] = []
    for length in shape.reversed() {
      strides.append(count)
      // Axes beside an empty one may be of any length, and are never stepped along.
      count = checkedProduct([count, length]) ?? 0
    }
    let zeros = { (count: Int) in Array(repeating: 0, count: count) }
    return (checkedProduct(shape) ?? 0, zeros(padding.0) + Array(strides.reversed()) + zeros(padding.1))
  }

  /// Of the element of a matrix.
  @inline(__always)
  func place(_ first: Int, _ second: Int) -> BitRows.Place {
    BitRows.Place(
      row: first * rowStrides[0] + second * rowStrides[1],
      column: first * columnStrides[0] + second * columnStrides[1])
  }

  /// The places of elements that lie with the first index fastest.
  struct FortranPlaces {
    private let shape: [Int]
    private let folding: Folding
    private var index: [Int]
    private(set) var place = BitRows.Place(row: 0, column: 0)

    init(_ folding: Folding, shape: [Int]) {
      self.folding = folding
      self.shape = shape
      index = Array(repeating: 0, count: shape.count)
    }

    mutating func advance() {
      for axis in shape.indices {
        index[axis] += 1
        place.row += folding.rowStrides[axis]
        place.column += folding.columnStrides[axis]
        if index[axis] < shape[axis] { return }
        place.row -= shape[axis] * folding.rowStrides[axis]
        place.column -= shape[axis] * folding.columnStrides[axis]
        index[axis] = 0
      }
    }
  }
}
