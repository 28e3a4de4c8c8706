import DRAM
import Hardware
import TestFiles
import Testing

/// Ramulator's runs: their files beside the tests, their streams, and how their requests' cycles are named.
enum RamulatorFiles {
  static func text(_ name: String) throws -> String {
    let folder = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
    let path = "/\(folder)/Golden/ramulator2/\(name)"
    return String(decoding: try #require(readFile(path), "there is no file \(path)"), as: UTF8.self)
  }

  /// A stream by its name, `seqrd_1M.sat` say.
  static func requests(_ name: String, on system: DRAMSystem) throws -> [DRAMRequest] {
    let (stream, pace) = try #require(GoldenStream.named(name))
    let bytes = system.organization.requestBytes
    return stream.requests(bytes: bytes, clocks: clocks(system), pace: pace).map {
      DRAMRequest(address: $0.address, arrival: $0.arrival, isWrite: $0.isWrite)
    }
  }

  /// Clocks that a channel's data buses take for a request together.
  static func clocks(_ system: DRAMSystem) -> Double {
    Double(system.organization.burstClocks) / Double(system.organization.pseudoChannels)
  }

  static func digest(_ completions: [DRAMCompletion]) -> String {
    var digest = Digest()
    for completion in completions {
      digest.add(UInt32(completion.accepted))
      digest.add(UInt32(completion.completed))
    }
    return digest.prefix()
  }
}
