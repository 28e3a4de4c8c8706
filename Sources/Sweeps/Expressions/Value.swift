import Documents
import Quantities

/// A value of an expression.
public enum Value: Hashable, Sendable {
  case number(Number, Dimension)
  case text(String)
  case truth(Bool)
  /// What a point does not have: a key that is not written, a figure that is not defined.
  case undefined

  public init(_ number: Number) { self = .number(number, .none) }
  public init(_ integer: Int) { self = .number(Number(integer), .none) }

  /// The number without its dimension; nil for all else.
  public var number: Number? { if case .number(let number, _) = self { number } else { nil } }
}

extension Value {
  /// What a scalar of a document says: a number, one with a unit, a truth value, or else a text.
  ///
  /// A mapping or a sequence is undefined.
  public init(_ node: Node) {
    guard case .scalar(let text, let isPlain) = node.content, !node.isLeftEmpty else {
      self = .undefined
      return
    }
    self = Self.quantity(text) ?? (isPlain ? Bool(text).map(Value.truth) : nil) ?? .text(text)
  }

  /// A number with or without a unit; nil for what is none.
  static func quantity(_ text: String) -> Value? {
    guard let first = text.utf8.first, isDigit(first) || first == UInt8(ascii: "-") else { return nil }
    if first == UInt8(ascii: "-") {
      guard case .number(let number, let dimension) = quantity(String(text.dropFirst())) else { return nil }
      return .number(-number, dimension)
    }
    if case .success(let ratio) = Ratio.parse(text) { return .number(Number(ratio), .none) }
    if case .success(let size) = Bytes.parse(text) { return .number(Number(size.count), .size) }
    if case .success(let rate) = Bandwidth.parse(text) {
      return .number(Number(rate.bytesPerSecond), .rate)
    }
    if case .success(let clock) = Frequency.parse(text) {
      return .number(Number(clock.hertz), .frequency)
    }
    if case .success(let time) = TimeSpan.parse(text) {
      return .number(Number(Ratio(time.picoseconds, picosecondsPerSecond)), .time)
    }
    if text.utf8.contains(where: { $0 | 0x20 == UInt8(ascii: "e") }), let real = Double(text), real.isFinite {
      return .number(.real(real), .none)
    }
    return nil
  }

  private static let picosecondsPerSecond = 1_000_000_000_000

  /// The value as a scalar of a document, with its unit; nil where it has none that a document knows, or is not whole
  /// in that.
  var scalar: String? {
    switch self {
    case .text(let text): text
    case .truth(let truth): "\(truth)"
    case .undefined: nil
    case .number(let number, let dimension):
      switch dimension {
      case .none:
        if case .exact(let ratio) = number { "\(ratio)" } else { number.integer.map { "\($0)" } }
      case .size: number.integer.flatMap { $0 < 0 ? nil : "\(Bytes(count: $0))" }
      case .rate: number.integer.flatMap { $0 < 0 ? nil : "\(Bandwidth(bytesPerSecond: $0))" }
      case .frequency: number.integer.flatMap { $0 < 0 ? nil : "\(Frequency(hertz: $0))" }
      case .time:
        (number * Number(Self.picosecondsPerSecond)).integer.flatMap {
          $0 < 0 ? nil : "\(TimeSpan(picoseconds: $0))"
        }
      default: nil
      }
    }
  }

  /// What this is, as a message says it.
  var kind: String {
    switch self {
    case .number(_, let dimension): dimension.text
    case .text: "a text"
    case .truth: "a truth value"
    case .undefined: "nothing"
    }
  }
}

extension Value: CustomStringConvertible {
  /// As tables show it: numbers in base units, `null` for what is undefined.
  public var description: String {
    switch self {
    case .number(let number, _): "\(number)"
    case .text(let text): text
    case .truth(let truth): "\(truth)"
    case .undefined: ""
    }
  }
}

func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
