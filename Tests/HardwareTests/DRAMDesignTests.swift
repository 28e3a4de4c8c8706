import Documents
import Hardware
import Quantities
import Testing

/// Designs whose memory is DRAM.
@Suite struct DRAMDesignTests {
  private static let preset = "preset: \(designFolder)/../memories/ddr4_2400.yaml"

  private func load(_ memory: String, _ settings: String...) -> (design: Design?, lines: [String]) {
    let findings = Findings()
    let design = Design.load(
      path: "\(designFolder)/ws32.yaml",
      settings: ["memories.main={\(memory)}"] + settings, findings: findings)
    return (design, findings.lines)
  }

  private func dram(_ design: Design?) throws -> DRAMMemory {
    guard case .dram(let memory) = try #require(design).memories[0].kind else {
      throw DRAMDesignError.otherMemory
    }
    return memory
  }

  private enum DRAMDesignError: Error { case otherMemory }

  private static let dma = "type: dram, latency: 20 ns, outstanding: 64, request: 64 B"

  @Test func `A preset with more channels`() throws {
    let (design, lines) = load("\(Self.dma), \(Self.preset), channels: 4")
    #expect(lines == [])
    let memory = try dram(design)
    #expect(memory.system.name == "ddr4_2400")
    #expect(memory.system.organization.channels == 4)
    #expect((memory.request, memory.outstanding) == (64, 64))
    // 4 x 64 bytes in 4 clocks of 833 ps, rounded up.
    #expect(memory.flat.bandwidth == Bandwidth(bytesPerSecond: 76_831_000_000))
    #expect(design?.memories[0].capacity == Bytes(count: 32 << 30))
  }

  @Test func `An interface with a clock of its own`() throws {
    #expect(try dram(load("\(Self.dma), \(Self.preset)").design).interfaceClock == nil)
    let (design, lines) = load("\(Self.dma), \(Self.preset), interface_clock: 450 MHz")
    #expect(lines == [])
    #expect(try dram(design).interfaceClock == Frequency(hertz: 450_000_000))
  }

  @Test func `A preset with some of it changed`() throws {
    let (design, lines) = load("\(Self.dma), \(Self.preset), system: {name: slow, timing: {CL: 20}}")
    #expect(lines == [])
    let system = try dram(design).system
    #expect((system.name, system.timing.readLatency, system.timing.writeLatency) == ("slow", 20, 12))
  }

  @Test func `What is resolved is the same design`() throws {
    let (design, lines) = load("\(Self.dma), \(Self.preset), channels: 2, interface_clock: 300 MHz")
    #expect(lines == [])
    let findings = Findings()
    let text = YAMLWriter.write(try #require(design).resolved())
    let node = DocumentLoader().load(text: Array(text.utf8), name: "a.yaml", findings: findings)
    #expect(node.flatMap { DesignDecoder.decode($0, findings: findings) } == design)
    #expect(findings.lines == [])
  }

  @Test func `Its energies are its own`() throws {
    let (design, lines) = load("\(Self.dma), \(Self.preset)", "energy.memories=null")
    #expect(lines == [])
    #expect(try #require(design?.energy).memories == [nil])
  }

  @Test func `Requests are whole bursts`() {
    let (design, lines) = load("type: dram, latency: 20 ns, outstanding: 64, request: 96 B, \(Self.preset)")
    #expect(design == nil)
    #expect(lines.count == 1 && lines[0].contains("one burst of the DRAM moves 64 B"))
  }

  @Test func `Some system is needed, and the devices have to hold what is said`() {
    #expect(load(Self.dma).lines.first?.contains("nothing says of which") == true)
    let more = load("\(Self.dma), \(Self.preset), capacity: 16 GiB").lines
    #expect(more.first?.contains("its devices hold 8 GiB") == true)
    let odd = load("\(Self.dma), \(Self.preset), channels: 3").lines
    #expect(odd.first?.contains("channels") == true)
  }

  @Test func `Rows that can be told apart by nothing but their number have a span`() throws {
    let (design, _) = load("\(Self.dma), \(Self.preset)")
    var system = try dram(design).system
    #expect(system.rowSpan == (8 << 30) >> 16)
    system.addresses.order = [
      .init(.row, bits: 4), .init(.rank), .init(.bank), .init(.column), .init(.channel), .init(.bankGroup),
      .init(.row),
    ]
    #expect(system.rowSpan == (8 << 30) >> 4)
    system.addresses.hashes = [.init(field: .bank, by: .row, shift: 0)]
    #expect(system.rowSpan == nil)
    system.addresses.hashes = []
    system.addresses.order = [
      .init(.bank), .init(.row), .init(.rank), .init(.column), .init(.channel), .init(.bankGroup),
    ]
    #expect(system.rowSpan == nil)
  }
}
