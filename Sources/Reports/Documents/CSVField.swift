/// The fields of CSV files (RFC 4180).
enum CSVField {
  /// Fields side by side, and a line break.
  static func append(_ fields: [String], to text: inout String) {
    for (place, field) in fields.enumerated() {
      if place > 0 { text += "," }
      text += quoted(field)
    }
    text += "\n"
  }

  /// A field in quotes where it has to be.
  static func quoted(_ text: String) -> String {
    guard text.utf8.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0A || $0 == 0x0D }) else {
      return text
    }
    return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
      + "\""
  }
}
