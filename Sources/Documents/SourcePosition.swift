/// A place in a document, as a diagnostic names it: `FILE:LINE:COLUMN`.
public struct SourcePosition: Hashable, Sendable {
  /// The file as the user gave it, or what stands for one, such as `--set array.rows=64`.
  public let file: String

  // Every node carries a position and documents are bounded in size, so 32 bits are enough.
  private let lineNumber: Int32
  private let columnNumber: Int32

  /// The line, counted from 1.
  public var line: Int { Int(lineNumber) }

  /// The column in characters (Unicode scalars), counted from 1.
  public var column: Int { Int(columnNumber) }

  public init(file: String, line: Int, column: Int) {
    self.file = file
    self.lineNumber = Int32(clamping: line)
    self.columnNumber = Int32(clamping: column)
  }

  /// Whether it is in the text of an option of a command line, such as `--set array.rows=64`, and so in no folder.
  public var isOfOption: Bool { file.hasPrefix("--") && file.contains(" ") }

  /// The position of a node that was made by hand, and is in no file.
  public static let none = SourcePosition(file: "(made by the program)", line: 1, column: 1)
}

extension SourcePosition: CustomStringConvertible {
  public var description: String { "\(file):\(line):\(column)" }
}
