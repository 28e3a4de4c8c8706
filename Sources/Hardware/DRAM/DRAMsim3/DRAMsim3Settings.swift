import Documents
import Quantities
import Workloads

/// The settings of an INI file as DRAMsim3's reader takes them.
struct DRAMsim3Settings {
  struct Setting {
    /// In lower case, as its reader compares them.
    let section: String
    let key: String
    let value: String
    let keyPosition: SourcePosition
    let position: SourcePosition
  }

  private(set) var settings: [Setting] = []

  /// Whether a line cannot be taken as DRAMsim3 would, after a finding that says so.
  private(set) var isWrong = false

  private var lines: [String: Int] = [:]
  private let file: String
  private let findings: Findings

  init?(_ bytes: [UInt8], file: String, findings: Findings) {
    guard let lines = SCALESimText.lines(of: bytes, file: file, findings: findings) else { return nil }
    self.file = file
    self.findings = findings
    var section = ""
    for (place, line) in lines.enumerated() { read(line, number: place + 1, section: &section) }
  }

  /// The setting of a section, in any case of letters.
  func setting(_ section: String, _ key: String) -> Setting? {
    let key = key.lowercased()
    return settings.first { $0.section == section && $0.key.lowercased() == key }
  }

  private mutating func read(_ line: String, number: Int, section: inout String) {
    let scalars = Array(line.unicodeScalars)
    let text = trimmed(scalars[...])
    guard let first = text.first, first != "#", first != ";" else { return }
    func position(_ part: ArraySlice<Unicode.Scalar>) -> SourcePosition {
      SourcePosition(file: file, line: number, column: part.startIndex + 1)
    }
    if text.startIndex > 0 {
      // Its reader adds such a line to the value above, and the number that it begins with counts.
      return report(.dramsim3Indented, at: position(text))
    }
    if first == "[" {
      guard let end = text.firstIndex(of: "]") else { return report(.dramsim3Section, at: position(text)) }
      section = string(text[text.index(after: text.startIndex)..<end]).lowercased()
      return
    }
    guard let separator = text.firstIndex(where: { $0 == ":" || $0 == "=" }), separator > text.startIndex
    else {
      findings.add(.dramsim3NoSetting, at: position(text), severity: .warning)
      return
    }
    let key = trimmed(text[..<separator])
    let value = trimmed(withoutComment(text[text.index(after: separator)...]))
    let setting = Setting(
      section: section, key: string(key), value: string(value), keyPosition: position(key),
      position: value.isEmpty ? position(text[separator...]) : position(value))
    let name = "\(section).\(setting.key.lowercased())"
    if let earlier = lines[name] {
      return report(.dramsim3Twice(setting.key, line: earlier), at: setting.keyPosition)
    }
    lines[name] = number
    settings.append(setting)
  }

  /// A comment behind a value begins with a `;` after a space.
  private func withoutComment(_ text: ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar> {
    var isAfterSpace = false
    for place in text.indices {
      if isAfterSpace, text[place] == ";" { return text[..<place] }
      isAfterSpace = isSpace(text[place])
    }
    return text
  }

  private mutating func report(_ message: Finding.Message, at position: SourcePosition) {
    isWrong = true
    findings.add(message, at: position)
  }

  private func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }

  private func trimmed(_ text: ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar> {
    var text = text
    while let first = text.first, isSpace(first) { text.removeFirst() }
    while let last = text.last, isSpace(last) { text.removeLast() }
    return text
  }

  private func string(_ text: ArraySlice<Unicode.Scalar>) -> String {
    String(String.UnicodeScalarView(text))
  }
}
