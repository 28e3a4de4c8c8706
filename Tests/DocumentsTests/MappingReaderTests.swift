import Documents
import Quantities
import Testing

@Suite("A mapping is read as what it should be")
struct MappingReaderTests {
  @Test("the sample design has nothing wrong with it")
  func sample() throws {
    let (node, lines) = load(SampleDesign.valid)
    let findings = Findings()
    SampleDesign.read(try #require(node), findings: findings)
    #expect(lines + findings.lines == [])
  }

  @Test("values come out as they were written")
  func values() throws {
    let findings = Findings()
    let node = try #require(load(SampleDesign.valid).node)
    let design = try #require(MappingReader(node, context: "the design", findings: findings))
    #expect(design.identifier("name") == "sample")
    #expect(design.text("title") == "A sample: every kind of value")
    #expect(design.quantity("clock", as: Frequency.self) == Frequency(hertz: 1_500_000_000))
    #expect(design.boolean("gate") == true)
    #expect(design.ratio("density") == Ratio(3, 4))
    #expect(design.integers("shape", count: 3) == [1, 2, 3])
    #expect(design.sequence("layers")?.count == 2)
    #expect(design.mapping("array")?.enumeration("topology", as: SampleDesign.Topology.self) == .adderTree)
    #expect(design.mapping("memories")?.mappings().map(\.name) == ["main", "spare"])
    #expect(design.mapping("memories")?.mapping("main")?.context == "memories.main")
    #expect(design.name("spill", among: ["main"], kind: "memory") == "main")
    design.finish()
    #expect(findings.isEmpty)
  }

  @Test("what is missing takes its default without a finding")
  func defaults() throws {
    let findings = Findings()
    let empty = try #require(MappingReader(.mapping([:]), context: "array", findings: findings))
    #expect(empty.integer("rows", in: 1...8, default: 4) == 4)
    #expect(empty.boolean("gate", default: true))
    #expect(empty.textIfPresent("title") == nil)
    #expect(empty.ratio("density", default: Ratio(1)) == Ratio(1))
    #expect(empty.quantity("size", as: Bytes.self, default: Bytes(count: 8)) == Bytes(count: 8))
    #expect(!empty.has("x"))
    empty.finish()
    #expect(findings.isEmpty)
  }

  @Test("what is wrong takes its default after a finding, and the reading goes on")
  func goingOn() throws {
    let findings = Findings()
    let node = Node.mapping(["rows": .text("x"), "gate": .plain("on"), "typo": .integer(1)])
    let reader = try #require(MappingReader(node, context: "array", findings: findings))
    #expect(reader.integer("rows", in: 1...8, default: 4) == 4)
    #expect(reader.boolean("gate") == nil)
    #expect(reader.text("title") == nil)
    reader.finish()
    #expect(findings.sorted().map(\.category) == [.wrongType, .wrongType, .missingKey, .unknownKey])
    #expect(throws: DocumentError.self) { try findings.throwIfErrors() }
  }

  @Test("a mapping with very many keys is read in good time", .timeLimit(.minutes(10)))
  func large() throws {
    let entries = (0..<20_000).map { Node.Entry(key: "key\($0)", value: .integer($0)) }
    let findings = Findings()
    let reader = try #require(MappingReader(.mapping(entries), context: "all", findings: findings))
    for place in 0..<20_000 { #expect(reader.integer("key\(place)", in: 0...20_000) == place) }
    reader.finish()
    #expect(findings.isEmpty)
  }

  @Test(
    "many wrong keys and names are reported in good time", .enabled(if: isOptimised), .timeLimit(.minutes(10))
  )
  func manyWrong() throws {
    let entries = (0..<50_000).map { Node.Entry(key: "key\($0)", value: .text("name\($0)")) }
    let names = NameList((0..<50_000).map { "nome\($0)" })
    let findings = Findings()
    let reader = try #require(MappingReader(.mapping(entries), context: "all", findings: findings))
    for place in 0..<25_000 { #expect(reader.name("key\(place)", in: names, kind: "memory") == nil) }
    reader.finish()
    #expect(findings.sorted().count == 1_000)
    #expect(findings.omittedCount == 49_000)
  }
}
