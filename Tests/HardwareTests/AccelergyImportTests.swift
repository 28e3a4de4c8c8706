import Documents
import Hardware
import Quantities
import TestFiles
import Testing

/// The files of `Accelergy` are tables as it writes them, with maps.
@Suite("Accelergy's tables become energy tables")
struct AccelergyImportTests {
  static let folder = testFolder + "/Accelergy"

  static func load(_ name: String, areas: Bool = true, map: String = "map.yaml") -> (
    AccelergyImport?, [String]
  ) {
    let findings = Findings()
    let imported = AccelergyImport.load(
      energies: "\(folder)/\(name).ERT.yaml", areas: areas ? "\(folder)/\(name).ART.yaml" : nil,
      map: "\(folder)/\(map)", findings: findings)
    return (imported, findings.lines.map { $0.replacing(folder + "/", with: "") })
  }

  /// What a map given as a text makes of the older tables.
  static func make(_ map: String) -> [String] {
    let findings = Findings()
    let loader = DocumentLoader()
    let base = loader.loadResolvingBase(path: designFolder + "/../energy/asic_45nm.yaml", findings: findings)
    let energies = loader.load(path: "\(folder)/older.ERT.yaml", findings: findings)
    let node = loader.load(text: Array(map.utf8), name: "map.yaml", findings: findings)
    guard let base, let energies, let node else { return findings.lines }
    _ = AccelergyImport.make(
      energies: energies, areas: nil, map: base.merging(node), file: "older.ERT.yaml", areaFile: nil,
      findings: findings)
    return findings.lines
  }

  @Test("each number is that of the component and action, by bit and second where the table has it so")
  func numbers() throws {
    let (imported, lines) = Self.load("simba")
    #expect(lines.isEmpty, "\(lines)")
    let document = try #require(imported).document
    let findings = Findings()
    let table = try #require(TechnologyTable.decode(document, findings: findings))
    #expect(table.name == "simba_accelergy")
    #expect(table.multiply.first { $0.name == "int8" }?.entry.amount == Energy(attojoules: 315_000))
    #expect(table.multiply.first { $0.name == "int8" }?.entry.source.contains("mac[1..256], compute") == true)
    // What the map does not name is the base's.
    #expect(table.multiply.first { $0.name == "int32" }?.entry.amount == Energy(attojoules: 3_100_000))
    // 0.080139 pJ for 64 bits, to the attojoule.
    #expect(table.registerBit.amount == Energy(attojoules: 1_252))
    // 512 pJ for 64 bits: the access's, and not the bit's.
    #expect(table.memories.first { $0.name == "main" }?.entry.amount == EnergyPerBit(attojoules: 8_000_000))
    #expect(table.sram.count == 1)
    #expect(table.sram[0].read == Energy(attojoules: 51_870_888))
    #expect(table.buffers.map(\.name) == ["output"])
    #expect(table.buffers[0].word.write.amount == Energy(attojoules: 2_875_058))
    // 3.6 fJ in a nanosecond are 3.6 uW.
    let leakage = try #require(table.leakage)
    #expect(leakage.multiply.first { $0.name == "int8" }?.entry.amount == Power(nanowatts: 3_600))
    let area = try #require(table.area)
    #expect(area.multiply.first { $0.name == "int8" }?.entry.amount == Area(squareNanometres: 417_000_000))
    #expect(area.registerBit.amount == Area(squareNanometres: 767_565))
    #expect(area.sram.map(\.entry.amount) == [Area(squareNanometres: 199_065_062_500)])
  }

  @Test("a base's node is not the new table's, unless the map says it itself")
  func node() throws {
    let imported = try #require(Self.load("simba").0)
    #expect(imported.droppedNode == "45")
    #expect(imported.document["node_nm"] == nil)
    #expect(TechnologyTable.decode(imported.document, findings: Findings())?.node == nil)
  }

  @Test("components that the map does not name are said")
  func unused() throws {
    let (imported, _) = Self.load("simba", map: "small_map.yaml")
    #expect(try #require(imported).unused.count == 4)
  }

  @Test("the written table is read again as the same")
  func roundTrip() throws {
    let document = try #require(Self.load("simba").0).document
    let findings = Findings()
    let text = Array(YAMLWriter.write(document).utf8)
    let node = try #require(DocumentLoader().load(text: text, name: "t.yaml", findings: findings))
    #expect(
      TechnologyTable.decode(node, findings: findings) == TechnologyTable.decode(document, findings: findings)
    )
    #expect(findings.lines.isEmpty)
  }

  @Test("an area without the area table is refused at the map's line")
  func noAreas() {
    let lines = Self.load("simba", areas: false).1
    #expect(lines.count == 3, "\(lines)")
    #expect(
      lines.first
        == "map.yaml:19:23: error: an area needs the area table; give it with --area", "\(lines)")
  }

  @Test(
    "a wrong map is answered with what the tables have",
    arguments: [
      ("multiply: {int8: {component: MAC, action: mac_random}}", nil),
      (
        "multiply: {int8: {component: MAK, action: mac_random}}",
        "map.yaml:1:30: error: the tables have no component 'MAK'; did you mean 'MAC'?"
      ),
      (
        "multiply: {int8: {component: MAC, action: compute}}",
        "map.yaml:1:43: error: 'chip.PE[0..4].MAC' has no action 'compute'; it has mac_random"
      ),
      (
        "buffers: {input: {component: GLB, width: 8 B, read: read, write: write}}",
        "map.yaml:1:53: error: 'chip.GLB' has several actions 'read': with the arguments {address_delta: 0, data_delta: 0}, "
          + "{address_delta: 1, data_delta: 1}; add 'arguments' with those of one"
      ),
      (
        "buffers: {input: {component: GLB, width: 8 B, read: read, write: write, "
          + "arguments: {address_delta: 1, data_delta: 1}}}", nil
      ),
      (
        "buffers: {input: {component: GLB, width: 8 B, read: read, write: write, arguments: {address_delta: 7}}}",
        "map.yaml:1:53: error: 'chip.GLB' has no action 'read' of these arguments; it has {address_delta: 0, data_delta: 0}, "
          + "{address_delta: 1, data_delta: 1}"
      ),
      (
        "add: {int8: {component: MAC, action: mac_random, value: 1 pJ}}",
        "map.yaml:1:57: error: 'value' stands beside 'component', whose number takes its place; keep one of them"
      ),
      (
        "register_bit: {component: MAC, action: mac_random}",
        "map.yaml:1:15: error: register_bit has no key 'bits'; add it: an integer from 1 to 1048576"
      ),
      (
        "multiply: {int8: {component: MAC, action: mac_random, bitss: 8}}",
        "map.yaml:1:55: error: unknown key 'bitss' in multiply.int8; the keys here are 'component', 'value', 'source', 'read', "
          + "'write', 'arguments', 'action', 'share'"
      ),
    ] as [(String, String?)])
  func wrongMap(map: String, expected: String?) {
    let lines = Self.make(map)
    #expect(lines.first == expected, "\(lines)")
  }
}
