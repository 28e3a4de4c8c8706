import DRAM
import Documents
import Hardware
import Reports
import Testing

@Suite struct RequestStreamTests {
  static func parse(_ text: String) -> (requests: [DRAMRequest]?, lines: [String]) {
    let findings = Findings()
    return (RequestStream.parse(Array(text.utf8), name: "r.txt", findings: findings), findings.lines)
  }

  @Test func `a stream is read, with comments, empty lines, spaces, and no last line end`() {
    let (requests, lines) = Self.parse(
      "# a comment\n0 R 0x40\n\n  12\tW  0xABcdef  # why\r\n281474976710656 R 0x0")
    #expect(lines.isEmpty)
    #expect(
      requests == [
        DRAMRequest(address: 0x40, arrival: 0, isWrite: false),
        DRAMRequest(address: 0xABCDEF, arrival: 12, isWrite: true),
        DRAMRequest(address: 0, arrival: 1 << 48, isWrite: false),
      ])
    #expect(Self.parse("\u{FEFF}0 R 0xffffffffffffffff").requests?.first?.address == .max)
  }

  @Test func `a run's stream on a memory of other bursts or clocks is noticed, and on its own is not`() throws
  {
    func system(_ name: String) throws -> DRAMSystem {
      let folder = String(#filePath.dropLast("Tests/ReportsTests/RequestStreamTests.swift".count))
      let path = "\(folder)Configs/memories/\(name).yaml"
      return try #require(DRAMSystem.load(path: path, findings: Findings()))
    }
    let own = try system("ddr4_3200")
    let header = RequestStream.header(memory: "main", network: "net", design: "d", system: own)
    #expect(RequestStream.otherUnits(header + Array("0 R 0x0\n".utf8), on: own) == nil)
    let other = try #require(RequestStream.otherUnits(header, on: try system("hbm2")))
    #expect(other.contains("bursts of 64 B, as") && other.contains("bursts of 32 B; each"), "\(other)")
    #expect(RequestStream.otherUnits(header, on: try system("ddr4_2400")) != nil)
    #expect(RequestStream.otherUnits(Array("# 64 B; mine\n0 R 0x0\n".utf8), on: own) == nil)
  }

  @Test(arguments: ["", "# nothing\n"])
  func `a stream without a request is refused`(text: String) {
    let (requests, lines) = Self.parse(text)
    #expect(requests == nil)
    #expect(
      lines == ["r.txt:1:1: error: there is no request here; write at least one, for example '0 R 0x40'"])
  }

  @Test func `of a file of something else a few lines are answered, and that reading ended`() {
    let (requests, lines) = Self.parse(String(repeating: "\u{1}binary\n", count: 1000))
    #expect(requests == nil && lines.count == 21)
    #expect(
      lines.last?.contains(":21:1: error: this is the 21st line with a mistake, and reading ends here")
        == true)
  }

  @Test func `every wrong line is answered at its place`() {
    let (requests, lines) = Self.parse(
      """
      R 0x40
      1 r 0x40
      1 R 64
      1 R 0x
      1 R 0x4g
      1 R 0x40 7
      1 R
      -1 R 0x40
      281474976710657 R 0x40
      99999999999999999999999 R 0x40
      1 R 0x10000000000000000
      1R 0x40
      1 RW 0x40
      """)
    #expect(requests == nil)
    #expect(
      lines == [
        "r.txt:1:1: error: found 'R'; a request begins with the clock of its arrival, for example '0 R 0x40'",
        "r.txt:2:3: error: found 'r'; after the arrival comes R or W, for example '0 R 0x40'",
        "r.txt:3:5: error: found '64'; after R or W comes an address that begins with 0x, for example '0 R 0x40'",
        "r.txt:4:5: error: found '0x'; after R or W comes an address that begins with 0x, for example '0 R 0x40'",
        "r.txt:5:5: error: found '0x4g'; after R or W comes an address that begins with 0x, for example '0 R 0x40'",
        "r.txt:6:10: error: found '7'; nothing may follow the address but a comment, which begins with '#'",
        "r.txt:7:4: error: the line ends here; after R or W comes an address that begins with 0x, for example '0 R 0x40'",
        "r.txt:8:1: error: found '-1'; a request begins with the clock of its arrival, for example '0 R 0x40'",
        "r.txt:9:1: error: found '281474976710657'; an arrival is at most 281474976710656 clocks",
        "r.txt:10:1: error: found '99999999999999999999999'; an arrival is at most 281474976710656 clocks",
        "r.txt:11:5: error: found '0x10000000000000000'; an address has at most 64 bits",
        "r.txt:12:1: error: found '1R'; a request begins with the clock of its arrival, for example '0 R 0x40'",
        "r.txt:13:3: error: found 'RW'; after the arrival comes R or W, for example '0 R 0x40'",
      ])
  }

  @Test func `what is written is read again`() {
    var generator = SystemRandomNumberGenerator()
    let requests = (0..<1_000).map { _ in
      DRAMRequest(
        address: generator.next(), arrival: Int(generator.next() >> 16), isWrite: generator.next() & 1 == 0)
    }
    #expect(Self.parse(RequestStream.text(requests)).requests == requests)
  }

  @Test func `a million lines are read`() {
    let requests = (0..<1_000_000).map { DRAMRequest(address: UInt64($0) << 6, arrival: $0, isWrite: false) }
    let bytes = Array(RequestStream.text(requests).utf8)
    #expect(RequestStream.parse(bytes, name: "r.txt", findings: Findings())?.count == 1_000_000)
  }
}
