import DRAM
import Testing

@Suite struct GoldenStreamTests {
  @Test("The streams are those whose hashes are published")
  func streamsHaveTheirHashes() throws {
    var made: Set<String> = []
    for row in try GoldenTable("streams.csv").rows {
      let stream = try #require(row["stream"])
      let parts = try #require(row["granule_cyc"]).dropFirst().split(separator: "_")
      let requests = GoldenStream.make(
        stream, bytes: try #require(UInt64(parts[0])), clocks: try #require(Double(parts[1].dropFirst())))
      made.insert(String(stream.prefix { $0 != "." }))
      #expect("\(requests.count)" == row["n"], "\(row)")
      var bytes: [UInt8] = []
      bytes.reserveCapacity(16 * requests.count)
      for request in requests {
        for shift in stride(from: UInt64(0), to: 64, by: 8) {
          bytes.append(UInt8(truncatingIfNeeded: request.address >> shift))
        }
        for shift in stride(from: 0, to: 32, by: 8) {
          bytes.append(UInt8(truncatingIfNeeded: request.arrival >> shift))
        }
        bytes += [request.isWrite ? 1 : 0, 0, 0, 0]
      }
      #expect(SHA256.prefix(of: bytes) == row["sha256_16"], "\(row)")
    }
    #expect(made == Set(GoldenStream.names))
  }

  @Test("SHA-256 has the hash of its standard's example")
  func hashOfExample() {
    #expect(SHA256.prefix(of: Array("abc".utf8)) == "ba7816bf8f01cfea")
  }
}
