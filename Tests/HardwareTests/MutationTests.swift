import Documents
import Hardware
import TestFiles
import Testing
import Workloads

@Suite("No input makes the readers crash or hang")
struct MutationTests {
  @Test("mutated designs, topologies and configurations are read or refused", .timeLimit(.minutes(10)))
  func mutations() {
    let seed = UInt64.random(in: 0 ... .max)
    print("mutation seed: \(seed)")
    var random = SeededGenerator(seed: seed)
    let clock = ContinuousClock()
    let end = clock.now + .milliseconds(2_000)
    for iteration in 0..<40_000 where clock.now < end {
      let place = Int.random(in: 0..<Self.sources.count, using: &random)
      let (name, source) = Self.sources[place]
      var bytes = source
      for _ in 0...Int.random(in: 0..<5, using: &random) { mutate(&bytes, &random) }
      let findings = Findings(limit: 50)
      let note: Comment = "seed \(seed), iteration \(iteration)"
      if name.hasSuffix(".csv") {
        if let topology = SCALESimTopology.parse(bytes, name: "a.csv", findings: findings) {
          let trace = YAMLWriter.write(SCALESimImport.trace(topology, network: "a"))
          let node = DocumentLoader().load(text: Array(trace.utf8), name: "t.yaml", findings: findings)
          #expect(!findings.hasErrors && node != nil, note)
        } else {
          #expect(findings.hasErrors, note)
        }
      } else if name.hasSuffix(".cfg") {
        if let configuration = SCALESimConfiguration.parse(bytes, name: "a.cfg", findings: findings) {
          _ = DesignDecoder.decode(SCALESimImport.design(configuration), findings: findings)
        } else {
          #expect(findings.hasErrors, note)
        }
      } else if name.hasSuffix(".ini") {
        if let imported = DRAMsim3Import.parse(bytes, path: "a.ini", findings: findings) {
          #expect(DRAMDecoder.decode(imported.document, findings: Findings()) == imported.system, note)
        } else {
          #expect(findings.hasErrors, note)
        }
      } else if name.hasPrefix("dram_") {
        guard let node = DocumentLoader().load(text: bytes, name: "a.yaml", findings: findings) else {
          continue
        }
        if let system = DRAMDecoder.decode(node, findings: findings) {
          #expect(DRAMDecoder.decode(system.resolved(), findings: Findings()) == system, note)
        } else {
          #expect(findings.hasErrors, note)
        }
      } else if let node = DocumentLoader().load(text: bytes, name: "a.yaml", findings: findings) {
        if let design = DesignDecoder.decode(node, findings: findings) {
          let again = DesignDecoder.decode(design.resolved(), findings: Findings())
          #expect(again == design, note)
          _ = design.peakOperationsPerSecond
          for memory in design.memories { _ = design.ridgeOperationsPerByte(memory) }
          for (_, buffer) in design.buffers.named { _ = buffer.fillBandwidth(design.clock) }
        } else {
          #expect(findings.hasErrors, note)
        }
      }
      _ = findings.lines
    }
  }

  @Test("large files are read in linear time", .timeLimit(.minutes(10)))
  func large() {
    let rows = "Layer,M,N,K,\n" + String(repeating: "A,1,1,1,\n", count: 100_000)
    let topology = SCALESimTopology.parse(Array(rows.utf8), name: "a.csv", findings: Findings())
    #expect(Set(topology?.layers.map(\.name) ?? []).count == 100_000)
    let keys = "[x]\n" + (0..<100_000).map { "key\($0) = 1\n" }.joined()
    let findings = Findings()
    #expect(SCALESimConfiguration.parse(Array(keys.utf8), name: "a.cfg", findings: findings) == nil)
    #expect(findings.omittedCount > 90_000)
  }

  private static let sources: [(String, [UInt8])] = {
    let folder = DiagnosticsTests.folder
    let cases = DiagnosticsTests.cases.map { ($0, readFile("\(folder)/\($0)") ?? []) }
    let shipped = ShippedDesignTests.names.map { ($0, readFile("\(designFolder)/\($0)") ?? []) }
    let memories = [("dram_text.yaml", Array(MemoryTests.text.utf8))]
    return cases + shipped + memories + [("small.yaml", Array(smallDesign.utf8))]
  }()

  private static let tokens = [
    "0", "1", "-1", "9223372036854775807", "65536", "131072", "16777217", "1.5", "unbounded", "unlimited",
    "null", "{}", "[]", "~", ",", ":", "\n", "\t", " ", "ideal", "bandwidth", "int32", "uint1", "fp16",
    "1 GHz",
    "100 GHz", "1 B", "1 PB/s", "4096 B", "1:1", "2:4", "[x]", "#", "\r\n", "é", "\"", "shared: ",
    "tiles: 64",
  ]

  private func mutate(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
    let place = Int.random(in: 0...bytes.count, using: &random)
    switch Int.random(in: 0..<7, using: &random) {
    case 0 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &random)
    case 1 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 2: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 0..<20, using: &random)))
    case 3, 4:
      // A word in the place of another.
      let isWord = { (byte: UInt8) in byte >= 48 && byte != UInt8(ascii: ":") }
      let stop = bytes[place...].firstIndex { !isWord($0) } ?? bytes.count
      bytes.replaceSubrange(place..<stop, with: Self.tokens.randomElement(using: &random)!.utf8)
    case 5: bytes.insert(contentsOf: Self.tokens.randomElement(using: &random)!.utf8, at: place)
    default:
      let end = min(bytes.count, place + Int.random(in: 0..<80, using: &random))
      bytes.insert(contentsOf: bytes[place..<end], at: place)
    }
  }
}
