import Quantities

/// Why there is no mask of a pattern; its description says what would be right.
public enum SparsityError: Error, Hashable, Sendable {
  /// A share lies outside 0 to 1.
  case notAShare(parameter: String, found: Ratio)
  /// Blocks are filled to nothing, and are to hold something.
  case nothingFilled(density: Ratio)
  /// A parameter is below the least that it can be.
  case tooSmall(parameter: String, found: Int, least: Int)
  /// N:M with N above M.
  case moreThanTheGroup(GroupBound)
  /// More elements are asked for than the pattern has room for in a tensor of this shape.
  case aboveCapacity(pattern: String, asked: Int, capacity: Int, elements: Int)
  /// Rates spread around a density leave the range of 0 to 1.
  case spreadTooWide(found: Ratio, most: Ratio)
  /// The line of the last rank would weigh less than 2^-48 of the first, which is as little as is told apart.
  case exponentTooGreat(found: Ratio, lines: Int, axis: MaskAxis, most: Ratio)
  /// The number of rates is not that of the columns.
  case rateCount(found: Int, columns: Int)
  /// A window with more rows than columns: its first rows would come before every column.
  case moreRowsThanColumns(pattern: String, rows: Int, columns: Int)
  /// A mask of that shape would be larger than `OccupancyMask.mostWords` words.
  case tensorTooLarge(rows: Int, columns: Int)
}

extension SparsityError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notAShare(let parameter, let found):
      "\(parameter) is \(found); it lies between 0 and 1"
    case .nothingFilled(let density):
      "the fill is 0, so no block holds an element, and the density is \(density); the fill is above 0, and at most 1"
    case .tooSmall(let parameter, let found, let least):
      "\(parameter) is \(found); it is at least \(least)"
    case .moreThanTheGroup(let bound):
      "\(bound) keeps more elements than a group has; write N:M with N at most M, for example \(bound.m):\(bound.n)"
    case .aboveCapacity(let pattern, let asked, let capacity, let elements):
      """
      the density asks for \(asked) elements, and the pattern \(pattern) has room for \(capacity) of the tensor's \
      \(elements); the density is at most \(Ratio(capacity, max(elements, 1)).decimals(6))
      """
    case .spreadTooWide(let found, let most):
      "the spread is \(found); with this density, rates stay between 0 and 1 up to a spread of \(most)"
    case .exponentTooGreat(let found, let lines, let axis, let most):
      """
      the exponent is \(found.decimals(6)), and with it the last of \(lines) \(axis.rawValue) would have less than 2^-48 of the \
      first one's share; the exponent is at most \(most.decimals(3))
      """
    case .rateCount(let found, let columns):
      "there are \(found) rates for \(columns) columns; each column has one"
    case .moreRowsThanColumns(let pattern, let rows, let columns):
      "the pattern \(pattern) needs as many columns as rows or more; the tensor has \(rows) rows and \(columns) columns"
    case .tensorTooLarge(let rows, let columns):
      """
      a mask of \(rows) x \(columns) elements is too large; rows of 64-bit words are at most \
      \(OccupancyMask.mostWords) words together
      """
    }
  }
}
