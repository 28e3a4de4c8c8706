import Quantities

/// What a number measures: powers of bytes and seconds.
public struct Dimension: Hashable, Sendable {
  public var bytes: Int
  public var seconds: Int

  public init(bytes: Int = 0, seconds: Int = 0) {
    self.bytes = bytes
    self.seconds = seconds
  }

  /// A number without a unit.
  public static let none = Dimension()
  static let size = Dimension(bytes: 1)
  static let rate = Dimension(bytes: 1, seconds: -1)
  static let frequency = Dimension(seconds: -1)
  static let time = Dimension(seconds: 1)

  static func + (left: Dimension, right: Dimension) -> Dimension {
    Dimension(bytes: left.bytes + right.bytes, seconds: left.seconds + right.seconds)
  }

  static func - (left: Dimension, right: Dimension) -> Dimension {
    Dimension(bytes: left.bytes - right.bytes, seconds: left.seconds - right.seconds)
  }

  static func * (left: Dimension, factor: Int) -> Dimension {
    Dimension(bytes: left.bytes * factor, seconds: left.seconds * factor)
  }

  /// As a message says it.
  var text: String {
    switch self {
    case .none: "a number"
    case .size: "a size in bytes"
    case .rate: "a bandwidth"
    case .frequency: "a frequency"
    case .time: "a time"
    default: "a number of B^\(bytes) s^\(seconds)"
    }
  }
}
