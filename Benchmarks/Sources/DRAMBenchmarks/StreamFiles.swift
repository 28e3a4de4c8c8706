import DRAM
import Glibc
import Hardware

/// The streams as files that another simulator reads, and its times.
enum StreamFiles {
  struct Failure: Error {
    var path: String
  }

  /// Writes each stream as records of 16 bytes (address, arrival, whether it is a write; the least significant byte first), and
  /// a list of them with our cycles.
  static func write(to folder: String) throws {
    var list = ""
    for (name, system) in Systems.all {
      for stream in Stream.allCases {
        let requests = stream.requests(for: system)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(16 * requests.count)
        for request in requests {
          append(request.address, bytes: 8, to: &bytes)
          append(UInt64(request.arrival), bytes: 4, to: &bytes)
          append(request.isWrite ? 1 : 0, bytes: 4, to: &bytes)
        }
        try write(bytes, to: "\(folder)/\(name).\(stream.rawValue).bin")
        list += "\(name) \(stream.rawValue) \(try DRAMReplay(system).run(requests).cycles)\n"
      }
    }
    try write(Array(list.utf8), to: "\(folder)/streams.txt")
  }

  /// Seconds by system and stream, from lines of `system stream seconds`.
  static func times(_ path: String) -> Race? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var seconds: [String: Double] = [:]
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { free(line) }
    while getline(&line, &capacity, file) > 0, let text = line.map({ String(cString: $0) }) {
      let words = text.split(whereSeparator: \.isWhitespace)
      if words.count == 3, let value = Double(words[2]) { seconds["\(words[0]) \(words[1])"] = value }
    }
    return Race(seconds: seconds)
  }

  private static func append(_ value: UInt64, bytes count: Int, to bytes: inout [UInt8]) {
    for place in 0..<UInt64(count) { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * place))) }
  }

  private static func write(_ bytes: [UInt8], to path: String) throws {
    guard let file = fopen(path, "w") else { throw Failure(path: path) }
    defer { fclose(file) }
    guard fwrite(bytes, 1, bytes.count, file) == bytes.count else { throw Failure(path: path) }
  }
}
