/// The pattern of a matrix as the Deep Learning Matrix Collection has it: "rows, columns, non-zeros", a line with
/// where each row begins, a line with the column of each element that is not zero. There are no values.
struct SMTXHeader: Hashable, Sendable {
  let rows: Int
  let columns: Int
  let count: Int
  /// Where the second line begins.
  let byteCount: Int

  private static let remedy = "a .smtx begins with 'rows, columns, non-zeros', as '256, 512, 13107'"

  init(_ source: ByteSource) throws(TensorFileError) {
    var scanner = TextScanner(source)
    rows = try scanner.integer("the number of rows", Self.remedy)
    try Self.skipComma(&scanner)
    columns = try scanner.integer("the number of columns", Self.remedy)
    try Self.skipComma(&scanner)
    count = try scanner.integer("the number of non-zeros", Self.remedy)
    guard try scanner.isAtLineEnd() else {
      throw source.error(.syntax, "\(try scanner.found()) stands after three numbers", .line(1), Self.remedy)
    }
    try scanner.skipLine()
    byteCount = scanner.offset
    guard let elements = checkedProduct([rows, columns]) else {
      throw source.error(
        .outOfRange, "a matrix of \(rows) x \(columns)", .line(1), "it has fewer than 2^63 elements")
    }
    guard count <= elements else {
      throw source.error(
        .inconsistent, "\(count) elements are in a matrix of \(rows) x \(columns)", .line(1),
        "each element is there at most once")
    }
  }

  private static func skipComma(_ scanner: inout TextScanner) throws(TensorFileError) {
    try scanner.skipBlanks()
    if try scanner.peek() == UInt8(ascii: ",") { scanner.advance() }
  }

  /// Sets the bit of each element that is there.
  func fill(_ bits: inout BitRows, _ folding: Folding, _ source: ByteSource) throws(TensorFileError) {
    var scanner = TextScanner(source, from: byteCount, line: 2)
    let starts = try rowStarts(&scanner, source)
    for row in 0..<rows {
      for _ in starts[row]..<starts[row + 1] {
        let column = try scanner.integer(
          "one of \(count) columns", "the third line has the column of each element that is not zero")
        guard column < columns else {
          throw source.error(
            .outOfRange, "column \(column) of row \(row)", .line(scanner.line),
            "columns are counted from 0 to \(columns - 1)")
        }
        guard bits.set(folding.place(row, column)) else {
          throw source.error(
            .duplicate, "row \(row) has column \(column) twice", .line(scanner.line),
            "each element is there at most once")
        }
      }
    }
    guard try scanner.isAtLineEnd(), try !scanner.skipToNextWord() else {
      throw source.error(
        .inconsistent, "\(try scanner.found()) stands after \(count) columns", .line(scanner.line),
        "nothing follows them")
    }
  }

  private func rowStarts(
    _ scanner: inout TextScanner, _ source: ByteSource
  ) throws(TensorFileError) -> [Int] {
    // Not reserved: the header may lie about the rows.
    var starts: [Int] = []
    for row in 0...rows {
      let start = try scanner.integer(
        "the start of row \(row)", "the second line has \(rows + 1) of them, the number of non-zeros last")
      guard start >= starts.last ?? 0, start <= count, row > 0 || start == 0, row < rows || start == count
      else {
        throw source.error(
          .inconsistent, "row \(row) starts at \(start), after \(starts.last ?? 0)", .line(scanner.line),
          "starts rise from 0 to the \(count) non-zeros")
      }
      starts.append(start)
    }
    guard try scanner.isAtLineEnd() else {
      throw source.error(
        .inconsistent, "\(try scanner.found()) stands after \(rows + 1) starts of rows", .line(scanner.line),
        "there is one for each row, and the end")
    }
    try scanner.skipLine()
    return starts
  }
}
