/// What is known of one point.
public struct StoreRow: Hashable, Sendable {
  public var point: Int
  public var outcome: Outcome

  public enum Outcome: Hashable, Sendable {
    /// The figures, in the sweep's order.
    case figures([Value])
    /// Why there are none.
    case failed(String)
  }

  public init(point: Int, outcome: Outcome) {
    self.point = point
    self.outcome = outcome
  }

  var isFailed: Bool { if case .failed = outcome { true } else { false } }

  /// The row as a line of a store, ending in a line break.
  func line(_ keys: [String]) -> [UInt8] {
    var members: [JSONValue.Member] = [.init("point", .integer(point))]
    switch outcome {
    case .figures(let values):
      members.append(.init("status", .text("ok")))
      members.append(
        .init("figures", .object(zip(keys, values).map { .init($0, JSONValue($1)) })))
    case .failed(let message):
      members.append(.init("status", .text("failed")))
      members.append(.init("message", .text(message)))
    }
    var line: [UInt8] = []
    JSONValue.object(members).write(into: &line)
    line.append(UInt8(ascii: "\n"))
    return line
  }

  /// Reads a line; nil where it is none of a store with those figures.
  init?(_ line: some Collection<UInt8>, _ keys: [String]) {
    guard let json = JSONValue(line), let point = json["point"]?.integer, point >= 0 else { return nil }
    self.point = point
    switch json["status"]?.text {
    case "ok":
      guard let figures = json["figures"] else { return nil }
      outcome = .figures(keys.map { figures[$0]?.value ?? .undefined })
    case "failed":
      guard let message = json["message"]?.text else { return nil }
      outcome = .failed(message)
    default: return nil
    }
  }
}
