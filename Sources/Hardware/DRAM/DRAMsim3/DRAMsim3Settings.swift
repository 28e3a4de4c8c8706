import Documents
import Quantities
import Workloads

/// The settings of an INI file as DRAMsim3's reader takes them.
struct DRAMsim3Settings {
  /// Sections in lower case, as its reader compares them.
  private(set) var settings: [INISetting] = []

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
  func setting(_ section: String, _ key: String) -> INISetting? {
    let key = key.lowercased()
    return settings.first { $0.section == section && $0.key.lowercased() == key }
  }

  private mutating func read(_ line: String, number: Int, section: inout String) {
    guard let line = INILine(line, file: file, number: number) else { return }
    let text = line.text
    if text.startIndex > 0 {
      // Its reader adds such a line to the value above, and the number that it begins with counts.
      return report(.dramsim3Indented, at: line.position)
    }
    if text.first == "[" {
      guard let end = text.firstIndex(of: "]") else { return report(.dramsim3Section, at: line.position) }
      section = INILine.string(text[text.index(after: text.startIndex)..<end]).lowercased()
      return
    }
    guard let separator = line.separator else {
      findings.add(.dramsim3NoSetting, at: line.position, severity: .warning)
      return
    }
    let setting = line.setting(
      section, separator: separator, value: withoutComment(text[text.index(after: separator)...]))
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
      isAfterSpace = INILine.isSpace(text[place])
    }
    return text
  }

  private mutating func report(_ message: Finding.Message, at position: SourcePosition) {
    isWrong = true
    findings.add(message, at: position)
  }
}
