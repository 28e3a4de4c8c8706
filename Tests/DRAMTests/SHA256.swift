/// SHA-256 (FIPS 180-4), for comparing with published hashes.
struct SHA256 {
  private var state: [UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a, 0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  private var block: [UInt8] = []
  private var length: UInt64 = 0
  private var words = [UInt32](repeating: 0, count: 64)

  /// The first 16 hexadecimal digits of a message's hash.
  static func prefix(of bytes: [UInt8]) -> String {
    var hash = SHA256()
    hash.add(bytes)
    return String(hash.finish().prefix(16))
  }

  mutating func add(_ bytes: [UInt8]) {
    length += UInt64(bytes.count)
    var start = 0
    if !block.isEmpty {
      let missing = min(64 - block.count, bytes.count)
      block += bytes[..<missing]
      start = missing
      if block.count == 64 {
        compress(block, from: 0)
        block = []
      }
    }
    while bytes.count - start >= 64 {
      compress(bytes, from: start)
      start += 64
    }
    block += bytes[start...]
  }

  mutating func finish() -> String {
    let bits = length * 8
    var rest = block + [0x80]
    while rest.count % 64 != 56 { rest.append(0) }
    for shift in stride(from: 56, through: 0, by: -8) { rest.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift))) }
    for start in stride(from: 0, to: rest.count, by: 64) { compress(rest, from: start) }
    return state.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  private mutating func compress(_ bytes: [UInt8], from start: Int) {
    func rotate(_ value: UInt32, _ by: UInt32) -> UInt32 { value >> by | value << (32 - by) }
    for index in 0..<16 {
      let place = start + 4 * index
      words[index] =
        UInt32(bytes[place]) << 24 | UInt32(bytes[place + 1]) << 16 | UInt32(bytes[place + 2]) << 8
        | UInt32(bytes[place + 3])
    }
    for index in 16..<64 {
      let a = words[index - 15]
      let b = words[index - 2]
      let s0 = rotate(a, 7) ^ rotate(a, 18) ^ (a >> 3)
      let s1 = rotate(b, 17) ^ rotate(b, 19) ^ (b >> 10)
      words[index] = words[index - 16] &+ s0 &+ words[index - 7] &+ s1
    }
    var (a, b, c, d) = (state[0], state[1], state[2], state[3])
    var (e, f, g, h) = (state[4], state[5], state[6], state[7])
    for index in 0..<64 {
      let s1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)
      let first = h &+ s1 &+ ((e & f) ^ (~e & g)) &+ SHA256.constants[index] &+ words[index]
      let s0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)
      let second = s0 &+ ((a & b) ^ (a & c) ^ (b & c))
      (h, g, f, e, d, c, b, a) = (g, f, e, d &+ first, c, b, a, first &+ second)
    }
    for (index, value) in [a, b, c, d, e, f, g, h].enumerated() { state[index] = state[index] &+ value }
  }

  private static let constants: [UInt32] = {
    // The first 32 bits of the fractional parts of the cube roots of the first 64 primes.
    var constants: [UInt32] = []
    var candidate = 2
    while constants.count < 64 {
      if (2..<candidate).allSatisfy({ candidate % $0 != 0 }) {
        // The integer part of the cube root of p * 2^96, cut to 32 bits.
        var low: UInt64 = 0
        var high: UInt64 = 1 << 35
        while high - low > 1 {
          let middle = (low + high) / 2
          let square = middle.multipliedFullWidth(by: middle)
          if isCube(square, times: middle, atMost: UInt64(candidate)) { low = middle } else { high = middle }
        }
        constants.append(UInt32(truncatingIfNeeded: low))
      }
      candidate += 1
    }
    return constants
  }()

  /// Whether the product of a square and its root is at most p * 2^96.
  private static func isCube(_ square: (high: UInt64, low: UInt64), times root: UInt64, atMost p: UInt64) -> Bool {
    let low = square.low.multipliedFullWidth(by: root)
    let (middle, carry) = square.high.multipliedReportingOverflow(by: root)
    if carry { return false }
    let (word, overflow) = middle.addingReportingOverflow(low.high)
    if overflow { return false }
    // p * 2^96 has p * 2^32 in its second word, and nothing in its lowest.
    return word < p << 32 || (word == p << 32 && low.low == 0)
  }
}
