import Replay

/// What is known of one point.
public struct StoreRow: Hashable, Sendable {
  public var point: Int
  public var outcome: Outcome
  /// A digest of all that its figures depend on; nil of a row that failed or was read from a store.
  var key: ReplayDigest?

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

  init(point: Int, figures: [Value], key: ReplayDigest?) {
    self.point = point
    outcome = .figures(figures)
    self.key = key
  }

  var isFailed: Bool { if case .failed = outcome { true } else { false } }

  /// The row as a line of a store, ending in a line break.
  func line(_ keys: [String]) -> [UInt8] {
    var line: [UInt8] = []
    line.reserveCapacity(256)
    line.append(contentsOf: "{\"point\":\(point),\"status\":".utf8)
    switch outcome {
    case .figures(let values):
      line.append(contentsOf: "\"ok\",\"figures\":{".utf8)
      for (place, (name, value)) in zip(keys, values).enumerated() {
        if place > 0 { line.append(UInt8(ascii: ",")) }
        JSONValue.text(name).write(into: &line)
        line.append(UInt8(ascii: ":"))
        JSONValue(value).write(into: &line)
      }
      line.append(UInt8(ascii: "}"))
      if let key {
        line.append(contentsOf: ",\"key\":\"".utf8)
        for place in 0..<64 {
          let digit = UInt8(truncatingIfNeeded: key.words[place / 16] >> UInt64(60 - place % 16 * 4)) & 15
          line.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
        line.append(UInt8(ascii: "\""))
      }
    case .failed(let message):
      line.append(contentsOf: "\"failed\",\"message\":".utf8)
      JSONValue.text(message).write(into: &line)
    }
    line.append(contentsOf: "}\n".utf8)
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

extension StoreRow {
  /// The key at the end of a line as this program writes it; nil where there is none.
  static func key(of line: ArraySlice<UInt8>) -> ReplayDigest? {
    let (before, after) = (Array(",\"key\":\"".utf8), Array("\"}".utf8))
    guard line.count > before.count + 64 + after.count else { return nil }
    let start = line.endIndex - after.count - 64
    guard line[(start - before.count)..<start].elementsEqual(before), line.suffix(2).elementsEqual(after)
    else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(32)
    for place in 0..<32 {
      guard let high = digit(line[start + 2 * place]), let low = digit(line[start + 2 * place + 1]) else {
        return nil
      }
      bytes.append(high << 4 | low)
    }
    return bytes.withUnsafeBytes { ReplayDigest($0) }
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
