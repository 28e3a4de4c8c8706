/// What a scalar without quotes reads as; in quotes everything is a text.
enum PlainMeaning: Equatable {
  case null
  case boolean(Bool)
  /// Plain decimal digits, with or without a minus sign.
  case integer
  /// Anything else that some reader of YAML takes for a number: `1.5`, `0x10`, `0o17`, `1_000`, `.inf`.
  case number
  /// `yes`, `no`, `on`, `off`: truth values in YAML 1.1, texts in 1.2, so refused where either matters.
  case oldBoolean(Bool)
  case text

  init(_ text: String) {
    // Nearly all texts start with a letter that starts no special word.
    guard let first = text.utf8.first else {
      self = .null
      return
    }
    switch first {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
      self = Self.number(text)
    case UInt8(ascii: "~"): self = text == "~" ? .null : .text
    default: self = text.utf8.count <= 5 ? Self.word(text) : .text
    }
  }

  private static func word(_ text: String) -> PlainMeaning {
    switch text {
    case "null", "Null", "NULL": .null
    case "true", "True", "TRUE": .boolean(true)
    case "false", "False", "FALSE": .boolean(false)
    case "yes", "Yes", "YES", "on", "On", "ON": .oldBoolean(true)
    case "no", "No", "NO", "off", "Off", "OFF": .oldBoolean(false)
    default: .text
    }
  }

  private static func number(_ text: String) -> PlainMeaning {
    var body = text.utf8[...]
    let isSigned = body.first == UInt8(ascii: "-") || body.first == UInt8(ascii: "+")
    if isSigned { body.removeFirst() }
    guard let first = body.first else { return .text }
    if body.allSatisfy(isDecimalDigit) { return text.utf8.first == UInt8(ascii: "+") ? .number : .integer }
    let lowered = String(decoding: body.map { $0 | 0x20 }, as: UTF8.self)
    if lowered == ".inf" || lowered == ".nan" { return .number }
    guard isDecimalDigit(first) || first == UInt8(ascii: "."), body.contains(where: isDecimalDigit)
    else { return .text }
    if lowered.hasPrefix("0x") || lowered.hasPrefix("0o") || lowered.hasPrefix("0b") {
      return body.dropFirst(2).allSatisfy(isHexadecimalDigit) ? .number : .text
    }
    return isDecimalFraction(body) ? .number : .text
  }

  /// Digits, underscores, at most one point, and perhaps an exponent.
  private static func isDecimalFraction(_ body: Substring.UTF8View) -> Bool {
    let parts = body.split(maxSplits: 1, omittingEmptySubsequences: false) { $0 | 0x20 == UInt8(ascii: "e") }
    var points = 0
    for byte in parts[0] {
      if byte == UInt8(ascii: ".") {
        points += 1
      } else if !isDecimalDigit(byte), byte != UInt8(ascii: "_") {
        return false
      }
    }
    guard points <= 1 else { return false }
    guard parts.count == 2 else { return true }
    var exponent = parts[1]
    if exponent.first == UInt8(ascii: "-") || exponent.first == UInt8(ascii: "+") { exponent.removeFirst() }
    return !exponent.isEmpty && exponent.allSatisfy(isDecimalDigit)
  }
}

func isDecimalDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

private func isHexadecimalDigit(_ byte: UInt8) -> Bool {
  let lowered = byte | 0x20
  return isDecimalDigit(byte) || (lowered >= UInt8(ascii: "a") && lowered <= UInt8(ascii: "f"))
    || byte == UInt8(ascii: "_")
}
