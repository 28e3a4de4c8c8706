import Documents
import Quantities
import Workloads

/// The settings of an INI file as SCALE-Sim's files write them: `:` or `=`, any case, comments on their own line.
struct SCALESimSettings {
  struct Setting {
    let section: String
    let key: String
    let value: String
    let keyPosition: SourcePosition
    let position: SourcePosition
  }

  private(set) var settings: [Setting] = []

  /// Whether a line was no setting, after a finding that says so.
  private(set) var isWrong = false

  private let file: String
  private let findings: Findings

  init?(_ bytes: [UInt8], file: String, findings: Findings) {
    guard let lines = SCALESimText.lines(of: bytes, file: file, findings: findings) else { return nil }
    self.file = file
    self.findings = findings
    var section: String?
    for (place, line) in lines.enumerated() { read(line, number: place + 1, section: &section) }
  }

  private mutating func read(_ line: String, number: Int, section: inout String?) {
    let scalars = Array(line.unicodeScalars)
    let text = trimmed(scalars[...])
    guard let first = text.first, first != "#", first != ";" else { return }
    func position(_ part: ArraySlice<Unicode.Scalar>) -> SourcePosition {
      SourcePosition(file: file, line: number, column: part.startIndex + 1)
    }
    if first == "[" {
      guard text.last == "]", text.count > 2 else { return report(.scaleSimSection, at: position(text)) }
      section = string(trimmed(text.dropFirst().dropLast()))
      return
    }
    guard let separator = text.firstIndex(where: { $0 == ":" || $0 == "=" }), separator > text.startIndex
    else { return report(.scaleSimNoSetting, at: position(text)) }
    let key = trimmed(text[..<separator])
    let value = trimmed(text[text.index(after: separator)...])
    guard let section else { return report(.scaleSimNoSection, at: position(key)) }
    let setting = Setting(
      section: section, key: string(key), value: string(value), keyPosition: position(key),
      position: value.isEmpty ? position(text[separator...]) : position(value))
    if let earlier = settings.first(where: { $0.key.lowercased() == setting.key.lowercased() }) {
      return report(
        .scaleSimTwice(setting.key, line: earlier.keyPosition.line), at: setting.keyPosition)
    }
    settings.append(setting)
  }

  private mutating func report(_ message: Finding.Message, at position: SourcePosition) {
    isWrong = true
    findings.add(message, at: position)
  }

  private func trimmed(_ text: ArraySlice<Unicode.Scalar>) -> ArraySlice<Unicode.Scalar> {
    func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar == " " || scalar == "\t" }
    var text = text
    while let first = text.first, isSpace(first) { text.removeFirst() }
    while let last = text.last, isSpace(last) { text.removeLast() }
    return text
  }

  private func string(_ text: ArraySlice<Unicode.Scalar>) -> String {
    String(String.UnicodeScalarView(text))
  }
}
