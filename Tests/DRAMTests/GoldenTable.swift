import FoundationEssentials

/// A file of comma-separated values beside the tests, with a head.
struct GoldenTable {
  var rows: [[String: String]]

  init(_ path: String) throws {
    let file = Self.folder.appending(path: path)
    let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
    let lines = text.split(whereSeparator: \.isNewline).map { $0.split(separator: ",", omittingEmptySubsequences: false) }
    let head = lines[0].map(String.init)
    rows = lines.dropFirst().map { line in
      Dictionary(uniqueKeysWithValues: zip(head, line.map(String.init)))
    }
  }

  static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
}
