import Documents

/// The first lines of a Matrix Market file: the banner, comments, and the sizes.
///
/// Boisvert, Pozo, Remington, "The Matrix Market Exchange Formats: Initial Design", NISTIR 5935, 1996.
struct MatrixMarketHeader: Hashable, Sendable {
  enum Layout: String, CaseIterable, Hashable, Sendable { case coordinate, array }

  enum Field: String, CaseIterable, Hashable, Sendable { case real, integer, pattern, double }

  enum Symmetry: String, CaseIterable, Hashable, Sendable {
    case general, symmetric
    case skewSymmetric = "skew-symmetric"
  }

  let layout: Layout
  let field: Field
  let symmetry: Symmetry
  let rows: Int
  let columns: Int
  /// The entries that follow; those that symmetry stands for are not counted.
  let count: Int
  /// Where they begin.
  let byteCount: Int
  let line: Int

  var elementType: ElementType {
    switch field {
    case .pattern: .bool
    case .integer: .int64
    case .real, .double: .fp64
    }
  }

  private static let remedy = "a .mtx begins with '%%MatrixMarket matrix coordinate real general' or alike"

  init(_ source: ByteSource) throws(TensorFileError) {
    var scanner = TextScanner(source)
    let banner = try Self.banner(&scanner, source)
    (layout, field, symmetry) = banner
    while try scanner.skipToNextWord(), try scanner.peek() == UInt8(ascii: "%") { try scanner.skipLine() }
    let sizes = "after the comments come rows" + (layout == .array ? " and columns" : ", columns and entries")
    rows = try scanner.integer("the number of rows", sizes)
    columns = try scanner.integer("the number of columns", sizes)
    let elements = checkedProduct([rows, columns])
    if layout == .coordinate {
      count = try scanner.integer("the number of entries", sizes)
    } else {
      count = Self.storedCount(rows, columns, symmetry, elements ?? 0)
    }
    line = scanner.line
    guard try scanner.isAtLineEnd() else {
      throw source.error(.syntax, "\(try scanner.found()) stands after the sizes", .line(line), sizes)
    }
    guard symmetry == .general || rows == columns else {
      throw source.error(
        .inconsistent, "a \(symmetry.rawValue) matrix of \(rows) x \(columns)", .line(line), "it is square")
    }
    guard let elements, count <= elements else {
      throw source.error(
        .inconsistent, "\(counted(count, "entry", "entries")) in a matrix of \(rows) x \(columns)",
        .line(line),
        elements == nil ? "it has fewer than 2^63 elements" : "each element is there at most once")
    }
    byteCount = scanner.offset
  }

  private static func banner(
    _ scanner: inout TextScanner, _ source: ByteSource
  ) throws(TensorFileError) -> (Layout, Field, Symmetry) {
    var words: [String] = []
    while try !scanner.isAtLineEnd(), words.count < 6 {
      let word = try scanner.nextWord()
      // A control character belongs to no word.
      guard !word.isEmpty, let text = String(validating: word, as: UTF8.self) else {
        let found = word.isEmpty ? try scanner.found() : "a word that is not UTF-8"
        throw source.error(.syntax, "\(found) stands in the first line", .line(1), remedy)
      }
      words.append(text.lowercased())
    }
    guard words.count == 5, words[0] == "%%matrixmarket", words[1] == "matrix" else {
      throw source.error(.syntax, "the first line is not Matrix Market's", .line(1), remedy)
    }
    guard words[3] != "complex", words[4] != "hermitian" else {
      throw source.error(
        .unsupported, "complex matrices are not read", .line(1),
        "write the pattern, or the magnitudes as real")
    }
    func known<Word: RawRepresentable<String> & CaseIterable>(
      _ word: String, _ type: Word.Type
    ) throws(TensorFileError) -> Word {
      if let known = Word(rawValue: word) { return known }
      throw source.error(
        .syntax, "\(quoted(word)) stands in the first line", .line(1),
        "it is one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))")
    }
    let (layout, field) = (try known(words[2], Layout.self), try known(words[3], Field.self))
    let symmetry = try known(words[4], Symmetry.self)
    guard field != .pattern || layout == .coordinate && symmetry != .skewSymmetric else {
      throw source.error(
        .inconsistent, "a pattern cannot be \(layout == .array ? "an array" : "skew-symmetric")", .line(1),
        "a pattern has coordinates, and is general or symmetric")
    }
    return (layout, field, symmetry)
  }

  /// How many values an array has.
  private static func storedCount(_ rows: Int, _ columns: Int, _ symmetry: Symmetry, _ elements: Int) -> Int {
    // That it is square is checked afterwards.
    switch symmetry {
    case .general: elements
    case .symmetric: elements / 2 + (rows + 1) / 2
    case .skewSymmetric: (elements - min(elements, rows)) / 2
    }
  }
}
