import Documents
import Quantities
import Workloads

/// The settings of an INI file as SCALE-Sim's files write them: `:` or `=`, any case, comments on their own line.
struct SCALESimSettings {
  private(set) var settings: [INISetting] = []

  /// Whether a line was no setting, after a finding that says so.
  private(set) var isWrong = false

  /// The line of each key so far, by its lower case.
  private var lines: [String: Int] = [:]

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
    guard let line = INILine(line, file: file, number: number) else { return }
    let text = line.text
    if text.first == "[" {
      guard text.last == "]", text.count > 2 else { return report(.scaleSimSection, at: line.position) }
      section = INILine.string(INILine.trimmed(text.dropFirst().dropLast()))
      return
    }
    guard let separator = line.separator else { return report(.scaleSimNoSetting, at: line.position) }
    guard let section else {
      return report(.scaleSimNoSection, at: line.position(of: line.key(before: separator)))
    }
    let setting = line.setting(
      section, separator: separator, value: text[text.index(after: separator)...])
    let name = setting.key.lowercased()
    if let earlier = lines[name] {
      return report(.scaleSimTwice(setting.key, line: earlier), at: setting.keyPosition)
    }
    lines[name] = number
    settings.append(setting)
  }

  private mutating func report(_ message: Finding.Message, at position: SourcePosition) {
    isWrong = true
    findings.add(message, at: position)
  }
}
