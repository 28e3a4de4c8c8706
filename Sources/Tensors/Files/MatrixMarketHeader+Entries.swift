import Documents

extension MatrixMarketHeader {
  /// Sets the bit of each element that is not zero, those included that symmetry stands for.
  func fill(_ bits: inout BitRows, _ folding: Folding, _ source: ByteSource) throws(TensorFileError) {
    var scanner = TextScanner(source, from: byteCount, line: line)
    switch layout {
    case .coordinate: try fillCoordinates(&bits, folding, &scanner, source)
    case .array: try fillArray(&bits, folding, &scanner, source)
    }
    if try scanner.skipToNextWord() {
      throw source.error(
        .inconsistent, "\(try scanner.found()) stands after \(counted(count, "entry", "entries"))",
        .line(scanner.line),
        "the sizes say how many there are")
    }
  }

  private func fillCoordinates(
    _ bits: inout BitRows, _ folding: Folding, _ scanner: inout TextScanner, _ source: ByteSource
  ) throws(TensorFileError) {
    // Zeros that are written out have no bit, and may still not be there twice.
    var zeros: Set<Int> = []
    let remedy = "an entry is a row" + (field == .pattern ? " and a column" : ", a column and a value")
    for number in 0..<count {
      guard try scanner.skipToNextWord() else { throw tooFew(number, scanner.line, source) }
      let row = try scanner.integer("a row", remedy)
      let column = try scanner.integer("a column", remedy)
      let isNonZero = field == .pattern ? true : try isNonZero(&scanner, source)
      guard try scanner.isAtLineEnd() else {
        throw source.error(
          .syntax, "\(try scanner.found()) stands after an entry", .line(scanner.line),
          remedy + ", one in a line")
      }
      guard (1...max(1, rows)).contains(row), (1...max(1, columns)).contains(column) else {
        throw source.error(
          .outOfRange, "row \(row), column \(column) in a matrix of \(rows) x \(columns)",
          .line(scanner.line),
          "both are counted from 1")
      }
      guard symmetry == .general || row > column || row == column && symmetry == .symmetric else {
        throw source.error(
          .inconsistent, "row \(row), column \(column) in a \(symmetry.rawValue) matrix", .line(scanner.line),
          symmetry == .symmetric
            ? "only the lower triangle and the diagonal are written"
            : "only what is below the diagonal is written")
      }
      let place = (row - 1) * columns + column - 1
      let isNew = isNonZero ? bits.set(folding.place(row - 1, column - 1)) : zeros.insert(place).inserted
      guard isNew, !isNonZero || !zeros.contains(place),
        isNonZero || !bits[folding.place(row - 1, column - 1)]
      else {
        throw source.error(
          .duplicate, "row \(row), column \(column) is there twice", .line(scanner.line),
          "sum the entries before they are written, as scipy's sum_duplicates does")
      }
      if isNonZero, symmetry != .general, row != column { _ = bits.set(folding.place(column - 1, row - 1)) }
    }
  }

  private func fillArray(
    _ bits: inout BitRows, _ folding: Folding, _ scanner: inout TextScanner, _ source: ByteSource
  ) throws(TensorFileError) {
    // Without entries there may still be any number of rows or columns.
    guard count > 0 else { return }
    var number = 0
    for column in 0..<columns {
      let first = symmetry == .general ? 0 : symmetry == .symmetric ? column : column + 1
      for row in stride(from: first, to: rows, by: 1) {
        guard try scanner.skipToNextWord() else { throw tooFew(number, scanner.line, source) }
        number += 1
        guard try isNonZero(&scanner, source) else { continue }
        _ = bits.set(folding.place(row, column))
        if symmetry != .general { _ = bits.set(folding.place(column, row)) }
      }
    }
  }

  private func tooFew(_ number: Int, _ line: Int, _ source: ByteSource) -> TensorFileError {
    source.error(
      .truncated, "the file ends after \(number) of \(count) entries", .line(line), "write the file again")
  }

  private func isNonZero(
    _ scanner: inout TextScanner, _ source: ByteSource
  ) throws(TensorFileError) -> Bool {
    let word = try scanner.nextWord()
    if let isNonZero = field == .integer ? NumberWord.isNonZeroInteger(word) : NumberWord.isNonZeroReal(word)
    {
      return isNonZero
    }
    let found = word.isEmpty ? try scanner.found() : quoted(String(decoding: word, as: UTF8.self))
    throw source.error(
      .syntax, "\(found) is no value", .line(scanner.line), "the values of this file are \(field.rawValue)")
  }
}

/// Whether a number in decimal digits is zero.
enum NumberWord {
  /// Nil where the word is no integer.
  static func isNonZeroInteger(_ word: [UInt8]) -> Bool? {
    let digits =
      word.first == UInt8(ascii: "-") || word.first == UInt8(ascii: "+") ? word.dropFirst() : word[...]
    guard !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
    return digits.contains { $0 != 0x30 }
  }

  /// Nil where the word is no number; what is too small for fp64 is zero, and what is no finite number is not.
  static func isNonZeroReal(_ word: [UInt8]) -> Bool? {
    var place = 0
    if let sign = word.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { place = 1 }
    let first = place
    var digits = 0
    var isNonZero = false
    while place < word.count {
      let byte = word[place]
      if (0x30...0x39).contains(byte) {
        digits += 1
        isNonZero = isNonZero || byte != 0x30
      } else if byte != UInt8(ascii: ".") || digits < place - first {
        break
      }
      place += 1
    }
    // The usual number ends here, or with a small exponent. Swift's own reader knows the rest.
    guard digits > 0, digits < 100, place == word.count || isSmallExponent(word[place...]) else {
      return slowly(word)
    }
    return isNonZero
  }

  private static func isSmallExponent(_ word: ArraySlice<UInt8>) -> Bool {
    guard word.first == UInt8(ascii: "e") || word.first == UInt8(ascii: "E") else { return false }
    let digits = word.dropFirst()
    let isSigned = digits.first == UInt8(ascii: "-") || digits.first == UInt8(ascii: "+")
    let bare = isSigned ? digits.dropFirst() : digits
    return (1...2).contains(bare.count) && bare.allSatisfy { (0x30...0x39).contains($0) }
  }

  private static func slowly(_ word: [UInt8]) -> Bool? {
    let text = String(decoding: word, as: UTF8.self)
    // Swift reads hexadecimal digits too, and "nan(...)" .
    guard text.utf8.allSatisfy({ "0123456789+-.eEinfatyINFATY".utf8.contains($0) }) else { return nil }
    return Double(text).map { $0 != 0 }
  }
}
