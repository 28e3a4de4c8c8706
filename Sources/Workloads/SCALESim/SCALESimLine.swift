import Documents

/// A line of a comma- or tab-separated file, cut into cells that know where they are.
struct SCALESimLine {
  struct Cell {
    let text: String
    let position: SourcePosition
  }

  let cells: [Cell]

  /// The position of the line's first cell.
  var position: SourcePosition { cells[0].position }

  /// The cells, less those at the end that are empty: after a trailing comma, or several.
  var filled: ArraySlice<Cell> {
    let last = cells.lastIndex { !$0.text.isEmpty }
    return last.map { cells[...$0] } ?? cells[..<0]
  }

  /// The lines of a file that are not blank; nil with a finding where it is no text.
  static func lines(of bytes: [UInt8], file: String, findings: Findings) -> [SCALESimLine]? {
    guard let texts = SCALESimText.lines(of: bytes, file: file, findings: findings) else { return nil }
    let lines = texts.enumerated().map { SCALESimLine($1, file: file, number: $0 + 1) }
    return lines.filter { !$0.filled.isEmpty }
  }

  private init(_ text: String, file: String, number: Int) {
    var cells: [Cell] = []
    var current = String.UnicodeScalarView()
    var column = 1
    var start = 1
    func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }
    // Spreadsheets leave lines with tabs and no comma.
    let separator: Unicode.Scalar = !text.contains(",") && text.contains("\t") ? "\t" : ","
    func close() {
      while let last = current.last, isSpace(last) { current.removeLast() }
      let position = SourcePosition(file: file, line: number, column: start)
      cells.append(Cell(text: String(current), position: position))
      current = String.UnicodeScalarView()
    }
    for scalar in text.unicodeScalars {
      if scalar == separator {
        close()
        start = column + 1
      } else if current.isEmpty, isSpace(scalar) {
        start = column + 1
      } else {
        current.append(scalar)
      }
      column += 1
    }
    close()
    self.cells = cells
  }
}

/// The texts of SCALE-Sim's files: any line ends, a byte order mark or none.
public enum SCALESimText {
  /// The lines of a file in order, blank ones too; nil with a finding where it is no text.
  public static func lines(of bytes: [UInt8], file: String, findings: Findings) -> [String]? {
    var text = bytes[...]
    if text.starts(with: [0xEF, 0xBB, 0xBF]) { text = text.dropFirst(3) }
    guard text.count <= mostBytes else {
      findings.add(.scaleSimTooLarge(limit: mostBytes), at: SourcePosition(file: file, line: 1, column: 1))
      return nil
    }
    var lines: [String] = []
    for row in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      let row = row.last == UInt8(ascii: "\r") ? row.dropLast() : row
      guard let line = String(validating: row, as: UTF8.self), line.unicodeScalars.allSatisfy(isPrintable)
      else {
        findings.add(.scaleSimNotText, at: SourcePosition(file: file, line: lines.count + 1, column: 1))
        return nil
      }
      lines.append(line)
    }
    return lines
  }

  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    scalar == "\t" || (scalar.value >= 0x20 && scalar.value != 0x7F)
  }

  private static let mostBytes = 16 << 20
}
