/// Bytes of a long text, without a string for every number.
struct LineWriter {
  private(set) var bytes: [UInt8] = []

  init(capacity: Int) { bytes.reserveCapacity(capacity) }

  var text: String { String(decoding: bytes, as: UTF8.self) }

  mutating func space() { bytes.append(UInt8(ascii: " ")) }
  mutating func endLine() { bytes.append(UInt8(ascii: "\n")) }
  mutating func write(_ text: String) { bytes.append(contentsOf: text.utf8) }

  mutating func write(_ value: Int) {
    let start = bytes.count
    var rest = value.magnitude
    repeat {
      bytes.append(UInt8(48 + rest % 10))
      rest /= 10
    } while rest > 0
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    bytes[start...].reverse()
  }

  /// A number by its hexadecimal digits.
  mutating func write(hexadecimal value: UInt64) {
    let start = bytes.count
    var rest = value
    repeat {
      let digit = UInt8(rest & 15)
      bytes.append(digit < 10 ? 48 + digit : 87 + digit)
      rest >>= 4
    } while rest > 0
    bytes[start...].reverse()
  }
}
