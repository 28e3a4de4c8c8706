/// Something of each element of a tensor, in rows and columns, that can be put into another order.
public protocol ElementRows {
  var rows: Int { get }
  var columns: Int { get }

  /// The same elements in the same order, row after row, with another number of columns.
  func reshaped(rows newRows: Int, columns newColumns: Int) -> Self

  /// Rows of the same columns, of which row `r` is row `source(r)` of these.
  func rearranged(rows newRows: Int, _ source: (_ row: Int) -> Int) -> Self

  /// The rows in as many parts of equal size, each part transposed, one below the other.
  func transposed(parts: Int) -> Self
}

extension ElementRows {
  /// Rows and columns exchanged.
  public func transposed() -> Self { transposed(parts: 1) }
}

extension OccupancyMask: ElementRows {}
