import FoundationEssentials
import Reports
import TestFiles
import Testing

/// Documents are written as Foundation would.
@Suite struct JSONTextTests {
  @Test func `Random documents are written byte for byte as Foundation writes them`() throws {
    let seed = UInt64.random(in: 0...UInt64.max)
    var random = RandomNumbers(seed: seed)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    for _ in 0..<300 {
      let sample = Sample(&random)
      let expected = String(decoding: try encoder.encode(sample), as: UTF8.self) + "\n"
      #expect(try JSONText.of(sample) == expected, "seed \(seed)")
    }
  }

  @Test func `A number that is not finite is an error`() {
    #expect(throws: EncodingError.self) { try JSONText.of(["x": Double.infinity]) }
    #expect(throws: EncodingError.self) { try JSONText.of([Double.nan]) }
  }
}

/// Every kind of value that documents have, those of two views side by side among them.
private struct Sample: Encodable {
  var values: DocumentValue
  var figures: [String: Double]
  var undefined: [OrNull<Double>]
  var whole: UInt64
  var text: String?
  var truths: [Bool]

  init(_ random: inout RandomNumbers) {
    values = random.value(depth: 0)
    figures = Dictionary((0..<random.integer(0...5)).map { _ in (random.text(), random.number()) }) { $1 }
    undefined = [OrNull(nil), OrNull(random.number())]
    whole = random.next()
    text = random.chance(50) ? random.text() : nil
    truths = [true, false]
  }

  enum CodingKeys: String, CodingKey { case values, whole, text, truths, figures, undefined }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(values, forKey: .values)
    try container.encode(whole, forKey: .whole)
    try container.encodeIfPresent(text, forKey: .text)
    // A second container of the same object, as totals have.
    var other = encoder.container(keyedBy: CodingKeys.self)
    try other.encode(truths, forKey: .truths)
    try other.encode(figures, forKey: .figures)
    try other.encode(undefined, forKey: .undefined)
  }
}

extension RandomNumbers {
  fileprivate mutating func value(depth: Int) -> DocumentValue {
    switch integer(0...(depth < 4 ? 7 : 3)) {
    case 0: .null
    case 1: .boolean(chance(50))
    case 2: .integer(Int(truncatingIfNeeded: next()) >> integer(0...63))
    case 3: .text(text())
    case 4, 5: .list((0..<integer(0...4)).map { _ in value(depth: depth + 1) })
    default:
      .object(Dictionary((0..<integer(0...4)).map { _ in (text(), value(depth: depth + 1)) }) { $1 })
    }
  }

  fileprivate mutating func text() -> String {
    let characters = [
      "a", "B", "0", "_", " ", "/", "\"", "\\", "\n", "\t", "\r", "\u{8}", "\u{C}", "\u{1}", "\u{1F}", "é",
      "€", "𝄞",
    ]
    return (0..<integer(0...6)).map { _ in pick(characters) }.joined()
  }

  fileprivate mutating func number() -> Double {
    switch integer(0...3) {
    case 0: Double(integer(-1000...1000))
    case 1: Double(bitPattern: next() & ~(1 << 62))
    case 2: Double(integer(0...1_000_000)) / 7
    default: pick([0, -0.0, 1e16, 1e22, 5e-324, 1.5e300, 0.1, 1e-5])
    }
  }
}
