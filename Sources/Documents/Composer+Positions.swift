import CLibYAML

// Where things are in the text.

extension Composer {
  func position(_ mark: yaml_mark_t) -> SourcePosition {
    position(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
  }

  func position(line: Int, column: Int) -> SourcePosition {
    SourcePosition(file: file, line: line, column: line == 1 ? column + columnOffset : column)
  }

  /// The position of a byte; libyaml gives no line for bytes that are no text.
  func position(byteOffset: Int) -> SourcePosition {
    let before = bytes.prefix(byteOffset)
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    // Bytes that continue a character do not begin a column.
    let column = before[lineStart...].count { $0 & 0xC0 != 0x80 } + 1
    return position(line: line, column: column)
  }

  /// Whether a mark is after the last character; libyaml then says the next line even when there is none.
  func isEnd(_ mark: yaml_mark_t) -> Bool {
    Int(mark.index) >= bytes.count { $0 & 0xC0 != 0x80 }
  }

  func character(at mark: yaml_mark_t) -> UInt8? {
    var lineStart = 0
    for _ in 0..<mark.line {
      guard let end = bytes[lineStart...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
      lineStart = end + 1
    }
    return bytes[lineStart...].dropFirst(Int(mark.column)).first
  }

  /// The first line that begins with '%'.
  ///
  /// libyaml compares each `%TAG` line with all before it, so a file of them would take hours.
  var firstDirective: Int? {
    var start = bytes.startIndex
    while let place = bytes[start...].firstIndex(of: UInt8(ascii: "%")) {
      if place == 0
        || lineBreakEndings.contains(where: { bytes[..<place].suffix($0.count).elementsEqual($0) })
      {
        return place
      }
      start = place + 1
    }
    return nil
  }
}

/// The bytes that end a line for libyaml: LF, CR, NEL, LS, PS.
private let lineBreakEndings: [[UInt8]] = [
  [0x0A], [0x0D], [0xC2, 0x85], [0xE2, 0x80, 0xA8], [0xE2, 0x80, 0xA9],
]
