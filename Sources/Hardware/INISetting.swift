import Documents

/// A setting of an INI file, and where it stands.
struct INISetting {
  let section: String
  let key: String
  let value: String
  let keyPosition: SourcePosition
  let position: SourcePosition
}

/// A line of an INI file that is neither empty nor a comment, without the space around it.
///
/// What sections, comments and separators mean is for the reader of each tool's files to say.
struct INILine {
  let text: ArraySlice<Unicode.Scalar>
  private let file: String
  private let number: Int

  init?(_ line: String, file: String, number: Int) {
    text = Self.trimmed(Array(line.unicodeScalars)[...])
    self.file = file
    self.number = number
    guard let first = text.first, first != "#", first != ";" else { return nil }
  }

  var position: SourcePosition { position(of: text) }

  func position(of part: ArraySlice<Unicode.Scalar>) -> SourcePosition {
    SourcePosition(file: file, line: number, column: part.startIndex + 1)
  }

  /// Where the `:` or `=` stands after a key; nil where there is none.
  var separator: Int? {
    text.firstIndex { $0 == ":" || $0 == "=" }.flatMap { $0 > text.startIndex ? $0 : nil }
  }

  func key(before separator: Int) -> ArraySlice<Unicode.Scalar> { Self.trimmed(text[..<separator]) }

  /// The setting of a section, with the part of the line that is its value.
  func setting(_ section: String, separator: Int, value part: ArraySlice<Unicode.Scalar>) -> INISetting {
    let key = key(before: separator)
    let value = Self.trimmed(part)
    return INISetting(
      section: section, key: Self.string(key), value: Self.string(value), keyPosition: position(of: key),
      position: value.isEmpty ? position(of: text[separator...]) : position(of: value))
  }

  static func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }

  static func trimmed(_ text: ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar> {
    var text = text
    while let first = text.first, isSpace(first) { text.removeFirst() }
    while let last = text.last, isSpace(last) { text.removeLast() }
    return text
  }

  static func string(_ text: ArraySlice<Unicode.Scalar>) -> String {
    String(String.UnicodeScalarView(text))
  }
}
