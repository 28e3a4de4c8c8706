extension YAMLWriter {
  /// A scalar as it is written, in quotes unless it reads the same without.
  static func text(_ text: String, isPlain: Bool) -> String {
    if isPlain, text.isEmpty { return "" }
    let needsQuotes =
      isPlain
      ? !isSafeWithoutQuotes(text)
      : PlainMeaning(text) != .text || looksLikeOldNumber(text) || text == "<<" || text == "="
        || !isSafeWithoutQuotes(text)
    return needsQuotes ? inQuotes(text) : text
  }

  /// Whether a text stays one scalar, unchanged, when written without quotes in block style.
  private static func isSafeWithoutQuotes(_ text: String) -> Bool {
    let bytes = text.utf8
    guard let first = bytes.first, let last = bytes.last else { return false }
    let space = UInt8(ascii: " ")
    guard first != space, last != space, last != UInt8(ascii: ":") else { return false }
    if !startsPlain(first) {
      // A minus sign before a number is the only indicator that plain scalars of ours begin with.
      guard first == UInt8(ascii: "-"),
        bytes.dropFirst().first.map(isDecimalDigit) == true
          || (text.hasPrefix("-.") && PlainMeaning(text) == .number)
      else { return false }
    }
    if text.hasPrefix("...") { return false }
    var previous = first
    for byte in bytes {
      if byte < 0x20 || byte == 0x7F { return false }
      if byte == space, previous == UInt8(ascii: ":") { return false }
      if byte == UInt8(ascii: "#"), previous == space { return false }
      previous = byte
    }
    return text.unicodeScalars.allSatisfy(isPrintable)
  }

  private static func startsPlain(_ byte: UInt8) -> Bool {
    let indicators = "-?:,[]{}#&*!|>'\"%@`".utf8
    return !indicators.contains(byte)
  }

  /// Whether YAML 1.1 takes a text for a number or a date where we take it for a text: `2:4`, `2026-01-02`.
  private static func looksLikeOldNumber(_ text: String) -> Bool {
    guard let first = text.utf8.first, isDecimalDigit(first) || "+-".utf8.contains(first) else {
      return false
    }
    return text.utf8.allSatisfy { isDecimalDigit($0) || ":._-+ ".utf8.contains($0) }
  }

  static func inQuotes(_ text: String) -> String {
    var output = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": output += "\\\""
      case "\\": output += "\\\\"
      case "\n": output += "\\n"
      case "\t": output += "\\t"
      case "\r": output += "\\r"
      default:
        if isPrintable(scalar) { output.unicodeScalars.append(scalar) } else { output += escape(scalar) }
      }
    }
    return output + "\""
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    let (letter, width) =
      scalar.value <= 0xFF ? ("x", 2) : scalar.value <= 0xFFFF ? ("u", 4) : ("U", 8)
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return "\\\(letter)" + String(repeating: "0", count: width - digits.count) + digits
  }

  /// Whether YAML lets a character stand for itself, and it is not taken for a line break or a mark.
  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x2028, 0x2029, 0xFEFF: false
    case 0x20...0x7E, 0xA0...0xD7FF, 0xE000...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }
}
