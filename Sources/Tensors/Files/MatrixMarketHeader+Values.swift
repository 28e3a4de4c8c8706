import Documents

extension MatrixMarketHeader {
  /// Sets the value of each entry, of those too that symmetry stands for; the text was checked when its mask was made.
  func fill(_ values: inout ValueSink, _ folding: Folding, _ source: ByteSource) throws(TensorFileError) {
    var scanner = TextScanner(source, from: byteCount, line: line)
    switch layout {
    case .coordinate:
      for _ in 0..<count {
        _ = try scanner.skipToNextWord()
        let row = try scanner.integer("a row", "an entry is a row, a column and a value")
        let column = try scanner.integer("a column", "an entry is a row, a column and a value")
        try set(row - 1, column - 1, &scanner, &values, folding)
      }
    case .array:
      guard count > 0 else { return }
      for column in 0..<columns {
        let first = symmetry == .general ? 0 : symmetry == .symmetric ? column : column + 1
        for row in stride(from: first, to: rows, by: 1) {
          _ = try scanner.skipToNextWord()
          try set(row, column, &scanner, &values, folding)
        }
      }
    }
  }

  private func set(
    _ row: Int, _ column: Int, _ scanner: inout TextScanner, _ values: inout ValueSink, _ folding: Folding
  ) throws(TensorFileError) {
    let word = String(decoding: try scanner.nextWord(), as: UTF8.self)
    let (place, line) = (folding.place(row, column), TensorFileError.Place.line(scanner.line))
    let element = place.row * folding.columns + place.column
    // More digits than an integer of the machine has are more than any format has.
    guard let value = Int(word) else { throw values.outside(element, word, at: line) }
    try values.set(element, value, at: line)
    guard symmetry != .general, row != column else { return }
    let mirrored = folding.place(column, row)
    try values.set(
      mirrored.row * folding.columns + mirrored.column, symmetry == .skewSymmetric ? 0 - value : value,
      at: line)
  }
}
