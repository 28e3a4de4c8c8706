/// How a text report may look: how wide it is, and whether it may have colours.
public struct TextStyle: Sendable {
  public var width: Int
  public var hasColor: Bool

  public init(width: Int = 120, hasColor: Bool = false) {
    self.width = width
    self.hasColor = hasColor
  }

  enum Emphasis: String {
    case strong = "1"
    case faint = "2"
    case memory = "31"
    case compute = "32"
  }

  func apply(_ emphasis: Emphasis?, to text: String) -> String {
    guard hasColor, let emphasis else { return text }
    return "\u{1B}[\(emphasis.rawValue)m\(text)\u{1B}[0m"
  }
}
