/// One thing that is wrong with a document: where, what, and what would be right.
public struct Finding: Hashable, Sendable {
  /// Whether a finding keeps the input from being used.
  public enum Severity: String, Hashable, Sendable {
    case error
    case warning
  }

  /// What a finding says.
  ///
  /// Messages are made by static functions, so that all wordings of a room stand in one place; a room adds
  /// its own in an extension.
  public struct Message: Hashable, Sendable {
    public let category: FindingCategory

    /// One line: what is wrong; what would be right.
    public let text: String

    public init(_ category: FindingCategory, _ text: String) {
      self.category = category
      self.text = text
    }
  }

  /// A second place that helps to understand a finding.
  public struct Note: Hashable, Sendable {
    public let position: SourcePosition
    public let text: String

    public init(position: SourcePosition, text: String) {
      self.position = position
      self.text = text
    }
  }

  public let severity: Severity
  public let category: FindingCategory
  public let position: SourcePosition
  public let message: String
  public let notes: [Note]

  public init(
    _ message: Message, at position: SourcePosition, severity: Severity = .error, notes: [Note] = []
  ) {
    self.severity = severity
    self.category = message.category
    self.position = position
    self.message = message.text
    self.notes = notes
  }
}

extension Finding: CustomStringConvertible {
  /// `FILE:LINE:COLUMN: error: what is wrong; what would be right`, and a line for each note.
  public var description: String {
    let lines = ["\(position): \(severity.rawValue): \(message)"]
    return (lines + notes.map { "\($0.position): note: \($0.text)" }).joined(separator: "\n")
  }
}
