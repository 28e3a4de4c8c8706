import DRAM
import Foundation

/// Files beside the tests.
enum RamulatorFiles {
  static func text(_ name: String) throws -> String {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    return try String(contentsOf: folder.appending(path: "Golden/ramulator2/\(name)"), encoding: .utf8)
  }

  /// The rows of a table, by the names of the columns.
  static func rows(_ name: String) throws -> [[String: String]] {
    let lines = try text(name).split(whereSeparator: \.isNewline).map { $0.split(separator: ",").map(String.init) }
    guard let header = lines.first else { return [] }
    return lines.dropFirst().map { Dictionary(uniqueKeysWithValues: zip(header, $0)) }
  }
}

/// The first sixteen digits of SHA-256 over the two cycles of each request, 32 bits each, the lower byte first.
func digest(_ completions: [DRAMCompletion]) -> String {
  var bytes: [UInt8] = []
  bytes.reserveCapacity(8 * completions.count)
  for completion in completions {
    for number in [UInt32(completion.accepted), UInt32(completion.completed)] {
      for shift in stride(from: UInt32(0), to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }
  }
  return String(sha256(bytes).prefix(16))
}

private func sha256(_ message: [UInt8]) -> String {
  let primes = (2...311).filter { candidate in !(2..<candidate).contains { candidate % $0 == 0 } }
  func fraction(_ root: Double) -> UInt32 { UInt32((root - root.rounded(.down)) * 4_294_967_296) }
  let constants = primes.prefix(64).map { fraction(Foundation.cbrt(Double($0))) }
  var state = primes.prefix(8).map { fraction(Double($0).squareRoot()) }
  var bytes = message + [0x80]
  while bytes.count % 64 != 56 { bytes.append(0) }
  for shift in stride(from: 56, through: 0, by: -8) {
    bytes.append(UInt8(truncatingIfNeeded: UInt64(message.count * 8) >> UInt64(shift)))
  }
  func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }
  var words = Array(repeating: UInt32(0), count: 64)
  for block in stride(from: 0, to: bytes.count, by: 64) {
    for index in 0..<16 {
      words[index] = (0..<4).reduce(0) { $0 << 8 | UInt32(bytes[block + 4 * index + $1]) }
    }
    for index in 16..<64 {
      let (early, late) = (words[index - 15], words[index - 2])
      words[index] =
        words[index - 16] &+ words[index - 7] &+ (rotate(early, 7) ^ rotate(early, 18) ^ early >> 3)
        &+ (rotate(late, 17) ^ rotate(late, 19) ^ late >> 10)
    }
    var turn = state
    for index in 0..<64 {
      let (first, fifth) = (turn[0], turn[4])
      let choice = fifth & turn[5] ^ ~fifth & turn[6]
      let one = turn[7] &+ (rotate(fifth, 6) ^ rotate(fifth, 11) ^ rotate(fifth, 25)) &+ choice &+ constants[index]
        &+ words[index]
      let majority = first & turn[1] ^ first & turn[2] ^ turn[1] & turn[2]
      let two = (rotate(first, 2) ^ rotate(first, 13) ^ rotate(first, 22)) &+ majority
      turn = [one &+ two, first, turn[1], turn[2], turn[3] &+ one, fifth, turn[5], turn[6]]
    }
    for index in 0..<8 { state[index] &+= turn[index] }
  }
  return state.map { word in
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }.joined()
}
