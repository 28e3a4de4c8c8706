import CMaskKernels
import Quantities

/// Which elements of a tensor are not zero: a bit each, 64 to a word.
///
/// A tensor is `rows` x `columns`; its columns are its last, fastest axis and its rows all others together. Each row
/// begins at a word, the lowest bit first, so that column `c` of row `r` is bit `c % 64` of word `r * stride + c / 64`.
/// Bits past the last column are padding, and always 0. A mask never changes once it is built.
///
///     let mask = OccupancyMask(rows: 2, columns: 3) { row, column in row == column }
///     mask.count  // 2
///     mask[1, 1]  // true
public struct OccupancyMask: Hashable, Sendable {
  public let rows: Int
  public let columns: Int
  /// The non-zeros of the whole tensor.
  public let count: Int
  let words: [UInt64]

  /// The most words that a mask has: 2 GiB of bits.
  public static let mostWords = 1 << 28

  /// The words that a row takes.
  public static func stride(columns: Int) -> Int { ceilingDivision(columns, by: 64) }

  /// The words that a mask of that shape takes, or nil where a side is negative or that are more than `mostWords`.
  public static func wordCount(rows: Int, columns: Int) -> Int? {
    guard rows >= 0, columns >= 0 else { return nil }
    let (words, overflow) = rows.multipliedReportingOverflow(by: stride(columns: columns))
    return overflow || words > mostWords ? nil : words
  }

  /// The mask whose rows are those words; bits of padding in them are cleared.
  ///
  /// Traps unless there are exactly `wordCount(rows:columns:)` words.
  public init(rows: Int, columns: Int, words: [UInt64]) {
    precondition(
      Self.wordCount(rows: rows, columns: columns) == words.count, "a mask has stride words for each row")
    var words = words
    Self.clearPadding(of: &words, rows: rows, columns: columns)
    self.init(rows: rows, columns: columns, unpaddedWords: words)
  }

  /// The mask of the elements for which `isOccupied` holds; it is called row by row.
  public init(rows: Int, columns: Int, isOccupied: (_ row: Int, _ column: Int) throws -> Bool) rethrows {
    let stride = Self.stride(columns: columns)
    var words = Self.zeroWords(rows: rows, columns: columns)
    for row in 0..<rows {
      for column in 0..<columns where try isOccupied(row, column) {
        words[row * stride + column >> 6] |= 1 << UInt64(column & 63)
      }
    }
    self.init(rows: rows, columns: columns, unpaddedWords: words)
  }

  /// The mask in which every element is occupied.
  public static func dense(rows: Int, columns: Int) -> OccupancyMask {
    var words = zeroWords(rows: rows, columns: columns)
    for index in words.indices { words[index] = ~0 }
    clearPadding(of: &words, rows: rows, columns: columns)
    return OccupancyMask(rows: rows, columns: columns, unpaddedWords: words)
  }

  /// The mask of words whose padding is 0 already.
  init(rows: Int, columns: Int, unpaddedWords words: [UInt64]) {
    self.rows = rows
    self.columns = columns
    self.words = words
    count = words.withUnsafeBufferPointer { Int(mask_count($0.baseAddress, $0.count)) }
  }

  /// Sets the bits past the last column of each row to 0.
  static func clearPadding(of words: inout [UInt64], rows: Int, columns: Int) {
    guard !columns.isMultiple(of: 64) else { return }
    let (stride, last) = (stride(columns: columns), lowestBits(columns % 64))
    for row in 0..<rows { words[(row + 1) * stride - 1] &= last }
  }

  /// Words of 0 for a mask of that shape; traps where there can be none.
  static func zeroWords(rows: Int, columns: Int) -> [UInt64] {
    guard let count = wordCount(rows: rows, columns: columns) else {
      preconditionFailure("a mask of \(rows) x \(columns) elements is too large")
    }
    return [UInt64](repeating: 0, count: count)
  }

  /// The words of a row.
  public var stride: Int { Self.stride(columns: columns) }

  /// All elements, the zeros too.
  public var elements: Int { rows * columns }

  /// The share of elements that are not zero, exactly; nil for a tensor without elements.
  public var density: Ratio? { elements == 0 ? nil : Ratio(count, elements) }

  /// Whether that element is not zero.
  public subscript(row: Int, column: Int) -> Bool {
    precondition((0..<rows).contains(row) && (0..<columns).contains(column), "no such element")
    return words[row * stride + column >> 6] >> UInt64(column & 63) & 1 == 1
  }

  /// All words, row after row, for the counting kernels.
  public func withUnsafeWords<Result>(_ body: (UnsafeBufferPointer<UInt64>) throws -> Result) rethrows
    -> Result
  {
    try words.withUnsafeBufferPointer(body)
  }

  /// The words of one row.
  public func withWords<Result>(ofRow row: Int, _ body: (Span<UInt64>) throws -> Result) rethrows -> Result {
    precondition((0..<rows).contains(row), "no such row")
    return try body(words.span.extracting(row * stride..<(row + 1) * stride))
  }
}

/// A word whose lowest `count` bits are set, for 0 to 64 of them.
func lowestBits(_ count: Int) -> UInt64 { count >= 64 ? ~0 : 1 << UInt64(count) - 1 }
