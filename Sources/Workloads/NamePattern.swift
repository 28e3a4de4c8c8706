/// A pattern of names: letters for themselves, `*` for any text, `{2..5}` for a number from 2 to 5.
package struct NamePattern: Hashable {
  private enum Piece: Hashable {
    case letters([UInt8])
    case any
    case number(ClosedRange<Int>)
  }

  let text: String
  private let pieces: [Piece]

  /// Nil where a brace is not of a range.
  package init?(_ text: String) {
    self.text = text
    var pieces: [Piece] = []
    var letters: [UInt8] = []
    func flush() {
      if !letters.isEmpty { pieces.append(.letters(letters)) }
      letters = []
    }
    var rest = Substring(text)
    while let first = rest.popFirst() {
      switch first {
      case "*":
        flush()
        pieces.append(.any)
      case "{":
        guard let end = rest.firstIndex(of: "}"), let range = Self.range(rest[..<end]) else { return nil }
        flush()
        pieces.append(.number(range))
        rest = rest[rest.index(after: end)...]
      case "}": return nil
      default: letters += Array(String(first).utf8)
      }
    }
    flush()
    self.pieces = pieces
  }

  private static func range(_ text: Substring) -> ClosedRange<Int>? {
    guard let dots = text.firstRange(of: "..") else { return nil }
    guard let low = number(text[..<dots.lowerBound].utf8), let high = number(text[dots.upperBound...].utf8),
      low <= high
    else { return nil }
    return low...high
  }

  private static func number(_ digits: some Collection<UInt8>) -> Int? {
    guard (1...9).contains(digits.count), digits.allSatisfy(isDigit) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// Whether a whole name is of the pattern.
  package func matches(_ name: String) -> Bool { Self.matches(pieces[...], Array(name.utf8)[...]) }

  private static func matches(_ pieces: ArraySlice<Piece>, _ name: ArraySlice<UInt8>) -> Bool {
    guard let piece = pieces.first else { return name.isEmpty }
    let others = pieces.dropFirst()
    switch piece {
    case .letters(let letters):
      return name.starts(with: letters) && matches(others, name.dropFirst(letters.count))
    case .any:
      if others.isEmpty { return true }
      return (name.startIndex...name.endIndex).contains { matches(others, name[$0...]) }
    case .number(let range):
      // All digits that are there, so that {1..3} is not the 1 of 12.
      let digits = name.prefix(while: isDigit)
      guard let value = number(digits), range.contains(value) else { return false }
      return matches(others, name.dropFirst(digits.count))
    }
  }
}
